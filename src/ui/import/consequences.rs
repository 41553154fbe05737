use egui::text::LayoutJob;
use egui::{Align, Color32, Layout, Rect, RichText, Ui, UiBuilder};
use egui_extras::{Column, TableBuilder};

use crate::jobs::Planned;
use crate::model::RecordKind;
use crate::rules::class::Class;
use crate::sheets::{ClassChange, Consequences};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::{Preview, Side, parts};

/// A sentence in parts, each with its colour.
type Sentence = Vec<(String, Color32)>;

/// What follows from the import, in sentences; those that matter most come first.
fn sentences(cx: &Cx<'_>, planned: &Planned) -> Vec<Sentence> {
    let tokens = cx.tokens;
    let Consequences {
        class_changes,
        list_changes,
        stage_changes,
        leave_key,
        become_key,
        to_tray,
        creates,
        total,
        days,
    } = &planned.plan.consequences;
    let more = &cx.portfolio.settings().more;
    let counted = |count: usize, verb: &str| match count {
        1 => format!("1 {verb}s"),
        count => format!("{} {verb}", more.numbers.count(count)),
    };
    let accounts = |count: usize, verb: &str| match count {
        1 => format!("1 account {verb}s"),
        count => format!("{} accounts {verb}", more.numbers.count(count)),
    };
    let mut said: Vec<Sentence> = Vec::new();
    if let Some(total) = total {
        let currency = &cx.portfolio.settings().currency;
        let mut words = format!("{} {currency}", more.numbers.money(*total));
        match days {
            Some((first, last)) if first == last => words.push_str(&format!(", {}", more.dates.day(*first))),
            Some((first, last)) => {
                words.push_str(&format!(", {} – {}", more.dates.day(*first), more.dates.day(*last)));
            }
            None => {}
        }
        said.push(vec![(words, tokens.text)]);
    }
    if !class_changes.is_empty() {
        let mut sentence = vec![(format!("{} class", accounts(class_changes.len(), "change")), tokens.text)];
        if leave_key + become_key > 0 {
            sentence.push((":".to_owned(), tokens.text));
        }
        if *leave_key > 0 {
            sentence.push((format!(" {} Key", counted(*leave_key, "leave")), tokens.danger));
        }
        if *leave_key > 0 && *become_key > 0 {
            sentence.push((",".to_owned(), tokens.text));
        }
        if *become_key > 0 {
            sentence.push((format!(" {} Key", counted(*become_key, "become")), tokens.good));
        }
        said.push(sentence);
    }
    let mut say = |words: String, color: Color32| said.push(vec![(words, color)]);
    if *list_changes > 0 {
        say(format!("{} list", accounts(*list_changes, "change")), tokens.text);
    }
    if *stage_changes > 0 {
        say(format!("{} stage", accounts(*stage_changes, "change")), tokens.text);
    }
    for (kind, count) in creates {
        let what = if *count == 1 { kind.singular() } else { kind.plural() };
        let verb = if *count == 1 { "comes" } else { "come" };
        say(format!("{} new {what} {verb} in along", more.numbers.count(*count)), tokens.text);
    }
    if *to_tray > 0 {
        say(format!("{} in the tray until placed", accounts(*to_tray, "wait")), tokens.weak);
    }
    if said.is_empty() {
        let words = match planned.plan.kind {
            RecordKind::Accounts => "Nobody changes class, list or stage",
            RecordKind::Contacts
            | RecordKind::Activities
            | RecordKind::Purchases
            | RecordKind::Products
            | RecordKind::Opportunities
            | RecordKind::Risks
            | RecordKind::Colleagues
            | RecordKind::StageEvents
            | RecordKind::HandOvers
            | RecordKind::Goals
            | RecordKind::Spend => "No account changes class, list or stage",
        };
        said.push(vec![(words.to_owned(), tokens.weak)]);
    }
    said
}

/// Its parts as one text.
fn laid_out(sentence: Sentence, size: f32, stale: Option<Color32>) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (words, color) in sentence {
        let font = egui::FontId::new(size, theme::medium());
        job.append(&words, 0.0, egui::TextFormat::simple(font, stale.unwrap_or(color)));
    }
    job
}

/// The first sentences, in the card over the rows.
pub(super) fn summary_ui(ui: &mut Ui, cx: &Cx<'_>, planned: &Planned, rect: Rect, stale: bool) {
    const LINES: usize = 2;
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    child.spacing_mut().item_spacing.y = 1.0;
    parts::title(&mut child, cx, "What it will change");
    let said = sentences(cx, planned);
    let more = said.len().saturating_sub(LINES);
    for (place, mut sentence) in said.into_iter().take(LINES).enumerate() {
        if place + 1 == LINES && more > 0 {
            sentence.push((format!(" · {more} more"), cx.tokens.weak));
        }
        let job = laid_out(sentence, 12.5, stale.then_some(cx.tokens.faint));
        child.add(egui::Label::new(job).truncate());
    }
}

/// All of it, with the names of those that change class.
pub(super) fn consequences_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, planned: &Planned) {
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.horizontal(|ui| {
        ui.label(theme::strong("What it will change"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").clicked() {
                preview.side = Side::Nothing;
            }
        });
    });
    for sentence in sentences(cx, planned) {
        ui.add(egui::Label::new(laid_out(sentence, theme::size::BODY, None)).wrap());
    }
    let changes = &planned.plan.consequences.class_changes;
    if changes.is_empty() {
        return;
    }
    ui.add_space(space::S);
    parts::title(ui, cx, "Who changes class");
    let height = ui.available_height().max(60.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    TableBuilder::new(ui)
        .id_salt("who changes class")
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().clip(true))
        .column(Column::exact(168.0).clip(true))
        .min_scrolled_height(height)
        .max_scroll_height(height)
        .body(|body| {
            body.rows(24.0, changes.len(), |mut row| {
                let Some(ClassChange { name, from, to, .. }) = changes.get(row.index()) else { return };
                row.col(|ui| {
                    parts::short(ui, RichText::new(name).size(12.5));
                });
                row.col(|ui| {
                    let class = |class: Option<Class>| class.map_or("off the board", Class::name);
                    let color = to.map_or(cx.tokens.weak, |class| cx.tokens.class_word(class));
                    let words = format!("{} → {}", class(*from), class(*to));
                    parts::short(ui, RichText::new(words).size(12.0).color(color));
                });
            });
        });
}
