//! Plans rows that are stage events. What was written down once is kept: a row brings in a new event, or says again what
//! is there; it never changes one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use crate::model::{
    Account, AccountId, Import, Portfolio, RecordKind, Stage, StageEvent, StageEventId, StagePath, StageSource,
};
use crate::sheets::matching::composed;
use crate::sheets::{Field, Fields, Row, Value};

use super::consequences::Tally;
use super::desk::Desk;
use super::home::{Home, home, settle};
use super::rows::{Cells, place};
use super::{ImportPlan, Outcome, PlanError};

/// Plans rows that are stage events.
pub(super) fn plan(mut desk: Desk<'_>) -> Result<ImportPlan, PlanError> {
    let portfolio = desk.against.portfolio;
    let mut work = Work {
        corrected: portfolio.stage_events().iter().filter_map(|event| event.corrects).collect(),
        taken: HashMap::new(),
        ids: HashMap::new(),
        said: HashMap::new(),
        made: Vec::new(),
        told_from: BTreeSet::new(),
    };
    desk.each_row(|desk, row, cells| work.row(desk, row, cells))?;
    let mut import = Import::new(desk.rows.sheet.name.clone(), RecordKind::StageEvents);
    import.accounts = desk.accounts.made();
    let mut consequences = work.settle(portfolio);
    consequences.to_tray = import.accounts.len();
    consequences.creates = vec![(RecordKind::Accounts, import.accounts.len())];
    consequences.creates.retain(|(_, count)| *count > 0);
    import.stage_events = work.made;
    desk.finish(import, consequences, |_| false)
}

struct Work {
    /// The events that others stand in place of.
    corrected: BTreeSet<StageEventId>,
    /// Events that rows are about, and which rows.
    taken: HashMap<StageEventId, u32>,
    /// What the record keys of the file mean here.
    ids: HashMap<Uuid, StageEventId>,
    /// What rows said that brought in new events, and where.
    said: HashMap<u64, u32>,
    /// In the order of the rows.
    made: Vec<StageEvent>,
    /// Those of them of which the file says what they left.
    told_from: BTreeSet<StageEventId>,
}

impl Work {
    fn row(&mut self, desk: &mut Desk<'_>, row: Row<'_>, cells: &mut Cells) -> Outcome {
        let rejections = std::mem::take(&mut cells.rejections);
        if !rejections.is_empty() {
            return Outcome::Rejected(rejections.into());
        }
        let portfolio = desk.against.portfolio;
        let id = cells.id();
        let known = id.and_then(|id| portfolio.stage_events().get(StageEventId(id))).cloned();
        let present = known.as_ref().map(|known| known.account);
        let home = match home(desk, row, cells, (RecordKind::StageEvents, present)) {
            Ok(home) => home,
            Err(rejection) => return Outcome::Rejected([rejection].into()),
        };
        if let Some(known) = known {
            return self.again(desk, row, cells, (&known, home));
        }
        match self.fresh(desk, row, cells, home) {
            Ok(outcome) => outcome,
            Err((field, reason)) => Outcome::Rejected([desk.rejection(field, row, reason)].into()),
        }
    }

    /// A row of an event that is there says the same of it, or is rejected.
    fn again(&mut self, desk: &Desk<'_>, row: Row<'_>, cells: &Cells, (known, home): (&StageEvent, Home)) -> Outcome {
        if let Some(first) = self.taken.get(&known.id) {
            return desk.twin(row, *first, Field::Id, |line| format!("row {line} is already about this event"));
        }
        self.taken.insert(known.id, place(row));
        let differs = |(field, said): &&(Field, Value)| match field {
            Field::Id | Field::Account | Field::AccountKey => false,
            Field::Corrects => match (known.value(*field), said) {
                (Some(Value::Text(had)), Value::Text(said)) => Uuid::try_parse(said.trim()) != Uuid::try_parse(&had),
                _ => true,
            },
            field => match (known.value(*field), said) {
                (Some(Value::Text(had)), Value::Text(said)) => composed(&had) != composed(said.trim()),
                (None, Value::Text(said)) => !said.trim().is_empty(),
                (had, said) => had.as_ref() != Some(said),
            },
        };
        let moved = match home {
            Home::At(account) => account != known.account,
            Home::New => true,
            Home::Unsaid => false,
        };
        let field =
            if moved { Some(Field::Account) } else { cells.values.iter().find(differs).map(|(field, _)| *field) };
        match field {
            None => Outcome::Same,
            Some(field) => {
                let reason = "stage events are kept; correct it in the account's stages";
                Outcome::Rejected([desk.rejection(field, row, reason)].into())
            }
        }
    }

