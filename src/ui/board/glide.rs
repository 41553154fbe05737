use crate::model::AccountId;

/// Dots on their way to a new place. Only what moved moves, and only for a moment.
#[derive(Debug, Default)]
pub struct Glides {
    gliding: Vec<Glide>,
    /// Dropped by hand: they are where they belong already.
    settled: Vec<AccountId>,
}

#[derive(Clone, Copy, Debug)]
struct Glide {
    account: AccountId,
    /// `(potential, engagement)` at the start, in points of score.
    from: (f32, f32),
    start: f64,
    seconds: f32,
}

/// More than this at once is a change of the whole board, not a motion that anyone can follow.
const MOST: usize = 2_000;

impl Glides {
    /// These dots were dropped by hand and must not glide when the portfolio follows.
    pub fn settle(&mut self, accounts: Vec<AccountId>) {
        self.settled = accounts;
    }

    /// Starts from where the dots stood, at `now` in seconds.
    pub fn start(&mut self, moved: Vec<(AccountId, (f32, f32))>, now: f64, seconds: f32) {
        if moved.is_empty() {
            return;
        }
        let settled = std::mem::take(&mut self.settled);
        if seconds <= 0.0 || moved.len() > MOST {
            self.gliding.clear();
            return;
        }
        let moved = moved.into_iter().filter(|(account, _)| !settled.contains(account));
        self.gliding = moved.map(|(account, from)| Glide { account, from, start: now, seconds }).collect();
    }

    /// Drops those that have arrived.
    pub fn advance(&mut self, now: f64) {
        self.gliding.retain(|glide| now - glide.start < f64::from(glide.seconds));
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gliding.is_empty()
    }

    /// Who is under way, with the place it started from and how far it has come: 0..=1, slowing down.
    pub fn under_way(&self, now: f64) -> impl Iterator<Item = (AccountId, (f32, f32), f32)> {
        self.gliding.iter().map(move |glide| {
            #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second")]
            let share = ((now - glide.start) as f32 / glide.seconds).clamp(0.0, 1.0);
            (glide.account, glide.from, 1.0 - (1.0 - share).powi(3))
        })
    }
}
