//! From who wins accounts to who makes them grow: what waits for that, and who does which.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use crate::model::{
    Account, AccountId, ColleagueId, DateStyle, Duty, Extra, HandOver, HandOverId, Portfolio, Stage, text::folded,
};

/// Who was won longer ago than so many days waits no more: by then whoever has it has made it theirs. Our own choice.
pub const WAITS_AT_MOST_DAYS: u64 = 365;

/// An account that was won, and of which nobody has said yet who makes it grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingHandOver {
    pub account: AccountId,
    /// The day on which it was won.
    pub since: NaiveDate,
    /// Who owns it, by name; may be empty.
    pub owner: String,
    /// Who won it, by name; may be empty.
    pub won_by: String,
}

/// A person who owns accounts, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    pub name: String,
    /// `None`: accounts name the person, and there is no record of them.
    pub colleague: Option<ColleagueId>,
    pub duty: Option<Duty>,
    pub seller: bool,
    /// How many accounts they own, archived ones left out, in the order of [`Stage::ALL`].
    pub holds: [usize; 5],
}

/// What waits, the longest first.
#[must_use]
pub fn waiting(portfolio: &Portfolio, today: NaiveDate) -> Vec<WaitingHandOver> {
    let from = earliest(today);
    let won = portfolio.stage_events().iter().filter(|event| event.to.is_some_and(is_won) && event.on >= from);
    let won: BTreeSet<AccountId> = won.map(|event| event.account).collect();
    let mut all = waiting_among(portfolio, won, today);
    all.sort_by_key(|one| (one.since, one.account));
    all
}

/// Of these accounts, those that wait, in their order.
#[must_use]
pub fn waiting_among(
    portfolio: &Portfolio,
    accounts: impl IntoIterator<Item = AccountId>,
    today: NaiveDate,
) -> Vec<WaitingHandOver> {
    let duties = duties(portfolio);
    let accounts = accounts.into_iter().filter_map(|id| portfolio.account(id));
    accounts.filter_map(|account| one(portfolio, account, &duties, today)).collect()
}

/// The same of one account.
#[must_use]
pub fn waiting_of(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Option<WaitingHandOver> {
    one(portfolio, account, &duties(portfolio), today)
}

/// Who makes accounts grow and is still with us, sellers first, then by name.
#[must_use]
pub fn growers(portfolio: &Portfolio) -> Vec<String> {
    let grows = portfolio.colleagues().iter().filter(|one| !one.left && one.duty.is_some_and(makes_grow));
    let mut all: Vec<_> = grows.map(|one| (!one.seller, folded(&one.name), one.name.clone())).collect();
    all.sort();
    all.into_iter().map(|(_, _, name)| name).collect()
}

/// Everybody who sells or has a duty and is still with us, and who owns accounts that count; by name.
#[must_use]
pub fn hands(portfolio: &Portfolio) -> Vec<Hand> {
    let mut hands: BTreeMap<String, Hand> = BTreeMap::new();
    let mut names: HashMap<&str, String> = HashMap::new();
    let known: HashMap<String, _> = portfolio.colleagues().iter().map(|one| (folded(&one.name), one)).collect();
    for one in portfolio.colleagues().iter().filter(|one| !one.left && (one.seller || one.duty.is_some())) {
        let hand =
            Hand { name: one.name.clone(), colleague: Some(one.id), duty: one.duty, seller: one.seller, holds: [0; 5] };
        hands.insert(folded(&one.name), hand);
    }
    for account in portfolio.active().filter(|account| !account.owner.is_empty()) {
        let name = names.entry(&account.owner).or_insert_with(|| folded(&account.owner));
        let hand = hands.entry(name.clone()).or_insert_with(|| {
            let record = known.get(name);
            Hand {
                name: record.map_or_else(|| account.owner.clone(), |one| one.name.clone()),
                colleague: record.map(|one| one.id),
                duty: record.and_then(|one| one.duty),
                seller: record.is_some_and(|one| one.seller),
                holds: [0; 5],
            }
        });
        let [suspects, prospects, customers, clients, lost] = &mut hand.holds;
        *match account.stage {
            Stage::Suspect => suspects,
            Stage::Prospect => prospects,
            Stage::Customer => customers,
            Stage::Client => clients,
            Stage::Lost => lost,
        } += 1;
    }
    hands.into_values().collect()
}

/// All that was handed over or stays, the newest first.
#[must_use]
pub fn done(portfolio: &Portfolio) -> Vec<HandOverId> {
    let mut all: Vec<&HandOver> = portfolio.hand_overs().iter().map(AsRef::as_ref).collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.on, one.id)));
    all.into_iter().map(|one| one.id).collect()
}

