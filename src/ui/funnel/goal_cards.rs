//! The goals of a period, each on a card: how much of it is there, and whether that is enough by now.

use chrono::NaiveDate;
use egui::{
    Align, Color32, CursorIcon, FontId, Label, Layout, Rect, RichText, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, accesskit, pos2, vec2,
};

use crate::command::{Command, FunnelPage};
use crate::model::{Metric, Period};
use crate::rules::funnel::{History, Scope};
use crate::rules::goals::{
    self, GoalProgress, Ground, Pace, Reviews, amount, is_state, pace_words, projection_words, whose_of,
};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::Asked;

/// The cards, worked out once for what they are of.
#[derive(Debug, Default)]
pub struct GoalCards {
    made_for: Option<Inputs>,
    reviews: ReviewsKept,
    cards: Vec<Card>,
    /// Goals of this period that have no card.
    more: usize,
    /// Whether these accounts can have goals at all.
    can: bool,
}

/// The reviews of a journal, read again when it has grown.
#[derive(Debug, Default)]
pub struct ReviewsKept {
    made_for: Option<(usize, usize)>,
    reviews: Reviews,
}

#[derive(Clone, Debug, PartialEq)]
struct Inputs {
    workspace: usize,
    revision: u64,
    entries: usize,
    today: NaiveDate,
    period: Period,
    scope: Scope,
}

#[derive(Debug)]
struct Card {
    metric: Metric,
    actual: Option<f64>,
    /// In the same days of the year before.
    before: Option<f64>,
    goal: Option<GoalProgress>,
}

const MOST: usize = 4;
const HEIGHT: f32 = 116.0;
/// Where accounts are asked for that nobody can have goals for.
pub const NOBODYS: &str = "Goals are the team's, a seller's or a channel's; choose one";
const NARROWEST: f32 = 168.0;
const BAR: f32 = 6.0;
/// Those that there are cards of where nobody set other goals.
const USUAL: [Metric; MOST] =
    [Metric::CustomersCreated, Metric::ClientsCreated, Metric::KeyBreadth, Metric::ProspectsQualified];
const OTHERS: [Metric; 4] = [Metric::SuspectsFound, Metric::Revenue, Metric::KeyAccountsGrown, Metric::ReviewsHeld];

impl ReviewsKept {
    pub fn of(&mut self, cx: &Cx<'_>) -> &Reviews {
        let wanted = Some((cx.workspace, cx.journal.entries().len()));
        if self.made_for != wanted {
            (self.reviews, self.made_for) = (Reviews::of(cx.journal), wanted);
        }
        &self.reviews
    }
}

impl GoalCards {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, asked: &Asked, history: &History, actions: &mut Actions) {
        self.refresh(cx, asked, history);
        let gap = space::M;
        let room = ui.available_width();
        let beside: u8 = if room >= NARROWEST * 4.0 + gap * 3.0 { 4 } else { 2 };
        let width = ((room - gap * (f32::from(beside) - 1.0)) / f32::from(beside)).floor();
        let none_set = self.cards.iter().all(|card| card.goal.is_none());
        let mut open = false;
        for (row, cards) in self.cards.chunks(usize::from(beside)).enumerate() {
            if row > 0 {
                ui.add_space(gap - ui.spacing().item_spacing.y);
            }
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = gap;
                for card in cards {
                    open |= card.ui(ui, cx, width, none_set);
                }
            });
        }
        if !self.can {
            ui.label(theme::weak(NOBODYS, cx.tokens));
        }
        if none_set && self.can || self.more > 0 {
            let words = match (none_set, self.more) {
                (true, _) => "Set goals…".to_owned(),
                (false, 1) => "+1 more goal".to_owned(),
                (false, more) => format!("+{more} more goals"),
            };
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = 18.0;
                open |= ui.add(egui::Button::new(RichText::new(words).color(cx.tokens.accent)).frame(false)).clicked();
                if none_set {
                    let label = asked.period(cx).label(cx.portfolio.settings().more.fiscal_year_start);
                    ui.label(theme::weak(format!("Nobody set a goal for {label} yet"), cx.tokens));
                }
            });
        }
        if open {
            actions.push(Action::Command(Command::ShowFunnel(FunnelPage::Goals)));
        }
    }

    fn refresh(&mut self, cx: &Cx<'_>, asked: &Asked, history: &History) {
        let wanted = Inputs {
            workspace: cx.workspace,
            revision: cx.portfolio.revision(),
            entries: cx.journal.entries().len(),
            today: cx.today,
            period: asked.period(cx),
            scope: asked.scope.clone(),
        };
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        let Inputs { period, scope, .. } = &wanted;
        let ground = Ground::new(cx.portfolio, history, Some(self.reviews.of(cx)), cx.today);
        let whose = whose_of(scope);
        let has_goal = |metric: &Metric| {
            let key = |whose| crate::model::GoalKey { metric: *metric, period: *period, whose };
            whose.clone().is_some_and(|whose| goals::target(cx.portfolio, &key(whose)).is_some())
        };
        let mut metrics: Vec<Metric> = USUAL.into_iter().chain(OTHERS).filter(has_goal).collect();
        self.more = metrics.len().saturating_sub(MOST);
        metrics.truncate(MOST);
        let rest = USUAL.into_iter().filter(|metric| !has_goal(metric)).take(MOST - metrics.len());
        metrics.extend(rest.collect::<Vec<_>>());
        metrics.sort_by_key(|metric| USUAL.iter().chain(&OTHERS).position(|one| one == metric));
        let before =
            |metric: Metric, of: Period| ground.actual_in(metric, goals::same_days_before(of.span(), cx.today), scope);
        let card = |metric: Metric| {
            let of = |whose| crate::model::GoalKey { metric, period: *period, whose };
            let goal = whose.clone().and_then(|whose| ground.progress(&of(whose)));
            let actual = match &goal {
                Some(goal) => Some(goal.actual),
                None => ground.actual_in(metric, period.span(), scope),
            };
            // Beside a goal of some parts stands what came of these.
            let before = match &goal {
                Some(goal) if goal.some_parts => {
                    let parts = goals::counted(cx.portfolio, &goal.of).into_iter();
                    parts.filter(|part| part.start <= cx.today).map(|part| before(metric, part)).sum()
                }
                Some(_) | None => before(metric, *period),
            };
            Card { metric, actual, before, goal }
        };
        self.cards = metrics.into_iter().map(card).collect();
        self.can = whose.is_some();
        self.made_for = Some(wanted);
    }
}

