use super::*;
use crate::model::revert::{Purchased, revert, undo_import};
use crate::model::{
    AccountPatch, AccountValue, AnyRecord, ChangeSet, Clock, Colleague, ColleagueId, Edit, HandOver, HandOverId,
    RowKey, Rows, Settings, StageStep,
};
use Stage::{Client, Customer, Lost, Prospect, Suspect};

struct Bench {
    portfolio: Portfolio,
    stamp: Stamp,
    id: AccountId,
}

const TODAY: &str = "2026-03-02";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A day, and what was left for what on it.
type Went = (String, Option<Stage>, Stage);

impl Bench {
    /// An account that stands there since ever, as far as anybody knows; Anna owns it.
    fn at(stage: Stage) -> Self {
        let mut stamp = Stamp::seeded(Clock::Fixed(day(TODAY)).now(), "Anna", 1);
        let id = stamp.account_id();
        let account = Account { stage, owner: "Anna".to_owned(), ..Account::new(id, "Ernst Handel") };
        let rows = Rows { settings: Settings::default(), accounts: vec![account], ..Rows::default() };
        Self { portfolio: Portfolio::new(rows), stamp, id }
    }

    /// An account that somebody wrote down today.
    fn created(stage: Stage) -> Self {
        Self::just_created(stage).0
    }

    /// The same, with what that changed.
    fn just_created(stage: Stage) -> (Self, ChangeSet) {
        let mut bench = Self::at(Suspect);
        bench.edit(&Edit::DeleteAccounts(vec![bench.id])).unwrap();
        let values = vec![AccountValue::Name("Ernst Handel".to_owned()), AccountValue::Stage(stage)];
        let done = bench.done(&Edit::CreateAccount { values, position: None }).unwrap();
        bench.id = bench.portfolio.accounts().next().unwrap().id;
        (bench, done)
    }

    fn edit(&mut self, edit: &Edit) -> Result<(), String> {
        self.done(edit).map(drop)
    }

    /// Hands an account over, on a day.
    fn hand_over(&mut self, to: &str, on: &str) {
        let wish = HandOver {
            id: HandOverId::NIL,
            version: 1,
            account: self.id,
            on: day(on),
            from: String::new(),
            to: to.to_owned(),
            notes: String::new(),
            extra: crate::model::Extra::new(),
        };
        self.edit(&Edit::HandOver(vec![wish])).unwrap();
    }

    /// Why an edit of before cannot be taken back alone.
    fn refused(&self, done: &ChangeSet) -> String {
        revert(&self.portfolio, "Edit", done).unwrap_err().to_string()
    }

    /// How many rows of an import go back, and why the others do not.
    fn undo_import(&self, done: &ChangeSet) -> (usize, Vec<String>) {
        let undone = undo_import(&self.portfolio, "Import", done, &Purchased::default());
        (undone.reversed, undone.failed.into_iter().map(|row| row.why).collect())
    }

    /// What the edit changed.
    fn done(&mut self, edit: &Edit) -> Result<ChangeSet, String> {
        let planned = edit.plan(&self.portfolio, &mut self.stamp).map_err(|refusal| refusal.to_string())?;
        let mut undone = self.portfolio.clone();
        undone.apply(&planned.changes);
        undone.apply(&planned.changes.inverse());
        assert!(undone.same_rows(&self.portfolio), "undoing is doing nothing");
        self.portfolio.apply(&planned.changes);
        if let Some(account) = self.portfolio.account(self.id) {
            let leads = self.portfolio.stage_path(account).now();
            assert!(leads.is_none_or(|stage| stage == account.stage), "{leads:?}, not {:?}", account.stage);
        }
        Ok(planned.changes)
    }

    fn record(&mut self, changes: &[(Stage, &str)]) -> Result<(), String> {
        let change = |(to, on): &(Stage, &str)| StageChange::new(self.id, *to, day(on));
        self.edit(&Edit::RecordStages(changes.iter().map(change).collect()))
    }