    fn fresh(
        &mut self,
        desk: &mut Desk<'_>,
        row: Row<'_>,
        cells: &Cells,
        home: Home,
    ) -> Result<Outcome, (Field, String)> {
        let day = match cells.get(Field::Day) {
            Some(Value::Day(day)) => *day,
            _ => return Err((Field::Day, "a stage event needs its day; expected year-month-day".to_owned())),
        };
        if day > desk.stamp.today {
            return Err((Field::Day, format!("{day} is not yet; an event is dated until today")));
        }
        let corrects = self.corrected_by(desk.against.portfolio, cells)?;
        let stage = |field: Field| match cells.get(field) {
            Some(Value::Word(word)) => Stage::named(word),
            _ => None,
        };
        let to = stage(Field::Stage);
        if to.is_none() && corrects.is_none() {
            return Err((Field::Stage, "a stage event needs the stage that the account came to".to_owned()));
        }
        if home == Home::Unsaid {
            return Err((Field::Account, "a new stage event needs the account that it belongs to".to_owned()));
        }
        if let Home::At(account) = home {
            let there = self.there(desk.against.portfolio, account, (day, to, corrects), cells.id().is_some());
            if let Some(there) = there {
                if let Some(first) = self.taken.get(&there) {
                    let words = |line| format!("row {line} is already about this event; keep one of the two");
                    return Ok(desk.twin(row, *first, Field::Stage, words));
                }
                self.taken.insert(there, place(row));
                self.ids.extend(cells.id().map(|id| (id, there)));
                return Ok(Outcome::Same);
            }
        }
        let content = desk.rows.content(row);
        if let Some(first) = self.said.get(&content)
            && desk.rows.say_the_same(*first, place(row))
        {
            return Ok(desk.twin(row, *first, Field::Day, |_| String::new()));
        }
        self.said.entry(content).or_insert(place(row));
        let account = settle(desk, cells, home);
        let (owner, channel) = desk
            .accounts
            .get(account)
            .map_or((String::new(), String::new()), |account| (account.owner.clone(), account.channel.clone()));
        let or = |said: &str, else_wise: String| if said.is_empty() { else_wise } else { said.to_owned() };
        let event = StageEvent {
            from: stage(Field::FromStage),
            to,
            by: or(cells.text(Field::By), owner),
            channel: or(cells.text(Field::Channel), channel),
            reason: cells.text(Field::Reason).to_owned(),
            source: StageSource::Import,
            corrects,
            extra: cells.extra.iter().cloned().collect(),
            ..StageEvent::new(desk.stamp.stage_event_id(), account, day, to.unwrap_or_default())
        };
        if event.from.is_some() {
            self.told_from.insert(event.id);
        }
        self.corrected.extend(corrects);
        self.ids.extend(cells.id().map(|id| (id, event.id)));
        self.taken.insert(event.id, place(row));
        self.made.push(event);
        Ok(Outcome::New)
    }

    /// The event that the row stands in place of.
    fn corrected_by(&self, portfolio: &Portfolio, cells: &Cells) -> Result<Option<StageEventId>, (Field, String)> {
        let said = cells.text(Field::Corrects);
        if said.is_empty() {
            return Ok(None);
        }
        let id = Uuid::try_parse(said).ok();
        let of_file = id.and_then(|id| self.ids.get(&id).copied());
        let here = id.map(StageEventId).filter(|id| portfolio.stage_events().get(*id).is_some());
        let found = of_file.or(here);
        let reason = "there is no event of this ID here or above; expected the ID of the event that it corrects";
        Ok(Some(found.ok_or((Field::Corrects, reason.to_owned()))?))
    }

