//! How a line of the palette looks, and what it says.

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, FontFamily, FontId, Rect, Response, Sense, TextFormat, Ui, WidgetInfo, accesskit, pos2, vec2,
};
use egui_material_icons::icons;

use super::ROW_HEIGHT;
use super::rows::Row;
use super::search;
use crate::model::{Account, Portfolio, Position, text};
use crate::rules::class::Class;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// What a row says.
struct Words {
    title: String,
    /// At the right: where it stands in the menus, why not, what would become of it.
    detail: String,
    /// A key or a chord.
    shortcut: String,
    mark: Mark,
}

/// At the left of a row.
enum Mark {
    Icon(&'static str),
    /// An account, in the colour of its class, which a badge tells in words.
    Dot(Option<Class>),
}

/// One row, chosen or not; `typed` is emphasised in it.
pub fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, typed: &str, chosen: bool) -> Response {
    let sense = if row.can_be_chosen() { Sense::CLICK } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), sense);
    let words = words(ui, cx, row);
    let obstacle = row.obstacle(cx);
    let can = row.can_be_chosen() && obstacle.is_none();
    response.widget_info(|| {
        let class = match words.mark {
            Mark::Dot(class) => class.map_or("Unplaced", Class::name),
            Mark::Icon(_) => "",
        };
        let parts = [words.title.as_str(), class, words.detail.as_str(), words.shortcut.as_str()];
        let spoken: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        WidgetInfo::selected(accesskit::Role::ListBoxOption, can, chosen, spoken.join(", "))
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if chosen {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.accent_fill());
    }
    let ink = if can { cx.tokens.text } else { cx.tokens.weak };
    let at = pos2(rect.left() + 18.0, rect.center().y);
    match words.mark {
        Mark::Icon(icon) => {
            painter.text(at, Align2::CENTER_CENTER, icon, FontId::proportional(16.0), cx.tokens.weak);
        }
        Mark::Dot(class) => {
            let color = class.map_or(cx.tokens.faint, |class| cx.tokens.dot(class));
            painter.circle_filled(at, 5.0, color);
        }
    }

    // From the right: the badge or the shortcut, then the detail; the title has what is left.
    let mut right = rect.right() - space::M;
    if let Mark::Dot(class) = words.mark {
        let (name, word, fill) = match class {
            Some(class) => (class.name(), cx.tokens.class_word(class), cx.tokens.class_fill(class)),
            None => ("Unplaced", cx.tokens.weak, cx.tokens.sunken),
        };
        let galley = painter.layout_no_wrap(name.to_owned(), FontId::new(theme::size::SMALL, theme::semibold()), word);
        let size = galley.size() + vec2(14.0, 4.0);
        let badge = Rect::from_min_size(pos2(right - size.x, rect.center().y - size.y / 2.0), size);
        painter.rect_filled(badge, 5.0, fill);
        painter.galley(badge.center() - galley.size() / 2.0, galley, word);
        right = badge.left() - space::M;
    }
    if !words.shortcut.is_empty() {
        let font = FontId::proportional(theme::size::SMALL);
        let shown = painter.text(pos2(right, at.y), Align2::RIGHT_CENTER, &words.shortcut, font, cx.tokens.weak);
        right = shown.left() - space::M;
    }
    let left = rect.left() + 36.0;
    if !words.detail.is_empty() {
        let room = (right - left) * 0.6;
        let job = one_line(&words.detail, room, |_| (FontFamily::Proportional, cx.tokens.weak), theme::size::SMALL);
        let galley = painter.layout_job(job);
        let min = pos2(right - galley.size().x, at.y - galley.size().y / 2.0);
        painter.galley(min, galley, cx.tokens.weak);
        right = min.x - space::M;
    }
    let marked = if matches!(row, Row::Command { .. } | Row::Account { .. } | Row::View(_)) {
        marked_letters(&words.title, typed)
    } else {
        Vec::new()
    };
    let format = |letter: usize| match marked.get(letter) {
        Some(true) => (theme::semibold(), if can { cx.tokens.accent } else { cx.tokens.weak }),
        Some(false) | None => (FontFamily::Proportional, ink),
    };
    let galley = painter.layout_job(one_line(&words.title, right - left, format, theme::size::BODY));
    painter.galley(pos2(left, at.y - galley.size().y / 2.0), galley, ink);
    response
}

