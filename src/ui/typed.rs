//! What people type or paste into a field of an account, read. The panel, the table and its paste read it here.

use crate::model::{
    Account, AccountValue, Money, MoneyError, Portfolio, Qpc, QpcSource, Score, ScoreError, Stage, text::folded,
};

/// A field of an account that is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelField {
    Name,
    Key,
    Owner,
    Stage,
    Region,
    Industry,
    Channel,
    Website,
    Notes,
    Engagement,
    Potential,
    Revenue12m,
    RevenuePrior12m,
    QpcAmount,
    QpcSource,
    QpcDate,
}

/// What a text comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Value(AccountValue),
    Engagement(Score),
    Potential(Score),
    /// A score was emptied: the account goes back to the unplaced.
    OffTheBoard,
}

/// Why a text cannot be what its field holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    #[error(transparent)]
    Score(#[from] ScoreError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error("“{0}” is not a date; expected year-month-day, such as 2026-05-12")]
    Date(String),
    #[error("“{0}” is not a stage; expected {choices}", choices = Stage::ALL.map(Stage::name).join(", "))]
    Stage(String),
    #[error("“{0}” is not a source; expected {choices}", choices = QpcSource::ALL.map(QpcSource::name).join(", "))]
    Source(String),
    #[error("Give the capacity (QPC) first: its source and its date belong to it")]
    NoCapacity,
    #[error("Give the other score too: an account needs both to stand on the board")]
    HalfAPlace,
    #[error("This revenue follows from the purchases of the account, and is not typed")]
    FromPurchases,
    #[error("An account needs a name")]
    NoName,
    #[error("A key belongs to one account; give each its own")]
    KeyForMany,
}

impl PanelField {
    /// The values that there are, if they are few.
    #[must_use]
    pub fn choices(self) -> Vec<&'static str> {
        match self {
            Self::Stage => Stage::ALL.map(Stage::name).to_vec(),
            Self::QpcSource => QpcSource::ALL.map(QpcSource::name).to_vec(),
            Self::Name
            | Self::Key
            | Self::Owner
            | Self::Region
            | Self::Industry
            | Self::Channel
            | Self::Website
            | Self::Notes
            | Self::Engagement
            | Self::Potential
            | Self::Revenue12m
            | Self::RevenuePrior12m
            | Self::QpcAmount
            | Self::QpcDate => Vec::new(),
        }
    }

    /// Whether what it holds follows from purchases: then it is shown, and nobody types it.
    #[must_use]
    pub fn is_computed(self, account: &Account, portfolio: &Portfolio) -> bool {
        matches!(self, Self::Revenue12m | Self::RevenuePrior12m) && portfolio.has_purchases(account.id)
    }

    /// Whether it may hold nothing.
    #[must_use]
    pub fn can_be_empty(self) -> bool {
        self != Self::Name && self.choices().is_empty()
    }
}

