//! What the scores are computed with. Part of the settings, so that each change is kept and a past day has its own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Money, Refusal, Score};

/// Weights, windows and thresholds by which the records are read. The defaults are our own where no other source is
/// named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoringModel {
    /// Shares of engagement, in percent; they add up to 100.
    pub engagement: EngagementWeights,
    /// Shares of potential, in percent; they add up to 100.
    pub potential: PotentialWeights,
    /// So far back an activity counts for engagement, in days; at least 1.
    pub window_days: u16,
    /// So many threads (a colleague and a contact who met within the window) are full marks for people; at least 1.
    pub full_threads: u16,
    /// Roles of contacts that should be reached, as contacts have them; may be none.
    pub required_roles: Vec<String>,
    /// A purchasing capacity of more than so many days ago is old; at least 1. Unless set 366, so that one of 12 months
    /// ago is not old yet, whether or not a leap day lies between.
    pub qpc_old_days: u16,
    /// The evidence class changes only so many points beyond a dividing line.
    pub band: Score,
    /// Drifted is whose evidence moved at least so many points since the judgement.
    pub drift: Score,
    /// An order is late after so many percent of the median interval between orders: 200 is twice.
    pub late_order_percent: u16,
    /// So many orders within 365 days make a rhythm; at least 2.
    pub rhythm_orders: u16,
    /// A revenue that fell by so many percent on the 12 months before is a risk.
    pub revenue_drop_percent: u16,
    /// A champion who was silent for so many days is a risk.
    pub champion_silent_days: u16,
    /// Something planned within so many days is not neglected.
    pub planned_within_days: u16,
    /// Shares of selling time by class, in percent.
    pub time_shares: TimeShares,
    /// Selling hours of a seller in a year, unless the colleague has others.
    pub seller_hours: u16,
    /// What keeping in touch costs each time, travel and preparation included, in minutes.
    pub touch_minutes: u16,
    /// How many targets and leads one seller may have.
    pub target_slots: u16,
    pub lead_slots: u16,
}

/// In percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementWeights {
    pub people: u8,
    pub roles: u8,
    pub recency: u8,
    pub two_way: u8,
}

/// In percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PotentialWeights {
    pub gap: u8,
    pub breadth: u8,
    pub likelihood: u8,
}

/// In percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeShares {
    pub key: u8,
    pub growth_potential: u8,
    pub maintenance: u8,
    pub service: u8,
}

/// The revenue of 12 months that the key list begins with, since it was last worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCutOff {
    pub amount: Money,
    pub as_of: NaiveDate,
}

/// For each industry of which somebody said so, the categories that are relevant to it; to all others all are.
pub type Relevance = BTreeMap<String, BTreeSet<String>>;

impl Default for ScoringModel {
    fn default() -> Self {
        let roles = ["decision maker", "economic buyer", "user/specifier", "champion"];
        Self {
            engagement: EngagementWeights { people: 40, roles: 20, recency: 20, two_way: 20 },
            potential: PotentialWeights { gap: 60, breadth: 20, likelihood: 20 },
            window_days: 180,
            full_threads: 6,
            required_roles: roles.map(str::to_owned).into(),
            qpc_old_days: 366,
            band: Score::whole(3),
            drift: Score::whole(15),
            late_order_percent: 200,
            rhythm_orders: 3,
            revenue_drop_percent: 20,
            champion_silent_days: 30,
            planned_within_days: 10,
            time_shares: TimeShares { key: 40, growth_potential: 35, maintenance: 15, service: 10 },
            seller_hours: 1200,
            touch_minutes: 90,
            target_slots: 9,
            lead_slots: 10,
        }
    }
}