fn words(ui: &Ui, cx: &Cx<'_>, row: &Row) -> Words {
    let plain = |icon: &'static str, title: String| Words {
        title,
        detail: String::new(),
        shortcut: String::new(),
        mark: Mark::Icon(icon),
    };
    let lines = cx.portfolio.settings().lines;
    match row {
        Row::Command { command, recent } => {
            let spec = command.spec();
            let shortcut = spec.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
            let menu = match command.submenu() {
                Some(submenu) => format!("{} › {submenu}", spec.menu.name()),
                None => spec.menu.name().to_owned(),
            };
            let icon = if *recent { icons::ICON_HISTORY } else { icons::ICON_CHEVRON_RIGHT };
            Words { detail: row.obstacle(cx).unwrap_or(menu), shortcut, ..plain(icon.codepoint, command.label(cx.env)) }
        }
        Row::Account { account, .. } => match cx.portfolio.account(*account) {
            Some(account) => {
                let class = Class::of_account(cx.portfolio, account, lines);
                Words {
                    detail: facts(cx.portfolio, account),
                    mark: Mark::Dot(class),
                    ..plain("", account.name.clone())
                }
            }
            None => plain("", String::new()),
        },
        Row::View(name) => plain(icons::ICON_FILTER_ALT.codepoint, format!("View: {name}")),
        Row::Move { account, to } => {
            let Some(account) = cx.portfolio.account(*account) else { return plain("", String::new()) };
            let title = match to {
                Some(Position { engagement, potential }) => {
                    format!("Move {} to engagement {engagement}, potential {potential}", account.name)
                }
                None if cx.portfolio.evidence_position(account.id).is_some() => {
                    format!("Release {} to the evidence", account.name)
                }
                None => format!("Unplace {}", account.name),
            };
            let detail = row.obstacle(cx).unwrap_or_else(|| {
                let name = |position: Option<Position>| position.map_or("Unplaced", |at| Class::of(at, lines).name());
                let to = to.or_else(|| cx.portfolio.evidence_position(account.id));
                let (was, is) = (name(cx.portfolio.position(account)), name(to));
                let change = if was == is { format!("stays {is}") } else { format!("{was} → {is}") };
                match cx.portfolio.position(account) {
                    Some(at) => format!("now {} · {} · {change}", at.engagement, at.potential),
                    None => change,
                }
            });
            Words { detail, ..plain(icons::ICON_ARROW_FORWARD.codepoint, title) }
        }
        Row::Filter { column, value } => {
            let title = format!("Show only {} {value}", column.name().to_lowercase());
            plain(icons::ICON_FILTER_ALT.codepoint, title)
        }
        Row::Continue { account, .. } => {
            let name = cx.portfolio.account(*account).map(|account| account.name.as_str()).unwrap_or_default();
            let detail = "then engagement and potential, or a class".to_owned();
            Words { detail, ..plain(icons::ICON_ARROW_FORWARD.codepoint, format!("Move {name} to …")) }
        }
        Row::Say(text) => plain("", text.clone()),
    }
}

/// Where an account stands and who owns it: "Anna · 64 · 71".
fn facts(portfolio: &Portfolio, account: &Account) -> String {
    let mut facts = Vec::new();
    facts.extend(account.archived.then(|| "archived".to_owned()));
    facts.extend(Some(account.owner.clone()).filter(|owner| !owner.is_empty()));
    facts.extend(portfolio.position(account).map(|at| format!("{} · {}", at.engagement, at.potential)));
    facts.join("   ")
}

/// One line of at most this width, each letter (counted from 0) in its own family and colour.
fn one_line(text: &str, width: f32, format: impl Fn(usize) -> (FontFamily, Color32), size: f32) -> LayoutJob {
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(width.max(0.0)), ..LayoutJob::default() };
    let mut run = String::new();
    let mut run_format = None;
    let append = |job: &mut LayoutJob, run: &mut String, format: Option<(FontFamily, Color32)>| {
        if let Some((family, color)) = format {
            job.append(run, 0.0, TextFormat::simple(FontId::new(size, family), color));
            run.clear();
        }
    };
    for (at, letter) in text.chars().enumerate() {
        let this = Some(format(at));
        if run_format != this {
            append(&mut job, &mut run, run_format.take());
            run_format = this;
        }
        run.push(letter);
    }
    append(&mut job, &mut run, run_format);
    job
}

/// For each letter of a title whether it is one of those typed.
fn marked_letters(title: &str, typed: &str) -> Vec<bool> {
    let query = text::folded(typed);
    let terms: Vec<&str> = query.split(' ').filter(|term| !term.is_empty()).collect();
    let mut folded = String::new();
    let mut ends = Vec::new();
    for letter in title.chars() {
        if letter.is_whitespace() {
            folded.push(' ');
        } else {
            folded.push_str(&text::folded(&letter.to_string()));
        }
        ends.push(folded.len());
    }
    let matched = search::matched(&folded, &terms);
    let mut from = 0;
    let marked = ends.into_iter().map(|end| {
        let any = matched.range(from..end).next().is_some();
        from = end;
        any
    });
    marked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_typed_are_emphasised_with_their_accents_and_case() {
        let check = |title: &str, typed: &str, wanted: &str| {
            let marked = marked_letters(title, typed);
            let shown: String =
                title.chars().zip(marked).map(|(letter, marked)| if marked { letter } else { '.' }).collect();
            assert_eq!(shown, wanted, "{typed}");
        };
        check("Königlich Essen", "konig es", "König.....Es...");
        check("Große Straße", "STRASSE", "......Straße");
        check("Ernst Handel", "", "............");
    }
}