/// The text of a field as the account has it, to begin typing from.
#[must_use]
pub fn current_text(field: PanelField, account: &Account, portfolio: &Portfolio) -> String {
    let more = &portfolio.settings().more;
    let money = |amount: Option<Money>| amount.map(|amount| more.numbers.money(amount)).unwrap_or_default();
    match field {
        PanelField::Name => account.name.clone(),
        PanelField::Key => account.key.clone(),
        PanelField::Owner => account.owner.clone(),
        PanelField::Stage => account.stage.name().to_owned(),
        PanelField::Region => account.region.clone(),
        PanelField::Industry => account.industry.clone(),
        PanelField::Channel => account.channel.clone(),
        PanelField::Website => account.website.clone(),
        PanelField::Notes => account.notes.clone(),
        PanelField::Engagement => {
            portfolio.position(account).map(|position| position.engagement.to_string()).unwrap_or_default()
        }
        PanelField::Potential => {
            portfolio.position(account).map(|position| position.potential.to_string()).unwrap_or_default()
        }
        PanelField::Revenue12m => money(portfolio.revenue_12m(account)),
        PanelField::RevenuePrior12m => money(portfolio.revenue_prior_12m(account)),
        PanelField::QpcAmount => money(account.qpc.map(|qpc| qpc.amount)),
        PanelField::QpcSource => account.qpc.map(|qpc| qpc.source.name().to_owned()).unwrap_or_default(),
        PanelField::QpcDate => account.qpc.and_then(|qpc| qpc.as_of).map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// What a text means in a field of this account; `None` when it is what the account has already.
///
/// # Errors
/// Why it can mean nothing there.
pub fn read(
    field: PanelField,
    account: &Account,
    text: &str,
    portfolio: &Portfolio,
) -> Result<Option<Typed>, DraftError> {
    let (text, more) = (text.trim(), &portfolio.settings().more);
    if text == current_text(field, account, portfolio).trim() {
        return Ok(None);
    }
    if field.is_computed(account, portfolio) {
        let shown = current_text(field, account, portfolio);
        let same = more.numbers.read_amount(text).is_ok_and(|amount| more.numbers.money(amount) == shown);
        return if same { Ok(None) } else { Err(DraftError::FromPurchases) };
    }
    let amount = || if text.is_empty() { Ok(None) } else { more.numbers.read_amount(text).map(Some) };
    let qpc = || account.qpc.ok_or(DraftError::NoCapacity);
    let value = match field {
        PanelField::Name if text.is_empty() => return Err(DraftError::NoName),
        PanelField::Name => AccountValue::Name(text.to_owned()),
        PanelField::Key => AccountValue::Key(text.to_owned()),
        PanelField::Owner => AccountValue::Owner(text.to_owned()),
        PanelField::Stage => AccountValue::Stage(
            chosen(text, Stage::ALL, Stage::name).ok_or_else(|| DraftError::Stage(text.to_owned()))?,
        ),
        PanelField::Region => AccountValue::Region(text.to_owned()),
        PanelField::Industry => AccountValue::Industry(text.to_owned()),
        PanelField::Channel => AccountValue::Channel(text.to_owned()),
        PanelField::Website => AccountValue::Website(text.to_owned()),
        PanelField::Notes => AccountValue::Notes(text.to_owned()),
        PanelField::Revenue12m => AccountValue::Revenue12m(amount()?),
        PanelField::RevenuePrior12m => AccountValue::RevenuePrior12m(amount()?),
        PanelField::QpcAmount => {
            let source = account.qpc.map_or(QpcSource::default(), |qpc| qpc.source);
            let as_of = account.qpc.and_then(|qpc| qpc.as_of);
            AccountValue::Qpc(amount()?.map(|amount| Qpc { amount, source, as_of }))
        }
        PanelField::QpcSource => {
            let source = chosen(text, QpcSource::ALL, QpcSource::name);
            let source = source.ok_or_else(|| DraftError::Source(text.to_owned()))?;
            AccountValue::Qpc(Some(Qpc { source, ..qpc()? }))
        }
        PanelField::QpcDate => {
            let day = || more.dates.read_day(text).ok_or_else(|| DraftError::Date(text.to_owned()));
            let as_of = if text.is_empty() { None } else { Some(day()?) };
            AccountValue::Qpc(Some(Qpc { as_of, ..qpc()? }))
        }
        PanelField::Engagement | PanelField::Potential if text.is_empty() => return Ok(Some(Typed::OffTheBoard)),
        PanelField::Engagement => {
            let score: Score = text.parse()?;
            let same = portfolio.position(account).is_some_and(|at| at.engagement == score);
            return Ok((!same).then_some(Typed::Engagement(score)));
        }
        PanelField::Potential => {
            let score: Score = text.parse()?;
            let same = portfolio.position(account).is_some_and(|at| at.potential == score);
            return Ok((!same).then_some(Typed::Potential(score)));
        }
    };
    // Another way of writing the same figure is no other value.
    let mut after = account.clone();
    value.put_into(&mut after);
    Ok((after != *account).then_some(Typed::Value(value)))
}

/// The one of that name, or the only one whose name begins so.
fn chosen<T: Copy, const N: usize>(text: &str, all: [T; N], name: fn(T) -> &'static str) -> Option<T> {
    let text = folded(text);
    let whole = all.into_iter().find(|one| name(*one) == text);
    let mut begun = all.into_iter().filter(|one| !text.is_empty() && name(*one).starts_with(&text));
    whole.or_else(|| begun.next().filter(|_| begun.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DayTotal, Ledger, MoreSettings, NumberStyle, Settings, Stamp};

    fn account() -> Account {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Account::new(Stamp::seeded(now, "Anna", 1).account_id(), "Ernst Handel")
    }

    fn check(field: PanelField, text: &str, wanted: Result<Option<AccountValue>, &str>) {
        match (read(field, &account(), text, &Portfolio::default()), wanted) {
            (Ok(Some(Typed::Value(got))), Ok(Some(value))) => assert_eq!(got, value),
            (Ok(None), Ok(None)) => {}
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (got, wanted) => panic!("{text}: {got:?}, wanted {wanted:?}"),
        }
    }

    #[test]
    fn a_text_becomes_the_value_of_its_field() {
        let amount = AccountValue::Revenue12m(Some(Money::from_minor_units(11_324_000)));
        check(PanelField::Owner, " Anna Berger ", Ok(Some(AccountValue::Owner("Anna Berger".to_owned()))));
        check(PanelField::Name, "Ernst Handel", Ok(None));
        check(PanelField::Name, " ", Err("needs a name"));
        check(PanelField::Revenue12m, "113,240", Ok(Some(amount)));
        check(PanelField::Revenue12m, "1.250", Err("two ways"));
        check(PanelField::Revenue12m, "lots", Err("not an amount"));
        check(PanelField::Engagement, "101", Err("out of range"));
        check(PanelField::Stage, "Client", Ok(Some(AccountValue::Stage(Stage::Client))));
        check(PanelField::Stage, "cl", Ok(Some(AccountValue::Stage(Stage::Client))));
        check(PanelField::Stage, "c", Err("expected suspect, prospect, customer, client, lost"));
        check(PanelField::Stage, "SUSPECT", Ok(None));
        check(PanelField::QpcSource, "asked", Err("capacity (QPC) first"));
        check(PanelField::QpcDate, "soon", Err("not a date"));
    }

    #[test]
    fn an_amount_is_read_as_it_is_shown() {
        let amount = Money::from_minor_units(125_000);
        let account = Account { revenue_12m: Some(amount), ..account() };
        for numbers in NumberStyle::ALL {
            let settings =
                Settings { more: MoreSettings { numbers, ..MoreSettings::default() }, ..Settings::default() };
            let portfolio = Portfolio::from_rows(settings, []);
            let shown = current_text(PanelField::Revenue12m, &account, &portfolio);
            assert_eq!(read(PanelField::Revenue12m, &account, &shown, &portfolio), Ok(None), "{shown}");
            let wanted = Typed::Value(AccountValue::RevenuePrior12m(Some(amount)));
            assert_eq!(read(PanelField::RevenuePrior12m, &account, &shown, &portfolio), Ok(Some(wanted)), "{shown}");
        }
        let same = read(PanelField::Revenue12m, &account, "1250.0", &Portfolio::default());
        assert_eq!(same, Ok(None), "the same figure");
    }

    #[test]
    fn a_revenue_that_follows_from_purchases_is_not_typed() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let account = Account { revenue_12m: Some(Money::from_minor_units(5)), ..account() };
        let total = DayTotal::new(day, Money::from_minor_units(125_000), 2);
        let mut portfolio = Portfolio::from_rows(Settings::default(), [account.clone()]);
        portfolio.set_ledger(Ledger::new([(account.id, vec![total])].into()));
        portfolio.set_today(day);
        assert_eq!(current_text(PanelField::Revenue12m, &account, &portfolio), "1,250");
        let read = |field, text| read(field, &account, text, &portfolio);
        assert_eq!(read(PanelField::Revenue12m, "1250.00"), Ok(None), "the same figure says nothing new");
        assert_eq!(read(PanelField::Revenue12m, "7"), Err(DraftError::FromPurchases));
        assert_eq!(read(PanelField::Revenue12m, ""), Err(DraftError::FromPurchases));
        assert_eq!(read(PanelField::RevenuePrior12m, "7"), Err(DraftError::FromPurchases));
        assert!(read(PanelField::QpcAmount, "7").is_ok());
    }
}
