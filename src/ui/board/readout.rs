use std::collections::BTreeMap;

use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, StrokeKind, text::LayoutJob, vec2};

use crate::model::{AccountId, Lines, Portfolio, Position};
use crate::rules::cadence;
use crate::rules::class::Class;
use crate::rules::drift::evidence_class;
use crate::rules::effort::{Load, hours_a_year};
use crate::ui::theme::{self, Tokens};

use super::gesture::Carried;
use super::look::BoardScale;
use super::model::{BoardModel, Dot, whole};

/// Words that belong to a place on the board: where a dragged dot would go, who the pointed-at dot is. Each line is a
/// row of differently coloured pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readout {
    pub lines: Vec<Vec<Piece>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub text: String,
    pub color: Color32,
    pub strong: bool,
    pub small: bool,
}

/// What is needed to say what follows from a place.
#[derive(Clone, Copy, Debug)]
pub struct Follows<'a> {
    pub portfolio: &'a Portfolio,
    /// Where the board is divided now, perhaps under way.
    pub lines: Lines,
    /// What all accounts take of the team's hours before anything moves.
    pub load: Load,
}

impl Follows<'_> {
    /// "every 90 → 30 days, 6 → 18 h a year · grow together".
    fn of_class(&self, was: Option<Class>, is: Class) -> String {
        let more = &self.portfolio.settings().more;
        let days = |class| cadence::days(class, more.cadence).to_string();
        let hours = |class| format!("{:.0}", hours_a_year(class, more.cadence, &more.model));
        let [days, hours] = [from_to(was.map(days), days(is)), from_to(was.map(hours), hours(is))];
        format!("every {days} days, {hours} h a year · {}", is.stance())
    }

    /// "team at 101 → 104 % of its hours"; `None` while nobody is known to sell.
    fn of_team(&self, moves: &[(Option<Class>, Option<Class>)]) -> Option<String> {
        let [before, after] = [self.load, self.load.with_moves(moves)].map(|load| load.share());
        let percent = |share: f64| format!("{:.0}", share * 100.0);
        Some(format!("team at {} % of its hours", from_to(before.map(percent), percent(after?))))
    }
}

fn written(at: Position) -> [String; 2] {
    [at.engagement.to_string(), at.potential.to_string()]
}

/// "90 → 30"; "30" where nothing changes or there was nothing.
fn from_to(was: Option<String>, is: String) -> String {
    match was {
        Some(was) if was != is => format!("{was} → {is}"),
        _ => is,
    }
}

impl Piece {
    fn plain(text: impl Into<String>, tokens: &Tokens) -> Self {
        Self { text: text.into(), color: tokens.text, strong: false, small: false }
    }

    fn strong(text: impl Into<String>, color: Color32) -> Self {
        Self { text: text.into(), color, strong: true, small: false }
    }

    fn weak(text: impl Into<String>, tokens: &Tokens) -> Self {
        Self { text: text.into(), color: tokens.weak, strong: false, small: true }
    }
}

impl Readout {
    /// For dots under way: from where, to where, and what follows from it.
    #[must_use]
    pub fn of_move(model: &BoardModel, carried: &Carried, follows: &Follows<'_>, tokens: &Tokens) -> Self {
        let classes: Vec<(Class, Class)> = carried
            .moves
            .iter()
            .map(|(id, from, to)| {
                let was = model.dot(*id).map_or_else(|| Class::of(*from, follows.lines), |dot| dot.class);
                let evidence = || evidence_class(follows.portfolio, follows.portfolio.account(*id)?);
                let released = if carried.released { evidence() } else { None };
                // Who stays where it is stays what it is, though it stands in the band about a line.
                let is = if from == to { was } else { released.unwrap_or_else(|| Class::of(*to, follows.lines)) };
                (was, is)
            })
            .collect();
        match (carried.moves.as_slice(), classes.as_slice()) {
            ([(account, _, to)], [classes]) => {
                let Some(dot) = model.dot(*account) else { return Self::default() };
                let to = if carried.released { [whole(to.engagement), whole(to.potential)] } else { written(*to) };
                let name = dot.account.name.clone();
                Self::of_one(name, (dot.scores(), to), *classes, carried.released, follows, tokens)
            }
            ([], _) => Self::default(),
            (moves, classes) => Self::of_many(moves, classes, follows, tokens),
        }
    }

    /// For an account that comes out of the tray.
    #[must_use]
    pub fn of_placing(name: &str, to: Position, follows: &Follows<'_>, tokens: &Tokens) -> Self {
        let class = Class::of(to, follows.lines);
        let team = follows.of_team(&[(None, Some(class))]);
        let after = [Some(follows.of_class(None, class)), team].into_iter().flatten();
        let lines = vec![
            vec![Piece::strong(name, tokens.text)],
            vec![
                Piece::plain("Engagement ", tokens),
                Piece::strong(to.engagement.to_string(), tokens.text),
                Piece::plain(" · Potential ", tokens),
                Piece::strong(to.potential.to_string(), tokens.text),
            ],
            vec![Piece::strong(class.name(), tokens.class_word(class))],
        ];
        Self { lines: lines.into_iter().chain(after.map(|words| vec![Piece::weak(words, tokens)])).collect() }
    }

