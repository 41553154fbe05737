//! How far a job has come.

/// What the steps of a job are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    Rows,
    /// Nothing that people count.
    #[default]
    Steps,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobSteps {
    pub done: u64,
    /// 0: unknown.
    pub total: u64,
    pub unit: Unit,
    /// Since it began.
    pub seconds: f64,
}

impl JobSteps {
    /// The part that is done, 0 to 1; `None` while nobody knows.
    #[must_use]
    pub fn share(self) -> Option<f32> {
        #[expect(clippy::cast_precision_loss, reason = "a bar a few hundred points wide")]
        let share = self.done as f32 / self.total as f32;
        (self.total > 0).then_some(share.min(1.0))
    }

    /// How many of how many, and how many a second: `120,000 of 1,000,000 rows · 180,000 rows/s`. `count` writes a number.
    /// Empty where there is nothing to be said.
    #[must_use]
    pub fn words(self, count: impl Fn(u64) -> String) -> String {
        const MEGABYTE: u64 = 1_000_000;
        let Self { done, total, unit, seconds } = self;
        let (done, total, name) = match unit {
            Unit::Bytes => (done / MEGABYTE, total / MEGABYTE, "MB"),
            Unit::Rows => (done, total, "rows"),
            Unit::Steps => return String::new(),
        };
        if total == 0 {
            return String::new();
        }
        let so_far = format!("{} of {} {name}", count(done), count(total));
        // Of the first moments there is no rate that means anything.
        if seconds < 0.5 || done == 0 {
            return so_far;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate that is rounded anyway")]
        let rate = done as f64 / seconds;
        let rounded = if rate >= 1_000.0 { (rate / 1_000.0).round() * 1_000.0 } else { rate.round() };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never below 0")]
        let rate = rounded as u64;
        format!("{so_far} · {} {name}/s", count(rate))
    }
}
