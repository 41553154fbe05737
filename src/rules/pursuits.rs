//! The places that each seller has for targets and leads.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::engagement::is_done;
use crate::model::{Account, AccountId, Portfolio, PursuitList, ScoringModel, Stage, TargetQuestion, text};

/// So few targets are better than all places filled.
pub const BETTER_TARGETS: &str = "3–4";

/// A seller with what the seller pursues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seller {
    /// As the first account has it, or the colleague; empty for accounts that nobody owns.
    pub name: String,
    /// The longest pursued first.
    pub targets: Vec<Slot>,
    pub leads: Vec<Slot>,
}

/// A place that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub account: AccountId,
    pub since: NaiveDate,
}

/// What keeps an account off a list of its owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    Archived,
    NoOwner,
    /// A target is a prospect, a lead is a suspect.
    Stage(PursuitList),
    /// It was answered with no.
    Fails(TargetQuestion),
    /// Nobody answered it yet.
    Unanswered(TargetQuestion),
}

impl Seller {
    #[must_use]
    pub fn slots(&self, list: PursuitList) -> &[Slot] {
        match list {
            PursuitList::Target => &self.targets,
            PursuitList::Lead => &self.leads,
        }
    }
}

/// How many places each seller has.
#[must_use]
pub const fn places(model: &ScoringModel, list: PursuitList) -> u16 {
    match list {
        PursuitList::Target => model.target_slots,
        PursuitList::Lead => model.lead_slots,
    }
}

/// Who can be on the list.
#[must_use]
pub const fn stage_of(list: PursuitList) -> Stage {
    match list {
        PursuitList::Target => Stage::Prospect,
        PursuitList::Lead => Stage::Suspect,
    }
}

/// Everybody who owns an account that counts, and the colleagues who sell and are still there; by name. Accounts
/// that nobody owns are last, when one of them is still pursued.
#[must_use]
pub fn sellers(portfolio: &Portfolio) -> Vec<Seller> {
    let mut folded_names: BTreeMap<&str, String> = BTreeMap::new();
    let mut sellers: BTreeMap<String, Seller> = BTreeMap::new();
    for account in portfolio.active() {
        let folded = folded_names.entry(&account.owner).or_insert_with(|| text::folded(&account.owner));
        if account.pursuit.is_none() && (folded.is_empty() || sellers.contains_key(folded)) {
            continue;
        }
        let seller = sellers
            .entry(folded.clone())
            .or_insert_with(|| Seller { name: account.owner.clone(), ..Seller::default() });
        if let Some(pursuit) = account.pursuit {
            let slots = match pursuit.list {
                PursuitList::Target => &mut seller.targets,
                PursuitList::Lead => &mut seller.leads,
            };
            slots.push(Slot { account: account.id, since: pursuit.since });
        }
    }
    for colleague in portfolio.colleagues().iter().filter(|colleague| colleague.seller && !colleague.left) {
        sellers
            .entry(text::folded(&colleague.name))
            .or_insert_with(|| Seller { name: colleague.name.clone(), ..Seller::default() });
    }
    let nobody = sellers.remove("");
    let mut sellers: Vec<Seller> = sellers.into_values().chain(nobody).collect();
    for seller in &mut sellers {
        seller.targets.sort_by_key(|slot| (slot.since, slot.account));
        seller.leads.sort_by_key(|slot| (slot.since, slot.account));
    }
    sellers
}

/// Whom the owner pursues already on the same list, the longest pursued first.
#[must_use]
pub fn pursued(portfolio: &Portfolio, owner: &str, list: PursuitList) -> Vec<Slot> {
    let owner = text::folded(owner);
    let mut slots: Vec<Slot> = portfolio
        .active()
        .filter_map(|account| Some((account, account.pursuit.filter(|pursuit| pursuit.list == list)?)))
        .filter(|(account, _)| text::folded(&account.owner) == owner)
        .map(|(account, pursuit)| Slot { account: account.id, since: pursuit.since })
        .collect();
    slots.sort_by_key(|slot| (slot.since, slot.account));
    slots
}

/// The owner's accounts of the stage that the list is made of, which are not on it, and whose name holds `words`; those
/// of the greatest potential first, the unplaced last, then by name.
#[must_use]
pub fn candidates(portfolio: &Portfolio, owner: &str, list: PursuitList, words: &str) -> Vec<AccountId> {
    let (owner, words) = (text::folded(owner), text::folded(words));
    let free = |account: &Account| account.pursuit.is_none_or(|pursuit| pursuit.list != list);
    let potential = |account: &Account| portfolio.position(account).map(|position| position.potential);
    let mut found: Vec<_> = portfolio
        .active()
        .filter(|account| account.stage == stage_of(list) && free(account) && text::folded(&account.owner) == owner)
        .map(|account| (Reverse(potential(account)), text::folded(&account.name), account.id))
        .filter(|(_, name, _)| name.contains(&words))
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, account)| account).collect()
}

