use std::collections::BTreeSet;

use egui::{Painter, Pos2, Shape, Stroke, Vec2};

use crate::model::AccountId;
use crate::ui::theme::{self, Tokens};

use super::BoardView;
use super::camera::Stage;
use super::gesture::Carried;
use super::model::{BoardModel, Dot};
use super::paint_dots::Scene;

/// Where the evidence puts accounts that people put elsewhere, as far as they are seen: kept while neither the dots nor
/// the view of them change.
#[derive(Debug, Default)]
pub struct Ghosts {
    made_for: Option<(u64, Stage)>,
    seen: Vec<Ghost>,
}

/// One ghost on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ghost {
    pub account: AccountId,
    /// The middle of its dot.
    pub dot: Pos2,
    pub dot_radius: f32,
    pub at: Pos2,
    pub radius: f32,
}

/// Of all ghosts, those furthest from their dots are drawn: more of them would hide the board.
const MOST: usize = 200;
/// Of what is selected or dragged, so many get a ghost each.
const MOST_TOUCHED: usize = 60;
/// A ghost so near to its dot says nothing, in points of the screen.
const NEAREST_PX: f32 = 6.0;

impl Ghost {
    fn of(dot: &Dot, stands: Pos2, stage: &Stage) -> Option<Self> {
        let at = stage.position_to_screen(dot.ghost?);
        let seen = stage.rect.contains(stands) || stage.rect.contains(at);
        let ghost = Self { account: dot.id(), dot: stands, dot_radius: dot.radius, at, radius: dot.radius };
        (seen && ghost.length() >= NEAREST_PX).then_some(ghost)
    }

    /// Of the way from the dot, in points of the screen.
    fn length(&self) -> f32 {
        self.dot.distance(self.at)
    }
}

impl Ghosts {
    /// Brings over which of them are seen.
    fn refresh(&mut self, model: &BoardModel, stage: &Stage) {
        let wanted = Some((model.generation, *stage));
        if self.made_for == wanted {
            return;
        }
        self.made_for = wanted;
        let dots = model.dots.iter().enumerate().filter(|(index, dot)| dot.ghost.is_some() && model.is_hit(*index));
        self.seen = dots.filter_map(|(_, dot)| Ghost::of(dot, dot.on_screen(stage), stage)).collect();
        if self.seen.len() > MOST {
            self.seen.select_nth_unstable_by(MOST, |one, other| other.length().total_cmp(&one.length()));
            self.seen.truncate(MOST);
        }
    }
}

impl BoardView {
    /// Draws where the evidence puts all accounts, faintly, if that was asked for: under the dots.
    pub(super) fn paint_all_ghosts(&mut self, scene: &Scene<'_>) {
        let Scene { painter, stage, tokens, .. } = scene;
        if !self.evidence {
            return;
        }
        self.ghosts.refresh(&self.model, stage);
        for ghost in &self.ghosts.seen {
            let Some(dot) = self.model.dot(ghost.account) else { continue };
            let color = tokens.hue(dot.hue);
            painter.line_segment(tether(ghost), Stroke::new(0.8, theme::covered(color, 0.28)));
            painter.circle_stroke(ghost.at, ghost.radius * 0.8, Stroke::new(1.2, theme::covered(color, 0.65)));
        }
    }

    /// Draws where the evidence puts the accounts that are selected, pointed at or under way, each tied to its dot.
    pub(super) fn paint_ghosts(&self, scene: &Scene<'_>, selection: &BTreeSet<AccountId>, carried: &Carried) {
        let Scene { painter, stage, tokens, .. } = scene;
        for ghost in self.touched_ghosts(stage, selection, carried) {
            if let Some(dot) = self.model.dot(ghost.account) {
                paint(painter, dot, &ghost, tokens);
            }
        }
    }

