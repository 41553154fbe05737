use std::collections::BTreeMap;

use egui::{Painter, Pos2, Shape, Stroke, Vec2};

use crate::model::{AccountId, Position};
use crate::ui::theme::{self, Tokens};

use super::camera::Stage;
use super::model::{BoardModel, Dot};

/// Where the evidence would place accounts, beside where people did: hollow, each tied to its dot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ghosts {
    positions: BTreeMap<AccountId, Position>,
}

/// One ghost on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ghost {
    /// The middle of its dot.
    pub dot: Pos2,
    pub dot_radius: f32,
    pub at: Pos2,
    pub radius: f32,
}

/// Where more are seen than this, only those of the selected and the pointed-at are drawn.
const MOST: usize = 200;
/// A ghost so near to its dot says nothing, in points of the screen.
const NEAREST_PX: f32 = 6.0;

impl Ghosts {
    #[must_use]
    pub fn new(positions: impl IntoIterator<Item = (AccountId, Position)>) -> Self {
        Self { positions: positions.into_iter().collect() }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    #[must_use]
    pub fn of(&self, account: AccountId) -> Option<Position> {
        self.positions.get(&account).copied()
    }

    /// The ghosts that are seen, each with its dot; when there are too many, those that `matters` names.
    pub(super) fn on_screen<'a>(
        &self,
        model: &'a BoardModel,
        stage: &Stage,
        matters: impl Fn(AccountId) -> bool,
    ) -> Vec<(&'a Dot, Ghost)> {
        let ghost = |(id, position): (&AccountId, &Position)| {
            let dot = model.dot(*id)?;
            let (from, at) = (dot.on_screen(stage), stage.position_to_screen(*position));
            let seen = stage.rect.contains(from) || stage.rect.contains(at);
            let ghost = Ghost { dot: from, dot_radius: dot.radius, at, radius: dot.radius };
            (seen && from.distance(at) >= NEAREST_PX).then_some((dot, ghost))
        };
        let mut seen: Vec<(&Dot, Ghost)> = self.positions.iter().filter_map(ghost).collect();
        if seen.len() > MOST {
            seen.retain(|(dot, _)| matters(dot.id()));
            seen.truncate(MOST);
        }
        seen
    }
}

/// A ring without filling in the colour of its dot, and a dotted line from rim to rim.
pub(super) fn paint(painter: &Painter, dot: &Dot, ghost: &Ghost, tokens: &Tokens) {
    let color = tokens.hue(dot.hue);
    let [from, to] = tether(ghost);
    painter.extend(Shape::dotted_line(&[from, to], theme::covered(color, 0.8), 5.0, 1.1));
    painter.circle_stroke(ghost.at, ghost.radius, Stroke::new(1.6, color));
}

/// From the rim of the dot to the rim of the ghost; nothing where they overlap.
fn tether(ghost: &Ghost) -> [Pos2; 2] {
    let way = ghost.at - ghost.dot;
    let room = way.length() - ghost.dot_radius - ghost.radius;
    let along = if room > 0.0 { way.normalized() } else { Vec2::ZERO };
    let from = ghost.dot + along * ghost.dot_radius;
    [from, from + along * room]
}

#[cfg(test)]
mod tests {
    use egui::{Rect, pos2, vec2};
    use uuid::Uuid;

    use super::*;
    use crate::model::{Account, Judgement, Portfolio, Score, Settings};
    use crate::ui::board::camera::Camera;
    use crate::ui::board::look::Look;

    fn id(number: usize) -> AccountId {
        AccountId(Uuid::from_u128(number as u128))
    }

    fn at(engagement: u8, potential: u8) -> Position {
        Position::new(Score::whole(engagement), Score::whole(potential))
    }

    /// So many accounts at 50/50, on a stage of ten pixels a point.
    fn board(count: usize) -> (BoardModel, Stage) {
        let accounts = (0..count).map(|number| {
            let mut account = Account::new(id(number), "A");
            let made = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            account.judgement = Some(Judgement { position: at(50, 50), at: made, by: String::new(), evidence: None });
            account
        });
        let mut model = BoardModel::default();
        let portfolio = Portfolio::from_rows(Settings::default(), accounts);
        let mut filtered = crate::rules::filter::Filtered::default();
        let (journal, filter) = (crate::model::Journal::default(), crate::model::Filter::default());
        filtered.refresh(&portfolio, &journal, 1, &filter, chrono::NaiveDate::default());
        model.refresh(&portfolio, &filtered, 1, Look::default());
        let camera = Camera { min: [0.0, 0.0], max: [100.0, 100.0] };
        (model, Stage { rect: Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 1000.0)), camera })
    }

    #[test]
    fn a_ghost_stands_where_it_is_told_and_is_tied_to_its_dot() {
        let (model, stage) = board(2);
        let ghosts = Ghosts::new([(id(0), at(70, 80)), (id(1), at(50, 50)), (id(7), at(1, 1))]);
        let seen = ghosts.on_screen(&model, &stage, |_| true);
        let [(dot, ghost)] = seen[..] else { panic!("{} are seen", seen.len()) };
        assert_eq!((dot.id(), ghost.dot, ghost.at), (id(0), pos2(500.0, 500.0), pos2(800.0, 300.0)));
        let [from, to] = tether(&ghost);
        assert!((from.distance(ghost.dot) - ghost.dot_radius).abs() < 0.01);
        assert!((to.distance(ghost.at) - ghost.radius).abs() < 0.01);
    }

    #[test]
    fn of_too_many_only_those_that_matter_are_drawn() {
        let (model, stage) = board(MOST + 1);
        let ghosts = Ghosts::new((0..=MOST).map(|number| (id(number), at(70, 80))));
        assert_eq!(ghosts.on_screen(&model, &stage, |account| account == id(3)).len(), 1);
    }
}
