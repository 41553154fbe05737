use chrono::{DateTime, Local, NaiveDate, NaiveTime, TimeZone, Utc};
use uuid::Uuid;

use super::{
    AccountId, ActivityId, BatchId, ColleagueId, ContactId, GoalId, HandOverId, OpportunityId, ProductId, RiskId,
    SpendId, StageEventId,
};

/// Where the time comes from: the one place that may read the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    #[default]
    System,
    /// Always noon of this day, UTC; for tests, demos and `--today`.
    Fixed(NaiveDate),
}

impl Clock {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(day) => day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc(),
        }
    }

    /// Today where the user is.
    #[must_use]
    pub fn today(self) -> NaiveDate {
        match self {
            Self::System => self.now().with_timezone(&chrono::Local).date_naive(),
            Self::Fixed(day) => day,
        }
    }
}

/// When a day begins where the user is.
#[must_use]
pub fn day_begins(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // A clock that skips midnight in spring is past it.
    Local.from_local_datetime(&midnight).earliest().map_or(midnight.and_utc(), |begins| begins.with_timezone(&Utc))
}

/// What planning may not find out for itself: when, who, and fresh record keys.
#[derive(Clone, Debug)]
pub struct Stamp {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    /// The name of the person at the keyboard.
    pub author: String,
    random: u64,
    made: u64,
}

impl Stamp {
    /// A stamp for one edit made now.
    #[must_use]
    pub fn new(clock: Clock, author: impl Into<String>) -> Self {
        let (high, low) = Uuid::now_v7().as_u64_pair();
        Self { now: clock.now(), today: clock.today(), author: author.into(), random: high ^ low, made: 0 }
    }

    /// A stamp whose record keys follow from `seed`.
    #[must_use]
    pub fn seeded(now: DateTime<Utc>, author: impl Into<String>, seed: u64) -> Self {
        Self { now, today: now.date_naive(), author: author.into(), random: seed, made: 0 }
    }

    /// A fresh key. Keys made by one stamp ascend.
    pub fn account_id(&mut self) -> AccountId {
        AccountId(self.uuid_v7())
    }

    pub fn contact_id(&mut self) -> ContactId {
        ContactId(self.uuid_v7())
    }

    pub fn activity_id(&mut self) -> ActivityId {
        ActivityId(self.uuid_v7())
    }

    pub fn product_id(&mut self) -> ProductId {
        ProductId(self.uuid_v7())
    }

    pub fn opportunity_id(&mut self) -> OpportunityId {
        OpportunityId(self.uuid_v7())
    }

    pub fn risk_id(&mut self) -> RiskId {
        RiskId(self.uuid_v7())
    }

    pub fn colleague_id(&mut self) -> ColleagueId {
        ColleagueId(self.uuid_v7())
    }

    pub fn stage_event_id(&mut self) -> StageEventId {
        StageEventId(self.uuid_v7())
    }

    pub fn hand_over_id(&mut self) -> HandOverId {
        HandOverId(self.uuid_v7())
    }

    pub fn goal_id(&mut self) -> GoalId {
        GoalId(self.uuid_v7())
    }

    pub fn spend_id(&mut self) -> SpendId {
        SpendId(self.uuid_v7())
    }

    pub fn batch_id(&mut self) -> BatchId {
        BatchId(self.uuid_v7())
    }

    /// RFC 9562, section 5.7: 48 bits of milliseconds, then (method 1) a counter in the 12 bits after the version,
    /// then random bits; here the counter reaches 20 bits further, so that 2^32 keys of one millisecond ascend.
    fn uuid_v7(&mut self) -> Uuid {
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or(0);
        let [.., c0, c1, c2, c3] = self.made.to_be_bytes();
        self.made += 1;
        let [r0, r1, r2, r3, r4, r5, ..] = self.next_random().to_be_bytes();
        // The first byte gives its upper half to the version, the third its two upper bits to the variant.
        let bytes = [
            c0 >> 4,
            c0 << 4 | c1 >> 4,
            (c1 & 0x0f) << 2 | c2 >> 6,
            (c2 & 0x3f) << 2 | c3 >> 6,
            c3 << 2 | r0 & 3,
            r1,
            r2,
            r3,
            r4,
            r5,
        ];
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// `SplitMix64` (Steele, Lea, Flood 2014).
    fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_one_stamp_are_version_7_and_ascend() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
        let keys: Vec<AccountId> = (0..70_000).map(|_| stamp.account_id()).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
        assert!(keys.iter().all(|key| key.0.get_version_num() == 7));
    }

    #[test]
    fn the_same_seed_makes_the_same_keys() {
        let now = Clock::Fixed(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).now();
        assert_eq!(Stamp::seeded(now, "", 7).account_id(), Stamp::seeded(now, "", 7).account_id());
        assert_ne!(Stamp::seeded(now, "", 7).account_id(), Stamp::seeded(now, "", 8).account_id());
    }
}
