//! What the figures of the funnel say, in sentences.

use chrono::NaiveDate;

use crate::model::{NumberStyle, Settings, Stage};
use crate::rules::funnel::{Funnel, MedianOf, StageFigures};
use crate::ui::view::Cx;

use super::shown::{Counted, Of};

/// What sentences about a funnel need to know.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub settings: &'a Settings,
    pub of: &'a Of,
    pub funnel: &'a Funnel,
    /// How many accounts it is of.
    pub in_scope: usize,
}

impl<'a> Words<'a> {
    pub fn new(cx: &Cx<'a>, of: &'a Of, counted: &'a Counted) -> Self {
        let Counted { funnel, in_scope } = counted;
        Self { settings: cx.portfolio.settings(), of, funnel, in_scope: *in_scope }
    }

    pub fn count(&self, count: usize) -> String {
        self.settings.more.numbers.count(count)
    }

    pub fn day(&self, day: NaiveDate) -> String {
        self.settings.more.dates.day(day)
    }

    /// "Q4 2026"
    pub fn period(&self) -> String {
        self.of.period.label(self.of.fiscal)
    }

    /// "from 1 October 2026 to 31 December 2026", "from 1 October 2026 to today"
    pub fn days(&self) -> String {
        let to = if self.runs() { "today".to_owned() } else { self.day(self.funnel.span.to) };
        format!("from {} to {to}", self.day(self.funnel.span.from))
    }

    /// Whether the period is not over.
    pub fn runs(&self) -> bool {
        self.funnel.until == self.of.today && self.funnel.until < self.funnel.span.to
    }

    /// When a snapshot is taken: "today", "on 30 September 2026".
    pub fn at_the_end(&self) -> String {
        if self.funnel.until == self.of.today {
            "today".to_owned()
        } else {
            format!("on {}", self.day(self.funnel.until))
        }
    }

    pub fn entered(&self, figures: &StageFigures) -> String {
        let StageFigures { stage, entered, fell_back, regained, cohort, .. } = figures;
        let mut words = format!(
            "{} {} in {}, {}",
            self.count(*entered),
            match (*stage, *entered) {
                (Stage::Lost, 1) => "time an account was lost".to_owned(),
                (Stage::Lost, _) => "times an account was lost".to_owned(),
                (stage, 1) => format!("time an account became a {}", stage.name()),
                (stage, _) => format!("times an account became a {}", stage.name()),
            },
            self.period(),
            self.days(),
        );
        if cohort < entered {
            words.push_str(&format!("; {} of them more than once", self.accounts(*cohort)));
        }
        if *regained > 0 {
            words.push_str(&format!("; {} came back from lost", self.count(*regained)));
        }
        if *fell_back > 0 {
            words.push_str(&format!("; {} fell back from a later stage", self.count(*fell_back)));
        }
        format!("{words}.\nCounted by the day of entering, whatever became of them (cohort).")
    }

    pub fn standing(&self, figures: &StageFigures) -> String {
        let StageFigures { stage, before, entered, left, standing, .. } = figures;
        let are = if self.funnel.until == self.of.today { "stand" } else { "stood" };
        format!(
            "{} {are} as {} {} (snapshot).\n{} stood there before {}; {} entered, {} left.",
            self.accounts(*standing),
            kind(*stage, 2),
            self.at_the_end(),
            self.count(*before),
            self.period(),
            self.count(*entered),
            self.count(*left),
        )
    }

    pub fn rate(&self, figures: &StageFigures) -> String {
        let StageFigures { stage, present, progressed, .. } = figures;
        let Some(rate) = figures.rate() else {
            return format!("Nobody stood as {} at any time in {}.", kind(*stage, 1), self.period());
        };
        format!(
            "{} of the {} that stood as {} at some time in {} went on to a later stage in it: {}.\n{}",
            percent(rate),
            self.accounts(*present),
            kind(*stage, 2),
            self.period(),
            self.count(*progressed),
            self.median(figures),
        )
    }

    pub fn median(&self, figures: &StageFigures) -> String {
        let Some(median) = figures.median_days else {
            return "No median: in two years nobody went on from there of whom it is known when they came.".to_owned();
        };
        let stays =
            if figures.timed == 1 { "1 stay".to_owned() } else { format!("{} stays", self.count(figures.timed)) };
        let ended = match figures.median_of {
            MedianOf::Period => format!("that ended in {}", self.period()),
            MedianOf::TwoYears => {
                format!(
                    "that ended in the two years until {}; too few ended in {}",
                    self.day(self.funnel.until),
                    self.period()
                )
            }
        };
        format!(
            "Until then they had stood there for {} in the middle: the median of {stays} {ended}.",
            self.stood(median)
        )
    }

