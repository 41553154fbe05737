use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use egui::Pos2;

use crate::chart::radius::{DotSize, LARGEST_PX, Scale};
use crate::model::{Account, AccountId, Money, Portfolio, text};
use crate::rules::class::Class;
use crate::rules::quadrants::{Quadrant, quadrants};

use super::camera::Stage;
use super::index::PlaceIndex;

/// One account on the board, as it is drawn.
#[derive(Clone, Debug)]
pub struct Dot {
    pub account: Arc<Account>,
    pub class: Class,
    /// In points of score, 0..=100.
    pub potential: f32,
    /// In points of score, 0..=100.
    pub engagement: f32,
    /// In points of the screen.
    pub radius: f32,
}

impl Dot {
    #[must_use]
    pub fn id(&self) -> AccountId {
        self.account.id
    }

    #[must_use]
    pub fn on_screen(&self, stage: &Stage) -> Pos2 {
        stage.to_screen(self.potential, self.engagement)
    }

    /// "Ernst Handel, Key, engagement 64, potential 71": what a screen reader says and a test looks for.
    #[must_use]
    pub fn spoken(&self) -> String {
        match self.account.position() {
            Some(position) => {
                let (engagement, potential) = (position.engagement, position.potential);
                format!("{}, {}, engagement {engagement}, potential {potential}", self.account.name, self.class)
            }
            None => self.account.name.clone(),
        }
    }
}

/// What the board shows, derived from the portfolio once for each of its revisions.
#[derive(Debug, Default)]
pub struct BoardModel {
    /// The most important (most revenue) first: also the order of painting, so that small dots lie on large ones.
    pub dots: Vec<Dot>,
    /// Not on the board yet, by name.
    pub unplaced: Vec<Arc<Account>>,
    pub quadrants: BTreeMap<Class, Quadrant>,
    /// Grows whenever anything here changes.
    pub generation: u64,
    by_id: HashMap<AccountId, u32>,
    index: PlaceIndex,
    made_for: Option<(usize, u64, DotSize)>,
    search: Search,
}

/// Which dots the search leaves, kept until the words or the dots change.
#[derive(Debug, Default)]
struct Search {
    words: String,
    generation: u64,
    hits: Option<Vec<bool>>,
    count: usize,
}

#[expect(clippy::cast_possible_truncation, reason = "scores are small, and there are fewer than 2^32 accounts")]
impl BoardModel {
    /// Brings the model up to date; does nothing while the portfolio stays as it is. `workspace` tells one open
    /// portfolio from the next.
    ///
    /// Returns the dots that stood elsewhere before, with that place `(potential, engagement)`.
    pub fn refresh(&mut self, portfolio: &Portfolio, workspace: usize, size: DotSize) -> Vec<(AccountId, (f32, f32))> {
        let wanted = Some((workspace, portfolio.revision(), size));
        if self.made_for == wanted {
            return Vec::new();
        }
        let same_workspace = self.made_for.is_some_and(|(before, ..)| before == workspace);
        let stood =
            |model: &Self, id| model.dot(id).map(|dot| (dot.potential, dot.engagement)).filter(|_| same_workspace);
        let mut moved = Vec::new();
        let lines = portfolio.settings().lines;
        let scale = Scale::new(portfolio, size);
        self.unplaced.clear();
        let mut dots = Vec::with_capacity(self.dots.len());
        for account in portfolio.active() {
            match account.position() {
                Some(position) => {
                    let place = (position.potential.points() as f32, position.engagement.points() as f32);
                    moved.extend(
                        stood(self, account.id).filter(|before| *before != place).map(|before| (account.id, before)),
                    );
                    dots.push(Dot {
                        account: Arc::clone(account),
                        class: Class::of(position, lines),
                        potential: place.0,
                        engagement: place.1,
                        radius: scale.radius_px(account),
                    });
                }
                None => self.unplaced.push(Arc::clone(account)),
            }
        }
        self.dots = dots;
        self.dots
            .sort_by_cached_key(|dot| (std::cmp::Reverse(dot.account.revenue_12m.unwrap_or(Money::ZERO)), dot.id()));
        self.unplaced
            .sort_by_cached_key(|account| (std::cmp::Reverse(account.revenue_12m), text::folded(&account.name)));
        self.by_id = (0..).zip(&self.dots).map(|(index, dot)| (dot.id(), index)).collect();
        self.index = PlaceIndex::new(self.dots.iter().map(|dot| (dot.potential, dot.engagement)));
        self.quadrants = quadrants(portfolio);
        self.made_for = wanted;
        self.generation += 1;
        moved
    }

