use std::collections::BTreeMap;

use crate::model::{
    Account, AccountId, AccountValue, Edit, Money, MoneyError, Placement, Position, Qpc, QpcSource, Score, ScoreError,
};

/// A field of the account panel that is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelField {
    Name,
    Key,
    Owner,
    Region,
    Industry,
    Website,
    Notes,
    Engagement,
    Potential,
    Revenue12m,
    RevenuePrior12m,
    QpcAmount,
    QpcDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    pub account: AccountId,
    pub field: PanelField,
}

/// Text typed and not yet given: it outlives the field that it was typed into, so that nothing typed is lost when
/// another account is clicked.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    texts: BTreeMap<DraftKey, Draft>,
}

#[derive(Clone, Debug, Default)]
struct Draft {
    text: String,
    error: Option<String>,
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
    #[error("Give the other score too: an account needs both to stand on the board")]
    HalfAPlace,
}

impl Drafts {
    #[must_use]
    pub fn text(&self, key: DraftKey) -> Option<&str> {
        self.texts.get(&key).map(|draft| draft.text.as_str())
    }

    /// What was wrong with the text when the field was last left.
    #[must_use]
    pub fn error(&self, key: DraftKey) -> Option<&str> {
        self.texts.get(&key)?.error.as_deref()
    }

    pub fn put(&mut self, key: DraftKey, text: String) {
        self.texts.insert(key, Draft { text, error: None });
    }

    pub fn drop(&mut self, key: DraftKey) {
        self.texts.remove(&key);
    }

    /// All fields with unfinished text.
    #[must_use]
    pub fn keys(&self) -> Vec<DraftKey> {
        self.texts.keys().copied().collect()
    }

    /// The text as an edit; `None` when it is what the account has already. The text stays until [`Self::drop`]: only
    /// what is written may be forgotten.
    ///
    /// # Errors
    /// Why the text cannot be what its field holds; that is also kept, for the field to show.
    pub fn edit(&mut self, key: DraftKey, account: &Account) -> Result<Option<Edit>, DraftError> {
        let Some(text) = self.text(key) else { return Ok(None) };
        let other = other_half(key).and_then(|other| self.text(other));
        let edit = edit_for(key.field, account, text, other);
        if let Err(error) = &edit {
            self.refuse(key, error.to_string());
        }
        edit
    }

    /// Keeps the text with the reason why it is not written.
    pub fn refuse(&mut self, key: DraftKey, reason: String) {
        if let Some(draft) = self.texts.get_mut(&key) {
            draft.error = Some(reason);
        }
    }

    /// Forgets a text that was written, with the other half of a first place, which was written with it.
    pub fn written(&mut self, key: DraftKey, was_placed: bool) {
        self.drop(key);
        if let Some(other) = other_half(key).filter(|_| !was_placed) {
            self.drop(other);
        }
    }

    /// All unfinished texts with their fields.
    #[must_use]
    pub fn texts(&self) -> Vec<(DraftKey, String)> {
        self.texts.iter().map(|(key, draft)| (*key, draft.text.clone())).collect()
    }

    /// How many texts could not be written.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.texts.values().filter(|draft| draft.error.is_some()).count()
    }
}

/// The field that holds the other score.
fn other_half(key: DraftKey) -> Option<DraftKey> {
    let field = match key.field {
        PanelField::Engagement => PanelField::Potential,
        PanelField::Potential => PanelField::Engagement,
        _ => return None,
    };
    Some(DraftKey { field, ..key })
}