impl ScoringModel {
    /// # Errors
    /// A [`Refusal`] that names what cannot be.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |what: &str| Err(Refusal::NotAModel(what.to_owned()));
        let EngagementWeights { people, roles, recency, two_way } = self.engagement;
        let PotentialWeights { gap, breadth, likelihood } = self.potential;
        let TimeShares { key, growth_potential, maintenance, service } = self.time_shares;
        let sum = |shares: &[u8]| shares.iter().map(|share| u32::from(*share)).sum::<u32>();
        if sum(&[people, roles, recency, two_way]) != 100 {
            return refuse("the weights of engagement must add up to 100 %");
        }
        if sum(&[gap, breadth, likelihood]) != 100 {
            return refuse("the weights of potential must add up to 100 %");
        }
        if sum(&[key, growth_potential, maintenance, service]) != 100 {
            return refuse("the shares of selling time must add up to 100 %");
        }
        if [self.window_days, self.full_threads, self.qpc_old_days, self.late_order_percent].contains(&0) {
            return refuse("windows and full marks must be at least 1");
        }
        if self.rhythm_orders < 2 {
            return refuse("a rhythm needs at least 2 orders");
        }
        let mut roles = BTreeSet::new();
        if !self.required_roles.iter().all(|role| !role.trim().is_empty() && roles.insert(super::text::folded(role))) {
            return refuse("each required role must be named, and once only");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut ScoringModel), wanted: Result<(), &str>) {
        let mut model = ScoringModel::default();
        change(&mut model);
        let got = model.check().map_err(|refusal| refusal.to_string());
        let wanted = wanted.map_err(|why| format!("The scoring model cannot be: {why}"));
        assert_eq!(got, wanted);
    }

    #[test]
    fn a_model_that_cannot_be_says_what_is_wrong_with_it() {
        check(|_| {}, Ok(()));
        // 40 + 20 + 20 + 20 = 100; 41 + 20 + 20 + 20 = 101.
        check(|model| model.engagement.people = 41, Err("the weights of engagement must add up to 100 %"));
        // 45 + 15 + 20 + 20 = 100.
        check(|model| (model.engagement.people, model.engagement.roles) = (45, 15), Ok(()));
        // 255 + 20 + 20 + 20 must not turn over into 59.
        check(|model| model.engagement.people = 255, Err("the weights of engagement must add up to 100 %"));
        // 60 + 20 + 19 = 99.
        check(|model| model.potential.likelihood = 19, Err("the weights of potential must add up to 100 %"));
        // 100 + 0 + 0 = 100.
        let gap_alone = PotentialWeights { gap: 100, breadth: 0, likelihood: 0 };
        check(|model| model.potential = gap_alone, Ok(()));
        // 40 + 35 + 15 + 11 = 101.
        check(|model| model.time_shares.service = 11, Err("the shares of selling time must add up to 100 %"));
        for zero in [
            (|model| model.window_days = 0) as fn(&mut ScoringModel),
            |model| model.full_threads = 0,
            |model| model.qpc_old_days = 0,
            |model| model.late_order_percent = 0,
        ] {
            check(zero, Err("windows and full marks must be at least 1"));
        }
        check(|model| model.rhythm_orders = 1, Err("a rhythm needs at least 2 orders"));
        check(|model| model.rhythm_orders = 2, Ok(()));
        let roles = |roles: &[&str]| roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>();
        check(|model| model.required_roles.clear(), Ok(()));
        let once = Err("each required role must be named, and once only");
        check(|model| model.required_roles = roles(&["champion", " "]), once);
        check(|model| model.required_roles = roles(&["champion", "Champion"]), once);
        // Nothing else has a limit: lists may be shut, and a band may be nothing.
        check(|model| (model.target_slots, model.lead_slots, model.band) = (0, 0, Score::whole(0)), Ok(()));
    }

    #[test]
    fn a_model_of_an_older_file_has_the_defaults_for_what_it_does_not_name() {
        let read: ScoringModel = serde_json::from_str(r#"{"window_days":90}"#).unwrap();
        assert_eq!(read, ScoringModel { window_days: 90, ..ScoringModel::default() });
    }
}