impl Card {
    /// Whether it was clicked.
    fn ui(&self, ui: &mut Ui, cx: &Cx<'_>, width: f32, none_set: bool) -> bool {
        let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
        let (tokens, settings) = (cx.tokens, cx.portfolio.settings());
        let spoken = self.spoken(cx);
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, &spoken));
        let stroke = if response.hovered() || response.has_focus() {
            Stroke::new(1.0, tokens.accent)
        } else {
            tokens.thin_line()
        };
        ui.painter().rect(rect, theme::CARD_RADIUS, tokens.raised, stroke, StrokeKind::Inside);
        let inner = rect.shrink2(vec2(14.0, 10.0));
        let mut inside = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
        inside.set_clip_rect(inner.expand(2.0).intersect(ui.clip_rect()));
        let ui = &mut inside;
        ui.spacing_mut().item_spacing.y = 3.0;
        let title = RichText::new(self.metric.label()).family(theme::semibold()).size(12.0).color(tokens.weak);
        ui.add(Label::new(title).truncate());
        self.figure_ui(ui, cx);
        ui.add_space(2.0);
        self.bar_ui(ui, cx);
        ui.add_space(2.0);
        let small = |words: &str, color: Color32| Label::new(RichText::new(words).color(color).size(12.0)).truncate();
        if let Some(goal) = &self.goal {
            ui.add(small(&pace_words(goal, settings, cx.today), color(goal.pace(cx.today), cx)));
        } else if !none_set {
            ui.add(small("No goal", tokens.weak));
        }
        let projection = self.goal.as_ref().and_then(|goal| projection_words(goal, settings));
        if let Some(words) = projection.as_ref().map(|(short, _)| short.clone()).or_else(|| self.last_year(cx)) {
            ui.add(Label::new(theme::weak(words, tokens)).truncate());
        }
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        let clicked = response.clicked();
        response.on_hover_ui(|ui| {
            ui.label(&spoken);
            for words in projection.map(|(_, caution)| caution).into_iter().chain(self.last_year(cx)) {
                ui.label(theme::weak(words, tokens));
            }
            for note in notes(self.metric, self.goal.as_ref()) {
                ui.label(theme::weak(note, tokens));
            }
        });
        clicked
    }

    /// "7 of 12", the first large.
    fn figure_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let (tokens, settings) = (cx.tokens, cx.portfolio.settings());
        let numbers = settings.more.numbers;
        let figure = self.actual.map_or_else(|| "–".to_owned(), |actual| amount(self.metric, actual, numbers));
        let unit = match self.metric {
            Metric::Revenue => format!(" {}", settings.currency),
            Metric::KeyBreadth => " products".to_owned(),
            _ => String::new(),
        };
        let beside = match &self.goal {
            Some(goal) => format!("of {}{unit}", amount(self.metric, goal.target.value(), numbers)),
            None => unit.trim().to_owned(),
        };
        let large = FontId::new(theme::size::FIGURE, theme::semibold());
        let mut job = egui::text::LayoutJob::default();
        let format =
            |font: FontId, color| egui::TextFormat { valign: Align::BOTTOM, ..egui::TextFormat::simple(font, color) };
        job.append(&figure, 0.0, format(large, tokens.text));
        if !beside.is_empty() {
            job.append(&format!(" {beside}"), 2.0, format(FontId::proportional(theme::size::BODY), tokens.weak));
        }
        ui.add(Label::new(job).truncate());
    }

    /// How much of the goal is there, and with a tick how much would be by now.
    fn bar_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), BAR + 4.0), Sense::hover());
        let bar = Rect::from_center_size(rect.center(), vec2(rect.width(), BAR));
        let Some(goal) = &self.goal else {
            ui.painter().rect_filled(bar, BAR / 2.0, cx.tokens.sunken);
            return;
        };
        ui.painter().rect_filled(bar, BAR / 2.0, theme::mixed(cx.tokens.sunken, cx.tokens.line, 0.6));
        #[expect(clippy::cast_possible_truncation, reason = "a share, for drawing")]
        let at = |share: f64| bar.left() + bar.width() * share.clamp(0.0, 1.0) as f32;
        let reached = goal.share.unwrap_or(if goal.actual >= 0.0 { 1.0 } else { 0.0 });
        if reached > 0.0 {
            let filled = bar.with_max_x(at(reached).max(bar.left() + BAR));
            ui.painter().rect_filled(filled, BAR / 2.0, cx.tokens.accent);
        }
        let wanted = goal.target.value();
        let passing = goal.counted.holds(cx.today);
        if passing && !is_state(self.metric) && wanted > 0.0 {
            let x = at(goal.expected / wanted);
            let tick = [pos2(x, bar.top() - 3.0), pos2(x, bar.bottom() + 3.0)];
            ui.painter().line_segment(tick, Stroke::new(2.0, cx.tokens.text));
        }
    }

    /// "5 in the same days of 2025"; of a state, the difference.
    fn last_year(&self, cx: &Cx<'_>) -> Option<String> {
        let (actual, before) = (self.actual?, self.before?);
        let settings = cx.portfolio.settings();
        let numbers = settings.more.numbers;
        if is_state(self.metric) && self.metric == Metric::KeyBreadth {
            let by = actual - before;
            let figure = amount(self.metric, by.abs(), numbers);
            return Some(match figure.as_str() {
                "0" => "As last year".to_owned(),
                _ if by > 0.0 => format!("+ {figure} on last year"),
                _ => format!("− {figure} on last year"),
            });
        }
        let unit = if self.metric.is_money() { format!(" {}", settings.currency) } else { String::new() };
        Some(format!("{}{unit} in the same days of last year", amount(self.metric, before, numbers)))
    }

    fn spoken(&self, cx: &Cx<'_>) -> String {
        let settings = cx.portfolio.settings();
        match (&self.goal, self.actual) {
            (Some(goal), _) => goals::words(goal, settings, cx.today),
            (None, Some(actual)) => {
                let figure = goals::amount_words(self.metric, actual, settings);
                format!("{}: {figure}, without a goal", self.metric.label())
            }
            (None, None) => format!("{}: {}", self.metric.label(), unknown(self.metric)),
        }
    }
}

