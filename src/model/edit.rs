use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    Account, AccountId, AccountValue, Activity, Batch, ChangeSet, Colleague, Contact, Draft, Extra, Judgement, Lines,
    Opportunity, Overlay, Portfolio, Position, Product, PurchaseLines, Pursuit, PursuitList, Record, RecordKind, Risk,
    RowChange, RowKey, SavedView, Score, SettingsValue, Stamp, Table, checks, records, undo_import::Corrected, views,
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
    /// An edit that needs places on lists, and those that give up theirs for it.
    InPlaceOf {
        edit: Box<Edit>,
        give_up: Vec<AccountId>,
    },
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

/// What an import plan comes to: records with their final keys, new ones or in place of those of the same keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Without its folder.
    pub file_name: String,
    /// What the file lists. Records of other kinds that it names come in along with them.
    pub kind: RecordKind,
    pub accounts: Vec<ImportRow>,
    pub contacts: Vec<Contact>,
    pub activities: Vec<Activity>,
    pub products: Vec<Product>,
    pub opportunities: Vec<Opportunity>,
    pub risks: Vec<Risk>,
    pub colleagues: Vec<Colleague>,
    pub purchases: Option<NewPurchases>,
}

/// Lines for the ledger, with the record that stands for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPurchases {
    pub batch: Batch,
    /// Their accounts and products are in the portfolio or in the same import.
    pub lines: Arc<PurchaseLines>,
}

/// An account of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    pub target: ImportTarget,
    pub patch: AccountPatch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportTarget {
    /// One that nothing else in the import names: it gets its key when it is made.
    New,
    /// One of this key.
    NewAs(AccountId),
    Existing(AccountId),
}

/// Values for some fields of one account. What it does not name stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountPatch {
    pub values: Vec<AccountValue>,
    pub engagement: Option<Score>,
    pub potential: Option<Score>,
    pub archived: Option<bool>,
    /// The list that it gets on; an import takes nobody off.
    pub pursuit: Option<Pursuit>,
    /// Named extra fields; an empty value takes the field away.
    pub extra: Extra,
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

/// Why an edit cannot be: names the rows, changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("This account is not there any more; it may have been deleted")]
    NoSuchAccount(AccountId),
    #[error("An account needs a name")]
    NoName,
    #[error("The key “{key}” already belongs to {holder}; keys are unique")]
    KeyTaken { key: String, holder: String },
    #[error("Every {} needs a name", .0.singular())]
    NoNameOf(RecordKind),
    #[error("{name} cannot go while {by} belongs to it; delete that too, or give it to another account")]
    StillUsed { name: String, by: String },
    #[error("The purchases of {file_name} cannot be written, because {what}; read the file again")]
    LinesDoNotFit { file_name: String, what: String },
    #[error("The purchases of {file_name} are in this workspace already; do their import again with Redo")]
    LinesAreThere { file_name: String },
    #[error(
        "The purchases of {file_name} were never in this copy of the workspace, so they cannot come back; open the \
         backup as a workspace of its own"
    )]
    LinesAreMissing { file_name: String },
    #[error("{0}")]
    Corrected(Corrected),
    #[error("The purchases of {file_name} cannot come back, because {what}")]
    LinesStayOut { file_name: String, what: String },
    #[error("A workspace needs a name")]
    NoWorkspaceName,
    #[error("“{0}” is not a currency code; expected three letters, such as EUR")]
    NotACurrency(String),
    #[error("“{0}” is not a month; expected 1 to 12")]
    NotAMonth(u8),
    #[error("A cadence is at least one day")]
    NoCadence,
    #[error("This {} is not there any more; it may have been deleted", .0.singular())]
    NoSuchRecord(RecordKind),
    #[error("This activity was done already; open it to change it")]
    DoneAlready,
    #[error("{0} was bought, and its purchases name it; rename it, or take back the import that brought them")]
    ProductBought(String),
    #[error("There is a colleague “{0}” already; choose another name")]
    ColleagueNameTaken(String),
    #[error("The scoring model cannot be: {0}")]
    NotAModel(String),
    #[error("A cut-off is more than nothing")]
    NoCutOff,
    #[error(
        "{owner} has {there} {}s already, and {slots} at most; {}", .list.name(), records::room_words(*.too_many)
    )]
    ListFull { owner: String, list: PursuitList, there: usize, slots: u16, too_many: usize },
    #[error("{name} cannot be a {}: {why}", .list.name())]
    NotToBePursued { name: String, list: PursuitList, why: String },
    #[error("A view needs a name")]
    NoViewName,
    #[error("There is no view “{0}” any more; it may have been renamed or deleted")]
    NoSuchView(String),
    #[error("There is a view “{0}” already; choose another name")]
    ViewNameTaken(String),
}

