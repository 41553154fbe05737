use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    Account, AccountId, AccountPatch, AccountValue, Activity, ChangeSet, Colleague, Contact, Draft, GoalKey, HandOver,
    Import, ImportRow, Judgement, Lines, Money, NewPurchases, Opportunity, Overlay, Portfolio, Position, Product,
    PursuitList, Record, Refusal, Risk, RowKey, SavedView, SettingsValue, StageChange, StageCorrection, Stamp, Table,
    Target, checks, edit_label, records, stages, stays, targets, views,
};

/// A wish: one thing that a user did, as one undoable unit. Planned against a portfolio into a [`ChangeSet`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A new account with these values; one of them must be its name.
    CreateAccount {
        values: Vec<AccountValue>,
        position: Option<Position>,
    },
    /// The same values for each of these accounts.
    SetValues {
        accounts: Vec<AccountId>,
        values: Vec<AccountValue>,
    },
    /// Values of its own for each of these accounts: cells pasted over a table, or a figure set beside what each has.
    SetCells {
        rows: Vec<(AccountId, AccountPatch)>,
        pasted: bool,
    },
    /// Dots dragged, nudged or typed to a place, or put back into the tray.
    Move(Vec<Placement>),
    /// The dividing lines of the board.
    SetLines(Lines),
    /// Kept, but counted nowhere; or brought back.
    SetArchived {
        accounts: Vec<AccountId>,
        archived: bool,
    },
    DeleteAccounts(Vec<AccountId>),
    /// What an import plan changes.
    Import(Arc<Import>),
    /// What the workspace as a whole is set to.
    SetSettings(Vec<SettingsValue>),
    /// Everything as it is in `to`, a backup of this workspace; `when` says of which time: "3 April 2026, 14:02".
    Restore {
        to: Arc<Portfolio>,
        when: String,
    },
    /// Records as they shall be: new ones (with a key of no record, they get their own) and in place of those of the same
    /// keys.
    PutRecords(Vec<AnyRecord>),
    /// Records other than accounts.
    DeleteRecords(Vec<RowKey>),
    /// Something planned was done. What comes next is planned in the same edit.
    CompleteActivity {
        /// As it was done; its status is set.
        done: Box<Activity>,
        next: Option<NaiveDate>,
    },
    /// Places taken on their owners' lists of targets or leads, and given up.
    SetPursuits {
        take: Vec<(AccountId, PursuitList)>,
        give_up: Vec<AccountId>,
    },
    /// A place on a list of a colleague's, who owns the account from then on; no name: whoever owns it. A suspect that
    /// becomes a target becomes a prospect.
    TakePlace {
        account: AccountId,
        list: PursuitList,
        owner: String,
    },
    /// An edit that needs places on lists, and those that give up theirs for it.
    InPlaceOf {
        edit: Box<Edit>,
        give_up: Vec<AccountId>,
    },
    /// Accounts came to stages, on days: one event for each.
    RecordStages(Vec<StageChange>),
    /// What stands in place of a stage event, which is kept.
    CorrectStage(StageCorrection),
    /// Goals, cell by cell; `None` takes one away.
    SetGoals(Vec<(GoalKey, Option<Target>)>),
    /// What channels cost in months, cell by cell; `None` takes it away.
    SetSpend(Vec<(String, NaiveDate, Option<Money>)>),
    RenameChannel {
        from: String,
        to: String,
    },
    /// Accounts go to colleagues; who owned them until then is found out.
    HandOver(Vec<HandOver>),
    /// A filter under a name; in place of the view that has the name already.
    SaveView(SavedView),
    /// The view of this name.
    DeleteView(String),
    RenameView {
        from: String,
        to: String,
    },
}

/// A record of a kind that is edited field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyRecord {
    Contact(Contact),
    Activity(Activity),
    Product(Product),
    Opportunity(Opportunity),
    Risk(Risk),
    Colleague(Colleague),
}

/// One account and the place that it goes to; `None` is the tray of the unplaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub account: AccountId,
    pub to: Option<Position>,
}