    fn of_one(
        name: String,
        (from, to): ([String; 2], [String; 2]),
        (was, is): (Class, Class),
        released: bool,
        follows: &Follows<'_>,
        tokens: &Tokens,
    ) -> Self {
        let ([engagement, potential], [to_engagement, to_potential]) = (from, to);
        let class = if was == is {
            vec![Piece::plain("Stays ", tokens), Piece::strong(is.name(), tokens.class_word(is))]
        } else {
            vec![
                Piece::strong(was.name(), tokens.class_word(was)),
                Piece::plain(" → ", tokens),
                Piece::strong(is.name(), tokens.class_word(is)),
            ]
        };
        let lines = vec![
            vec![Piece::strong(name, tokens.text)],
            vec![
                Piece::plain(format!("Engagement {engagement} → "), tokens),
                Piece::strong(to_engagement, tokens.text),
                Piece::plain(format!(" · Potential {potential} → "), tokens),
                Piece::strong(to_potential, tokens.text),
            ],
            class,
        ];
        let release = released.then(|| "let go to release it to the evidence".to_owned());
        let after = [Some(follows.of_class(Some(was), is)), follows.of_team(&[(Some(was), Some(is))]), release];
        let after = after.into_iter().flatten().map(|words| vec![Piece::weak(words, tokens)]);
        Self { lines: lines.into_iter().chain(after).collect() }
    }