    /// As the panel does it: it counts from today.
    fn set(&mut self, stage: Stage) {
        let values = vec![AccountValue::Stage(stage)];
        self.edit(&Edit::SetValues { accounts: vec![self.id], values }).unwrap();
    }

    /// The event that came to that stage last written down.
    fn event(&self, to: Stage) -> StageEventId {
        let mut events = self.events();
        events.retain(|event| event.to == Some(to));
        events.last().unwrap().id
    }

    /// In the order in which they were written down.
    fn events(&self) -> Vec<StageEvent> {
        let mut events: Vec<StageEvent> =
            self.portfolio.stage_events_of(self.id).iter().map(|event| StageEvent::clone(event)).collect();
        events.sort_by_key(|event| event.nth);
        events
    }

    fn correct(&mut self, event: StageEventId, instead: Option<(Stage, &str)>) -> Result<(), String> {
        let wrong = self.portfolio.stage_events().get(event).cloned();
        let (by, channel) = wrong.map(|wrong| (wrong.by.clone(), wrong.channel.clone())).unwrap_or_default();
        let instead = instead.map(|(to, on)| CorrectedStage { to, on: day(on), by, channel });
        self.edit(&Edit::CorrectStage(StageCorrection { event, instead, reason: "Wrong".to_owned() }))
    }

    fn account(&self) -> &Account {
        self.portfolio.account(self.id).unwrap()
    }

    /// Where it stood before, and how it went on.
    fn path(&self) -> (Option<Stage>, Vec<Went>) {
        let StagePath { opening, steps } = self.portfolio.stage_path(self.account());
        (opening, steps.into_iter().map(|StageStep { on, from, to, .. }| (on.to_string(), from, to)).collect())
    }

    fn assert_path(&self, opening: Option<Stage>, steps: &[(&str, Option<Stage>, Stage)]) {
        let steps = steps.iter().map(|(on, from, to)| ((*on).to_owned(), *from, *to)).collect();
        assert_eq!(self.path(), (opening, steps));
    }
}

#[test]
fn an_event_says_who_through_what_and_why() {
    let mut bench = Bench::at(Prospect);
    let change = StageChange {
        channel: " Fair ".to_owned(),
        reason: " First order ".to_owned(),
        ..StageChange::new(bench.id, Customer, day("2026-02-27"))
    };
    bench.edit(&Edit::RecordStages(vec![change])).unwrap();
    let [event] = &bench.events()[..] else { panic!() };
    // Nobody said who, so that it was who owns the account; the account had no channel, and takes that of the event.
    assert_eq!((event.by.as_str(), event.channel.as_str(), event.reason.as_str()), ("Anna", "Fair", "First order"));
    assert_eq!((event.from, event.to, event.source), (Some(Prospect), Some(Customer), StageSource::Person));
    assert_eq!(bench.account().channel, "Fair");
    bench.assert_path(Some(Prospect), &[("2026-02-27", Some(Prospect), Customer)]);
    // An account that has one keeps it.
    let change = StageChange { channel: "Web".to_owned(), ..StageChange::new(bench.id, Client, day(TODAY)) };
    bench.edit(&Edit::RecordStages(vec![change])).unwrap();
    assert_eq!((bench.account().channel.as_str(), bench.events()[1].channel.as_str()), ("Fair", "Web"));
}

#[test]
fn what_is_not_yet_or_was_already_is_refused() {
    let mut bench = Bench::at(Prospect);
    assert_eq!(
        bench.record(&[(Customer, "2026-03-03")]).unwrap_err(),
        "Ernst Handel cannot come to a stage on 2026-03-03, which is not yet"
    );
    bench.record(&[(Customer, "2026-02-01")]).unwrap();
    assert_eq!(
        bench.record(&[(Customer, "2026-02-20")]).unwrap_err(),
        "Ernst Handel was a customer on 2026-02-20 already"
    );
    assert_eq!(bench.events().len(), 1);
}