/// Why a figure is not there.
pub const fn unknown(metric: Metric) -> &'static str {
    match metric {
        Metric::Revenue => "not known without purchases; import some",
        Metric::KeyBreadth | Metric::KeyAccountsGrown => "no key accounts here; import purchases",
        Metric::SuspectsFound
        | Metric::ProspectsQualified
        | Metric::CustomersCreated
        | Metric::ClientsCreated
        | Metric::ReviewsHeld => "not known",
    }
}

/// What a figure goes by, where the name does not say it.
pub fn notes(metric: Metric, goal: Option<&GoalProgress>) -> Vec<&'static str> {
    let what = match metric {
        Metric::SuspectsFound => "Accounts that became suspects, archived ones left out",
        Metric::ProspectsQualified => "Accounts that became prospects, archived ones left out",
        Metric::CustomersCreated => "Accounts that became customers, archived ones left out",
        Metric::ClientsCreated => "Accounts that became clients, archived ones left out",
        Metric::Revenue => "Purchases of accounts that are not archived",
        Metric::KeyBreadth => "Different products that accounts on today's key list bought in 12 months, on average",
        Metric::KeyAccountsGrown => {
            "Accounts on today's key list that bought for more than in the same days a year before; our own measure"
        }
        Metric::ReviewsHeld => "Days on which accounts were put somewhere on the board",
    };
    let parts = goal.filter(|goal| goal.from_parts).map(|goal| {
        if goal.some_parts {
            "The goal is the sum of the goals of its parts; only in those that have one is counted"
        } else if metric.adds_up() {
            "The goal is the sum of the goals of its parts"
        } else {
            "The goal is that of the last part that has one"
        }
    });
    let seasonal = goal.is_some_and(|goal| goal.seasonal);
    let seasonal = seasonal.then_some("What is expected by now goes by the same period of past years");
    std::iter::once(what).chain(parts).chain(seasonal).collect()
}

/// Good, in need of a look, or neither.
pub const fn color(pace: Pace, cx: &Cx<'_>) -> Color32 {
    match pace {
        Pace::Ahead | Pace::OnPace | Pace::Reached => cx.tokens.good,
        Pace::Behind | Pace::Missed => cx.tokens.warn,
        Pace::NotBegun => cx.tokens.weak,
    }
}
