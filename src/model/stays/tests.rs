use chrono::NaiveDate;

use super::super::revert::Purchased;
use super::super::undo_import::undo_import;
use super::super::{
    AccountPatch, AccountValue, Clock, CorrectedStage, Edit, Import, ImportRow, ImportTarget, Planned, Pursuit,
    RecordKind, Rows, StageChange, StageCorrection, TargetQuestion,
};
use super::*;

const SINCE: &str = "2026-01-10";
const TODAY: &str = "2026-03-02";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stamp(today: &str) -> Stamp {
    Stamp::seeded(Clock::Fixed(day(today)).now(), "Anna", 7)
}

fn passes() -> std::collections::BTreeMap<TargetQuestion, bool> {
    TargetQuestion::ALL.iter().map(|question| (*question, true)).collect()
}

/// A target and a lead of Anna's since the same day, and a suspect of Bo's that passes all questions.
fn base() -> (Portfolio, [AccountId; 3]) {
    let mut stamp = Stamp::seeded(Clock::Fixed(day("2026-01-01")).now(), "Anna", 1);
    let on = |list| Some(Pursuit { list, since: day(SINCE) });
    let mut account = |name: &str, owner: &str, stage, pursuit| Account {
        owner: owner.to_owned(),
        stage,
        pursuit,
        answers: passes(),
        ..Account::new(stamp.account_id(), name)
    };
    let accounts = vec![
        account("Target", "Anna", Stage::Prospect, on(PursuitList::Target)),
        account("Lead", "Anna", Stage::Suspect, on(PursuitList::Lead)),
        account("Free", "Bo", Stage::Suspect, None),
    ];
    let ids = [accounts[0].id, accounts[1].id, accounts[2].id];
    (Portfolio::new(Rows { accounts, ..Rows::default() }), ids)
}

fn stay(list: PursuitList) -> Stay {
    Stay { list, since: day(SINCE), until: day(TODAY) }
}

fn plan(portfolio: &Portfolio, edit: &Edit) -> Planned {
    edit.plan(portfolio, &mut stamp(TODAY)).unwrap()
}

/// Does it, and takes it back to see that nothing of it stays.
fn after(portfolio: &Portfolio, edit: &Edit) -> Portfolio {
    let planned = plan(portfolio, edit);
    let mut after = portfolio.clone();
    after.apply(&planned.changes);
    let mut undone = after.clone();
    undone.apply(&planned.changes.inverse());
    assert!(undone.same_rows(portfolio), "{edit:?} is undone, with its stay");
    after
}

fn held(portfolio: &Portfolio, account: AccountId) -> (Option<PursuitList>, Vec<Stay>) {
    let account = portfolio.account(account).unwrap();
    (account.pursuit.map(|pursuit| pursuit.list), account.stays.clone())
}