    pub fn stuck(&self, figures: &StageFigures) -> String {
        match (figures.stuck_after(self.of.stuck), figures.median_days) {
            (Some(after), Some(median)) => format!(
                "{} of the {} that stand as {} {} came there more than {} ago, {} the median of {}.",
                self.count(figures.stuck),
                self.accounts(figures.standing),
                kind(figures.stage, 2),
                self.at_the_end(),
                self.stood(after),
                times(self.of.stuck, self.settings.more.numbers),
                self.stood(median),
            ),
            _ => format!("Nobody is called stuck without a median of the days as {}.", kind(figures.stage, 1)),
        }
    }

    /// "63 days"
    pub fn stood(&self, stood: u32) -> String {
        days(stood, self.settings.more.numbers)
    }

    pub fn lost(&self, figures: &StageFigures) -> String {
        let (lost, stage) = (self.count(figures.lost), figures.stage.name());
        let times = if figures.lost == 1 { "time" } else { "times" };
        format!("{lost} {times} an account that stood as {stage} was lost in {}, {}.", self.period(), self.days())
    }

    pub fn cohort(&self, figures: &StageFigures) -> String {
        let entered = self.accounts(figures.cohort);
        format!(
            "{entered} entered in {}, each counted once. {} of them went on to a later stage since then, until today; {} did \
             not, lost ones among them.",
            self.period(),
            self.count(figures.cohort_moved_on),
            self.count(figures.cohort.saturating_sub(figures.cohort_moved_on)),
        )
    }

    /// "1 customer created", "21 prospects qualified"
    pub fn created(&self, stage: Stage, count: usize) -> String {
        let how = match stage {
            Stage::Suspect => "found",
            Stage::Prospect => "qualified",
            Stage::Customer | Stage::Client => "created",
            Stage::Lost => return format!("{} lost", self.accounts(count)),
        };
        format!("{} {} {how}", self.count(count), kind(stage, count))
    }

    /// "1 account", "1,200 accounts"
    pub fn accounts(&self, count: usize) -> String {
        let word = if count == 1 { "account" } else { "accounts" };
        format!("{} {word}", self.count(count))
    }
}

/// "41 %", "under 1 %", "over 99 %"
pub fn percent(share: f64) -> String {
    match share {
        little if little > 0.0 && little < 0.01 => "under 1 %".to_owned(),
        much if much > 0.99 && much < 1.0 => "over 99 %".to_owned(),
        share => format!("{:.0} %", share * 100.0),
    }
}

/// "1 day", "1,063 days"
pub fn days(days: u32, numbers: NumberStyle) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{} days", numbers.count(wide(days))) }
}

pub fn wide(days: u32) -> usize {
    usize::try_from(days).unwrap_or(usize::MAX)
}

/// "suspect", "suspects", "lost"
pub fn kind(stage: Stage, count: usize) -> String {
    match (stage, count) {
        (Stage::Lost, _) | (_, 1) => stage.name().to_owned(),
        (stage, _) => format!("{}s", stage.name()),
    }
}

/// How many hundredths, as a multiple: "twice", "1.5 times".
pub fn times(hundredths: u16, numbers: NumberStyle) -> String {
    match hundredths {
        200 => "twice".to_owned(),
        300 => "three times".to_owned(),
        other => format!("{} times", numbers.hundredths(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_and_shares_are_said_as_people_say_them() {
        assert_eq!(
            [200, 300, 400, 150, 125].map(|value| times(value, NumberStyle::Comma)),
            ["twice", "three times", "4 times", "1.5 times", "1.25 times"]
        );
        assert_eq!(
            [0.0, 0.004, 0.01, 0.414, 0.995, 1.0].map(percent),
            ["0 %", "under 1 %", "1 %", "41 %", "over 99 %", "100 %"]
        );
        assert_eq!([0, 1, 1_063].map(|count| days(count, NumberStyle::Comma)), ["0 days", "1 day", "1,063 days"]);
        assert_eq!(times(250, NumberStyle::Dot), "2,5 times");
    }
}