/// All that keeps an account off a list; nothing when it can come onto it, if there is a place.
#[must_use]
pub fn obstacles(account: &Account, list: PursuitList) -> Vec<Obstacle> {
    obstacles_of(account, account.stage, &account.owner, list)
}

/// The same if it stood in this stage and was owned by this colleague.
fn obstacles_of(account: &Account, stage: Stage, owner: &str, list: PursuitList) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if account.archived {
        obstacles.push(Obstacle::Archived);
    }
    if owner.is_empty() {
        obstacles.push(Obstacle::NoOwner);
    }
    if stage != stage_of(list) {
        obstacles.push(Obstacle::Stage(list));
    }
    if list == PursuitList::Target {
        for question in TargetQuestion::ALL.iter().copied() {
            match account.answers.get(&question) {
                Some(true) => {}
                Some(false) => obstacles.push(Obstacle::Fails(question)),
                None => obstacles.push(Obstacle::Unanswered(question)),
            }
        }
    }
    obstacles
}

/// What becomes of an account that is put onto a seller's list, whoever owns it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placing {
    /// It is there already.
    There,
    /// It cannot be on that list.
    Refused(Vec<Obstacle>),
    /// It can be there once these are answered with yes.
    Asks(Vec<Obstacle>),
    /// It takes a place. A suspect becomes a prospect where it becomes a target.
    Takes { becomes_prospect: bool },
}

/// What would become of an account that is put onto this list of this seller's ([`crate::model::Edit::TakePlace`]). Whether
/// there is a place left is another matter.
#[must_use]
pub fn placing(account: &Account, list: PursuitList, seller: &str) -> Placing {
    let held = account.pursuit.is_some_and(|pursuit| pursuit.list == list);
    if held && text::folded(&account.owner) == text::folded(seller) {
        return Placing::There;
    }
    let becomes_prospect = list == PursuitList::Target && account.stage == Stage::Suspect;
    let stage = if becomes_prospect { Stage::Prospect } else { account.stage };
    let obstacles = obstacles_of(account, stage, seller, list);
    if obstacles.is_empty() {
        Placing::Takes { becomes_prospect }
    } else if obstacles.iter().all(|obstacle| matches!(obstacle, Obstacle::Unanswered(_))) {
        Placing::Asks(obstacles)
    } else {
        Placing::Refused(obstacles)
    }
}

impl Obstacle {
    /// As a line under the account's name.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Archived => "It is archived; bring it back first",
            Self::NoOwner => "Nobody owns it yet; set its owner first",
            Self::Stage(PursuitList::Target) => "Only a prospect can be a target",
            Self::Stage(PursuitList::Lead) => "Only a suspect can be a lead",
            Self::Fails(TargetQuestion::Money) => "Fails on money",
            Self::Fails(TargetQuestion::Access) => "Fails on access",
            Self::Fails(TargetQuestion::Fit) => "Fails on fit",
            Self::Unanswered(TargetQuestion::Money) => "Money is not answered yet",
            Self::Unanswered(TargetQuestion::Access) => "Access is not answered yet",
            Self::Unanswered(TargetQuestion::Fit) => "Fit is not answered yet",
        }
    }
}

/// All obstacles in one short line: "Fails on fit · not answered: money, access". Empty when there are none.
#[must_use]
pub fn summary(obstacles: &[Obstacle]) -> String {
    let mut words: Vec<String> = Vec::new();
    let (mut fails, mut open) = (Vec::new(), Vec::new());
    for obstacle in obstacles {
        match obstacle {
            Obstacle::Archived | Obstacle::NoOwner | Obstacle::Stage(_) => words.push(obstacle.words().to_owned()),
            Obstacle::Fails(question) => fails.push(question.name()),
            Obstacle::Unanswered(question) => open.push(question.name()),
        }
    }
    if !fails.is_empty() {
        words.push(format!("Fails on {}", fails.join(", ")));
    }
    if !open.is_empty() {
        let not = if words.is_empty() { "Not answered" } else { "not answered" };
        words.push(format!("{not}: {}", open.join(", ")));
    }
    words.join(" · ")
}

/// What a target must pass, as one asks it.
#[must_use]
pub const fn asked(question: TargetQuestion) -> &'static str {
    match question {
        TargetQuestion::Money => "Can they spend as much as a key account?",
        TargetQuestion::Access => "Do we reach who decides, or who influences them?",
        TargetQuestion::Fit => "Do they fit us and what we sell?",
    }
}

