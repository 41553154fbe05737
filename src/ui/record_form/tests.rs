use super::slots::{Held, Shape, read};
use super::*;
use crate::model::{
    Account, Contact, ContactId, Likelihood, Money, MoreSettings, NumberStyle, OpportunityOutcome, Rows, Settings,
    Stamp,
};
use crate::sheets::Value;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn portfolio() -> (Portfolio, Account, Contact) {
    let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let mut stamp = Stamp::seeded(now, "Anna", 1);
    let account = Account { owner: "Anna".to_owned(), ..Account::new(stamp.account_id(), "Ernst Handel") };
    let contact = Contact::new(stamp.contact_id(), account.id, "Roland Mendel");
    let rows = Rows { accounts: vec![account.clone()], contacts: vec![contact.clone()], ..Rows::default() };
    (Portfolio::new(rows), account, contact)
}

fn slot(form: &mut RecordForm, field: Field) -> &mut Held {
    &mut form.slots.iter_mut().find(|slot| slot.field == field).unwrap().held
}

fn error(form: &RecordForm, field: Field) -> Option<&str> {
    form.slots.iter().find(|slot| slot.field == field).unwrap().error.as_deref()
}

#[test]
fn a_form_changes_nothing_by_itself_and_what_is_edited_elsewhere_has_none() {
    let (portfolio, account, contact) = portfolio();
    for kind in RecordKind::ALL {
        let form = RecordForm::new(&portfolio, kind, Some(account.id), day("2026-03-02"));
        let elsewhere = [
            RecordKind::Accounts,
            RecordKind::Purchases,
            RecordKind::StageEvents,
            RecordKind::HandOvers,
            RecordKind::Goals,
            RecordKind::Spend,
        ];
        assert_eq!(form.is_none(), elsewhere.contains(&kind), "{kind:?}");
        if let Some(form) = form {
            let fields: Vec<Field> = form.slots.iter().map(|slot| slot.field).collect();
            let of_kind =
                Field::of(kind).iter().filter(|field| !matches!(field, Field::Id | Field::Account | Field::AccountKey));
            assert_eq!(fields.len(), of_kind.count(), "{kind:?}");
        }
    }
    let mut form = RecordForm::edit(&portfolio, RowKey::Contact(contact.id)).unwrap();
    assert_eq!(form.read(&portfolio), Some(Edit::PutRecords(vec![AnyRecord::Contact(contact)])));
}

#[test]
fn what_is_written_becomes_one_record() {
    let (portfolio, account, _) = portfolio();
    let mut form = RecordForm::new(&portfolio, RecordKind::Opportunities, Some(account.id), day("2026-03-02")).unwrap();
    *slot(&mut form, Field::Name) = Held::Text("Condiments ".to_owned());
    *slot(&mut form, Field::Value) = Held::Text("24,000".to_owned());
    *slot(&mut form, Field::Likelihood) = Held::Word(Some("likely"));
    *slot(&mut form, Field::Due) = Held::Text("12 May 2026".to_owned());
    let Some(Edit::PutRecords(records)) = form.read(&portfolio) else { panic!("{form:?}") };
    let [AnyRecord::Opportunity(made)] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((made.name.as_str(), made.account), ("Condiments", account.id));
    assert_eq!(made.value, Some(Money::from_minor_units(2_400_000)));
    assert_eq!((made.likelihood, made.due), (Some(Likelihood::Likely), Some(day("2026-05-12"))));
    assert_eq!(made.outcome, OpportunityOutcome::Open);
}

