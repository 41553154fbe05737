use std::collections::BTreeMap;

use crate::model::{Account, AccountId, Edit, Placement, Portfolio, Position, Score};

use super::typed::{self, Typed};
pub use super::typed::{DraftError, PanelField, current_text};

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

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
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
    pub fn edit(
        &mut self,
        key: DraftKey,
        account: &Account,
        portfolio: &Portfolio,
    ) -> Result<Option<Edit>, DraftError> {
        let Some(text) = self.text(key) else { return Ok(None) };
        let other = other_half(key).and_then(|other| self.text(other));
        let edit = edit_for(key.field, account, text, other, portfolio);
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

/// The edit that a text comes to; `other` is what is typed for the other score.
fn edit_for(
    field: PanelField,
    account: &Account,
    text: &str,
    other: Option<&str>,
    portfolio: &Portfolio,
) -> Result<Option<Edit>, DraftError> {
    let moved = |to| Edit::Move(vec![Placement { account: account.id, to }]);
    let half = |score: Option<Score>| score.map_or_else(|| other_score(other), Ok);
    let had = portfolio.position(account);
    Ok(match typed::read(field, account, text, portfolio)? {
        None => None,
        Some(Typed::Value(value)) => Some(Edit::SetValues { accounts: vec![account.id], values: vec![value] }),
        Some(Typed::OffTheBoard) => Some(moved(None)),
        Some(Typed::Engagement(score)) => Some(moved(Some(Position::new(score, half(had.map(|had| had.potential))?)))),
        Some(Typed::Potential(score)) => Some(moved(Some(Position::new(half(had.map(|had| had.engagement))?, score)))),
    })
}

fn other_score(other: Option<&str>) -> Result<Score, DraftError> {
    other.and_then(|text| text.trim().parse().ok()).ok_or(DraftError::HalfAPlace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stamp;

    fn account() -> Account {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Account::new(Stamp::seeded(now, "Anna", 1).account_id(), "Ernst Handel")
    }

    #[test]
    fn two_half_places_make_a_whole_one() {
        let (account, mut drafts, portfolio) = (account(), Drafts::default(), Portfolio::default());
        let key = |field| DraftKey { account: account.id, field };
        drafts.put(key(PanelField::Engagement), "64".to_owned());
        assert_eq!(drafts.edit(key(PanelField::Engagement), &account, &portfolio), Err(DraftError::HalfAPlace));
        assert!(drafts.error(key(PanelField::Engagement)).is_some());
        drafts.put(key(PanelField::Potential), "71".to_owned());
        let to = Some(Position::new(Score::whole(64), Score::whole(71)));
        let wanted = Edit::Move(vec![Placement { account: account.id, to }]);
        assert_eq!(drafts.edit(key(PanelField::Potential), &account, &portfolio), Ok(Some(wanted)));
        assert_eq!(drafts.keys().len(), 2, "nothing is forgotten before it is written");
        drafts.written(key(PanelField::Potential), false);
        assert!(drafts.keys().is_empty());
    }
}
