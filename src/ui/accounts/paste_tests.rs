use super::*;
use crate::model::{Clock, Money, Placement, Position, Qpc, QpcSource, Score, Settings, Stamp};

/// Three accounts: Anna (key A1, on the board), Berta (key B1, unplaced), Clara.
fn portfolio() -> (Portfolio, Vec<AccountId>) {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
    let mut made = |name: &str, key: &str| Account { key: key.to_owned(), ..Account::new(stamp.account_id(), name) };
    let accounts = [made("Anna", "A1"), made("Berta", "B1"), made("Clara", "")];
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let mut portfolio = Portfolio::from_rows(Settings::default(), accounts);
    let to = Some(Position::new(Score::whole(40), Score::whole(60)));
    let placed = Edit::Move(vec![Placement { account: ids[0], to }]).plan(&portfolio, &mut stamp).unwrap();
    portfolio.apply(&placed.changes);
    (portfolio, ids)
}

fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

/// Account, column, and "set", "same" or why not.
fn told(plan: &PastePlan) -> Vec<String> {
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Set => "set".to_owned(),
        Outcome::Same => "same".to_owned(),
        Outcome::Refused(reason) => reason.clone(),
    };
    plan.cells.iter().map(|cell| format!("{} {}: {}", cell.account, cell.column, outcome(&cell.outcome))).collect()
}

#[track_caller]
fn check(clip: &[&[&str]], columns: &[Column], selected: &[usize], wanted: &[&str], beyond: &[&str]) -> PastePlan {
    let (portfolio, ids) = portfolio();
    let selected = selected.iter().map(|place| ids[*place]).collect();
    let target = Target { rows: ids, columns: columns.to_vec(), selected };
    let clip = cells(clip);
    let header = header(&clip);
    let plan = plan(&clip, header.as_deref(), &target, &portfolio);
    assert_eq!(told(&plan), wanted);
    assert_eq!(plan.beyond, beyond);
    assert_eq!(plan.set + plan.same + plan.refused, plan.cells.len());
    plan
}

#[test]
fn cells_go_right_and_down_from_the_cursor() {
    let columns = [Column::Owner, Column::Stage, Column::Revenue];
    let plan = check(
        &[&["Bo", "client", "1,250.50"], &["", "nobody", "lots"]],
        &columns,
        &[],
        &[
            "Berta Stage: “nobody” is not a stage; expected suspect, prospect, customer, client, lost",
            "Berta Revenue, 12 months: “lots” is not an amount; expected digits, such as 1250.00 or 1.250,00",
            "Anna Owner: set",
            "Anna Stage: set",
            "Anna Revenue, 12 months: set",
            "Berta Owner: same",
        ],
        &[],
    );
    assert_eq!((plan.set, plan.same, plan.refused, plan.accounts()), (3, 1, 2, 1));
}

#[test]
fn what_goes_beyond_the_table_is_told() {
    check(
        &[&["a", "x"], &["b"], &["c"], &["d"], &["e"]],
        &[Column::Owner],
        &[],
        &["Anna Owner: set", "Berta Owner: set", "Clara Owner: set"],
        &["2 rows go beyond the last row of the table", "1 column goes beyond the last column of the table"],
    );
}

#[test]
fn one_row_fills_all_that_are_selected() {
    check(
        &[&["Bo", "North"]],
        &[Column::Owner, Column::Region],
        &[0, 2],
        &["Anna Owner: set", "Anna Region: set", "Clara Owner: set", "Clara Region: set"],
        &[],
    );
}

#[test]
fn rows_under_names_find_their_accounts_by_key_or_name() {
    check(
        &[
            &["Key", "Owner", "Colour", "Class"],
            &["B1", "Bo", "red", ""],
            &["", "", "", ""],
            &["Z9", "Bo", "", ""],
            &["A1", "", "", "Growth Potential"],
            &["B1", "again", "", ""],
        ],
        &[Column::Name],
        &[],
        &[
            "Z9 Key: No account has the key “Z9”",
            "B1 Key: It stands in the clipboard twice",
            "Berta Owner: set",
            "Berta Class: same",
            "Anna Owner: same",
            "Anna Class: same",
        ],
        &["No column is called “Colour”; it is left out"],
    );
    check(&[&["name", "QPC"], &["BERTA", "700"]], &[], &[], &["Berta Capacity (QPC): set"], &[]);
}

#[test]
fn a_capacity_may_come_with_its_source_and_date_in_any_order() {
    let columns = [Column::QpcAsOf, Column::QpcSource, Column::Qpc];
    let wanted = ["Anna Capacity as of: set", "Anna Capacity source: set", "Anna Capacity (QPC): set"];
    let plan = check(&[&["2026-02-01", "asked", "700"]], &columns, &[], &wanted, &[]);
    let (mut portfolio, ids) = portfolio();
    let mut stamp = Stamp::seeded(chrono::DateTime::default(), "Anna", 9);
    // The ids are the same: they come from the same seed.
    let planned = plan.edit().plan(&portfolio, &mut stamp).unwrap();
    assert_eq!(planned.label, "Paste 3 values into Anna");
    portfolio.apply(&planned.changes);
    let as_of = chrono::NaiveDate::from_ymd_opt(2026, 2, 1);
    let wanted = Qpc { amount: Money::from_minor_units(70_000), source: QpcSource::Asked, as_of };
    assert_eq!(portfolio.account(ids[0]).unwrap().qpc, Some(wanted));
}

#[test]
fn half_a_place_is_refused_and_a_whole_one_is_set() {
    let both = [Column::Engagement, Column::Potential];
    let half = "Give the other score too: an account needs both to stand on the board";
    check(&[&["64"], &["71"]], &both, &[], &[&format!("Berta Engagement: {half}"), "Anna Engagement: set"], &[]);
    check(
        &[&["40", ""]],
        &both,
        &[],
        &[
            "Anna Potential: A score is not emptied by pasting; Account → Take off the board does that",
            "Anna Engagement: same",
        ],
        &[],
    );
    check(
        &[&["40", "60"], &["64", "71"]],
        &both,
        &[],
        &["Berta Engagement: set", "Berta Potential: set", "Anna Engagement: same", "Anna Potential: same"],
        &[],
    );
}

#[test]
fn keys_stay_unique_and_may_change_hands() {
    check(&[&["B1"], &["A1"]], &[Column::Key], &[], &["Anna Key: set", "Berta Key: set"], &[]);
    check(&[&["B1"]], &[Column::Key], &[], &["Anna Key: The key “B1” already belongs to Berta; keys are unique"], &[]);
    check(
        &[&["X"], &["X"]],
        &[Column::Key],
        &[],
        &["Berta Key: The key “X” already belongs to Anna; keys are unique", "Anna Key: set"],
        &[],
    );
}

#[test]
fn only_a_row_of_names_is_taken_for_one() {
    let check = |rows: &[&[&str]], wanted: bool| assert_eq!(header(&cells(rows)).is_some(), wanted, "{rows:?}");
    check(&[&["Owner", "Region"], &["Bo", "North"]], true);
    check(&[&["Name", "Owner", "Colour"], &["Anna", "Bo", "red"]], true);
    check(&[&["Key"], &["Service"]], false);
    check(&[&["Anna", "Key"], &["Bo", "Service"]], false);
    check(&[&["Revenue 12 months"], &["12"]], true);
    check(&[&["Bo", "North"], &["Bo", "South"]], false);
    check(&[&["Owner"]], false);
    check(&[&["", ""], &["Bo", "South"]], false);
}