    fn of_many(
        moves: &[(AccountId, Position, Position)],
        classes: &[(Class, Class)],
        follows: &Follows<'_>,
        tokens: &Tokens,
    ) -> Self {
        let mut into: BTreeMap<Class, usize> = BTreeMap::new();
        for (_, is) in classes.iter().filter(|(was, is)| was != is) {
            *into.entry(*is).or_default() += 1;
        }
        // All go the same way but for those that the edge stops: the longest way is the one that the pointer went.
        let way = |half: fn(Position) -> f64| {
            let ways = moves.iter().map(|(_, from, to)| half(*to) - half(*from));
            ways.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0)
        };
        let (engagement, potential) = (way(|at| at.engagement.points()), way(|at| at.potential.points()));
        let mut changes = Vec::new();
        for (class, count) in &into {
            if !changes.is_empty() {
                changes.push(Piece::plain(" · ", tokens));
            }
            changes.push(Piece::plain(format!("{count} → "), tokens));
            changes.push(Piece::strong(class.name(), tokens.class_word(*class)));
        }
        if changes.is_empty() {
            changes.push(Piece::plain("Nobody changes class", tokens));
        }
        let mut lines = vec![
            vec![Piece::strong(format!("{} accounts", moves.len()), tokens.text)],
            vec![Piece::plain(format!("Engagement {engagement:+.0} · Potential {potential:+.0}"), tokens)],
            changes,
        ];
        let moved: Vec<_> = classes.iter().map(|(was, is)| (Some(*was), Some(*is))).collect();
        lines.extend(follows.of_team(&moved).map(|words| vec![Piece::weak(words, tokens)]));
        Self { lines }
    }

    /// For dividing lines under way.
    #[must_use]
    pub fn of_lines(from: Lines, to: Lines, changes: usize, tokens: &Tokens) -> Self {
        let mut line = Vec::new();
        if from.engagement != to.engagement || from.potential == to.potential {
            line.push(Piece::plain(format!("Engagement line {} → ", from.engagement), tokens));
            line.push(Piece::strong(to.engagement.to_string(), tokens.text));
        }
        if from.potential != to.potential {
            if !line.is_empty() {
                line.push(Piece::plain(" · ", tokens));
            }
            line.push(Piece::plain(format!("Potential line {} → ", from.potential), tokens));
            line.push(Piece::strong(to.potential.to_string(), tokens.text));
        }
        let follows = match changes {
            0 => "Nobody changes class".to_owned(),
            1 => "1 account changes class".to_owned(),
            count => format!("{} accounts change class", super::grouped(count)),
        };
        Self { lines: vec![line, vec![Piece::strong(follows, if changes == 0 { tokens.weak } else { tokens.text })]] }
    }

    /// For what a frame or a lasso holds.
    #[must_use]
    pub fn of_count(count: usize, tokens: &Tokens) -> Self {
        Self { lines: vec![vec![Piece::strong(Self::counted(count), tokens.text)]] }
    }

    /// "1 account", "12 accounts".
    #[must_use]
    pub fn counted(count: usize) -> String {
        if count == 1 { "1 account".to_owned() } else { format!("{} accounts", super::grouped(count)) }
    }

    /// For a place where an account stood before.
    #[must_use]
    pub fn of_step(name: &str, position: Position, when: &str, reason: Option<&str>, tokens: &Tokens) -> Self {
        let stood = format!("{when} · engagement {}, potential {}", position.engagement, position.potential);
        let mut lines = vec![vec![Piece::strong(name, tokens.text)], vec![Piece::plain(stood, tokens)]];
        lines.extend(reason.map(|reason| vec![Piece::weak(format!("“{reason}”"), tokens)]));
        Self { lines }
    }

    /// For the dot that is pointed at. `extra` is what its size and its colour say, where nothing else does.
    #[must_use]
    pub fn of_dot(
        dot: &Dot,
        reason: Option<&str>,
        revenue: Option<String>,
        extra: Vec<String>,
        tokens: &Tokens,
    ) -> Self {
        let account = &dot.account;
        let mut lines = vec![vec![Piece::strong(account.name.clone(), tokens.text)]];
        let mut standing = vec![Piece::strong(dot.class.name(), tokens.class_word(dot.class))];
        let [engagement, potential] = dot.scores();
        standing.push(Piece::plain(format!(" · engagement {engagement} · potential {potential}"), tokens));
        standing.extend(dot.certainty.words().map(|words| Piece::weak(format!(", {words}"), tokens)));
        lines.push(standing);
        let facts: Vec<String> = [Some(account.owner.clone()), Some(account.stage.name().to_owned()), revenue]
            .into_iter()
            .flatten()
            .filter(|fact| !fact.is_empty())
            .collect();
        lines.push(vec![Piece::weak(facts.join(" · "), tokens)]);
        lines.extend(extra.into_iter().map(|fact| vec![Piece::weak(fact, tokens)]));
        if let Some(reason) = reason {
            lines.push(vec![Piece::weak(format!("“{reason}”"), tokens)]);
        }
        Self { lines }
    }

    /// The words as one line, for screen readers and tests:
    /// `Engagement 38 → 64 · Potential 55 → 71 · Growth Potential → Key`.
    #[must_use]
    pub fn spoken(&self) -> String {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        self.lines.iter().skip(usize::from(self.lines.len() > 2)).take(2).map(line).collect::<Vec<_>>().join(" · ")
    }

    /// What [`Self::spoken`] leaves out, as one line.
    #[must_use]
    pub fn also_spoken(&self) -> String {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        self.lines.iter().skip(3).map(line).collect::<Vec<_>>().join(" · ")
    }

    /// Draws it beside `about`, never over it and never off the plot. Returns where.
    pub fn paint(
        &self,
        painter: &Painter,
        about: Pos2,
        clearance: f32,
        within: Rect,
        scale: BoardScale,
        tokens: &Tokens,
    ) -> Rect {
        let padding = vec2(scale.of(12.0), scale.of(9.0));
        let leading = scale.of(3.0);
        if self.lines.is_empty() {
            return Rect::NOTHING;
        }
        let galleys: Vec<_> = self.lines.iter().map(|pieces| painter.layout_job(job(pieces, scale))).collect();
        let width = galleys.iter().map(|galley| galley.size().x).fold(0.0, f32::max);
        let height: f32 = galleys.iter().map(|galley| galley.size().y + leading).sum::<f32>() - leading;
        let size = vec2(width, height) + 2.0 * padding;
        let gap = clearance + 12.0;
        let places = [
            Align2::LEFT_BOTTOM.anchor_size(about + vec2(gap, -gap), size),
            Align2::RIGHT_BOTTOM.anchor_size(about + vec2(-gap, -gap), size),
            Align2::LEFT_TOP.anchor_size(about + vec2(gap, gap), size),
            Align2::RIGHT_TOP.anchor_size(about + vec2(-gap, gap), size),
        ];
        let room = within.shrink(6.0);
        let rect = places.into_iter().find(|place| room.contains_rect(*place)).unwrap_or_else(|| {
            let first = Align2::LEFT_BOTTOM.anchor_size(about + vec2(gap, -gap), size);
            let shift = |low: f32, high: f32, from: f32, to: f32| (from - low).max(0.0) + (to - high).min(0.0);
            first.translate(vec2(
                shift(first.left(), first.right(), room.left(), room.right()),
                shift(first.top(), first.bottom(), room.top(), room.bottom()),
            ))
        });
        painter.add(tokens.float_shadow().as_shape(rect, theme::CARD_RADIUS));
        painter.rect(rect, theme::CARD_RADIUS, tokens.raised, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
        let mut top = rect.min + padding;
        for galley in galleys {
            let height = galley.size().y;
            painter.galley(top, galley, tokens.text);
            top.y += height + leading;
        }
        rect
    }
}

fn job(pieces: &[Piece], scale: BoardScale) -> LayoutJob {
    let mut job = LayoutJob::default();
    for piece in pieces {
        let size = scale.of(if piece.small { theme::size::SMALL } else { theme::size::BODY });
        let family = if piece.strong { theme::semibold() } else { egui::FontFamily::Proportional };
        job.append(&piece.text, 0.0, egui::TextFormat::simple(egui::FontId::new(size, family), piece.color));
    }
    job
}
