//! The accounts that rows put their records at.

use crate::model::{AccountId, RecordKind, Stage};
use crate::sheets::matching::{Found, composed, folded_name};
use crate::sheets::{Field, Row};

use super::desk::Desk;
use super::roster::NOWHERE;
use super::rows::Cells;
use super::{OnMissing, Rejection};

/// The account of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    At(AccountId),
    /// One that comes in with the row.
    New,
    /// The row names none.
    Unsaid,
}

/// The account that the row puts its record at; `present` is where that is already.
pub(super) fn home(
    desk: &mut Desk<'_>,
    row: Row<'_>,
    cells: &Cells,
    (kind, present): (RecordKind, Option<AccountId>),
) -> Result<Home, Rejection> {
    if matches!(kind, RecordKind::Products | RecordKind::Colleagues) {
        return Ok(Home::At(NOWHERE));
    }
    let (key, name) = (cells.text(Field::AccountKey), cells.text(Field::Account));
    if key.is_empty() && name.is_empty() {
        return Ok(present.map_or(Home::Unsaid, Home::At));
    }
    if let Some(account) = present.and_then(|account| desk.accounts.get(account)) {
        // Said as it is: no other of the same name is looked for.
        let named = name.is_empty()
            || composed(name) == composed(&account.name)
            || !key.is_empty() && folded_name(name) == folded_name(&account.name);
        if named && (key.is_empty() || key == account.key) {
            return Ok(Home::At(account.id));
        }
    }
    let field = if name.is_empty() { Field::AccountKey } else { Field::Account };
    let found = desk.accounts.look_up(key, name).map_err(|unclear| desk.rejection(field, row, unclear.reason))?;
    // Whom a person said that a name means, it means beside every key.
    if let Found::ByName { account, exactly: _ } = found
        && !desk.options.same_names.contains_key(name)
    {
        desk.take_unless_rejected(account, key);
    }
    let stranger = match found {
        Found::ByKey(account) | Found::ByName { account, .. } => desk.accounts.is_made(account),
        Found::Nobody => true,
    };
    if stranger {
        desk.accounts.note_stranger(key, name, 1);
    }
    match found {
        Found::ByName { account, exactly: false } if !stranger => {
            let known = desk.accounts.name(account).to_owned();
            desk.remark(format!("{name} taken for {known}"));
            Ok(Home::At(account))
        }
        Found::ByKey(account) | Found::ByName { account, .. } => Ok(Home::At(account)),
        Found::Nobody if desk.options.missing == OnMissing::Create => Ok(Home::New),
        Found::Nobody => {
            let said = if name.is_empty() { format!("of the key “{key}”") } else { format!("“{name}”") };
            let reason = format!("there is no account {said}; bring in the accounts first, or have it created");
            Err(desk.rejection(field, row, reason))
        }
    }
}

/// The account of a row that is going to be written; one that is new comes in now.
pub(super) fn settle(desk: &mut Desk<'_>, cells: &Cells, home: Home) -> AccountId {
    match home {
        Home::At(account) => account,
        Home::New => {
            let (key, name) = (cells.text(Field::AccountKey), cells.text(Field::Account));
            desk.accounts.make(key, name, Stage::default(), desk.stamp)
        }
        Home::Unsaid => NOWHERE,
    }
}