/// The day of the last activity that was done with the account.
#[must_use]
pub fn last_touch(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> Option<NaiveDate> {
    portfolio.activities_of(account).iter().filter(|one| is_done(one, today)).map(|one| one.day).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AccountValue, Activity, ActivityStatus, Colleague, Edit, Placement, Position, Pursuit, Refusal, Rows, Score,
        Settings, Stamp,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn stamp() -> Stamp {
        Stamp::seeded(chrono::DateTime::from_timestamp(1_772_452_800, 0).unwrap(), "Anna", 7)
    }

    /// Accounts of these owners and stages, named A, B, C…
    fn accounts(all: &[(&str, Stage)]) -> Vec<Account> {
        let mut stamp = Stamp::seeded(chrono::DateTime::from_timestamp(1_772_000_000, 0).unwrap(), "Anna", 1);
        let account = |(name, (owner, stage)): (char, &(&str, Stage))| Account {
            owner: (*owner).to_owned(),
            stage: *stage,
            ..Account::new(stamp.account_id(), name)
        };
        ('A'..).zip(all).map(account).collect()
    }

    fn plan(portfolio: &Portfolio, edit: &Edit) -> Result<Portfolio, Refusal> {
        let planned = edit.plan(portfolio, &mut stamp())?;
        let mut after = portfolio.clone();
        after.apply(&planned.changes);
        Ok(after)
    }

    #[test]
    fn sellers_are_those_who_own_something_and_those_who_sell() {
        let on = |list, since: &str| Some(Pursuit { list, since: day(since) });
        let mut all = accounts(&[
            ("Bo", Stage::Prospect),
            ("ANNA", Stage::Suspect),
            ("Anna", Stage::Prospect),
            ("", Stage::Suspect),
            ("Cy", Stage::Suspect),
            ("Anna", Stage::Prospect),
            ("", Stage::Suspect),
        ]);
        all[1].pursuit = on(PursuitList::Lead, "2026-01-05");
        all[2].pursuit = on(PursuitList::Target, "2026-02-05");
        all[5].pursuit = on(PursuitList::Target, "2026-01-05");
        all[6].pursuit = on(PursuitList::Lead, "2026-01-05");
        // Archived accounts take no place, and make nobody a seller.
        all[4].pursuit = on(PursuitList::Lead, "2026-01-05");
        all[4].archived = true;
        let mut stamp = stamp();
        let colleague = |name: &str, stamp: &mut Stamp| Colleague::new(stamp.colleague_id(), name);
        let colleagues = vec![
            Colleague { seller: true, ..colleague("Dee", &mut stamp) },
            Colleague { seller: true, left: true, ..colleague("Ed", &mut stamp) },
            Colleague { seller: true, ..colleague("bo", &mut stamp) },
            colleague("Flo", &mut stamp),
        ];
        let ids: Vec<AccountId> = all.iter().map(|account| account.id).collect();
        let portfolio = Portfolio::new(Rows { accounts: all, colleagues, ..Rows::default() });
        let told: Vec<_> = sellers(&portfolio)
            .into_iter()
            .map(|seller| {
                let of = |slots: &[Slot]| slots.iter().map(|slot| slot.account).collect::<Vec<_>>();
                (seller.name.clone(), of(&seller.targets), of(&seller.leads))
            })
            .collect();
        let name = str::to_owned;
        let wanted = [
            (name("ANNA"), vec![ids[5], ids[2]], vec![ids[1]]),
            (name("Bo"), vec![], vec![]),
            (name("Dee"), vec![], vec![]),
            (name(""), vec![], vec![ids[6]]),
        ];
        assert_eq!(told, wanted);
        let since: Vec<_> = pursued(&portfolio, "anna", PursuitList::Target).iter().map(|slot| slot.since).collect();
        assert_eq!(since, [day("2026-01-05"), day("2026-02-05")]);
    }

    #[test]
    fn an_account_that_fails_says_at_which_question() {
        use Obstacle::{Archived, Fails, NoOwner, Stage as OfStage, Unanswered};
        use TargetQuestion::{Access, Fit, Money};

        let [mut account] = accounts(&[("", Stage::Suspect)]).try_into().unwrap();
        let all = [Unanswered(Money), Unanswered(Access), Unanswered(Fit)];
        assert_eq!(obstacles(&account, PursuitList::Target)[2..], all);
        assert_eq!(obstacles(&account, PursuitList::Target)[..2], [NoOwner, OfStage(PursuitList::Target)]);
        assert_eq!(obstacles(&account, PursuitList::Lead), [NoOwner]);
        account.owner = "Anna".to_owned();
        account.answers = [(Money, true), (Access, false)].into();
        account.stage = Stage::Prospect;
        assert_eq!(obstacles(&account, PursuitList::Target), [Fails(Access), Unanswered(Fit)]);
        assert_eq!(summary(&[Unanswered(Money), Unanswered(Fit)]), "Not answered: money, fit");
        let several = [OfStage(PursuitList::Target), Fails(Access), Unanswered(Fit)];
        assert_eq!(summary(&several), "Only a prospect can be a target · Fails on access · not answered: fit");
        assert_eq!(summary(&[]), "");
        account.answers = [(Money, true), (Access, true), (Fit, true)].into();
        assert_eq!(obstacles(&account, PursuitList::Target), []);
        assert_eq!(obstacles(&account, PursuitList::Lead), [OfStage(PursuitList::Lead)]);
        account.archived = true;
        assert_eq!(obstacles(&account, PursuitList::Target), [Archived]);
    }

    #[test]
    fn whoever_can_be_pursued_without_obstacles_is_and_others_are_refused() {
        // What the rule says beforehand and what the edit says must be one.
        for stage in Stage::ALL {
            for owner in ["", "Anna"] {
                for answers in 0..8_u8 {
                    for list in [PursuitList::Target, PursuitList::Lead] {
                        let [mut account] = accounts(&[(owner, stage)]).try_into().unwrap();
                        let bits = TargetQuestion::ALL.iter().copied().enumerate();
                        account.answers = bits.map(|(bit, question)| (question, answers & 1 << bit != 0)).collect();
                        let free = obstacles(&account, list).is_empty();
                        let edit = Edit::SetPursuits { take: vec![(account.id, list)], give_up: vec![] };
                        let done = plan(&Portfolio::from_rows(Settings::default(), [account]), &edit);
                        assert_eq!(done.is_ok(), free, "{stage:?} {owner} {answers:b} {list:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn whoever_can_be_placed_is_by_the_edit_and_others_are_refused() {
        let questions = TargetQuestion::ALL.iter().copied();
        let on = |list| Pursuit { list, since: day("2026-01-05") };
        for stage in Stage::ALL {
            for owner in ["", "Anna", "Bo"] {
                // No answer, no, or yes to all.
                for answer in [None, Some(false), Some(true)] {
                    for (list, seller) in
                        [(PursuitList::Target, "Anna"), (PursuitList::Lead, "Anna"), (PursuitList::Lead, "")]
                    {
                        let [mut account] = accounts(&[(owner, stage)]).try_into().unwrap();
                        account.answers = questions.clone().filter_map(|question| Some((question, answer?))).collect();
                        let placing = placing(&account, list, seller);
                        let free = matches!(placing, Placing::Takes { .. });
                        let edit = Edit::TakePlace { account: account.id, list, owner: seller.to_owned() };
                        let done = plan(&Portfolio::from_rows(Settings::default(), [account]), &edit);
                        // Nobody's row is shown, but takes nothing: an edit without a name means the owner's.
                        let done = done.ok().filter(|_| !seller.is_empty());
                        assert_eq!(done.is_some(), free, "{stage:?} {owner} {answer:?} {list:?}: {placing:?}");
                    }
                }
            }
        }
        let [mut lead] = accounts(&[("Anna", Stage::Suspect)]).try_into().unwrap();
        lead.pursuit = Some(on(PursuitList::Lead));
        assert_eq!(placing(&lead, PursuitList::Lead, "ANNA"), Placing::There);
        assert_eq!(placing(&lead, PursuitList::Lead, "Bo"), Placing::Takes { becomes_prospect: false });
        assert!(matches!(placing(&lead, PursuitList::Target, "Anna"), Placing::Asks(open) if open.len() == 3));
        lead.answers = questions.map(|question| (question, true)).collect();
        assert_eq!(placing(&lead, PursuitList::Target, "Anna"), Placing::Takes { becomes_prospect: true });
        lead.stage = Stage::Prospect;
        lead.pursuit = Some(on(PursuitList::Target));
        let refused = Placing::Refused(vec![Obstacle::Stage(PursuitList::Lead)]);
        assert_eq!(placing(&lead, PursuitList::Lead, "Anna"), refused);
    }

    #[test]
    fn an_eleventh_lead_needs_another_to_go() {
        let mut all = accounts(&[("Anna", Stage::Suspect); 11]);
        for account in &mut all[..10] {
            account.pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-01-05") });
        }
        let ids: Vec<AccountId> = all.iter().map(|account| account.id).collect();
        let portfolio = Portfolio::from_rows(Settings::default(), all);
        let take = vec![(ids[10], PursuitList::Lead)];
        let (owner, list) = ("Anna".to_owned(), PursuitList::Lead);
        let full = Refusal::ListFull { owner, list, there: 10, slots: 10, too_many: 1 };
        let refused = plan(&portfolio, &Edit::SetPursuits { take: take.clone(), give_up: vec![] });
        assert_eq!(refused.map(drop), Err(full.clone()));
        let after = plan(&portfolio, &Edit::SetPursuits { take, give_up: vec![ids[3]] }).unwrap();
        let leads = pursued(&after, "Anna", PursuitList::Lead);
        assert_eq!(leads.len(), 10);
        assert!(leads.iter().all(|slot| slot.account != ids[3]));
        assert_eq!(leads.last(), Some(&Slot { account: ids[10], since: stamp().today }), "it is the newest");
        // One that is archived leaves a place, and needs one to come back.
        let archived = |archived| Edit::SetArchived { accounts: vec![ids[0]], archived };
        let nine = plan(&portfolio, &archived(true)).unwrap();
        assert_eq!(pursued(&nine, "Anna", PursuitList::Lead).len(), 9);
        let take = Edit::SetPursuits { take: vec![(ids[10], PursuitList::Lead)], give_up: vec![] };
        let ten = plan(&nine, &take).unwrap();
        assert_eq!(plan(&ten, &archived(false)).map(drop), Err(full));
    }

    #[test]
    fn another_owner_takes_the_account_onto_the_own_list() {
        let mut all = accounts(&[("Anna", Stage::Suspect), ("Bo", Stage::Suspect)]);
        all[0].pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-01-05") });
        let account = all[0].id;
        let portfolio = Portfolio::from_rows(Settings::default(), all);
        let edit = Edit::SetValues { accounts: vec![account], values: vec![AccountValue::Owner("Bo".to_owned())] };
        let after = plan(&portfolio, &edit).unwrap();
        assert_eq!(pursued(&after, "Anna", PursuitList::Lead), []);
        assert_eq!(pursued(&after, "Bo", PursuitList::Lead), [Slot { account, since: day("2026-01-05") }]);
    }

    #[test]
    fn candidates_are_of_the_seller_and_of_the_stage_and_found_by_their_names() {
        let mut all = accounts(&[
            ("Anna", Stage::Suspect),
            ("anna", Stage::Suspect),
            ("Anna", Stage::Prospect),
            ("Bo", Stage::Suspect),
            ("Anna", Stage::Suspect),
            ("Anna", Stage::Suspect),
        ]);
        all[0].name = "Königlich Essen".to_owned();
        all[4].pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-01-05") });
        all[5].archived = true;
        let ids: Vec<AccountId> = all.iter().map(|account| account.id).collect();
        let portfolio = Portfolio::from_rows(Settings::default(), all);
        assert_eq!(candidates(&portfolio, "Anna", PursuitList::Lead, ""), [ids[1], ids[0]]);
        // Who could buy more comes first, where that is known.
        let to = Some(Position::new(Score::whole(20), Score::whole(30)));
        let placed = plan(&portfolio, &Edit::Move(vec![Placement { account: ids[0], to }])).unwrap();
        assert_eq!(candidates(&placed, "Anna", PursuitList::Lead, ""), [ids[0], ids[1]]);
        assert_eq!(candidates(&portfolio, "Anna", PursuitList::Lead, "KONIG"), [ids[0]]);
        assert_eq!(candidates(&portfolio, "Anna", PursuitList::Target, ""), [ids[2]]);
    }

    #[test]
    fn the_last_touch_is_the_last_that_was_done() {
        let [account] = accounts(&[("Anna", Stage::Suspect)]).try_into().unwrap();
        let (mut stamp, id) = (stamp(), account.id);
        let mut activity = |on: &str, status| Activity { status, ..Activity::new(stamp.activity_id(), id, day(on)) };
        let activities = vec![
            activity("2026-01-05", ActivityStatus::Done),
            activity("2026-02-05", ActivityStatus::Done),
            activity("2026-01-20", ActivityStatus::Done),
            activity("2026-02-20", ActivityStatus::Planned),
            // Written down for a day that has not come.
            activity("2026-03-20", ActivityStatus::Done),
        ];
        let portfolio = Portfolio::new(Rows { accounts: vec![account], activities, ..Rows::default() });
        assert_eq!(last_touch(&portfolio, id, day("2026-03-02")), Some(day("2026-02-05")));
        assert_eq!(last_touch(&portfolio, id, day("2026-01-01")), None);
    }
}