/// What an edit comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Without a verb in front: "Undo " plus this, in lower case, reads well: "Move Ernst Handel".
    pub label: String,
    pub changes: ChangeSet,
    /// Of an import of purchases, what goes into the ledger in the same transaction.
    pub lines: Option<NewPurchases>,
}

impl Edit {
    /// An import of accounts.
    #[must_use]
    pub fn import_accounts(file_name: impl Into<String>, rows: Vec<ImportRow>) -> Self {
        Self::Import(Arc::new(Import::of_accounts(file_name, rows)))
    }

    /// Computes what the edit changes, without changing anything.
    ///
    /// # Errors
    /// A [`Refusal`] when the edit cannot be done as a whole.
    pub fn plan(&self, base: &Portfolio, stamp: &mut Stamp) -> Result<Planned, Refusal> {
        let mut draft = Draft::new(base);
        self.write(base, &mut draft, stamp)?;
        // A backup is gone back to as it is, whatever was allowed when it was made.
        let restores = matches!(self, Self::Restore { .. });
        if !restores {
            records::free_places(base, &mut draft);
            stages::follow(base, &mut draft, stamp, self.finds_accounts());
            stays::keep(base, &mut draft, stamp);
        }
        let changes = draft.finish();
        checks::check(base, &changes)?;
        if !restores {
            records::check(base, &changes)?;
        }
        let lines = self.new_purchases().filter(|new| base.batches().get(new.batch.id).is_none());
        if let Some(lines) = lines {
            checks::check_lines(base, &changes, lines)?;
        }
        let lines = lines.cloned();
        Ok(Planned { label: edit_label::of(self, base, &changes), changes, lines })
    }

    /// What it would add to the ledger.
    fn new_purchases(&self) -> Option<&NewPurchases> {
        match self {
            Self::Import(import) => import.purchases.as_ref(),
            Self::InPlaceOf { edit, .. } => edit.new_purchases(),
            Self::CreateAccount { .. }
            | Self::SetValues { .. }
            | Self::SetCells { .. }
            | Self::Move(_)
            | Self::SetLines(_)
            | Self::SetArchived { .. }
            | Self::DeleteAccounts(_)
            | Self::SetSettings(_)
            | Self::Restore { .. }
            | Self::PutRecords(_)
            | Self::DeleteRecords(_)
            | Self::CompleteActivity { .. }
            | Self::SetPursuits { .. }
            | Self::TakePlace { .. }
            | Self::RecordStages(_)
            | Self::CorrectStage(_)
            | Self::SetGoals(_)
            | Self::SetSpend(_)
            | Self::RenameChannel { .. }
            | Self::HandOver(_)
            | Self::SaveView(_)
            | Self::DeleteView(_)
            | Self::RenameView { .. } => None,
        }
    }

    /// Whether accounts that it makes came to their stages today. Those of a file stood there before, nobody says since
    /// when.
    fn finds_accounts(&self) -> bool {
        match self {
            Self::CreateAccount { .. } => true,
            Self::InPlaceOf { edit, .. } => edit.finds_accounts(),
            _ => false,
        }
    }

