//! What edits are called.

use std::collections::BTreeSet;

use super::text::folded;
use super::{
    AccountValue, ChangeSet, Edit, HandOver, Import, Lines, NewPurchases, Portfolio, RowChange, RowKey, SettingsValue,
    records,
};

/// What History and the Undo command call an edit that comes to these changes.
pub(super) fn of(edit: &Edit, base: &Portfolio, changes: &ChangeSet) -> String {
    // Who is named or counted is who changed: of forty dots dragged, some may stand at the edge already.
    let changed = || records::name_or_count(base, changes);
    match edit {
        Edit::CreateAccount { values, .. } => {
            let name = values.iter().find_map(|value| match value {
                AccountValue::Name(name) => Some(name.trim()),
                _ => None,
            });
            format!("Create {}", name.unwrap_or_default())
        }
        Edit::SetValues { values, .. } => {
            let fields: Vec<&str> = values.iter().map(AccountValue::field_name).collect();
            format!("Set {} of {}", fields.join(", "), changed())
        }
        Edit::SetCells { rows, pasted: true } => {
            let values = match rows.iter().map(|(_, patch)| patch.count()).sum() {
                1 => "1 value".to_owned(),
                values => format!("{values} values"),
            };
            format!("Paste {values} into {}", changed())
        }
        Edit::SetCells { rows, pasted: false } => {
            let mut fields: Vec<&str> = Vec::new();
            for value in rows.iter().flat_map(|(_, patch)| &patch.values) {
                if !fields.contains(&value.field_name()) {
                    fields.push(value.field_name());
                }
            }
            format!("Set {} of {}", fields.join(", "), changed())
        }
        Edit::Move(placements) => {
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
        Edit::SetLines(lines) => {
            format!("{} at engagement {}, potential {}", Lines::DIVIDE, lines.engagement, lines.potential)
        }
        Edit::SetArchived { archived, .. } => {
            let verb = if *archived { "Archive" } else { "Bring back" };
            format!("{verb} {}", changed())
        }
        Edit::DeleteAccounts(_) => format!("Delete {}", changed()),
        Edit::Import(import) => {
            let numbers = base.settings().more.numbers;
            let Import { file_name, kind, purchases, .. } = &**import;
            let count = match purchases {
                Some(NewPurchases { lines, .. }) => lines.lines.len(),
                None => changes.rows.iter().filter(|row| row.key().kind() == Some(*kind)).count(),
            };
            let noun = if count == 1 { kind.singular() } else { kind.plural() };
            format!("Import {} {noun} from {file_name}", numbers.count(count))
        }
        Edit::SetSettings(values) => match values.as_slice() {
            [SettingsValue::Name(name)] => format!("Rename the workspace to {}", name.trim()),
            [SettingsValue::Currency(code)] => format!("Set the currency to {}", code.trim().to_ascii_uppercase()),
            values => {
                let mut names: Vec<&str> = values.iter().map(SettingsValue::name).collect();
                names.dedup();
                format!("Set {} of the workspace", names.join(", "))
            }
        },
        Edit::PutRecords(_) => records::put_label(base, changes),
        Edit::DeleteRecords(_) => records::delete_label(base, changes),
        Edit::CompleteActivity { done, next: _ } => records::complete_label(base, done),
        Edit::SetPursuits { take, give_up } => records::pursue_label(base, take, give_up),
        Edit::TakePlace { account, list, owner } => records::take_place_label(base, *account, *list, owner),
        Edit::InPlaceOf { edit: inner, give_up } => {
            let coming = records::without(changes, give_up);
            format!("{} in place of {}", of(inner, base, &coming), records::named_or_counted(base, give_up))
        }
        Edit::RecordStages(all) => match all.as_slice() {
            [one] => format!("{} became a {}", changed(), one.to.name()).replace("became a lost", "was lost"),
            _ => format!("Record {} changes of stage", all.len()),
        },
        Edit::CorrectStage(_) => format!("Correct a stage of {}", records::stage_event_of(base, changes)),
        Edit::SetGoals(goals) => match goals.as_slice() {
            [(key, Some(_))] => format!(
                "Set the goal of {} in {}",
                key.metric.name(),
                key.period.label(base.settings().more.fiscal_year_start)
            ),
            [(key, None)] => format!("Clear the goal of {}", key.metric.name()),
            goals => format!("Set {} goals", goals.len()),
        },
        Edit::SetSpend(cells) => match cells.as_slice() {
            [(channel, month, _)] => {
                format!("Set the spending on {} in {}", channel.trim(), month.format("%B %Y"))
            }
            cells => format!("Set {} months of spending", cells.len()),
        },
        Edit::RenameChannel { from, to } => format!("Rename channel {from} to {}", to.trim()),
        Edit::HandOver(wishes) => {
            let stays = |one: &HandOver| {
                base.account(one.account).is_some_and(|account| folded(&account.owner) == folded(&one.to))
            };
            let who = match wishes.as_slice() {
                [one] => base.account(one.account).map_or_else(String::new, |account| account.name.clone()),
                many => format!("{} accounts", many.len()),
            };
            let whom: BTreeSet<&str> = wishes.iter().map(|one| one.to.trim()).collect();
            match whom.first().filter(|_| whom.len() == 1) {
                Some(to) if wishes.iter().all(stays) => format!("Leave {who} with {to}"),
                Some(to) => format!("Hand {who} over to {to}"),
                None => format!("Hand {who} over"),
            }
        }
        Edit::SaveView(view) => format!("Save view {}", view.name.trim()),
        Edit::DeleteView(name) => format!("Delete view {name}"),
        Edit::RenameView { from, to } => format!("Rename view {from} to {}", to.trim()),
        Edit::Restore { when, .. } => format!("Restore the backup of {when}"),
    }
}