/// The text of a field as the account has it, to begin typing from.
#[must_use]
pub fn current_text(field: PanelField, account: &Account) -> String {
    let money = |amount: Option<Money>| amount.map(Money::grouped).unwrap_or_default();
    match field {
        PanelField::Name => account.name.clone(),
        PanelField::Key => account.key.clone(),
        PanelField::Owner => account.owner.clone(),
        PanelField::Region => account.region.clone(),
        PanelField::Industry => account.industry.clone(),
        PanelField::Website => account.website.clone(),
        PanelField::Notes => account.notes.clone(),
        PanelField::Engagement => {
            account.position().map(|position| position.engagement.to_string()).unwrap_or_default()
        }
        PanelField::Potential => account.position().map(|position| position.potential.to_string()).unwrap_or_default(),
        PanelField::Revenue12m => money(account.revenue_12m),
        PanelField::RevenuePrior12m => money(account.revenue_prior_12m),
        PanelField::QpcAmount => money(account.qpc.map(|qpc| qpc.amount)),
        PanelField::QpcDate => account.qpc.and_then(|qpc| qpc.as_of).map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn edit_for(field: PanelField, account: &Account, text: &str, other: Option<&str>) -> Result<Option<Edit>, DraftError> {
    let text = text.trim();
    let set = |value: AccountValue| Ok(Some(Edit::SetValues { accounts: vec![account.id], values: vec![value] }));
    if text == current_text(field, account) {
        return Ok(None);
    }
    match field {
        PanelField::Name => set(AccountValue::Name(text.to_owned())),
        PanelField::Key => set(AccountValue::Key(text.to_owned())),
        PanelField::Owner => set(AccountValue::Owner(text.to_owned())),
        PanelField::Region => set(AccountValue::Region(text.to_owned())),
        PanelField::Industry => set(AccountValue::Industry(text.to_owned())),
        PanelField::Website => set(AccountValue::Website(text.to_owned())),
        PanelField::Notes => set(AccountValue::Notes(text.to_owned())),
        PanelField::Revenue12m => set(AccountValue::Revenue12m(typed_amount(text)?)),
        PanelField::RevenuePrior12m => set(AccountValue::RevenuePrior12m(typed_amount(text)?)),
        PanelField::QpcAmount => {
            let source = account.qpc.map_or(QpcSource::default(), |qpc| qpc.source);
            let as_of = account.qpc.and_then(|qpc| qpc.as_of);
            set(AccountValue::Qpc(typed_amount(text)?.map(|amount| Qpc { amount, source, as_of })))
        }
        PanelField::QpcDate => {
            let as_of = match text {
                "" => None,
                text => Some(text.parse().map_err(|_| DraftError::Date(text.to_owned()))?),
            };
            Ok(account.qpc.map(|qpc| Edit::SetValues {
                accounts: vec![account.id],
                values: vec![AccountValue::Qpc(Some(Qpc { as_of, ..qpc }))],
            }))
        }
        PanelField::Engagement | PanelField::Potential => {
            let to = match (text, account.position()) {
                ("", _) => None,
                (text, Some(had)) => Some(place(field, text.parse()?, had.engagement, had.potential)),
                (text, None) => {
                    let score: Score = text.parse()?;
                    let other =
                        other.ok_or(DraftError::HalfAPlace)?.trim().parse().map_err(|_| DraftError::HalfAPlace)?;
                    Some(place(field, score, other, other))
                }
            };
            Ok(Some(Edit::Move(vec![Placement { account: account.id, to }])))
        }
    }
}

fn place(field: PanelField, score: Score, engagement: Score, potential: Score) -> Position {
    if field == PanelField::Engagement { Position::new(score, potential) } else { Position::new(engagement, score) }
}

/// An amount as typed; a comma before three digits groups, as it is shown.
fn typed_amount(text: &str) -> Result<Option<Money>, MoneyError> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<Money>() {
        Err(MoneyError::Ambiguous(_)) if text.contains(',') => text.replace(',', "").parse().map(Some),
        read => read.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stamp;

    fn account() -> Account {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Account::new(Stamp::seeded(now, "Anna", 1).account_id(), "Ernst Handel")
    }

    fn check(field: PanelField, text: &str, wanted: Result<Option<AccountValue>, &str>) {
        let account = account();
        let got = edit_for(field, &account, text, None);
        match (got, wanted) {
            (Ok(Some(Edit::SetValues { values, .. })), Ok(Some(value))) => assert_eq!(values, [value]),
            (Ok(None), Ok(None)) => {}
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (got, wanted) => panic!("{text}: {got:?}, wanted {wanted:?}"),
        }
    }

    #[test]
    fn a_text_becomes_the_value_of_its_field() {
        check(PanelField::Owner, " Anna Berger ", Ok(Some(AccountValue::Owner("Anna Berger".to_owned()))));
        check(PanelField::Name, "Ernst Handel", Ok(None));
        check(
            PanelField::Revenue12m,
            "113,240",
            Ok(Some(AccountValue::Revenue12m(Some(Money::from_minor_units(11_324_000))))),
        );
        check(PanelField::Revenue12m, "1.250", Err("two ways"));
        check(PanelField::Revenue12m, "lots", Err("not an amount"));
        check(PanelField::Engagement, "101", Err("out of range"));
        check(PanelField::Engagement, "64", Err("other score"));
    }

    #[test]
    fn two_half_places_make_a_whole_one() {
        let (account, mut drafts) = (account(), Drafts::default());
        let key = |field| DraftKey { account: account.id, field };
        drafts.put(key(PanelField::Engagement), "64".to_owned());
        assert_eq!(drafts.edit(key(PanelField::Engagement), &account), Err(DraftError::HalfAPlace));
        assert!(drafts.error(key(PanelField::Engagement)).is_some());
        drafts.put(key(PanelField::Potential), "71".to_owned());
        let to = Some(Position::new(Score::whole(64), Score::whole(71)));
        let wanted = Edit::Move(vec![Placement { account: account.id, to }]);
        assert_eq!(drafts.edit(key(PanelField::Potential), &account), Ok(Some(wanted)));
        assert_eq!(drafts.keys().len(), 2, "nothing is forgotten before it is written");
        drafts.written(key(PanelField::Potential), false);
        assert!(drafts.keys().is_empty());
    }
}