#[test]
fn a_change_of_mind_of_one_day_keeps_the_order_in_which_it_was_told() {
    let mut bench = Bench::at(Prospect);
    bench.record(&[(Customer, TODAY)]).unwrap();
    bench.record(&[(Lost, TODAY)]).unwrap();
    bench.record(&[(Prospect, TODAY)]).unwrap();
    bench.assert_path(
        Some(Prospect),
        &[(TODAY, Some(Prospect), Customer), (TODAY, Some(Customer), Lost), (TODAY, Some(Lost), Prospect)],
    );
}

#[test]
fn who_sets_a_stage_back_on_the_same_day_meant_no_change() {
    let mut bench = Bench::at(Prospect);
    bench.set(Customer);
    bench.set(Prospect);
    bench.assert_path(Some(Prospect), &[]);
    let [slip, back] = &bench.events()[..] else { panic!() };
    assert_eq!((back.corrects, back.to), (Some(slip.id), None));
    // A third stage is a change of its own.
    bench.set(Customer);
    bench.set(Client);
    bench.assert_path(Some(Prospect), &[(TODAY, Some(Prospect), Customer), (TODAY, Some(Customer), Client)]);
}

#[test]
fn an_account_was_there_before_it_was_written_down() {
    let mut bench = Bench::created(Prospect);
    bench.assert_path(None, &[(TODAY, None, Prospect)]);
    // That it was a customer in February takes the place of when it was written down.
    bench.record(&[(Customer, "2026-02-01")]).unwrap();
    bench.assert_path(None, &[("2026-02-01", None, Customer)]);
    assert_eq!(bench.account().stage, Customer);
    // The same stage, earlier.
    let mut bench = Bench::created(Prospect);
    bench.record(&[(Prospect, "2026-02-01")]).unwrap();
    bench.assert_path(None, &[("2026-02-01", None, Prospect)]);
    // After more is known, nothing is replaced any more.
    bench.record(&[(Suspect, "2026-01-01")]).unwrap();
    bench.assert_path(None, &[("2026-01-01", None, Suspect), ("2026-02-01", Some(Suspect), Prospect)]);
}

#[test]
fn an_account_of_which_no_event_happened_stands_where_it_stands_since_ever() {
    let mut bench = Bench::created(Suspect);
    bench.correct(bench.event(Suspect), None).unwrap();
    bench.assert_path(Some(Suspect), &[]);
    assert_eq!(bench.account().stage, Suspect);
    // Since when it stands there may still be told.
    bench.record(&[(Suspect, "2026-02-01")]).unwrap();
    bench.assert_path(None, &[("2026-02-01", None, Suspect)]);
}

#[test]
fn what_comes_in_between_changes_what_the_next_one_left() {
    let mut bench = Bench::at(Suspect);
    bench.record(&[(Customer, "2026-02-01")]).unwrap();
    bench.record(&[(Prospect, "2026-01-10")]).unwrap();
    bench.assert_path(
        Some(Suspect),
        &[("2026-01-10", Some(Suspect), Prospect), ("2026-02-01", Some(Prospect), Customer)],
    );
    assert_eq!(bench.account().stage, Customer, "what came later stands");
    // Of the day on which it was first seen, it may be said since when it stood there.
    bench.record(&[(Suspect, "2025-12-01")]).unwrap();
    assert_eq!(bench.path().0, None);
    assert_eq!(bench.path().1[0], ("2025-12-01".to_owned(), None, Suspect));
    let path = bench.portfolio.stage_path(bench.account());
    for (on, stage) in [("2025-11-30", None), ("2025-12-01", Some(Suspect)), ("2026-01-31", Some(Prospect))] {
        assert_eq!(path.at(day(on)), stage, "{on}");
    }
}

