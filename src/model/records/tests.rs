use super::super::undo_import::{Undone, undo_import};
use super::super::{
    Account, Bought, Clock, Contact, DayTotal, Edit, Ledger, Money, MoreSettings, Opportunity, Product, ProductDay,
    Risk, Rows, ScoringModel, Settings, TargetQuestion,
};
use super::super::{AccountPatch, Import, ImportRow, ImportTarget};
use super::*;

struct Bench {
    portfolio: Portfolio,
    stamp: Stamp,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Bench {
    /// Accounts of these names and owners; three slots for targets and two for leads.
    fn of(accounts: &[(&str, &str)]) -> Self {
        let mut stamp = Stamp::seeded(Clock::Fixed(day("2026-03-02")).now(), "Anna", 1);
        let made = accounts
            .iter()
            .map(|(name, owner)| Account { owner: (*owner).to_owned(), ..Account::new(stamp.account_id(), *name) });
        let accounts = made.collect();
        let model = ScoringModel { target_slots: 3, lead_slots: 2, ..ScoringModel::default() };
        let settings = Settings { more: MoreSettings { model, ..MoreSettings::default() }, ..Settings::default() };
        Self { portfolio: Portfolio::new(Rows { settings, accounts, ..Rows::default() }), stamp }
    }

    fn account(&self, place: usize) -> AccountId {
        self.portfolio.accounts().nth(place).unwrap().id
    }

    /// Does it; what it is called, or why it is refused.
    fn edit(&mut self, edit: &Edit) -> Result<String, String> {
        let planned = edit.plan(&self.portfolio, &mut self.stamp).map_err(|refusal| refusal.to_string())?;
        let mut undone = self.portfolio.clone();
        undone.apply(&planned.changes);
        undone.apply(&planned.changes.inverse());
        assert!(undone.same_rows(&self.portfolio), "undoing is doing nothing");
        self.portfolio.apply(&planned.changes);
        Ok(planned.label)
    }

    fn put(&mut self, records: impl IntoIterator<Item = AnyRecord>) -> Result<String, String> {
        self.edit(&Edit::PutRecords(records.into_iter().collect()))
    }

    fn delete(&mut self, rows: &[RowKey]) -> Result<String, String> {
        self.edit(&Edit::DeleteRecords(rows.to_vec()))
    }

    fn contact(&mut self, name: &str, account: usize) -> Contact {
        let contact = Contact::new(ContactId::NIL, self.account(account), name);
        self.put([AnyRecord::Contact(contact)]).unwrap();
        Contact::clone(self.portfolio.contacts().iter().next_back().unwrap())
    }

    fn colleague(&mut self, name: &str) -> Colleague {
        self.put([AnyRecord::Colleague(Colleague::new(ColleagueId::NIL, name))]).unwrap();
        Colleague::clone(self.portfolio.colleagues().iter().next_back().unwrap())
    }

    fn activity(&mut self, account: usize, colleagues: &[&str]) -> Activity {
        let activity = Activity {
            colleagues: colleagues.iter().map(|name| (*name).to_owned()).collect(),
            ..Activity::new(ActivityId::NIL, self.account(account), day("2026-02-01"))
        };
        self.put([AnyRecord::Activity(activity)]).unwrap();
        Activity::clone(self.portfolio.activities().iter().next_back().unwrap())
    }

    fn pursue(&mut self, take: &[(usize, PursuitList)], give_up: &[usize]) -> Result<String, String> {
        let take = take.iter().map(|(place, list)| (self.account(*place), *list)).collect();
        let give_up = give_up.iter().map(|place| self.account(*place)).collect();
        self.edit(&Edit::SetPursuits { take, give_up })
    }

    /// Makes the account what a target has to be, or a lead.
    fn fit(&mut self, place: usize, stage: Stage, passes: bool) {
        let answers =
            TargetQuestion::ALL.iter().map(|question| super::super::AccountValue::Answer(*question, Some(passes)));
        let values = std::iter::once(super::super::AccountValue::Stage(stage)).chain(answers).collect();
        self.edit(&Edit::SetValues { accounts: vec![self.account(place)], values }).unwrap();
    }

    /// Imports what is put into it; what that changed.
    fn import(&mut self, fill: impl FnOnce(&mut Import)) -> ChangeSet {
        let mut import = Import::new("list.csv", RecordKind::Accounts);
        fill(&mut import);
        let planned = Edit::Import(Arc::new(import)).plan(&self.portfolio, &mut self.stamp).unwrap();
        self.portfolio.apply(&planned.changes);
        planned.changes
    }

    fn undo_import(&self, done: &ChangeSet) -> Undone {
        undo_import(&self.portfolio, "Import", done, &super::super::revert::Purchased::default())
    }

    fn pursuits(&self) -> Vec<Option<PursuitList>> {
        self.portfolio.accounts().map(|account| account.pursuit.map(|pursuit| pursuit.list)).collect()
    }
}

#[test]
fn a_new_record_gets_a_key_and_a_changed_one_keeps_its_own() {
    let mut bench = Bench::of(&[("Ernst Handel", "")]);
    let ernst = bench.account(0);
    let anna = bench.contact("Anna", 0);
    assert_ne!(anna.id, ContactId::NIL);
    assert_eq!((anna.version, anna.account), (1, ernst));
    let label = bench.put([AnyRecord::Contact(Contact { title: "Boss".to_owned(), ..anna.clone() })]);
    assert_eq!(label.as_deref(), Ok("Change contact Anna of Ernst Handel"));
    assert_eq!(bench.portfolio.contacts().len(), 1);
    let after = bench.portfolio.contacts().get(anna.id).unwrap();
    assert_eq!((after.version, after.title.as_str()), (2, "Boss"));
}

#[test]
fn every_kind_is_put_deleted_and_told_by_name() {
    let mut bench = Bench::of(&[("Ernst Handel", "")]);
    let ernst = bench.account(0);
    let today = day("2026-03-02");
    let records = [
        (AnyRecord::Contact(Contact::new(ContactId::NIL, ernst, "Anna")), "contact Anna", true),
        (AnyRecord::Activity(Activity::new(ActivityId::NIL, ernst, today)), "activity", true),
        (AnyRecord::Product(Product::new(ProductId::NIL, "Chai")), "product Chai", false),
        (AnyRecord::Opportunity(Opportunity::new(OpportunityId::NIL, ernst, "Line 4")), "opportunity Line 4", true),
        (AnyRecord::Risk(Risk::new(RiskId::NIL, ernst, "A rival", today)), "risk A rival", true),
        (AnyRecord::Colleague(Colleague::new(ColleagueId::NIL, "Bo")), "colleague Bo", false),
    ];
    for (record, told, of_account) in records {
        let (to, of) = if of_account { (" to Ernst Handel", " of Ernst Handel") } else { ("", "") };
        let planned = Edit::PutRecords(vec![record.clone()]).plan(&bench.portfolio, &mut bench.stamp).unwrap();
        assert_eq!(planned.label, format!("Add {told}{to}"));
        let row = planned.changes.rows[0].key();
        bench.portfolio.apply(&planned.changes);
        assert_eq!(bench.delete(&[row]), Ok(format!("Delete {told}{of}")));
        let gone = format!("This {} is not there any more; it may have been deleted", record.kind().singular());
        assert_eq!(bench.delete(&[row]), Err(gone));
    }
}

#[test]
fn many_are_counted_by_kind_and_account() {
    let mut bench = Bench::of(&[("Ernst Handel", ""), ("Blondel", "")]);
    let contact = |bench: &Bench, name: &str, account| {
        AnyRecord::Contact(Contact::new(ContactId::NIL, bench.account(account), name))
    };
    let two = [contact(&bench, "Anna", 0), contact(&bench, "Bo", 0)];
    assert_eq!(bench.put(two).as_deref(), Ok("Add 2 contacts to Ernst Handel"));
    let two = [contact(&bench, "Clara", 0), contact(&bench, "Dora", 1)];
    assert_eq!(bench.put(two).as_deref(), Ok("Add 2 contacts"));
    let product = AnyRecord::Product(Product::new(ProductId::NIL, "Chai"));
    let mixed = [contact(&bench, "Emil", 1), product];
    assert_eq!(bench.put(mixed).as_deref(), Ok("Add 2 records"));
    let first = Contact::clone(bench.portfolio.contacts().iter().next().unwrap());
    let both = [AnyRecord::Contact(Contact { champion: true, ..first.clone() }), contact(&bench, "Fritz", 0)];
    assert_eq!(bench.put(both).as_deref(), Ok("Change 2 contacts of Ernst Handel"));
    let people = ["Gerd", "Hans"].map(|name| AnyRecord::Colleague(Colleague::new(ColleagueId::NIL, name)));
    assert_eq!(bench.put(people).as_deref(), Ok("Add 2 colleagues"));
    let rows: Vec<RowKey> = bench.portfolio.contacts_of(bench.account(1)).iter().map(|one| one.id.into()).collect();
    assert_eq!(bench.delete(&rows).as_deref(), Ok("Delete 2 contacts of Blondel"));
    let long = "They talk with a rival who is cheaper and who has promised them delivery within a day";
    let risk = AnyRecord::Risk(Risk::new(RiskId::NIL, bench.account(1), long, day("2026-03-02")));
    let label = bench.put([risk]).unwrap();
    assert_eq!(label, "Add risk They talk with a rival who is cheaper and who has promised t… to Blondel");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut bench = Bench::of(&[("Ernst Handel", "")]);
    let anna = bench.contact("Anna", 0);
    let before = bench.portfolio.clone();
    let nameless = bench.put([AnyRecord::Contact(Contact { name: String::new(), ..anna.clone() })]);
    assert_eq!(nameless, Err("Every contact needs a name".to_owned()));
    let homeless = bench.put([AnyRecord::Contact(Contact { account: AccountId::NIL, ..anna.clone() })]);
    assert_eq!(homeless, Err("This account is not there any more; it may have been deleted".to_owned()));
    let never = bench.put([AnyRecord::Contact(Contact { cadence_days: Some(0), ..anna.clone() })]);
    assert_eq!(never, Err("A cadence is at least one day".to_owned()));
    // One of two that cannot be stops both.
    let rows = [RowKey::Contact(anna.id), RowKey::Contact(ContactId::NIL)];
    assert!(bench.delete(&rows).is_err());
    let account = RowKey::Account(bench.account(0));
    assert!(bench.delete(&[account]).is_err(), "accounts are deleted with all that is theirs");
    assert!(bench.portfolio.same_rows(&before));
}

#[test]
fn a_product_that_was_bought_stays() {
    let mut bench = Bench::of(&[("Ernst Handel", "")]);
    for name in ["Chai", "Chang"] {
        bench.put([AnyRecord::Product(Product::new(ProductId::NIL, name))]).unwrap();
    }
    let products: Vec<ProductId> = bench.portfolio.products().iter().map(|product| product.id).collect();
    let (on, amount) = (day("2026-01-05"), Money::from_minor_units(500));
    let bought = Bought {
        days: vec![DayTotal::new(on, amount, 1)],
        products: vec![ProductDay { day: on, product: products[0], amount }],
    };
    bench.portfolio.set_ledger(Ledger::of([(bench.account(0), bought)].into()));
    let refused = bench.delete(&[products[0].into()]).unwrap_err();
    assert!(refused.starts_with("Chai was bought"), "{refused}");
    assert_eq!(bench.delete(&[products[1].into()]).as_deref(), Ok("Delete product Chang"));
}

#[test]
fn a_colleague_who_is_renamed_is_called_so_everywhere() {
    let mut bench = Bench::of(&[("Ernst Handel", "anna berger"), ("Blondel", "Bo Lind"), ("Chop-suey", "Anna Berger")]);
    let anna = bench.colleague("Anna Berger");
    bench.activity(0, &["Bo Lind", "ANNA BERGER"]);
    bench.activity(1, &["Bo Lind"]);
    // Named in both ways, she is one person.
    bench.activity(2, &["Anna Berger", "Anna Sommer"]);
    let label = bench.put([AnyRecord::Colleague(Colleague { name: "Anna Sommer".to_owned(), ..anna.clone() })]);
    assert_eq!(label.as_deref(), Ok("Change colleague Anna Sommer"));
    let owners: Vec<&str> = bench.portfolio.accounts().map(|account| account.owner.as_str()).collect();
    assert_eq!(owners, ["Anna Sommer", "Bo Lind", "Anna Sommer"]);
    let met: Vec<&[String]> = bench.portfolio.activities().iter().map(|one| one.colleagues.as_slice()).collect();
    assert_eq!(met[0], ["Bo Lind", "Anna Sommer"]);
    assert_eq!(met[1], ["Bo Lind"]);
    assert_eq!(met[2], ["Anna Sommer"]);
    let untouched = bench.portfolio.accounts().nth(1).unwrap();
    assert_eq!(untouched.version, 1, "who is not named so does not change");
    // Anything else of hers leaves the others alone.
    let anna = Colleague::clone(bench.portfolio.colleagues().get(anna.id).unwrap());
    let planned = Edit::PutRecords(vec![AnyRecord::Colleague(Colleague { seller: true, ..anna })])
        .plan(&bench.portfolio, &mut bench.stamp)
        .unwrap();
    assert_eq!(planned.changes.rows.len(), 1);
}

#[test]
fn no_two_colleagues_have_the_same_name() {
    let mut bench = Bench::of(&[]);
    let anna = bench.colleague("Anna Berger");
    let bo = bench.colleague("Bo Lind");
    let named = |colleague: &Colleague, name: &str| {
        AnyRecord::Colleague(Colleague { name: name.to_owned(), ..colleague.clone() })
    };
    let taken = "There is a colleague “anna  BERGER” already; choose another name";
    assert_eq!(bench.put([named(&bo, "anna  BERGER")]), Err(taken.to_owned()));
    let new = Colleague::new(ColleagueId::NIL, "Bo Lind");
    assert!(bench.put([AnyRecord::Colleague(new)]).is_err());
    // One's own name in other letters is no other's; and two may change their names with each other.
    assert!(bench.put([named(&anna, "ANNA BERGER")]).is_ok());
    assert!(bench.put([named(&anna, "Bo Lind"), named(&bo, "Anna Berger")]).is_ok());
    let names: Vec<&str> = bench.portfolio.colleagues().iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Bo Lind", "Anna Berger"]);
    assert_eq!(bench.delete(&[anna.id.into()]).as_deref(), Ok("Delete colleague Bo Lind"));
}

#[test]
fn what_was_planned_is_done_with_or_without_a_next_one() {
    let mut bench = Bench::of(&[("Ernst Handel", "Anna")]);
    let mut planned = bench.activity(0, &["Anna", "Bo"]);
    planned.status = ActivityStatus::Planned;
    planned.kind = super::super::ActivityKind::Visit;
    bench.put([AnyRecord::Activity(planned.clone())]).unwrap();

    let complete = |done: Activity, next| Edit::CompleteActivity { done: Box::new(done), next };
    let as_it_went = Activity { notes: "They buy more".to_owned(), answered: true, ..planned.clone() };
    let label = bench.edit(&complete(as_it_went.clone(), None));
    assert_eq!(label.as_deref(), Ok("Complete visit at Ernst Handel"));
    let after = Activity::clone(bench.portfolio.activities().get(planned.id).unwrap());
    assert_eq!((after.status, after.notes.as_str(), after.answered), (ActivityStatus::Done, "They buy more", true));
    assert_eq!(bench.portfolio.activities().len(), 1);

    // What is done is done once: nothing is planned a second time by a form that somebody left open.
    let before = bench.portfolio.clone();
    let again = bench.edit(&complete(after.clone(), Some(day("2026-04-01"))));
    assert_eq!(again, Err("This activity was done already; open it to change it".to_owned()));
    assert!(bench.portfolio.same_rows(&before));

    let subject = Activity { subject: "Price talks".to_owned(), status: ActivityStatus::Planned, ..after };
    bench.put([AnyRecord::Activity(subject.clone())]).unwrap();
    let label = bench.edit(&complete(subject, Some(day("2026-04-01"))));
    assert_eq!(label.as_deref(), Ok("Complete Price talks at Ernst Handel"));
    let next = Activity::clone(bench.portfolio.activities().iter().next_back().unwrap());
    assert_eq!((next.status, next.day, next.kind), (ActivityStatus::Planned, day("2026-04-01"), planned.kind));
    assert_eq!((next.colleagues.len(), next.notes.as_str(), next.subject.as_str()), (2, "", ""));
    assert_eq!(next.account, planned.account);

    bench.delete(&[planned.id.into()]).unwrap();
    let gone = bench.edit(&complete(as_it_went, None));
    assert_eq!(gone, Err("This activity is not there any more; it may have been deleted".to_owned()));
}

#[test]
fn places_are_taken_by_who_fits_and_never_more_than_there_are() {
    use PursuitList::{Lead, Target};
    let owners = [("A", "Anna"), ("B", "anna"), ("C", "Anna"), ("D", "Anna"), ("E", "Bo"), ("F", "")];
    let mut bench = Bench::of(&owners);
    for place in 0..6 {
        bench.fit(place, Stage::Prospect, true);
    }
    assert_eq!(bench.pursue(&[(0, Target)], &[]).as_deref(), Ok("Make A a target"));
    let since = bench.portfolio.accounts().next().unwrap().pursuit.unwrap().since;
    assert_eq!(since, day("2026-03-02"));
    assert_eq!(bench.pursue(&[(1, Target), (2, Target)], &[]).as_deref(), Ok("Put 2 accounts on their lists"));
    // Three of Anna, whatever letters her name is written in; Bo has places of his own.
    let full = bench.pursue(&[(3, Target)], &[]).unwrap_err();
    assert_eq!(full, "Anna has 3 targets already, and 3 at most; choose which one to drop");
    assert_eq!(bench.pursue(&[(4, Target)], &[]).as_deref(), Ok("Make E a target"));
    assert_eq!(bench.pursue(&[(3, Target)], &[0]).as_deref(), Ok("Make D a target in place of A"));
    assert_eq!(bench.pursuits(), [None, Some(Target), Some(Target), Some(Target), Some(Target), None]);
    // Nor does a new owner make room where there is none.
    let owner = super::super::AccountValue::Owner("Anna".to_owned());
    let moved = Edit::SetValues { accounts: vec![bench.account(4)], values: vec![owner] };
    assert!(bench.edit(&moved).unwrap_err().starts_with("Anna has 3 targets already"));

    let refused = |bench: &mut Bench, place, list| bench.pursue(&[(place, list)], &[]).unwrap_err();
    assert!(refused(&mut bench, 5, Target).contains("nobody owns it yet"));
    assert!(refused(&mut bench, 0, Lead).contains("only a suspect can be a lead"));
    bench.fit(0, Stage::Client, true);
    assert!(refused(&mut bench, 0, Target).contains("only a prospect can be a target"));
    bench.fit(0, Stage::Prospect, false);
    assert!(refused(&mut bench, 0, Target).contains("does not pass all three questions"));

    assert_eq!(bench.pursue(&[], &[1]).as_deref(), Ok("Drop B from its list"));
    assert_eq!(bench.pursue(&[], &[2, 3]).as_deref(), Ok("Drop 2 accounts from their lists"));
    for place in 0..3 {
        bench.fit(place, Stage::Suspect, false);
    }
    assert_eq!(bench.pursue(&[(0, Lead), (1, Lead)], &[]).as_deref(), Ok("Put 2 accounts on their lists"));
    assert!(refused(&mut bench, 2, Lead).contains("Anna has 2 leads already, and 2 at most"));
    // Who is archived takes no place.
    bench.edit(&Edit::SetArchived { accounts: vec![bench.account(0)], archived: true }).unwrap();
    assert!(bench.pursue(&[(2, Lead)], &[]).is_ok());
}

/// Deleted and entered anew, a colleague is there twice once the deletion is taken back.
#[test]
fn a_name_that_is_taken_by_now_does_not_come_back() {
    let mut bench = Bench::of(&[]);
    let anna = bench.colleague("Anna");
    let row = RowKey::Colleague(anna.id);
    let deleted = Edit::DeleteRecords(vec![row]).plan(&bench.portfolio, &mut bench.stamp).unwrap();
    bench.portfolio.apply(&deleted.changes);
    bench.colleague("anna");
    let refused = super::super::revert::revert(&bench.portfolio, &deleted.label, &deleted.changes).unwrap_err();
    assert_eq!(refused, Refusal::ColleagueNameTaken("Anna".to_owned()));
    // Nor when an import renamed her, and is taken back.
    let mut bench = Bench::of(&[]);
    let anna = bench.colleague("Anna");
    let import = bench.import(|import| import.colleagues.push(Colleague { name: "Ann".to_owned(), ..anna.clone() }));
    bench.colleague("Anna");
    let undone = bench.undo_import(&import);
    assert_eq!((undone.reversed, undone.failed.len()), (0, 1));
    assert_eq!(undone.failed[0].why, "there is a colleague “Anna” already; choose another name");
    assert!(undone.planned.changes.is_empty());
}

/// Two of one name, as a workspace may have them from before, keep nobody from working on.
#[test]
fn namesakes_of_old_hinder_no_other_edit() {
    let mut bench = Bench::of(&[]);
    let [one, other] = [1, 2].map(|number| Colleague::new(ColleagueId(uuid::Uuid::from_u128(number)), "Anna"));
    let rows = Rows { colleagues: vec![one.clone(), other], ..Rows::default() };
    bench.portfolio = Portfolio::new(rows);
    let two = bench.portfolio.clone();
    bench.colleague("Bo");
    assert!(bench.put([AnyRecord::Colleague(Colleague { seller: true, ..one.clone() })]).is_ok());
    assert!(bench.put([AnyRecord::Colleague(Colleague::new(ColleagueId::NIL, "ANNA"))]).is_err());
    assert!(bench.put([AnyRecord::Colleague(Colleague { name: "Ann".to_owned(), ..one })]).is_ok());
    // And a backup in which both are is gone back to.
    assert!(bench.edit(&Edit::Restore { to: Arc::new(two), when: "then".to_owned() }).is_ok());
    assert_eq!(bench.portfolio.colleagues().iter().filter(|one| one.name == "Anna").count(), 2);
}

#[test]
fn taking_back_overfills_no_list() {
    let owners = [("A", "Anna"), ("B", "Anna"), ("C", "Anna")];
    let mut bench = Bench::of(&owners);
    bench.pursue(&[(0, PursuitList::Lead), (1, PursuitList::Lead)], &[]).unwrap();
    let drop = Edit::SetPursuits { take: Vec::new(), give_up: vec![bench.account(0)] };
    let dropped = drop.plan(&bench.portfolio, &mut bench.stamp).unwrap();
    bench.portfolio.apply(&dropped.changes);
    bench.pursue(&[(2, PursuitList::Lead)], &[]).unwrap();
    let refused = super::super::revert::revert(&bench.portfolio, &dropped.label, &dropped.changes).unwrap_err();
    assert_eq!(refused.to_string(), "Anna has 2 leads already, and 2 at most; choose which one to drop");

    // An import that archived two leads, and gave one of them an owner besides.
    let mut bench = Bench::of(&owners);
    bench.pursue(&[(0, PursuitList::Lead), (1, PursuitList::Lead)], &[]).unwrap();
    let archived = [bench.account(0), bench.account(1)].map(|id| ImportRow {
        target: ImportTarget::Existing(id),
        patch: AccountPatch { archived: Some(true), ..AccountPatch::default() },
    });
    let import = bench.import(|import| import.accounts.extend(archived));
    bench.pursue(&[(2, PursuitList::Lead)], &[]).unwrap();
    let undone = bench.undo_import(&import);
    // One of the two has a place still.
    assert_eq!((undone.reversed, undone.failed.len()), (1, 1));
    assert_eq!(undone.failed[0].row, RowKey::Account(bench.account(1)));
    assert!(undone.failed[0].why.starts_with("Anna has 1 lead"), "{}", undone.failed[0].why);
}

#[test]
fn who_is_a_target_no_more_frees_the_place() {
    use super::super::AccountValue;
    use PursuitList::{Lead, Target};
    let mut bench = Bench::of(&[("A", "Anna"), ("B", "Anna"), ("C", "Anna")]);
    for place in 0..2 {
        bench.fit(place, Stage::Prospect, true);
    }
    bench.pursue(&[(0, Target), (1, Target), (2, Lead)], &[]).unwrap();
    let set = |bench: &mut Bench, place: usize, value: AccountValue| {
        let edit = Edit::SetValues { accounts: vec![bench.account(place)], values: vec![value] };
        bench.edit(&edit).unwrap();
    };
    // What says nothing of stage or answers leaves it where it is; so do answers of a lead.
    set(&mut bench, 0, AccountValue::Notes("They grow".to_owned()));
    set(&mut bench, 2, AccountValue::Answer(TargetQuestion::Fit, Some(false)));
    assert_eq!(bench.pursuits(), [Some(Target), Some(Target), Some(Lead)]);
    set(&mut bench, 0, AccountValue::Stage(Stage::Client));
    set(&mut bench, 1, AccountValue::Answer(TargetQuestion::Fit, None));
    assert_eq!(bench.pursuits(), [None, None, Some(Lead)]);
    // A lead that turns out to be a prospect was vetted.
    set(&mut bench, 2, AccountValue::Stage(Stage::Prospect));
    assert_eq!(bench.pursuits(), [None; 3]);

    // The same by cells of a table and by an import.
    bench.fit(0, Stage::Prospect, true);
    bench.fit(1, Stage::Prospect, true);
    bench.pursue(&[(0, Target), (1, Target)], &[]).unwrap();
    let patch = || AccountPatch { values: vec![AccountValue::Stage(Stage::Client)], ..AccountPatch::default() };
    bench.edit(&Edit::SetCells { rows: vec![(bench.account(0), patch())], pasted: true }).unwrap();
    let row = ImportRow { target: ImportTarget::Existing(bench.account(1)), patch: patch() };
    bench.import(|import| import.accounts.push(row));
    assert_eq!(bench.pursuits(), [None; 3]);
}

#[test]
fn nobody_has_as_many_places_as_it_takes() {
    let owners = [("A", "Anna"), ("B", "Anna"), ("C", "Bo"), ("D", "Bo")];
    let mut bench = Bench::of(&owners);
    let all: Vec<(usize, PursuitList)> = (0..4).map(|place| (place, PursuitList::Lead)).collect();
    bench.pursue(&all, &[]).unwrap();
    let accounts: Vec<AccountId> = (0..4).map(|place| bench.account(place)).collect();
    let owned_by = |name: &str| Edit::SetValues {
        accounts: accounts.clone(),
        values: vec![super::super::AccountValue::Owner(name.to_owned())],
    };
    assert!(bench.edit(&owned_by("")).is_ok(), "both left");
    // Whoever gets them all has too many.
    assert!(bench.edit(&owned_by("Cleo")).unwrap_err().starts_with("Cleo has 0 leads already, and 2 at most"));
}

#[test]
fn an_import_that_renames_a_colleague_renames_everywhere() {
    let mut bench = Bench::of(&[("Ernst Handel", "anna berg")]);
    let anna = bench.colleague("Anna Berg");
    bench.activity(0, &["ANNA BERG", "Bo"]);
    bench.import(|import| import.colleagues.push(Colleague { name: "Anna Holm".to_owned(), ..anna }));
    assert_eq!(bench.portfolio.accounts().next().unwrap().owner, "Anna Holm");
    assert_eq!(bench.portfolio.activities().iter().next().unwrap().colleagues, ["Anna Holm", "Bo"]);
}

#[test]
fn two_who_change_their_names_with_each_other_stay_two() {
    let mut bench = Bench::of(&[("Ernst Handel", "Anna"), ("Blondel", "Ben")]);
    let (anna, ben) = (bench.colleague("Anna"), bench.colleague("Ben"));
    bench.activity(0, &["Anna", "ben"]);
    let named = |of: &Colleague, name: &str| AnyRecord::Colleague(Colleague { name: name.to_owned(), ..of.clone() });
    bench.put([named(&anna, "Ben"), named(&ben, "Anna")]).unwrap();
    assert_eq!(bench.portfolio.activities().iter().next().unwrap().colleagues, ["Ben", "Anna"]);
    let owners: Vec<&str> = bench.portfolio.accounts().map(|account| account.owner.as_str()).collect();
    assert_eq!(owners, ["Ben", "Anna"]);
}