#[test]
fn every_way_off_a_list_leaves_the_stay_behind() {
    use PursuitList::{Lead, Target};
    let (portfolio, [target, lead, free]) = base();
    let set = |account, value| Edit::SetValues { accounts: vec![account], values: vec![value] };
    let import = |patch: AccountPatch, target| {
        Edit::import_accounts("list.csv", vec![ImportRow { target: ImportTarget::Existing(target), patch }])
    };
    let give_up = |account| Edit::SetPursuits { take: vec![], give_up: vec![account] };
    let in_place_of =
        Edit::InPlaceOf { edit: Box::new(set(free, AccountValue::Region("North".to_owned()))), give_up: vec![lead] };
    let taken = |list| Edit::SetPursuits { take: vec![(lead, list)], give_up: vec![target] };
    let cells = |stage| Edit::SetCells {
        rows: vec![(target, AccountPatch { values: vec![AccountValue::Stage(stage)], ..AccountPatch::default() })],
        pasted: true,
    };
    let bought = AccountPatch { since: [(Stage::Customer, day("2026-02-01"))].into(), ..AccountPatch::default() };
    let bought = AccountPatch { values: vec![AccountValue::Stage(Stage::Customer)], ..bought };
    let ways: Vec<(&str, Edit, AccountId, PursuitList)> = vec![
        ("given up", give_up(target), target, Target),
        ("given up", give_up(lead), lead, Lead),
        ("its stage", set(target, AccountValue::Stage(Stage::Customer)), target, Target),
        ("its stage", set(lead, AccountValue::Stage(Stage::Prospect)), lead, Lead),
        ("lost", set(target, AccountValue::Stage(Stage::Lost)), target, Target),
        ("an answer", set(target, AccountValue::Answer(TargetQuestion::Fit, Some(false))), target, Target),
        ("an answer taken back", set(target, AccountValue::Answer(TargetQuestion::Fit, None)), target, Target),
        ("cells", cells(Stage::Client), target, Target),
        (
            "an event",
            Edit::RecordStages(vec![StageChange::new(target, Stage::Customer, day("2026-02-20"))]),
            target,
            Target,
        ),
        ("a file", import(bought, target), target, Target),
        ("in place of", in_place_of, lead, Lead),
        ("for another", taken(Lead), target, Target),
    ];
    for (way, edit, account, list) in ways {
        assert_eq!(held(&after(&portfolio, &edit), account), (None, vec![stay(list)]), "{way}: {edit:?}");
    }
}

#[test]
fn a_place_that_goes_on_leaves_nothing_behind() {
    let (portfolio, [target, lead, free]) = base();
    let set = |account, value| Edit::SetValues { accounts: vec![account], values: vec![value] };
    let archived = Edit::SetArchived { accounts: vec![target], archived: true };
    let bo = || "Bo".to_owned();
    for (edit, account, list) in [
        (set(target, AccountValue::Owner(bo())), target, PursuitList::Target),
        (set(target, AccountValue::Name("Other".to_owned())), target, PursuitList::Target),
        (archived, target, PursuitList::Target),
        (Edit::TakePlace { account: lead, list: PursuitList::Lead, owner: bo() }, lead, PursuitList::Lead),
        (Edit::SetPursuits { take: vec![(lead, PursuitList::Lead)], give_up: vec![] }, lead, PursuitList::Lead),
        (Edit::SetPursuits { take: vec![(free, PursuitList::Lead)], give_up: vec![] }, free, PursuitList::Lead),
    ] {
        let after = after(&portfolio, &edit);
        assert_eq!(held(&after, account), (Some(list), vec![]), "{edit:?}");
        let since = after.account(account).unwrap().pursuit.unwrap().since;
        assert_eq!(since, if account == free { day(TODAY) } else { day(SINCE) }, "{edit:?}");
    }
    // What leaves no list leaves no stay.
    let customer = set(free, AccountValue::Stage(Stage::Customer));
    assert_eq!(held(&after(&portfolio, &customer), free), (None, vec![]));
}

#[test]
fn a_lead_that_becomes_a_target_is_a_prospect_by_it_and_may_change_its_owner() {
    let (portfolio, [target, lead, free]) = base();
    let take = |account, list, owner: &str| Edit::TakePlace { account, list, owner: owner.to_owned() };
    let to_bo = take(lead, PursuitList::Target, "Bo");
    assert_eq!(plan(&portfolio, &to_bo).label, "Make Lead a target of Bo");
    let after_bo = after(&portfolio, &to_bo);
    assert_eq!(held(&after_bo, lead), (Some(PursuitList::Target), vec![stay(PursuitList::Lead)]));
    let account = after_bo.account(lead).unwrap();
    assert_eq!((account.owner.as_str(), account.stage), ("Bo", Stage::Prospect));
    let events = after_bo.stage_events_of(lead);
    assert_eq!((events.len(), events[0].to, events[0].on), (1, Some(Stage::Prospect), day(TODAY)));
    // The owner's name as it is written stays.
    let own = take(free, PursuitList::Target, " BO ");
    assert_eq!(plan(&portfolio, &own).label, "Make Free a target");
    assert_eq!(after(&portfolio, &own).account(free).unwrap().owner, "Bo");
    // No prospect is a lead, and who fails is no target.
    let refused = |portfolio: &Portfolio, edit: &Edit| edit.plan(portfolio, &mut stamp(TODAY)).map(drop);
    assert!(matches!(
        refused(&portfolio, &take(target, PursuitList::Lead, "")),
        Err(Refusal::NotToBePursued { list: PursuitList::Lead, .. })
    ));
    let fails = AccountValue::Answer(TargetQuestion::Money, Some(false));
    let failing = after(&portfolio, &Edit::SetValues { accounts: vec![lead], values: vec![fails] });
    assert_eq!(held(&failing, lead), (Some(PursuitList::Lead), vec![]), "a lead is not asked");
    assert!(refused(&failing, &take(lead, PursuitList::Target, "Bo")).is_err());
}