#[test]
fn where_an_account_stood_before_the_first_event_follows_from_both() {
    let check = |stands: Stage, changes: &[(Stage, &str)], opening: Option<Stage>| {
        let mut bench = Bench::at(stands);
        bench.record(changes).unwrap();
        assert_eq!(bench.path().0, opening, "{stands:?} {changes:?}");
    };
    check(Suspect, &[(Client, "2026-01-31")], Some(Suspect));
    // Since when it is a customer: nobody knows what it was before.
    check(Customer, &[(Customer, "2025-01-31")], None);
    check(Client, &[(Customer, "2025-01-31"), (Client, "2025-06-30")], None);
    check(Customer, &[(Lost, "2025-01-31")], Some(Customer));
    check(Lost, &[(Customer, "2025-01-31")], Some(Lost));
    // Told to the end: it was lost after it was a customer, not before.
    check(Lost, &[(Customer, "2025-01-31"), (Lost, "2026-01-31")], None);
}

#[test]
fn the_last_day_of_a_month_a_skipped_stage_and_a_loss_regained() {
    let mut bench = Bench::at(Suspect);
    bench.record(&[(Customer, "2025-01-31"), (Lost, "2025-06-30"), (Customer, "2025-07-01")]).unwrap();
    bench.assert_path(
        Some(Suspect),
        &[
            ("2025-01-31", Some(Suspect), Customer),
            ("2025-06-30", Some(Customer), Lost),
            ("2025-07-01", Some(Lost), Customer),
        ],
    );
    let path = bench.portfolio.stage_path(bench.account());
    let days = [
        ("2025-01-30", Suspect),
        ("2025-01-31", Customer),
        ("2025-06-29", Customer),
        ("2025-06-30", Lost),
        ("2025-07-01", Customer),
    ];
    for (on, stage) in days {
        assert_eq!(path.at(day(on)), Some(stage), "{on}");
    }
}

#[test]
fn a_correction_stands_in_place_of_what_it_corrects_which_is_kept() {
    let mut bench = Bench::at(Prospect);
    bench.record(&[(Customer, "2026-02-10")]).unwrap();
    bench.correct(bench.event(Customer), Some((Customer, "2026-02-01"))).unwrap();
    bench.assert_path(Some(Prospect), &[("2026-02-01", Some(Prospect), Customer)]);
    assert_eq!(bench.events().len(), 2);
    let [wrong, right] = &bench.events()[..] else { panic!() };
    assert_eq!((wrong.on, right.corrects, right.reason.as_str()), (day("2026-02-10"), Some(wrong.id), "Wrong"));
    // Once corrected it is not corrected again; what stands in its place is.
    let refused = bench.correct(wrong.id, None).unwrap_err();
    assert!(refused.contains("was corrected already; correct what stands in its place"), "{refused}");
    bench.correct(right.id, Some((Client, "2026-02-01"))).unwrap();
    bench.assert_path(Some(Prospect), &[("2026-02-01", Some(Prospect), Client)]);
    // It never happened at all.
    bench.correct(bench.event(Client), None).unwrap();
    bench.assert_path(Some(Prospect), &[]);
    assert_eq!(bench.account().stage, Prospect);
    // That was wrong, too.
    let denial = bench.events().last().unwrap().id;
    bench.correct(denial, Some((Customer, "2026-02-20"))).unwrap();
    bench.assert_path(Some(Prospect), &[("2026-02-20", Some(Prospect), Customer)]);
}

#[test]
fn a_correction_that_says_the_same_is_none_and_one_of_a_day_to_come_is_refused() {
    let mut bench = Bench::at(Prospect);
    bench.record(&[(Customer, "2026-02-10")]).unwrap();
    let event = bench.event(Customer);
    bench.correct(event, Some((Customer, "2026-02-10"))).unwrap();
    assert_eq!(bench.events().len(), 1);
    assert!(bench.correct(event, Some((Customer, "2026-03-03"))).unwrap_err().contains("not yet"));
    assert!(bench.correct(StageEventId::NIL, None).unwrap_err().contains("is not there any more"));
    // Only who did it.
    let instead = CorrectedStage { to: Customer, on: day("2026-02-10"), by: "Ben".to_owned(), channel: String::new() };
    let correction = StageCorrection { event, instead: Some(instead), reason: String::new() };
    bench.edit(&Edit::CorrectStage(correction)).unwrap();
    assert_eq!(bench.events()[1].by, "Ben");
    bench.assert_path(Some(Prospect), &[("2026-02-10", Some(Prospect), Customer)]);
}