/// Whether it was decided that the account stays where it is.
#[must_use]
pub fn stays(one: &HandOver) -> bool {
    folded(&one.from) == folded(&one.to)
}

/// What there is to say of an account's hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits since that day.
    Waits(NaiveDate),
    /// The last one.
    Done(HandOver),
}

impl Standing {
    #[must_use]
    pub fn of(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Option<Self> {
        if let Some(waiting) = waiting_of(portfolio, account, today) {
            return Some(Self::Waits(waiting.since));
        }
        let last = portfolio.hand_overs_of(account.id).iter().max_by_key(|one| (one.on, one.id))?;
        Some(Self::Done(HandOver::clone(last)))
    }

    /// "Handed over from Anna to Boris on 3 March 2026".
    #[must_use]
    pub fn words(&self, dates: DateStyle) -> String {
        match self {
            Self::Waits(since) => format!("Waiting for its hand-over since {}", dates.day(*since)),
            Self::Done(one) if stays(one) => format!("Stays with {}, decided on {}", one.to, dates.day(one.on)),
            Self::Done(one) if one.from.is_empty() => format!("Given to {} on {}", one.to, dates.day(one.on)),
            Self::Done(one) => format!("Handed over from {} to {} on {}", one.from, one.to, dates.day(one.on)),
        }
    }
}

/// The wish that accounts go to a colleague, or stay with them.
#[must_use]
pub fn wishes(accounts: impl IntoIterator<Item = AccountId>, to: &str, on: NaiveDate, notes: &str) -> Vec<HandOver> {
    let one = |account| HandOver {
        id: HandOverId::NIL,
        version: 1,
        account,
        on,
        from: String::new(),
        to: to.to_owned(),
        notes: notes.trim().to_owned(),
        extra: Extra::new(),
    };
    accounts.into_iter().map(one).collect()
}

fn one(
    portfolio: &Portfolio,
    account: &Account,
    duties: &HashMap<String, Duty>,
    today: NaiveDate,
) -> Option<WaitingHandOver> {
    if account.archived || !is_won(account.stage) {
        return None;
    }
    let path = portfolio.stage_path(account);
    let was_before = |stage: Option<Stage>| match stage {
        None | Some(Stage::Suspect | Stage::Prospect) => true,
        Some(Stage::Customer | Stage::Client | Stage::Lost) => false,
    };
    let won = path.steps.iter().rev().find(|step| was_before(step.from) && is_won(step.to))?;
    let handed = portfolio.hand_overs_of(account.id).iter().any(|one| one.on >= won.on);
    let grows = duties.get(&folded(&account.owner)).copied().is_some_and(makes_grow);
    if handed || grows || won.on < earliest(today) || won.on > today {
        return None;
    }
    let won_by = portfolio.stage_events().get(won.event).map(|event| event.by.clone());
    Some(WaitingHandOver {
        account: account.id,
        since: won.on,
        owner: account.owner.clone(),
        won_by: won_by.filter(|by| !by.is_empty()).unwrap_or_else(|| account.owner.clone()),
    })
}

fn duties(portfolio: &Portfolio) -> HashMap<String, Duty> {
    portfolio.colleagues().iter().filter_map(|one| Some((folded(&one.name), one.duty?))).collect()
}

const fn is_won(stage: Stage) -> bool {
    match stage {
        Stage::Customer | Stage::Client => true,
        Stage::Suspect | Stage::Prospect | Stage::Lost => false,
    }
}

const fn makes_grow(duty: Duty) -> bool {
    match duty {
        Duty::Grows | Duty::Both => true,
        Duty::Acquires => false,
    }
}

fn earliest(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(WAITS_AT_MOST_DAYS)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AccountValue, AnyRecord, Clock, Colleague, CorrectedStage, Edit, Rows, StageChange, StageCorrection, Stamp,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// What was done before today, 1 November 2026, to an account of Anna's that stood at `opening` on 1 January 2025.
    struct Case {
        opening: Stage,
        steps: &'static [(Stage, &'static str)],
        handed: &'static [(&'static str, &'static str)],
        duty: Option<Duty>,
    }

    const PLAIN: Case = Case { opening: Stage::Prospect, steps: &[], handed: &[], duty: None };

    fn portfolio(case: &Case) -> (Portfolio, AccountId, Stamp) {
        let mut stamp = Stamp::seeded(Clock::Fixed(day("2026-11-01")).now(), "Anna", 1);
        let id = stamp.account_id();
        let account = Account { owner: "Anna".to_owned(), stage: case.opening, ..Account::new(id, "Ernst Handel") };
        let anna = Colleague { duty: case.duty, seller: true, ..Colleague::new(stamp.colleague_id(), "ANNA") };
        let mut portfolio = Portfolio::new(Rows { accounts: vec![account], colleagues: vec![anna], ..Rows::default() });
        let mut edit = |edit: Edit| {
            let planned = edit.plan(&portfolio, &mut stamp).unwrap();
            portfolio.apply(&planned.changes);
        };
        for (to, on) in case.steps {
            edit(Edit::RecordStages(vec![StageChange::new(id, *to, day(on))]));
        }
        for (to, on) in case.handed {
            edit(Edit::HandOver(wishes([id], to, day(on), "")));
        }
        (portfolio, id, stamp)
    }

    #[test]
    fn who_was_won_waits_until_somebody_says_who_makes_it_grow() {
        use Stage::{Client, Customer, Lost, Prospect, Suspect};
        let check = |case: Case, since: Option<&str>| {
            let (portfolio, id, _) = portfolio(&case);
            let today = day("2026-11-01");
            let all = waiting(&portfolio, today);
            let found: Vec<NaiveDate> = all.iter().map(|one| one.since).collect();
            let wanted: Vec<NaiveDate> = since.map(day).into_iter().collect();
            let Case { opening, steps, handed, duty } = &case;
            assert_eq!(found, wanted, "{opening:?} {steps:?} {handed:?} {duty:?}");
            let of_one = portfolio.account(id).and_then(|account| waiting_of(&portfolio, account, today));
            assert_eq!(of_one, all.first().cloned());
        };
        check(Case { steps: &[(Customer, "2026-09-03")], ..PLAIN }, Some("2026-09-03"));
        check(Case { opening: Suspect, steps: &[(Customer, "2026-09-03")], ..PLAIN }, Some("2026-09-03"));
        // A stage was skipped.
        check(Case { opening: Suspect, steps: &[(Client, "2026-09-03")], ..PLAIN }, Some("2026-09-03"));
        // Whoever became a client since still waits since the day on which it was won.
        let became_client: &[(Stage, &str)] = &[(Customer, "2026-03-03"), (Client, "2026-10-01")];
        check(Case { steps: became_client, ..PLAIN }, Some("2026-03-03"));
        // Not won, lost again, or won back.
        check(Case { opening: Suspect, steps: &[(Prospect, "2026-09-03")], ..PLAIN }, None);
        check(Case { steps: &[(Customer, "2026-09-03"), (Lost, "2026-10-03")], ..PLAIN }, None);
        check(Case { opening: Lost, steps: &[(Customer, "2026-09-03")], ..PLAIN }, None);
        check(Case { opening: Customer, ..PLAIN }, None);
        // 365 days ago is the last day that counts.
        check(Case { steps: &[(Customer, "2025-11-01")], ..PLAIN }, Some("2025-11-01"));
        check(Case { steps: &[(Customer, "2025-10-31")], ..PLAIN }, None);
        // Handed over on that day or later; what was before says nothing of it.
        let won: &[(Stage, &str)] = &[(Customer, "2026-09-03")];
        check(Case { steps: won, handed: &[("Boris", "2026-09-03")], ..PLAIN }, None);
        check(Case { steps: won, handed: &[("Anna", "2026-10-03")], ..PLAIN }, None);
        check(Case { steps: won, handed: &[("Anna", "2026-09-02")], ..PLAIN }, Some("2026-09-03"));
        // Who makes accounts grow keeps what they won.
        check(Case { steps: won, duty: Some(Duty::Acquires), ..PLAIN }, Some("2026-09-03"));
        check(Case { steps: won, duty: Some(Duty::Both), ..PLAIN }, None);
        check(Case { steps: won, duty: Some(Duty::Grows), ..PLAIN }, None);
    }

    #[test]
    fn a_correction_that_says_it_never_was_won_ends_the_waiting() {
        let today = day("2026-11-01");
        let (mut portfolio, id, mut stamp) = portfolio(&Case { steps: &[(Stage::Customer, "2026-09-03")], ..PLAIN });
        let event = portfolio.stage_events_of(id).first().unwrap().id;
        let instead = CorrectedStage {
            to: Stage::Customer,
            on: day("2026-08-01"),
            by: "Boris".to_owned(),
            channel: String::new(),
        };
        for (instead, wanted) in [(Some(instead), vec![(day("2026-08-01"), "Boris".to_owned())]), (None, vec![])] {
            let last = portfolio.stage_events_of(id).iter().map(|event| event.id).max().unwrap_or(event);
            let edit = Edit::CorrectStage(StageCorrection { event: last, instead, reason: "Typed wrongly".to_owned() });
            let planned = edit.plan(&portfolio, &mut stamp).unwrap();
            portfolio.apply(&planned.changes);
            let found: Vec<_> = waiting(&portfolio, today).into_iter().map(|one| (one.since, one.won_by)).collect();
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn archived_accounts_wait_for_nothing_and_undo_waits_again() {
        let today = day("2026-11-01");
        let (mut portfolio, id, mut stamp) = portfolio(&Case { steps: &[(Stage::Customer, "2026-09-03")], ..PLAIN });
        let planned = Edit::HandOver(wishes([id], "Boris", today, "")).plan(&portfolio, &mut stamp).unwrap();
        assert_eq!(planned.label, "Hand Ernst Handel over to Boris");
        let words = |portfolio: &Portfolio| {
            let standing = Standing::of(portfolio, portfolio.account(id).unwrap(), today);
            standing.unwrap().words(DateStyle::Words)
        };
        assert_eq!(words(&portfolio), "Waiting for its hand-over since 3 September 2026");
        portfolio.apply(&planned.changes);
        assert_eq!(portfolio.account(id).unwrap().owner, "Boris");
        assert_eq!(waiting(&portfolio, today), []);
        assert_eq!(words(&portfolio), "Handed over from Anna to Boris on 1 November 2026");
        let stays = Edit::HandOver(wishes([id], "BORIS", today, "")).plan(&portfolio, &mut stamp).unwrap();
        assert_eq!(stays.label, "Leave Ernst Handel with BORIS");
        portfolio.apply(&stays.changes);
        assert_eq!(words(&portfolio), "Stays with BORIS, decided on 1 November 2026");
        portfolio.apply(&stays.changes.inverse());
        portfolio.apply(&planned.changes.inverse());
        assert_eq!(waiting(&portfolio, today).len(), 1);
        let archive = Edit::SetArchived { accounts: vec![id], archived: true };
        portfolio.apply(&archive.plan(&portfolio, &mut stamp).unwrap().changes);
        assert_eq!(waiting(&portfolio, today), []);
    }

    #[test]
    fn hands_are_who_sells_who_has_a_duty_and_who_owns() {
        let (mut portfolio, id, mut stamp) = portfolio(&PLAIN);
        let new = |name: &str| Colleague::new(ColleagueId::NIL, name);
        let records = [
            Colleague { duty: Some(Duty::Grows), ..new("Boris") },
            Colleague { duty: Some(Duty::Both), seller: true, ..new("Zoë") },
            Colleague { duty: Some(Duty::Grows), left: true, ..new("Gone") },
            new("Engineer"),
        ];
        let put = Edit::PutRecords(records.into_iter().map(AnyRecord::Colleague).collect());
        portfolio.apply(&put.plan(&portfolio, &mut stamp).unwrap().changes);
        for (name, stage) in [("anna", Stage::Customer), ("Carl", Stage::Client)] {
            let values = [
                AccountValue::Name(format!("Of {name}")),
                AccountValue::Owner(name.to_owned()),
                AccountValue::Stage(stage),
            ];
            let create = Edit::CreateAccount { values: values.to_vec(), position: None };
            portfolio.apply(&create.plan(&portfolio, &mut stamp).unwrap().changes);
        }
        let found: Vec<_> = hands(&portfolio)
            .into_iter()
            .map(|hand| (hand.name, hand.colleague.is_some(), hand.duty, hand.holds))
            .collect();
        let wanted = [
            ("ANNA", true, None, [0, 1, 1, 0, 0]),
            ("Boris", true, Some(Duty::Grows), [0; 5]),
            ("Carl", false, None, [0, 0, 0, 1, 0]),
            ("Zoë", true, Some(Duty::Both), [0; 5]),
        ];
        assert_eq!(found, wanted.map(|(name, known, duty, holds)| (name.to_owned(), known, duty, holds)));
        // Who sells is offered first, and who is gone never.
        assert_eq!(growers(&portfolio), ["Zoë", "Boris"]);
        assert!(portfolio.account(id).is_some());
    }
}