impl AccountPatch {
    /// How many values it has.
    #[must_use]
    pub fn count(&self) -> usize {
        let Self { values, engagement, potential, archived, pursuit, extra } = self;
        let one = |given: bool| usize::from(given);
        let places = one(engagement.is_some()) + one(potential.is_some()) + one(pursuit.is_some());
        values.len() + extra.len() + places + one(archived.is_some())
    }

    /// Writes what it has into `account`. A position needs both halves: those given here, else those it had by judgement
    /// or else by its `evidence`. Halves that say where it stands by evidence anyway judge nothing.
    pub fn put_into(&self, account: &mut Account, evidence: Option<Position>, stamp: &Stamp) {
        let Self { values, engagement, potential, archived, pursuit, extra } = self;
        for value in values {
            value.put_into(account);
        }
        let had = account.judged().or(evidence);
        let says = engagement.is_some() || potential.is_some();
        let engagement = engagement.or(had.map(|position| position.engagement));
        let potential = potential.or(had.map(|position| position.potential));
        if let (true, Some(engagement), Some(potential)) = (says, engagement, potential) {
            let to = Some(Position::new(engagement, potential));
            if account.judgement.is_some() || to != evidence {
                place(account, evidence, to, stamp);
            }
        }
        if let Some(archived) = archived {
            account.archived = *archived;
        }
        account.pursuit = pursuit.or(account.pursuit);
        for (name, value) in extra {
            if value.is_empty() {
                account.extra.remove(name);
            } else {
                account.extra.insert(name.clone(), value.clone());
            }
        }
    }
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
        Ok(Planned { label: self.label(base, &changes), changes, lines })
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
            | Self::SaveView(_)
            | Self::DeleteView(_)
            | Self::RenameView { .. } => None,
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
            Self::InPlaceOf { edit, give_up } => {
                edit.write(base, draft, stamp)?;
                records::pursue(draft, stamp, &[], give_up)?;
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
                restore(&mut draft.batches, base.batches(), to.batches());
                draft.settings_mut().clone_from(to.settings());
            }
        }
        Ok(())
    }

    /// What History and the Undo command call it.
    fn label(&self, base: &Portfolio, changes: &ChangeSet) -> String {
        // Who is named or counted is who changed: of forty dots dragged, some may stand at the edge already.
        let changed = || records::name_or_count(base, changes);
        match self {
            Self::CreateAccount { values, .. } => {
                let name = values.iter().find_map(|value| match value {
                    AccountValue::Name(name) => Some(name.trim()),
                    _ => None,
                });
                format!("Create {}", name.unwrap_or_default())
            }
            Self::SetValues { values, .. } => {
                let fields: Vec<&str> = values.iter().map(AccountValue::field_name).collect();
                format!("Set {} of {}", fields.join(", "), changed())
            }
            Self::SetCells { rows, pasted: true } => {
                let values = match rows.iter().map(|(_, patch)| patch.count()).sum() {
                    1 => "1 value".to_owned(),
                    values => format!("{values} values"),
                };
                format!("Paste {values} into {}", changed())
            }
            Self::SetCells { rows, pasted: false } => {
                let mut fields: Vec<&str> = Vec::new();
                for value in rows.iter().flat_map(|(_, patch)| &patch.values) {
                    if !fields.contains(&value.field_name()) {
                        fields.push(value.field_name());
                    }
                }
                format!("Set {} of {}", fields.join(", "), changed())
            }
            Self::Move(placements) => {
                let has_evidence = |row: &RowKey| row.account().is_some_and(|id| base.evidence_position(id).is_some());
                let who = changed();
                if placements.iter().any(|placement| placement.to.is_some()) {
                    format!("Move {who}")
                } else if changes.rows.iter().map(RowChange::key).any(|row| has_evidence(&row)) {
                    format!("Release {who} to the evidence")
                } else {
                    format!("Unplace {who}")
                }
            }
            Self::SetLines(lines) => {
                format!("{} at engagement {}, potential {}", Lines::DIVIDE, lines.engagement, lines.potential)
            }
            Self::SetArchived { archived, .. } => {
                let verb = if *archived { "Archive" } else { "Bring back" };
                format!("{verb} {}", changed())
            }
            Self::DeleteAccounts(_) => format!("Delete {}", changed()),
            Self::Import(import) => {
                let numbers = base.settings().more.numbers;
                let Import { file_name, kind, purchases, .. } = &**import;
                let count = match purchases {
                    Some(NewPurchases { lines, .. }) => lines.lines.len(),
                    None => changes.rows.iter().filter(|row| row.key().kind() == Some(*kind)).count(),
                };
                let noun = if count == 1 { kind.singular() } else { kind.id() };
                format!("Import {} {noun} from {file_name}", numbers.count(count))
            }
            Self::SetSettings(values) => match values.as_slice() {
                [SettingsValue::Name(name)] => format!("Rename the workspace to {}", name.trim()),
                [SettingsValue::Currency(code)] => format!("Set the currency to {}", code.trim().to_ascii_uppercase()),
                values => {
                    let mut names: Vec<&str> = values.iter().map(SettingsValue::name).collect();
                    names.dedup();
                    format!("Set {} of the workspace", names.join(", "))
                }
            },
            Self::PutRecords(_) => records::put_label(base, changes),
            Self::DeleteRecords(_) => records::delete_label(base, changes),
            Self::CompleteActivity { done, next: _ } => records::complete_label(base, done),
            Self::SetPursuits { take, give_up } => records::pursue_label(base, take, give_up),
            Self::InPlaceOf { edit, give_up } => {
                let coming = records::without(changes, give_up);
                format!("{} in place of {}", edit.label(base, &coming), records::named_or_counted(base, give_up))
            }
            Self::SaveView(view) => format!("Save view {}", view.name.trim()),
            Self::DeleteView(name) => format!("Delete view {name}"),
            Self::RenameView { from, to } => format!("Rename view {from} to {}", to.trim()),
            Self::Restore { when, .. } => format!("Restore the backup of {when}"),
        }
    }
}