#[test]
fn a_correction_beyond_the_next_event_changes_where_the_account_stands() {
    let mut bench = Bench::at(Suspect);
    bench.record(&[(Prospect, "2026-01-10"), (Customer, "2026-02-01")]).unwrap();
    bench.correct(bench.event(Prospect), Some((Prospect, "2026-02-15"))).unwrap();
    bench.assert_path(
        Some(Suspect),
        &[("2026-02-01", Some(Suspect), Customer), ("2026-02-15", Some(Customer), Prospect)],
    );
    assert_eq!(bench.account().stage, Prospect);
    // The one in between never happened: the next leaves what was before it.
    bench.correct(bench.event(Customer), None).unwrap();
    bench.assert_path(Some(Suspect), &[("2026-02-15", Some(Suspect), Prospect)]);
}

#[test]
fn a_colleague_keeps_what_she_did_under_her_new_name() {
    let mut bench = Bench::at(Prospect);
    let anna = Colleague::new(ColleagueId::NIL, "Anna");
    bench.edit(&Edit::PutRecords(vec![AnyRecord::Colleague(anna)])).unwrap();
    bench.record(&[(Customer, "2026-02-10")]).unwrap();
    let anna = Colleague::clone(bench.portfolio.colleagues().iter().next().unwrap());
    let renamed = Colleague { name: "Anna Berg".to_owned(), ..anna };
    bench.edit(&Edit::PutRecords(vec![AnyRecord::Colleague(renamed)])).unwrap();
    assert_eq!((bench.events()[0].by.as_str(), bench.account().owner.as_str()), ("Anna Berg", "Anna Berg"));
}

#[test]
fn a_channel_is_renamed_wherever_it_stands() {
    let mut bench = Bench::at(Prospect);
    let change = StageChange { channel: "Fair".to_owned(), ..StageChange::new(bench.id, Customer, day(TODAY)) };
    bench.edit(&Edit::RecordStages(vec![change])).unwrap();
    let rename = Edit::RenameChannel { from: "fair".to_owned(), to: "Trade fairs".to_owned() };
    bench.edit(&rename).unwrap();
    assert_eq!((bench.events()[0].channel.as_str(), bench.account().channel.as_str()), ("Trade fairs", "Trade fairs"));
}

#[test]
fn events_go_with_their_account_and_with_nothing_else() {
    let mut bench = Bench::at(Prospect);
    bench.record(&[(Customer, "2026-02-10")]).unwrap();
    let event = bench.event(Customer);
    let refused = bench.edit(&Edit::DeleteRecords(vec![RowKey::StageEvent(event)]));
    assert!(refused.is_err());
    bench.edit(&Edit::DeleteAccounts(vec![bench.id])).unwrap();
    assert_eq!(bench.portfolio.stage_events().iter().count(), 0);
}

#[test]
fn a_file_may_say_since_when() {
    let mut bench = Bench::at(Customer);
    let since = [(Customer, day("2024-05-31")), (Prospect, day("2024-01-31"))].into();
    let patch = AccountPatch { since, ..AccountPatch::default() };
    let edit = Edit::SetCells { rows: vec![(bench.id, patch)], pasted: false };
    bench.edit(&edit).unwrap();
    bench.assert_path(None, &[("2024-01-31", None, Prospect), ("2024-05-31", Some(Prospect), Customer)]);
    assert!(bench.events().iter().all(|event| event.source == StageSource::Import));
    // The same file again says nothing new.
    let planned = edit.plan(&bench.portfolio, &mut bench.stamp).unwrap();
    assert!(planned.changes.rows.is_empty());
}