#[test]
fn two_stays_of_one_account_are_both_kept() {
    let (portfolio, [target, ..]) = base();
    let give_up = Edit::SetPursuits { take: vec![], give_up: vec![target] };
    let take = Edit::SetPursuits { take: vec![(target, PursuitList::Target)], give_up: vec![] };
    let again = after(&after(&portfolio, &give_up), &take);
    assert_eq!(held(&again, target), (Some(PursuitList::Target), vec![stay(PursuitList::Target)]));
    let planned = give_up.plan(&again, &mut stamp("2026-05-01")).unwrap();
    let mut twice = again.clone();
    twice.apply(&planned.changes);
    let second = Stay { list: PursuitList::Target, since: day(TODAY), until: day("2026-05-01") };
    assert_eq!(held(&twice, target), (None, vec![stay(PursuitList::Target), second]));
}

#[test]
fn a_backup_brings_back_the_place_as_it_was_held() {
    let (portfolio, [target, ..]) = base();
    let gone = after(&portfolio, &Edit::SetPursuits { take: vec![], give_up: vec![target] });
    let restore = Edit::Restore { to: Arc::new(portfolio.clone()), when: "1 March".to_owned() };
    assert_eq!(held(&after(&gone, &restore), target), (Some(PursuitList::Target), vec![]));
}

#[test]
fn an_import_taken_back_gives_the_place_back() {
    let (portfolio, [target, ..]) = base();
    let mut import = Import::new("list.csv", RecordKind::Accounts);
    let values = vec![AccountValue::Stage(Stage::Lost)];
    let patch = AccountPatch { values, ..AccountPatch::default() };
    import.accounts = vec![ImportRow { target: ImportTarget::Existing(target), patch }];
    let planned = plan(&portfolio, &Edit::Import(Arc::new(import)));
    let mut imported = portfolio.clone();
    imported.apply(&planned.changes);
    assert_eq!(held(&imported, target), (None, vec![stay(PursuitList::Target)]));
    let undone = undo_import(&imported, "Import", &planned.changes, &Purchased::default());
    imported.apply(&undone.planned.changes);
    assert_eq!(held(&imported, target), (Some(PursuitList::Target), vec![]));
}

#[test]
fn a_customer_that_was_none_has_left_the_list_all_the_same() {
    let (portfolio, [target, ..]) = base();
    let won = after(&portfolio, &Edit::RecordStages(vec![StageChange::new(target, Stage::Customer, day(TODAY))]));
    let event = won.stage_events_of(target)[0].id;
    let (by, channel) = (String::new(), String::new());
    let instead = Some(CorrectedStage { to: Stage::Lost, on: day(TODAY), by, channel });
    let correction = StageCorrection { event, instead, reason: "A mistake".to_owned() };
    let corrected = after(&won, &Edit::CorrectStage(correction));
    assert_eq!(held(&corrected, target), (None, vec![stay(PursuitList::Target)]));
}
