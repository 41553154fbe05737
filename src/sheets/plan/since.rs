//! Since when accounts stand in their stages, as rows say it: each such day comes to be an event.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{Account, Stage, StagePath};
use crate::sheets::{Field, Row, Value};

use super::desk::Desk;
use super::rows::Cells;
use super::{FieldChange, FieldName, OnMatch, Rejection};

/// What a row says of the days.
#[derive(Default)]
pub(super) struct Since {
    /// Those that nobody knew.
    pub days: BTreeMap<Stage, NaiveDate>,
    /// Where the account stands then.
    pub stage: Stage,
    /// The stage is to be written before the events are: nothing else says where the account stood.
    pub sets_stage: bool,
    pub told: Vec<FieldChange>,
}

/// What the row says of `before`, or of an account that comes in with it; `after` is what the rest of the row makes of it.
/// What contradicts the steps that are known is rejected.
pub(super) fn since(
    desk: &Desk<'_>,
    row: Row<'_>,
    cells: &Cells,
    (before, after): (Option<&Account>, &Account),
    how: OnMatch,
    rejections: &mut Vec<Rejection>,
) -> Since {
    let mut since = Since { stage: after.stage, ..Since::default() };
    let said = Stage::ALL.into_iter().filter_map(|stage| match cells.get(Field::since(stage)) {
        Some(Value::Day(day)) => Some((stage, *day)),
        _ => None,
    });
    let mut said: Vec<(Stage, NaiveDate)> = said.collect();
    if said.is_empty() {
        return since;
    }
    let says_stage = cells.get(Field::Stage).is_some();
    let known = before.map_or(&[][..], |before| desk.against.portfolio.stage_events_of(before.id));
    // What only says when the account was written down gives way to what a file knows of earlier days.
    let came_in = if let [only] = known { Some(only).filter(|only| only.came_in()) } else { None };
    let came_in = came_in
        .filter(|first| said.iter().any(|(stage, on)| *on < first.on || *on == first.on && first.to != Some(*stage)));
    let path = match came_in {
        Some(_) => StagePath::default(),
        None => before.map(|before| desk.against.portfolio.stage_path(before)).unwrap_or_default(),
    };
    said.sort_by_key(|(stage, day)| (*day, *stage == after.stage, *stage));
    for (stage, day) in said {
        match stands(&path, (stage, day), desk.stamp.today) {
            Ok(true) => {}
            Ok(false) | Err(_) if how == OnMatch::FillBlanks && path.last_came_to(stage).is_some() => {}
            Ok(false) => drop(since.days.insert(stage, day)),
            Err(reason) => rejections.push(desk.rejection(Field::since(stage), row, reason)),
        }
    }
    let Some((last, on)) = since
        .days
        .iter()
        .map(|(stage, day)| (*stage, *day))
        .max_by_key(|(stage, day)| (*day, *stage == after.stage, *stage))
    else {
        return since;
    };
    let ends = if known.is_empty() {
        // Without a word on its stage, who came further by then stands there.
        let goes_on = !says_stage && (before.is_none() || after.stage != Stage::Lost && after.stage.leads_on_to(last));
        since.sets_stage = goes_on && last != after.stage;
        if goes_on || since.days.contains_key(&after.stage) { last } else { after.stage }
    } else {
        // Steps that are known and come later stay where they are.
        path.steps.last().filter(|step| step.on > on).map_or(last, |step| step.to)
    };
    if says_stage && ends != after.stage {
        let reason =
            format!("its stages lead to {}, not here; say since when it is {}", ends.name(), after.stage.name());
        rejections.push(desk.rejection(Field::Stage, row, reason));
        return since;
    }
    since.stage = ends;
    let mut days: BTreeMap<Stage, String> = since.days.iter().map(|(stage, day)| (*stage, day.to_string())).collect();
    if known.is_empty() && !since.sets_stage && !since.days.contains_key(&ends) {
        // It came where it stands on that day as well: nobody says when else.
        days.insert(ends, on.to_string());
    }
    if let Some(stage) = came_in.and_then(|first| first.to) {
        days.entry(stage).or_default();
    }
    let had = |stage: Stage| came_in.filter(|first| first.to == Some(stage)).map(|first| first.on.to_string());
    since.told = days
        .into_iter()
        .map(|(stage, to)| (stage, had(stage).unwrap_or_default(), to))
        .filter(|(_, from, to)| from != to)
        .map(|(stage, from, to)| FieldChange { field: FieldName::Field(Field::since(stage)), from, to })
        .collect();
    since
}

/// Whether it is known already that the account came to the stage on that day, or stood there.
///
/// # Errors
/// Why it cannot have.
fn stands(path: &StagePath, (stage, day): (Stage, NaiveDate), today: NaiveDate) -> Result<bool, String> {
    if path.steps.iter().any(|step| step.to == stage && step.on == day) {
        return Ok(true);
    }
    if day > today {
        return Err(format!("{day} is not yet; a stage is dated until today"));
    }
    if let Some(known) = path.last_came_to(stage) {
        return Err(format!("it came to this stage on {known}, as its stages say; correct it there"));
    }
    if path.steps.is_empty() {
        return Ok(false);
    }
    match path.at(day) {
        Some(at) if at == stage => Ok(true),
        Some(at) if stage != Stage::Lost && at.rank() > stage.rank() => {
            Err(format!("it was {} already on that day, as its stages say; correct it there", article(at)))
        }
        _ => Ok(false),
    }
}

fn article(stage: Stage) -> String {
    match stage {
        Stage::Lost => stage.name().to_owned(),
        Stage::Suspect | Stage::Prospect | Stage::Customer | Stage::Client => format!("a {}", stage.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, StageEvent, StageEventId};

    #[test]
    fn days_that_contradict_the_known_steps_are_told_apart() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let event = |nth: u32, on: &str, to: Stage| StageEvent {
            nth,
            from: (nth == 0).then_some(Stage::Suspect),
            ..StageEvent::new(StageEventId(uuid::Uuid::from_u128(u128::from(nth) + 1)), AccountId::NIL, day(on), to)
        };
        let events = [event(0, "2024-03-01", Stage::Prospect), event(1, "2024-09-30", Stage::Client)];
        let path = StagePath::of(&events, Stage::Client);
        let check = |stage: Stage, on: &str, wanted: Result<bool, &str>| {
            let got = stands(&path, (stage, day(on)), day("2026-11-22"));
            assert_eq!(got.as_ref().copied().map_err(String::as_str), wanted, "{} {on}", stage.name());
        };
        check(Stage::Client, "2024-09-30", Ok(true));
        check(Stage::Customer, "2024-06-01", Ok(false));
        check(Stage::Lost, "2025-01-01", Ok(false));
        check(Stage::Suspect, "2024-01-01", Ok(true));
        check(
            Stage::Client,
            "2023-09-30",
            Err("it came to this stage on 2024-09-30, as its stages say; correct it there"),
        );
        check(
            Stage::Customer,
            "2025-01-01",
            Err("it was a client already on that day, as its stages say; correct it there"),
        );
        check(Stage::Customer, "2026-11-23", Err("2026-11-23 is not yet; a stage is dated until today"));
    }
}
