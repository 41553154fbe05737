//! Goals from last year and some percent, seen before they are set.

use chrono::NaiveDate;
use egui::{Id, RichText, TextEdit, Ui, vec2};

use crate::model::{Edit, GoalKey, Metric, Period, Target};
use crate::rules::goals::{amount, amount_words, raised};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const WIDTH: f32 = 420.0;

/// The dialog while it is open.
#[derive(Debug)]
pub struct Raise {
    metric: Metric,
    /// Of each month: the goal that it is about, and what was reached in it a year before.
    months: Vec<(GoalKey, Option<f64>)>,
    /// Months of the year before that are not over: what they come to is not known.
    not_over: Vec<Period>,
    year: Period,
    percent: String,
    /// The keyboard has not been given to its field yet.
    fresh: bool,
}

impl Raise {
    pub fn new(metric: Metric, year: Period, months: Vec<(GoalKey, Option<f64>)>, today: NaiveDate) -> Self {
        let before = |key: &GoalKey| key.period.year_before();
        let (months, not_over): (Vec<_>, Vec<_>) = months.into_iter().partition(|(key, _)| before(key).end() < today);
        let not_over = not_over.iter().map(|(key, _)| before(key)).collect();
        Self { metric, months, not_over, year, percent: "10".to_owned(), fresh: true }
    }
}

/// The dialog. It closes itself.
pub fn raise_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<Raise>, actions: &mut Actions) {
    let Some(Raise { metric, months, not_over, year, percent, fresh }) = open else { return };
    let settings = cx.portfolio.settings();
    let (fiscal, numbers) = (settings.more.fiscal_year_start, settings.more.numbers);
    let (mut done, mut enter) = (false, false);
    let modal = cx.tokens.dialog(Id::unique("goals from last year")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new(format!("{} from last year", metric.label())).heading());
        ui.label(theme::weak("Each month gets what it came to a year before, so much higher or lower", cx.tokens));
        ui.add_space(space::M);
        ui.horizontal(|ui| {
            ui.label("Last year +");
            let field = TextEdit::singleline(percent).desired_width(60.0).margin(vec2(8.0, 6.0));
            let field = ui.add(field.align(egui::Align2::RIGHT_CENTER)).accessible_name("Percent more than last year");
            if std::mem::take(fresh) {
                field.request_focus();
            }
            enter = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            ui.label("%");
        });
        ui.add_space(space::S);
        let before: Vec<Option<f64>> = months.iter().map(|(_, before)| *before).collect();
        let outlook = read_percent(percent).map(|percent| raised(*metric, &before, percent));
        let reached = before.iter().flatten().any(|value| *value > 0.0);
        let words = match &outlook {
            Err(why) => (*why).to_owned(),
            Ok(_) if !reached => "Nothing was reached in that year: type goals into the cells".to_owned(),
            Ok(goals) => {
                let (then, label) = (year.year_before().label(fiscal), year.label(fiscal));
                let figure = |values: Vec<f64>| {
                    if metric.adds_up() { values.iter().sum() } else { values.last().copied().unwrap_or(0.0) }
                };
                let had = figure(before.iter().flatten().copied().collect());
                let wanted = figure(goals.iter().flatten().map(|target| target.value()).collect());
                format!(
                    "{} in {then} → {} in {label}",
                    amount(*metric, had, numbers),
                    amount_words(*metric, wanted, settings)
                )
            }
        };
        let color = if outlook.is_err() { cx.tokens.danger } else { cx.tokens.text };
        ui.label(RichText::new(words).color(color));
        if let Some(words) = left_out(not_over, fiscal) {
            ui.label(theme::weak(words, cx.tokens));
        }
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let may = outlook.is_ok() && reached;
            let button = ui.add_enabled(may, theme::primary_button("Fill the months", cx.tokens));
            if let Ok(goals) = &outlook
                && (button.clicked() || enter && may)
            {
                actions.push(Action::Edit(Edit::SetGoals(cells(months, goals))));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

/// The goals that are set. A month from which none follows keeps the one that it has.
fn cells(months: &[(GoalKey, Option<f64>)], goals: &[Option<Target>]) -> Vec<(GoalKey, Option<Target>)> {
    let goals = months.iter().zip(goals).filter(|(_, target)| target.is_some());
    goals.map(|((key, _), target)| (key.clone(), *target)).collect()
}

/// "Not over yet, so left out: November 2026, December 2026"
fn left_out(not_over: &[Period], fiscal: u8) -> Option<String> {
    let months: Vec<String> = not_over.iter().map(|month| month.label(fiscal)).collect();
    (!months.is_empty()).then(|| format!("Not over yet, so left out: {}", months.join(", ")))
}

fn read_percent(text: &str) -> Result<f64, &'static str> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".").replace('−', "-");
    let read = text.parse::<f64>().ok().filter(|percent| (-100.0..=1_000.0).contains(percent));
    read.ok_or("A number from −100 to 1,000 is expected")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PeriodKind, Whose};

    #[test]
    fn months_of_which_nothing_follows_keep_their_goals() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let metric = Metric::CustomersCreated;
        let year = Period::holding(PeriodKind::Year, day("2027-01-01"), 1);
        // Nothing came in March 2026; November is not over, and what it came to so far is not what it will.
        let came = [4.0, 4.0, 0.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 3.0];
        let before = came.into_iter().map(Some).chain([None]);
        let key = |period| GoalKey { metric, period, whose: Whose::Team };
        let months: Vec<_> = year.months().map(key).zip(before).collect();
        let raise = Raise::new(metric, year, months.clone(), day("2026-11-22"));
        assert_eq!(left_out(&raise.not_over, 1).unwrap(), "Not over yet, so left out: November 2026, December 2026");
        let before: Vec<Option<f64>> = raise.months.iter().map(|(_, before)| *before).collect();
        let set = cells(&raise.months, &raised(metric, &before, 0.0));
        let wanted: Vec<_> = [0, 1, 3, 4, 5, 6, 7, 8, 9].map(|at: usize| months[at].0.clone()).to_vec();
        assert_eq!(set.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), wanted);
        assert!(set.iter().all(|(_, target)| *target == Some(Target(400))));
        // The last day of a month is not over.
        let on = |today| Raise::new(metric, year, months.clone(), day(today)).not_over.len();
        assert_eq!((on("2026-11-30"), on("2026-12-01"), on("2027-01-01")), (2, 1, 0));
    }

    #[test]
    fn percents_are_read_as_people_write_them() {
        for (text, wanted) in
            [("10", Some(10.0)), (" 7,5 % ", Some(7.5)), ("−20", Some(-20.0)), ("", None), ("NaN", None)]
        {
            assert_eq!(read_percent(text).ok(), wanted, "{text}");
        }
        assert!(read_percent("inf").is_err() && read_percent("-101").is_err());
    }
}