#[test]
fn what_cannot_be_stands_beside_its_field_and_nothing_is_saved() {
    let (portfolio, account, _) = portfolio();
    let mut form = RecordForm::new(&portfolio, RecordKind::Activities, Some(account.id), day("2026-03-02")).unwrap();
    *slot(&mut form, Field::Day) = Held::Text("soon".to_owned());
    *slot(&mut form, Field::Minutes) = Held::Text("-5".to_owned());
    assert_eq!(form.read(&portfolio), None);
    assert!(error(&form, Field::Day).unwrap().contains("not a date"));
    assert!(error(&form, Field::Minutes).unwrap().contains("not a whole number"));
    *slot(&mut form, Field::Day) = Held::Text(String::new());
    *slot(&mut form, Field::Minutes) = Held::Text("45".to_owned());
    assert_eq!(form.read(&portfolio), None);
    assert_eq!(error(&form, Field::Day), Some("Say on which day"));
    assert_eq!(error(&form, Field::Minutes), None);
}

#[test]
fn a_name_that_is_typed_counts_and_no_name_counts_twice() {
    let (portfolio, account, contact) = portfolio();
    let mut form = RecordForm::new(&portfolio, RecordKind::Activities, Some(account.id), day("2026-03-02")).unwrap();
    let Held::Colleagues { chosen, typed } = slot(&mut form, Field::Colleagues) else { panic!("no colleagues") };
    assert_eq!(chosen.as_slice(), ["Anna"], "who owns the account");
    chosen.push("Bert".to_owned());
    " BERT".clone_into(typed);
    *slot(&mut form, Field::Contacts) = Held::Contacts(vec![contact.id]);
    let Some(Edit::PutRecords(records)) = form.read(&portfolio) else { panic!("{form:?}") };
    let [AnyRecord::Activity(made)] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!(made.colleagues, ["Anna", "Bert"]);
    assert_eq!(made.contacts, [contact.id]);
}

#[test]
fn the_account_of_a_new_record_is_asked_for_where_nobody_said_it() {
    let (portfolio, account, _) = portfolio();
    let today = day("2026-03-02");
    let mut form = RecordForm::new(&portfolio, RecordKind::Contacts, None, today).unwrap();
    *slot(&mut form, Field::Name) = Held::Text("Roland".to_owned());
    assert_eq!(form.read(&portfolio), None);
    let choice = form.account.as_mut().unwrap();
    assert_eq!(choice.error.as_deref(), Some("Say which account it belongs to"));
    "ernst".clone_into(&mut choice.text);
    choice.look(&portfolio);
    let Some(Edit::PutRecords(records)) = form.read(&portfolio) else { panic!("{form:?}") };
    assert_eq!(records.first().and_then(AnyRecord::account), Some(account.id));
    assert_eq!(records.first().map(AnyRecord::key), Some(RowKey::Contact(ContactId::NIL)), "it gets its key");
    assert_eq!(RecordForm::new(&portfolio, RecordKind::Colleagues, None, today).unwrap().account, None);
}

#[test]
fn texts_are_read_as_the_workspace_writes_them() {
    let settings =
        Settings { more: MoreSettings { numbers: NumberStyle::Dot, ..MoreSettings::default() }, ..Settings::default() };
    let portfolio = Portfolio::from_rows(settings, []);
    let read = |shape, text| read(&portfolio, shape, text).ok().flatten();
    assert_eq!(read(Shape::Money, "1.250"), Some(Value::Money(Money::from_minor_units(125_000))));
    assert_eq!(read(Shape::Time, "9:05").map(|time| time.text().into_owned()), Some("09:05".to_owned()));
    assert_eq!(read(Shape::Time, "25:00"), None);
    assert_eq!(read(Shape::of(Field::Severity), " HIGH "), Some(Value::Word("high")));
    assert_eq!(read(Shape::of(Field::Severity), "awful"), None);
    assert_eq!(read(Shape::Flag, "Yes"), Some(Value::Flag(true)));
    assert_eq!(read(Shape::Count { least: 1 }, "0"), None);
    let names = Value::Names(vec!["Anna".to_owned(), "Bert".to_owned()]);
    assert_eq!(read(Shape::Colleagues, "Anna; Bert; anna"), Some(names));
}