    /// The ghosts of the accounts under way, tied to where these are now, of the one that is pointed at, and of the
    /// selected.
    fn touched_ghosts(&self, stage: &Stage, selection: &BTreeSet<AccountId>, carried: &Carried) -> Vec<Ghost> {
        let under_way = carried
            .moves
            .iter()
            .take(MOST_TOUCHED)
            .filter_map(|(id, _, to)| Ghost::of(self.model.dot(*id)?, stage.position_to_screen(*to), stage));
        let mut ghosts: Vec<Ghost> = under_way.collect();
        let pointed = self.hovered.and_then(|index| self.model.dots.get(index)).map(Dot::id);
        let resting = pointed.into_iter().chain(selection.iter().copied()).take(MOST_TOUCHED);
        for id in resting {
            if !carried.moves.iter().any(|(moving, ..)| *moving == id)
                && let Some(dot) = self.model.dot(id)
                && let Some(ghost) = Ghost::of(dot, dot.on_screen(stage), stage)
                && !ghosts.contains(&ghost)
            {
                ghosts.push(ghost);
            }
        }
        ghosts
    }
}

/// A ring without filling in the colour of its dot, and a dotted line from rim to rim.
fn paint(painter: &Painter, dot: &Dot, ghost: &Ghost, tokens: &Tokens) {
    let color = tokens.hue(dot.hue);
    painter.extend(Shape::dotted_line(&tether(ghost), theme::covered(color, 0.8), 5.0, 1.1));
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
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use egui::{Rect, pos2, vec2};
    use uuid::Uuid;

    use super::*;
    use crate::model::{Account, Evidence, EvidenceFor, Judgement, Portfolio, Position, Score, Settings};
    use crate::ui::board::camera::Camera;
    use crate::ui::board::look::Look;

    fn id(number: usize) -> AccountId {
        AccountId(Uuid::from_u128(number as u128))
    }

    fn at(engagement: u8, potential: u8) -> Position {
        Position::new(Score::whole(engagement), Score::whole(potential))
    }

    /// Accounts judged at 50/50, with these positions by evidence, on a stage of ten pixels a point.
    fn board(evidence: &[Option<Position>]) -> (BoardModel, Stage) {
        let accounts = (0..evidence.len()).map(|number| {
            let mut account = Account::new(id(number), "A");
            let made = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            account.judgement = Some(Judgement { position: at(50, 50), at: made, by: String::new(), evidence: None });
            account
        });
        let mut model = BoardModel::default();
        let mut portfolio = Portfolio::from_rows(Settings::default(), accounts);
        let of: BTreeMap<_, _> = (0..)
            .zip(evidence)
            .filter_map(|(number, at)| {
                let Position { engagement, potential } = (*at)?;
                Some((id(number), Evidence { engagement, potential: Some(potential), ..Evidence::default() }))
            })
            .collect();
        let today = NaiveDate::default();
        let made = EvidenceFor { revision: portfolio.revision(), today, cut_off: None, provisional: true };
        portfolio.put_evidence(of, made);
        let mut filtered = crate::rules::filter::Filtered::default();
        let (journal, filter) = (crate::model::Journal::default(), crate::model::Filter::default());
        filtered.refresh(&portfolio, &journal, 1, &filter, today);
        model.refresh(&portfolio, &filtered, 1, Look::default());
        let camera = Camera { min: [0.0, 0.0], max: [100.0, 100.0] };
        (model, Stage { rect: Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 1000.0)), camera })
    }

    #[test]
    fn a_ghost_stands_where_the_evidence_does_and_is_tied_to_its_dot() {
        // The second stands where its evidence puts it, of the third nothing is known.
        let (model, stage) = board(&[Some(at(70, 80)), Some(at(50, 50)), None]);
        let mut ghosts = Ghosts::default();
        ghosts.refresh(&model, &stage);
        let [ghost] = ghosts.seen[..] else { panic!("{} are seen", ghosts.seen.len()) };
        assert_eq!((ghost.account, ghost.dot, ghost.at), (id(0), pos2(500.0, 500.0), pos2(800.0, 300.0)));
        let [from, to] = tether(&ghost);
        assert!((from.distance(ghost.dot) - ghost.dot_radius).abs() < 0.01);
        assert!((to.distance(ghost.at) - ghost.radius).abs() < 0.01);
    }

    #[test]
    fn of_too_many_those_furthest_from_their_dots_are_drawn() {
        let mut evidence = vec![Some(at(60, 60)); MOST + 4];
        evidence[7] = Some(at(90, 90));
        let (model, stage) = board(&evidence);
        let mut ghosts = Ghosts::default();
        ghosts.refresh(&model, &stage);
        assert_eq!(ghosts.seen.len(), MOST);
        assert!(ghosts.seen.iter().any(|ghost| ghost.account == id(7)));
    }
}