    fn write(&self, base: &Portfolio, draft: &mut Draft<'_>, stamp: &mut Stamp) -> Result<(), Refusal> {
        match self {
            Self::CreateAccount { values, position } => {
                let mut account = Account::new(stamp.account_id(), "");
                for value in values {
                    value.put_into(&mut account);
                }
                place(&mut account, None, *position, stamp);
                draft.insert(account);
            }
            Self::SetValues { accounts, values } => {
                for id in accounts {
                    let account = draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?;
                    for value in values {
                        value.put_into(account);
                    }
                }
            }
            Self::SetCells { rows, pasted: _ } => {
                for (id, patch) in rows {
                    let account = draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?;
                    patch.put_into(account, base.evidence_position(*id), stamp);
                    stages::since(base, draft, stamp, *id, &patch.since)?;
                }
            }
            Self::Move(placements) => {
                for Placement { account: id, to } in placements {
                    let account = draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?;
                    place(account, base.evidence_position(*id), *to, stamp);
                }
            }
            Self::SetLines(lines) => draft.settings_mut().lines = *lines,
            Self::SetArchived { accounts, archived } => {
                for id in accounts {
                    draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?.archived = *archived;
                }
            }
            Self::DeleteAccounts(accounts) => {
                for id in accounts {
                    base.account(*id).ok_or(Refusal::NoSuchAccount(*id))?;
                    draft.delete(*id);
                }
            }
            Self::Import(import) => import.write(base, draft, stamp)?,
            Self::SetSettings(values) => {
                for value in values {
                    value.put_into(draft.settings_mut())?;
                }
            }
            Self::PutRecords(all) => {
                for record in all {
                    records::put(draft, stamp, record);
                }
                records::rename(base, draft);
            }
            Self::DeleteRecords(rows) => rows.iter().try_for_each(|row| records::delete(base, draft, *row))?,
            Self::CompleteActivity { done, next } => records::complete(base, draft, stamp, done, *next)?,
            Self::SetPursuits { take, give_up } => records::pursue(draft, stamp, take, give_up)?,
            Self::TakePlace { account, list, owner } => stays::take_place(draft, stamp, *account, *list, owner)?,
            Self::InPlaceOf { edit, give_up } => {
                edit.write(base, draft, stamp)?;
                records::pursue(draft, stamp, &[], give_up)?;
            }
            Self::RecordStages(changes) => stages::record(base, draft, stamp, changes)?,
            Self::CorrectStage(correction) => stages::correct(base, draft, stamp, correction)?,
            Self::SetGoals(goals) => targets::set_goals(base, draft, stamp, goals)?,
            Self::SetSpend(cells) => targets::set_spend(base, draft, stamp, cells)?,
            Self::RenameChannel { from, to } => targets::rename_channel(base, draft, from, to)?,
            Self::HandOver(wishes) => {
                wishes.iter().try_for_each(|wish| targets::hand_over(base, draft, stamp, wish))?;
            }
            Self::SaveView(view) => views::save(&mut draft.settings_mut().more.views, view)?,
            Self::DeleteView(name) => views::delete(&mut draft.settings_mut().more.views, name)?,
            Self::RenameView { from, to } => views::rename(&mut draft.settings_mut().more.views, from, to)?,
            Self::Restore { to, when: _ } => {
                for account in base.accounts().filter(|account| to.account(account.id).is_none()) {
                    draft.delete(account.id);
                }
                for account in to.accounts() {
                    draft.put_exact(Account::clone(account));
                }
                restore(&mut draft.contacts, base.contacts(), to.contacts());
                restore(&mut draft.activities, base.activities(), to.activities());
                restore(&mut draft.products, base.products(), to.products());
                restore(&mut draft.opportunities, base.opportunities(), to.opportunities());
                restore(&mut draft.risks, base.risks(), to.risks());
                restore(&mut draft.colleagues, base.colleagues(), to.colleagues());
                restore(&mut draft.stage_events, base.stage_events(), to.stage_events());
                restore(&mut draft.hand_overs, base.hand_overs(), to.hand_overs());
                restore(&mut draft.goals, base.goals(), to.goals());
                restore(&mut draft.spends, base.spends(), to.spends());
                restore(&mut draft.batches, base.batches(), to.batches());
                draft.settings_mut().clone_from(to.settings());
            }
        }
        Ok(())
    }
}

/// Makes the draft hold what `to` holds.
fn restore<R: Record>(draft: &mut Overlay<R>, base: &Table<R>, to: &Table<R>) {
    for record in base.iter().filter(|record| to.get(record.id()).is_none()) {
        draft.delete(record.id());
    }
    for record in to.iter() {
        draft.put(R::clone(record));
    }
}

/// Puts the account somewhere. Where it already is, it stays, with who put it there and when.
pub(super) fn place(account: &mut Account, evidence: Option<Position>, to: Option<Position>, stamp: &Stamp) {
    if account.judged() != to {
        account.judgement =
            to.map(|position| Judgement { position, at: stamp.now, by: stamp.author.clone(), evidence });
    }
}