    #[must_use]
    pub fn dot(&self, id: AccountId) -> Option<&Dot> {
        self.dots.get(*self.by_id.get(&id)? as usize)
    }

    #[must_use]
    pub fn dot_index(&self, id: AccountId) -> Option<usize> {
        Some(*self.by_id.get(&id)? as usize)
    }

    /// The dot under the pointer: of those whose disc (and a little more) holds it, the one whose rim is nearest;
    /// the later drawn of equals, since it lies on top.
    #[must_use]
    pub fn dot_at(&self, at: Pos2, stage: &Stage) -> Option<usize> {
        const SLACK_PX: f32 = 3.0;
        let reach = LARGEST_PX + SLACK_PX;
        let mut best: Option<(f32, usize)> = None;
        for index in self.around(at, reach, stage) {
            let Some(dot) = self.dots.get(index) else { continue };
            let distance = dot.on_screen(stage).distance(at);
            let share = distance / (dot.radius + SLACK_PX);
            if share <= 1.0
                && best.is_none_or(|(least, previous)| (share, usize::MAX - index) < (least, usize::MAX - previous))
            {
                best = Some((share, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// All dots whose centre lies within `reach` pixels of `at`, the most important first.
    #[must_use]
    pub fn dots_within(&self, at: Pos2, reach: f32, stage: &Stage) -> Vec<usize> {
        let near = self.around(at, reach, stage);
        let mut within: Vec<usize> = near
            .filter(|index| self.dots.get(*index).is_some_and(|dot| dot.on_screen(stage).distance(at) <= reach))
            .collect();
        within.sort_unstable();
        within
    }

    /// All dots whose centre lies in a rectangle on screen.
    #[must_use]
    pub fn dots_in(&self, rect: egui::Rect, stage: &Stage) -> Vec<usize> {
        let ([left, bottom], [right, top]) =
            (stage.from_screen(rect.left_bottom()), stage.from_screen(rect.right_top()));
        self.index
            .near(left as f32..=right as f32, bottom as f32..=top as f32)
            .map(|index| index as usize)
            .filter(|index| self.dots.get(*index).is_some_and(|dot| rect.contains(dot.on_screen(stage))))
            .collect()
    }

    fn around(&self, at: Pos2, reach_px: f32, stage: &Stage) -> impl Iterator<Item = usize> {
        let [potential, engagement] = stage.from_screen(at).map(|score| score as f32);
        let (across, upward) = (reach_px / stage.scale().x, reach_px / stage.scale().y);
        let near = self.index.near(potential - across..=potential + across, engagement - upward..=engagement + upward);
        near.map(|index| index as usize)
    }

    /// Finds out which dots the search leaves. Words may match name, key, owner, region, industry, stage or class;
    /// all words must match.
    pub fn search(&mut self, search: &str) {
        if self.search.words != search || self.search.generation != self.generation {
            let words: Vec<String> =
                text::folded(search).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
            let matches = |dot: &Dot| {
                let account = &dot.account;
                let fields = [
                    account.name.as_str(),
                    account.key.as_str(),
                    account.owner.as_str(),
                    account.region.as_str(),
                    account.industry.as_str(),
                    account.stage.name(),
                    dot.class.name(),
                ];
                let all = text::folded(&fields.join("\u{1f}"));
                words.iter().all(|word| all.contains(word.as_str()))
            };
            let hits: Option<Vec<bool>> = (!words.is_empty()).then(|| self.dots.iter().map(matches).collect());
            let count = hits.as_ref().map_or(self.dots.len(), |hits| hits.iter().filter(|hit| **hit).count());
            self.search = Search { words: search.to_owned(), generation: self.generation, hits, count };
        }
    }

    /// Whether the last search left the dot; it leaves all when it has no words.
    #[must_use]
    pub fn is_hit(&self, index: usize) -> bool {
        self.search.hits.as_ref().is_none_or(|hits| hits.get(index).copied().unwrap_or(true))
    }

    /// Whether the last search had words.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.search.hits.is_some()
    }

    /// How many dots the last search left.
    #[must_use]
    pub fn hit_count(&self) -> usize {
        self.search.count
    }
}