#[test]
fn whether_a_change_would_be_one_is_known_before() {
    let mut bench = Bench::at(Prospect);
    let check = |bench: &Bench, to, on, wanted| {
        let comes = bench.portfolio.comes_to(bench.account(), to, day(on));
        assert_eq!(comes, wanted, "{to:?} {on}");
        let plan = Edit::RecordStages(vec![StageChange::new(bench.id, to, day(on))]);
        assert_eq!(plan.plan(&bench.portfolio, &mut bench.stamp.clone()).is_ok(), wanted, "{to:?} {on}");
    };
    check(&bench, Prospect, "2026-01-01", true);
    bench.record(&[(Customer, "2026-02-10")]).unwrap();
    check(&bench, Customer, "2026-02-20", false);
    check(&bench, Customer, "2026-02-01", true);
    check(&bench, Prospect, "2026-02-01", true);
    check(&bench, Prospect, "2026-02-20", true);
    let created = Bench::created(Customer);
    check(&created, Customer, "2026-02-01", true);
}

#[test]
fn an_account_that_is_handed_over_keeps_its_stage_and_who_won_it() {
    let mut bench = Bench::at(Prospect);
    bench.record(&[(Customer, "2026-02-10")]).unwrap();
    bench.hand_over("Ben", TODAY);
    assert_eq!((bench.account().owner.as_str(), bench.events()[0].by.as_str()), ("Ben", "Anna"));
    bench.record(&[(Client, TODAY)]).unwrap();
    assert_eq!(bench.events()[1].by, "Ben");
}

#[test]
fn an_account_does_not_go_while_its_stages_or_hand_overs_stay() {
    let (mut bench, created) = Bench::just_created(Suspect);
    bench.correct(bench.event(Suspect), Some((Suspect, "2026-02-20"))).unwrap();
    let refused = bench.refused(&created);
    assert!(refused.starts_with("Ernst Handel cannot go while the stage event of 2026-02-20 belongs"), "{refused}");
    let (_, why) = bench.undo_import(&created);
    assert!(why.contains(&"Ernst Handel has 1 stage event that would go with it".to_owned()), "{why:?}");
}

#[test]
fn an_edit_is_not_taken_back_alone_once_what_it_said_was_corrected() {
    let mut bench = Bench::at(Prospect);
    let change = StageChange::new(bench.id, Customer, day("2026-02-20"));
    let won = bench.done(&Edit::RecordStages(vec![change])).unwrap();
    // The same stage on another day: the row of the account stays as it was left.
    bench.correct(bench.event(Customer), Some((Customer, "2026-02-10"))).unwrap();
    let refused = bench.refused(&won);
    assert!(refused.starts_with("Stages of Ernst Handel were changed or corrected since"), "{refused}");
}

#[test]
fn stages_of_an_import_stay_with_an_account_that_was_changed_since() {
    let mut bench = Bench::created(Prospect);
    let patch = AccountPatch { since: [(Customer, day("2026-01-05"))].into(), ..AccountPatch::default() };
    let rows = vec![crate::model::ImportRow { target: crate::model::ImportTarget::Existing(bench.id), patch }];
    let done = bench.done(&Edit::import_accounts("since.csv", rows)).unwrap();
    let values = vec![AccountValue::Region("North".to_owned())];
    bench.edit(&Edit::SetValues { accounts: vec![bench.id], values }).unwrap();
    let undone = undo_import(&bench.portfolio, "Import", &done, &Purchased::default());
    let mut after = bench.portfolio.clone();
    after.apply(&undone.planned.changes);
    let account = after.account(bench.id).unwrap();
    let leads = after.stage_path(account).now();
    assert!(leads.is_none_or(|stage| stage == account.stage), "{leads:?} and {:?}", account.stage);
}

#[test]
fn a_hand_over_that_was_forgotten_leaves_the_account_where_it_went_later() {
    let mut bench = Bench::at(Customer);
    bench.hand_over("Boris", "2026-02-10");
    bench.hand_over("Carla", "2026-01-10");
    assert_eq!(bench.account().owner, "Boris");
    let mut told: Vec<_> = bench.portfolio.hand_overs_of(bench.id).iter().collect();
    told.sort_by_key(|one| one.on);
    let told: Vec<(&str, &str)> = told.iter().map(|one| (one.from.as_str(), one.to.as_str())).collect();
    assert_eq!(told, [("Anna", "Carla"), ("Anna", "Boris")]);
}