impl Import {
    /// One that is about accounts alone.
    #[must_use]
    pub fn of_accounts(file_name: impl Into<String>, accounts: Vec<ImportRow>) -> Self {
        Self { accounts, ..Self::new(file_name, RecordKind::Accounts) }
    }

    /// One that changes nothing yet.
    #[must_use]
    pub fn new(file_name: impl Into<String>, kind: RecordKind) -> Self {
        Self {
            file_name: file_name.into(),
            kind,
            accounts: Vec::new(),
            contacts: Vec::new(),
            activities: Vec::new(),
            products: Vec::new(),
            opportunities: Vec::new(),
            risks: Vec::new(),
            colleagues: Vec::new(),
            purchases: None,
        }
    }

    /// How many rows it writes, purchases among them.
    #[must_use]
    pub fn rows(&self) -> usize {
        let Self {
            file_name: _,
            kind: _,
            accounts,
            contacts,
            activities,
            products,
            opportunities,
            risks,
            colleagues,
            purchases,
        } = self;
        let lines = purchases.as_ref().map_or(0, |purchases| purchases.lines.lines.len());
        accounts.len()
            + contacts.len()
            + activities.len()
            + products.len()
            + opportunities.len()
            + risks.len()
            + colleagues.len()
            + lines
    }

    fn write(&self, base: &Portfolio, draft: &mut Draft<'_>, stamp: &mut Stamp) -> Result<(), Refusal> {
        let Self {
            file_name: _,
            kind: _,
            accounts,
            contacts,
            activities,
            products,
            opportunities,
            risks,
            colleagues,
            purchases,
        } = self;
        for ImportRow { target, patch } in accounts {
            match target {
                ImportTarget::New | ImportTarget::NewAs(_) => {
                    let id = if let ImportTarget::NewAs(id) = target { *id } else { stamp.account_id() };
                    let mut account = Account::new(id, "");
                    patch.put_into(&mut account, None, stamp);
                    draft.insert(account);
                }
                ImportTarget::Existing(id) => {
                    let account = draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?;
                    patch.put_into(account, base.evidence_position(*id), stamp);
                }
            }
        }
        contacts.iter().cloned().for_each(|contact| draft.contacts.put(contact));
        activities.iter().cloned().for_each(|activity| draft.activities.put(activity));
        products.iter().cloned().for_each(|product| draft.products.put(product));
        opportunities.iter().cloned().for_each(|opportunity| draft.opportunities.put(opportunity));
        risks.iter().cloned().for_each(|risk| draft.risks.put(risk));
        colleagues.iter().cloned().for_each(|colleague| draft.colleagues.put(colleague));
        records::rename(base, draft);
        // Its lines never change, and so neither does what is said of them.
        let new = purchases.iter().filter(|new| base.batches().get(new.batch.id).is_none());
        new.for_each(|new| draft.batches.put(new.batch.clone()));
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
fn place(account: &mut Account, evidence: Option<Position>, to: Option<Position>, stamp: &Stamp) {
    if account.judged() != to {
        account.judgement =
            to.map(|position| Judgement { position, at: stamp.now, by: stamp.author.clone(), evidence });
    }
}