    /// An event of that account, day and stage that is there already and stands. Where the row has a record key of
    /// another workspace, one that was corrected since is meant as well: the rows of what corrects it follow.
    fn there(
        &self,
        portfolio: &Portfolio,
        account: AccountId,
        (day, to, corrects): (chrono::NaiveDate, Option<Stage>, Option<StageEventId>),
        has_id: bool,
    ) -> Option<StageEventId> {
        let known = portfolio.stage_events_of(account).iter().map(AsRef::as_ref);
        let made = self.made.iter().filter(|event| event.account == account);
        let mut alike = known.chain(made).filter(|event| {
            let corrects_alike = corrects.is_none() || event.corrects == corrects;
            event.on == day && event.to == to && corrects_alike
        });
        let stands = |event: &&StageEvent| !self.corrected.contains(&event.id);
        let is_free = |event: &&StageEvent| !self.taken.contains_key(&event.id);
        let all: Vec<&StageEvent> = if has_id || corrects.is_some() {
            alike.by_ref().collect()
        } else {
            alike.by_ref().filter(stands).collect()
        };
        let free = all.iter().copied().find(is_free);
        free.or(all.first().copied().filter(|_| !has_id)).map(|event| event.id)
    }

    /// Says of each new event what it left, where the file does not, and what follows from them.
    fn settle(&mut self, portfolio: &Portfolio) -> super::Consequences {
        let mut tally = Tally::new(portfolio);
        let mut by_account: BTreeMap<AccountId, Vec<usize>> = BTreeMap::new();
        for (at, event) in self.made.iter().enumerate() {
            by_account.entry(event.account).or_default().push(at);
        }
        for (id, mut places) in by_account {
            let account = portfolio.account(id).cloned();
            let stands = account.as_ref().map(|account| account.stage);
            let known = portfolio.stage_events_of(id);
            let mut events: Vec<StageEvent> = known.iter().map(|event| StageEvent::clone(event)).collect();
            let mut nth = u32::try_from(events.len()).unwrap_or(u32::MAX);
            places.sort_by_key(|at| self.made.get(*at).map(|event| (event.on, *at)));
            // What is known of an account from the day on which it was typed in gives way to what was earlier.
            let came_in = match known {
                [first] if first.came_in() => Some(first),
                _ => None,
            };
            if let Some((first, event)) = came_in.zip(places.first().and_then(|at| self.made.get_mut(*at)))
                && event.on <= first.on
                && event.corrects.is_none()
            {
                event.corrects = Some(first.id);
            }
            for at in places {
                let Some(event) = self.made.get_mut(at) else { continue };
                if !self.told_from.contains(&event.id) {
                    event.from = left(&events, stands, event);
                }
                nth = nth.saturating_add(1);
                events.push(StageEvent { nth, ..event.clone() });
            }
            if let Some(before) = account
                && let Some(stage) = StagePath::of(&events, before.stage).now()
            {
                tally.updates(&before, &Account { stage, ..Account::clone(&before) });
            }
        }
        tally.consequences()
    }
}

/// Where an account stood before an event that comes to be known now. Who stands where the first one came to, or not so
/// far, stood nowhere that anybody knows of.
fn left(events: &[StageEvent], stands: Option<Stage>, event: &StageEvent) -> Option<Stage> {
    if let Some(corrected) = events.iter().find(|other| Some(other.id) == event.corrects) {
        return corrected.from;
    }
    let to = event.to?;
    if events.is_empty() {
        return stands.filter(|stands| *stands != to && (stands.leads_on_to(to) || to == Stage::Lost));
    }
    StagePath::told_by(events).at(event.on)
}
