use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::{Pos2, Stroke, Ui};

use crate::model::{AccountId, Journal, Position, Seq};
use crate::ui::theme::{self, Tokens};
use crate::ui::view::Cx;

use super::BoardView;
use super::gesture::Gesture;
use super::paint_dots::{Scene, tell};
use super::readout::Readout;

/// A place where an account stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub position: Position,
    /// The move that brought it there, with its day; `None` for where it began.
    pub since: Option<(Seq, NaiveDate)>,
    /// The day of the move that took it away.
    pub until: Option<NaiveDate>,
    /// It came from nowhere, not from the step before.
    pub from_nowhere: bool,
}

/// Trails of more accounts than this would only be a thicket.
const MOST: usize = 50;
const NODE_PX: f32 = 3.5;
const REACH_PX: f32 = 6.0;

/// Where an account stood, oldest first; where it stands now is not among them. Only moves that stand count.
#[must_use]
pub fn steps(journal: &Journal, account: AccountId) -> Vec<Step> {
    let day = |seq: Seq| journal.entry(seq).map(|entry| entry.at.with_timezone(&chrono::Local).date_naive());
    let mut steps: Vec<Step> = Vec::new();
    let mut since = None;
    let mut from_nowhere = true;
    for one in journal.moves_of(account) {
        if let Some(position) = one.from {
            steps.push(Step { position, since, until: day(one.seq), from_nowhere });
        }
        from_nowhere = one.from.is_none();
        since = day(one.seq).map(|day| (one.seq, day));
    }
    steps
}

impl BoardView {
    /// Draws where the selected accounts stood before, or the one that is pointed at. Says of a node that is pointed
    /// at when that was.
    pub(super) fn paint_trails(&self, ui: &Ui, cx: &Cx<'_>, scene: &Scene<'_>, selection: &BTreeSet<AccountId>) {
        let pointed = self.hovered.and_then(|index| self.model.dots.get(index)).map(super::model::Dot::id);
        if selection.len() > MOST {
            return;
        }
        let accounts: Vec<AccountId> =
            if selection.is_empty() { pointed.into_iter().collect() } else { selection.iter().copied().collect() };
        let Scene { painter, stage, tokens, scale, .. } = scene;
        let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| self.hovered.is_none());
        let mut nearest: Option<(f32, Pos2, AccountId, Step)> = None;
        for account in accounts {
            let Some(dot) = self.model.dot(account) else { continue };
            let steps = steps(cx.journal, account);
            let color = tokens.hue(dot.hue);
            let shades =
                (1_u16..).map(|age| f32::from(age) / f32::from(u16::try_from(steps.len()).unwrap_or(u16::MAX)));
            let places: Vec<(Pos2, f32)> = steps
                .iter()
                .map(|step| stage.position_to_screen(step.position))
                .zip(shades.map(|share| 0.25 + 0.6 * share))
                .collect();
            // Whether the way leads on from each place: to the next step, at last to the dot.
            let ends = places.iter().skip(1).map(|(at, _)| *at).chain([dot.on_screen(stage)]);
            let tied = steps.iter().skip(1).map(|step| !step.from_nowhere).chain([true]);
            for (((from, shade), to), tied) in places.iter().zip(ends).zip(tied) {
                if tied {
                    painter.line_segment([*from, to], Stroke::new(scale.of(1.4), theme::covered(color, *shade)));
                }
            }
            for ((at, shade), step) in places.iter().zip(&steps) {
                painter.circle_filled(*at, scale.of(NODE_PX) + 1.2, tokens.raised);
                painter.circle_filled(*at, scale.of(NODE_PX), theme::covered(color, *shade));
                let distance = pointer.map_or(f32::INFINITY, |pointer| pointer.distance(*at));
                if distance <= scale.of(REACH_PX) && nearest.as_ref().is_none_or(|(least, ..)| distance < *least) {
                    nearest = Some((distance, *at, account, *step));
                }
            }
        }
        if let Some((_, at, account, step)) = nearest
            && self.gesture == Gesture::None
        {
            painter.circle_stroke(at, scale.of(NODE_PX) + 2.0, Stroke::new(1.2, tokens.text));
            tell(ui, scene, &self.told(cx, account, &step, tokens), at, scale.of(NODE_PX));
        }
    }

    fn told(&self, cx: &Cx<'_>, account: AccountId, step: &Step, tokens: &Tokens) -> Readout {
        let dates = cx.portfolio.settings().more.dates;
        let until = step.until.map(|day| dates.day(day));
        let when = match (step.since, until) {
            (Some((_, since)), Some(until)) => format!("{} to {until}", dates.day(since)),
            (Some((_, since)), None) => format!("From {}", dates.day(since)),
            (None, Some(until)) => format!("Until {until}"),
            (None, None) => "Before".to_owned(),
        };
        let name = self.model.dot(account).map_or("", |dot| dot.account.name.as_str());
        let reason = step.since.and_then(|(seq, _)| cx.journal.reason(seq));
        Readout::of_step(name, step.position, &when, reason, tokens)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::model::{Entry, EntryKind, Move, Score};

    fn at(engagement: u8) -> Position {
        Position::new(Score::whole(engagement), Score::whole(50))
    }

    #[test]
    fn a_trail_is_made_of_moves_that_stand() {
        let account = AccountId(Uuid::from_u128(1));
        let mut journal = Journal::default();
        let mut push = |kind: EntryKind, moved: Option<(Option<Position>, Option<Position>)>| {
            let seq = journal.next_seq();
            let noon = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            let at = noon + TimeDelta::days(i64::try_from(seq).unwrap());
            let entry = Entry { seq, at, by: String::new(), kind, label: String::new(), rows: 1 };
            journal.push(entry, moved.map(|(from, to)| Move { seq, account, from, to }));
        };
        push(EntryKind::Edit, Some((Some(at(10)), Some(at(20)))));
        push(EntryKind::Edit, Some((Some(at(20)), Some(at(90)))));
        push(EntryKind::Undo { of: 2 }, None);
        push(EntryKind::Edit, Some((Some(at(20)), None)));
        push(EntryKind::Edit, Some((None, Some(at(40)))));
        push(EntryKind::Edit, Some((Some(at(40)), Some(at(50)))));
        let steps = steps(&journal, account);
        let shape: Vec<_> =
            steps.iter().map(|step| (step.position, step.since.map(|(seq, _)| seq), step.from_nowhere)).collect();
        assert_eq!(shape, [(at(10), None, true), (at(20), Some(1), false), (at(40), Some(5), true)]);
        assert!(steps.iter().all(|step| step.until.is_some()));
    }
}
