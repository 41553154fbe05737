use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use chrono::NaiveDate;
use egui::Pos2;

use crate::chart::certainty::Certainty;
use crate::chart::color::{Colors, DotColor, Hue};
use crate::chart::radius::{LARGEST_PX, Scale, amount};
use crate::model::{Account, AccountId, Lines, Money, Portfolio, Position, Score, text};
use crate::rules::class::Class;
use crate::rules::filter::Filtered;
use crate::rules::quadrants::{Quadrants, quadrants_among};

use super::camera::Stage;
use super::index::PlaceIndex;
use super::look::Look;

/// One account on the board, as it is drawn.
#[derive(Clone, Debug)]
pub struct Dot {
    pub account: Arc<Account>,
    pub class: Class,
    /// What its colour stands for.
    pub hue: Hue,
    /// Where it stands, by judgement or by evidence.
    pub position: Position,
    /// Where the evidence puts it, if people put it elsewhere.
    pub ghost: Option<Position>,
    /// Of its potential.
    pub certainty: Certainty,
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
        let [engagement, potential] = self.scores();
        format!("{}, {}, engagement {engagement}, potential {potential}", self.account.name, self.class)
    }

    /// Engagement and potential as they are written: what people said as they said it, what follows from records in whole
    /// points, which is as far as it can be trusted.
    #[must_use]
    pub fn scores(&self) -> [String; 2] {
        let Position { engagement, potential } = self.position;
        [engagement, potential].map(|score| match self.account.judgement {
            Some(_) => score.to_string(),
            None => whole(score),
        })
    }

    /// "Evidence: engagement 41, potential 62", where people put it elsewhere.
    #[must_use]
    pub fn ghost_words(&self) -> Option<String> {
        let Position { engagement, potential } = self.ghost?;
        Some(format!("Evidence: engagement {}, potential {}", whole(engagement), whole(potential)))
    }
}

/// In whole points.
#[must_use]
pub fn whole(score: Score) -> String {
    format!("{:.0}", score.points())
}

/// What the board shows of the accounts that the filter leaves, derived from the portfolio once for each of its
/// revisions.
#[derive(Debug, Default)]
pub struct BoardModel {
    /// The most important (of the largest amount) first: also the order of painting, so that small dots lie on large ones.
    pub dots: Vec<Dot>,
    /// Not on the board yet, by name.
    pub unplaced: Vec<Arc<Account>>,
    pub quadrants: Quadrants,
    pub colors: Colors,
    /// Grows whenever anything here changes.
    pub generation: u64,
    by_id: HashMap<AccountId, u32, IdHasher>,
    index: PlaceIndex,
    made_for: Option<Made>,
    /// Whether the potential of any account has evidence.
    any_known: bool,
    /// Whether the potential of any dot is less than known.
    pub any_unsure: bool,
    search: Search,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Made {
    workspace: usize,
    revision: u64,
    look: Look,
    lines: Lines,
    /// Of the evidence: it moves from day to day without any edit.
    day: Option<NaiveDate>,
    /// Of the accounts that pass the filter.
    passing: u64,
}

/// Hashes record keys by their last eight bytes, which are random as they are (RFC 9562, `rand_b`): a selection of all
/// accounts is looked up in every frame of its drag.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdHasher(u64);

impl BuildHasher for IdHasher {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        Self(0)
    }
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last_chunk::<8>() {
            self.0 = u64::from_ne_bytes(*last);
        }
    }

    fn finish(&self) -> u64 {
        // The table takes its buckets from one end and its tags from the other: spread the bits over both.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Which dots the words of the filter find, kept until they find others.
#[derive(Debug, Default)]
struct Search {
    made_for: Option<(u64, u64)>,
    /// `None` while there are no words.
    hits: Option<Vec<bool>>,
}

#[expect(clippy::cast_possible_truncation, reason = "scores are small, and there are fewer than 2^32 accounts")]
impl BoardModel {
    /// Brings the model up to date; does nothing while the portfolio and what passes the filter stay as they are.
    /// `workspace` tells one open portfolio from the next.
    ///
    /// Returns the dots that stood elsewhere before, with that place `(potential, engagement)`.
    pub fn refresh(
        &mut self,
        portfolio: &Portfolio,
        filtered: &Filtered,
        workspace: usize,
        look: Look,
    ) -> Vec<(AccountId, (f32, f32))> {
        let (lines, passing) = (portfolio.settings().lines, filtered.passing_generation());
        let day = portfolio.evidence_for().map(|made| made.today);
        let wanted = Made { workspace, revision: portfolio.revision(), look, lines, day, passing };
        if self.made_for == Some(wanted) {
            return Vec::new();
        }
        if let Some(moved) = self.follow(portfolio, wanted) {
            self.made_for = Some(wanted);
            self.generation += 1;
            return moved;
        }
        let same_workspace = self.made_for.is_some_and(|before| before.workspace == workspace);
        let stood =
            |model: &Self, id| model.dot(id).map(|dot| (dot.potential, dot.engagement)).filter(|_| same_workspace);
        let mut moved = Vec::new();
        let scale = Scale::new(portfolio, look.size);
        self.colors = Colors::new(portfolio, look.color);
        self.unplaced.clear();
        self.any_known = Certainty::any_known(portfolio);
        let mut dots = Vec::with_capacity(self.dots.len());
        for account in passing_accounts(portfolio, filtered) {
            match portfolio.position(account) {
                Some(position) => {
                    let place = (position.potential.points() as f32, position.engagement.points() as f32);
                    moved.extend(
                        stood(self, account.id).filter(|before| *before != place).map(|before| (account.id, before)),
                    );
                    dots.push(Dot {
                        account: Arc::clone(account),
                        class: Class::of_account(portfolio, account, lines)
                            .unwrap_or_else(|| Class::of(position, lines)),
                        position,
                        ghost: ghost(portfolio, account),
                        certainty: Certainty::of(portfolio, account, self.any_known),
                        hue: self.colors.of(portfolio, account),
                        potential: place.0,
                        engagement: place.1,
                        radius: look.scale.of(scale.radius_px(portfolio, account)),
                    });
                }
                None => self.unplaced.push(Arc::clone(account)),
            }
        }
        self.any_unsure = dots.iter().any(|dot| dot.certainty != Certainty::Known);
        self.dots = dots;
        self.dots.sort_by_cached_key(|dot| {
            let sized_by = amount(portfolio, &dot.account, look.size).unwrap_or(Money::ZERO);
            let revenue = portfolio.revenue_12m(&dot.account).unwrap_or(Money::ZERO);
            (std::cmp::Reverse((sized_by, revenue)), dot.id())
        });
        self.unplaced.sort_by_cached_key(|account| {
            (std::cmp::Reverse(portfolio.revenue_12m(account)), text::folded(&account.name))
        });
        self.by_id = (0..).zip(&self.dots).map(|(index, dot)| (dot.id(), index)).collect();
        self.index = PlaceIndex::new(self.dots.iter().map(|dot| (dot.potential, dot.engagement)));
        self.quadrants = quadrants_among(portfolio, passing_accounts(portfolio, filtered));
        self.made_for = Some(wanted);
        self.generation += 1;
        moved
    }

    /// Brings over the few accounts that changed, if they are dots before and after and of the same size and in the
    /// same groups: what a drag does. `None` when the whole model must be made anew.
    fn follow(&mut self, portfolio: &Portfolio, wanted: Made) -> Option<Vec<(AccountId, (f32, f32))>> {
        let made = self.made_for?;
        if made != (Made { revision: made.revision, ..wanted }) {
            return None;
        }
        let mut after = Vec::new();
        for id in portfolio.accounts_changed_since(made.revision)? {
            let index = self.dot_index(id)?;
            let (dot, account) = (self.dots.get(index)?, portfolio.account(id)?);
            // Purchases are those that they were: with another ledger there is nothing to follow.
            if account.revenue_12m != dot.account.revenue_12m || account.qpc != dot.account.qpc {
                return None;
            }
            // Whoever changes group may change who is among the largest.
            let other_risk = self.colors.by() == DotColor::Risk && self.colors.of(portfolio, account) != dot.hue;
            if other_risk || !self.colors.same_group(&dot.account, account) {
                return None;
            }
            // The first account of known potential makes guesses of the others.
            if !self.any_known && portfolio.evidence_position(id).is_some() {
                return None;
            }
            after.push((index, Arc::clone(account), portfolio.position(account)?));
        }
        let lines = wanted.lines;
        let mut moved = Vec::new();
        for (index, account, position) in after {
            let Some(dot) = self.dots.get_mut(index) else { continue };
            let place = (position.potential.points() as f32, position.engagement.points() as f32);
            let (before, class) = ((dot.potential, dot.engagement), Class::of_account(portfolio, &account, lines));
            let class = class.unwrap_or_else(|| Class::of(position, lines));
            if before != place {
                moved.push((account.id, before));
            }
            self.quadrants.change_class(dot.class, class, portfolio.revenue_12m(&account));
            let hue = self.colors.of(portfolio, &account);
            let (ghost, certainty) = (ghost(portfolio, &account), Certainty::of(portfolio, &account, self.any_known));
            self.any_unsure |= certainty != Certainty::Known;
            let (potential, engagement) = place;
            *dot = Dot { account, class, hue, position, ghost, certainty, potential, engagement, radius: dot.radius };
        }
        if !moved.is_empty() {
            self.index = PlaceIndex::new(self.dots.iter().map(|dot| (dot.potential, dot.engagement)));
        }
        Some(moved)
    }

    #[must_use]
    pub fn dot(&self, id: AccountId) -> Option<&Dot> {
        self.dots.get(*self.by_id.get(&id)? as usize)
    }

    /// No dot has a larger radius, in points.
    #[must_use]
    pub fn largest_px(&self) -> f32 {
        self.made_for.map_or(LARGEST_PX, |made| made.look.scale.of(LARGEST_PX))
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
        let reach = self.largest_px() + SLACK_PX;
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

    /// Brings over which dots the words of the filter find.
    pub fn search(&mut self, filtered: &Filtered, words: &str) {
        let wanted = Some((self.generation, filtered.found_generation()));
        if self.search.made_for == wanted {
            return;
        }
        let hits = (!words.trim().is_empty()).then(|| {
            let mut hits = vec![false; self.dots.len()];
            for index in filtered.found().iter().filter_map(|id| self.dot_index(*id)) {
                if let Some(hit) = hits.get_mut(index) {
                    *hit = true;
                }
            }
            hits
        });
        self.search = Search { made_for: wanted, hits };
    }

    /// Whether the words find the dot; they find all when there are none.
    #[must_use]
    pub fn is_hit(&self, index: usize) -> bool {
        self.search.hits.as_ref().is_none_or(|hits| hits.get(index).copied().unwrap_or(true))
    }

    /// Whether there are words.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.search.hits.is_some()
    }
}

/// Where the evidence puts an account that people put elsewhere.
fn ghost(portfolio: &Portfolio, account: &Account) -> Option<Position> {
    let judged = account.judged()?;
    portfolio.evidence_position(account.id).filter(|evidence| *evidence != judged)
}

/// The accounts that the conditions of the filter leave. Both sides ascend, so each is gone through once.
fn passing_accounts<'a>(portfolio: &'a Portfolio, filtered: &Filtered) -> impl Iterator<Item = &'a Arc<Account>> {
    let mut passing = filtered.passing().iter().peekable();
    portfolio.accounts().filter(move |account| passing.next_if_eq(&&account.id).is_some())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::chart::color::DotColor;
    use crate::chart::radius::DotSize;
    use crate::model::{
        AccountValue, Column, Edit, Filter, Journal, Lines, Placement, Position, Qpc, QpcSource, Score, Stamp, Test,
    };
    use crate::rules::quadrants::Quadrant;

    fn perform(portfolio: &mut Portfolio, stamp: &mut Stamp, edit: &Edit) {
        let planned = edit.plan(portfolio, stamp).unwrap();
        portfolio.apply(&planned.changes);
    }

    /// What a filter leaves of a portfolio.
    fn filtered(portfolio: &Portfolio, filter: &Filter) -> Filtered {
        let mut filtered = Filtered::default();
        filtered.refresh(portfolio, &Journal::default(), 1, filter, chrono::NaiveDate::default());
        filtered
    }

    type Shown = (AccountId, Class, Hue, f32, f32);

    /// What the board shows, without how it came to know it.
    fn shown(model: &BoardModel) -> (Vec<Shown>, Vec<AccountId>, [Quadrant; 4]) {
        let dots = model.dots.iter().map(|dot| (dot.id(), dot.class, dot.hue, dot.potential, dot.engagement));
        let unplaced = model.unplaced.iter().map(|account| account.id);
        (dots.collect(), unplaced.collect(), Class::ALL.map(|class| model.quadrants.of(class)))
    }

    #[test]
    fn a_board_that_followed_each_edit_shows_what_one_made_anew_shows() {
        let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
        let mut portfolio = Portfolio::default();
        let at = |engagement: u8, potential: u8| Some(Position::new(Score::whole(engagement), Score::whole(potential)));
        for (name, revenue, position) in [("A", 500, at(64, 71)), ("B", 200, at(20, 20)), ("C", 0, None)] {
            let revenue = AccountValue::Revenue12m(Some(Money::from_minor_units(revenue)));
            let values = vec![AccountValue::Name(name.to_owned()), revenue];
            perform(&mut portfolio, &mut stamp, &Edit::CreateAccount { values, position });
        }
        let ids: Vec<AccountId> = portfolio.accounts().map(|account| account.id).collect();
        let to = |index: usize, to: Option<Position>| Edit::Move(vec![Placement { account: ids[index], to }]);
        let owner = AccountValue::Owner("Ben".to_owned());
        let edits = [
            to(0, at(10, 90)),
            Edit::SetValues { accounts: vec![ids[1]], values: vec![owner] },
            to(2, at(50, 50)),
            to(1, None),
            Edit::SetLines(Lines { engagement: Score::whole(5), potential: Score::whole(95) }),
            Edit::SetArchived { accounts: vec![ids[0]], archived: true },
            Edit::DeleteAccounts(vec![ids[2]]),
        ];
        // All; and only Key, which some edits leave and others enter.
        let mut key = Filter::default();
        key.set(Column::Class, Test::OneOf(std::iter::once("Key".to_owned()).collect()));
        for (color, filter) in
            DotColor::ALL.into_iter().flat_map(|color| [(color, Filter::default()), (color, key.clone())])
        {
            let look = Look { color, ..Look::default() };
            let (mut portfolio, mut stamp) = (portfolio.clone(), stamp.clone());
            let (mut followed, mut filtered) = (BoardModel::default(), filtered(&portfolio, &filter));
            followed.refresh(&portfolio, &filtered, 1, look);
            for edit in &edits {
                perform(&mut portfolio, &mut stamp, edit);
                filtered.refresh(&portfolio, &Journal::default(), 1, &filter, chrono::NaiveDate::default());
                followed.refresh(&portfolio, &filtered, 1, look);
                let mut anew = BoardModel::default();
                anew.refresh(&portfolio, &filtered, 1, look);
                assert_eq!(shown(&followed), shown(&anew), "{color:?} {edit:?}, {filter:?}");
                if color != DotColor::Class {
                    assert_eq!(followed.colors, anew.colors, "{color:?} {edit:?}");
                }
            }
        }
    }

    #[test]
    fn the_largest_by_what_sizes_them_comes_first() {
        let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
        let mut portfolio = Portfolio::default();
        for (name, revenue, qpc) in [("A", 500, 10), ("B", 200, 900), ("C", 300, 900)] {
            let amount = |minor_units| Money::from_minor_units(minor_units);
            let qpc = Qpc { amount: amount(qpc), source: QpcSource::Asked, as_of: None };
            let name = AccountValue::Name(name.to_owned());
            let values = vec![name, AccountValue::Revenue12m(Some(amount(revenue))), AccountValue::Qpc(Some(qpc))];
            let position = Some(Position::new(Score::HALF, Score::HALF));
            perform(&mut portfolio, &mut stamp, &Edit::CreateAccount { values, position });
        }
        let filtered = filtered(&portfolio, &Filter::default());
        for (size, wanted) in [(DotSize::Revenue, "ACB"), (DotSize::Qpc, "CBA"), (DotSize::Equal, "ACB")] {
            let mut model = BoardModel::default();
            model.refresh(&portfolio, &filtered, 1, Look { size, ..Look::default() });
            let names: String = model.dots.iter().map(|dot| dot.account.name.as_str()).collect();
            assert_eq!(names, wanted, "{size:?}");
        }
    }

    #[test]
    fn a_dot_that_moved_says_where_it_stood() {
        let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
        let (mut portfolio, mut model) = (Portfolio::default(), BoardModel::default());
        let at = |engagement, potential| Some(Position::new(Score::whole(engagement), Score::whole(potential)));
        let values = vec![AccountValue::Name("A".to_owned())];
        perform(&mut portfolio, &mut stamp, &Edit::CreateAccount { values, position: at(64, 71) });
        let mut refresh = |portfolio: &Portfolio, workspace| {
            model.refresh(portfolio, &filtered(portfolio, &Filter::default()), workspace, Look::default())
        };
        assert!(refresh(&portfolio, 1).is_empty());
        let account = portfolio.accounts().next().unwrap().id;
        perform(&mut portfolio, &mut stamp, &Edit::Move(vec![Placement { account, to: at(10, 20) }]));
        assert_eq!(refresh(&portfolio, 1), [(account, (71.0, 64.0))]);
        assert!(refresh(&portfolio, 1).is_empty());
        assert!(refresh(&portfolio, 2).is_empty(), "another workspace is no motion");
    }

    #[test]
    fn a_dot_that_stands_by_its_evidence_follows_its_records_alone() {
        use crate::model::{Activity, ActivityId, AnyRecord, KeyCutOff, Likelihood, SettingsValue};
        use crate::rules::evidence;
        let today = chrono::NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();
        let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
        let mut portfolio = Portfolio::default();
        portfolio.set_today(today);
        for name in ["A", "B", "C"] {
            let likely = AccountValue::Likelihood(Some(Likelihood::Likely));
            let values = vec![AccountValue::Name(name.to_owned()), likely];
            perform(&mut portfolio, &mut stamp, &Edit::CreateAccount { values, position: None });
        }
        evidence::settle(&mut portfolio);
        let ids: Vec<AccountId> = portfolio.accounts().map(|account| account.id).collect();
        let called = |account| {
            let activity = Activity { answered: true, ..Activity::new(ActivityId(uuid::Uuid::nil()), account, today) };
            Edit::PutRecords(vec![AnyRecord::Activity(activity)])
        };
        let cut_off = KeyCutOff { amount: Money::from_minor_units(100), as_of: today };
        let qpc = Qpc { amount: Money::from_minor_units(100), source: QpcSource::Asked, as_of: Some(today) };
        let qpc = AccountValue::Qpc(Some(qpc));
        let mut model = BoardModel::default();
        model.refresh(&portfolio, &filtered(&portfolio, &Filter::default()), 1, Look::default());
        // Each edit, and who moves by it.
        let edits = [
            (called(ids[1]), vec![ids[1]]),
            (Edit::SetValues { accounts: vec![ids[0]], values: vec![qpc] }, vec![]),
            (Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))]), vec![ids[0]]),
            (called(ids[2]), vec![ids[2]]),
            (Edit::SetValues { accounts: vec![ids[2]], values: vec![AccountValue::Likelihood(None)] }, vec![]),
        ];
        for (edit, wanted) in edits {
            perform(&mut portfolio, &mut stamp, &edit);
            evidence::settle(&mut portfolio);
            let filtered = filtered(&portfolio, &Filter::default());
            let moved = model.refresh(&portfolio, &filtered, 1, Look::default());
            assert_eq!(moved.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), wanted, "{edit:?}");
            let mut anew = BoardModel::default();
            anew.refresh(&portfolio, &filtered, 1, Look::default());
            assert_eq!(shown(&model), shown(&anew), "{edit:?}");
        }
        assert_eq!(model.unplaced.len(), 1, "of the last nothing is known any more");
    }
}
