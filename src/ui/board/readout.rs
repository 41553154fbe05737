use std::collections::BTreeMap;

use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, StrokeKind, text::LayoutJob, vec2};

use crate::model::{AccountId, Cadence, Lines, Position};
use crate::rules::cadence;
use crate::rules::class::Class;
use crate::ui::theme::{self, Tokens};

use super::gesture::Carried;
use super::look::BoardScale;
use super::model::{BoardModel, Dot};

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
    pub fn of_move(model: &BoardModel, carried: &Carried, lines: Lines, cadence: Cadence, tokens: &Tokens) -> Self {
        match carried.moves.as_slice() {
            [] => Self::default(),
            [(account, from, to)] => {
                let name = model.dot(*account).map_or_else(String::new, |dot| dot.account.name.clone());
                Self::of_one(name, *from, *to, lines, cadence, tokens)
            }
            many => Self::of_many(many, lines, tokens),
        }
    }

    /// For an account that comes out of the tray.
    #[must_use]
    pub fn of_placing(name: &str, to: Position, lines: Lines, cadence: Cadence, tokens: &Tokens) -> Self {
        let class = Class::of(to, lines);
        Self {
            lines: vec![
                vec![Piece::strong(name, tokens.text)],
                vec![
                    Piece::plain("Engagement ", tokens),
                    Piece::strong(to.engagement.to_string(), tokens.text),
                    Piece::plain(" · Potential ", tokens),
                    Piece::strong(to.potential.to_string(), tokens.text),
                ],
                vec![Piece::strong(class.name(), tokens.class_word(class))],
                vec![Piece::weak(format!("every {} days · {}", cadence::days(class, cadence), class.stance()), tokens)],
            ],
        }
    }

    fn of_one(name: String, from: Position, to: Position, lines: Lines, cadence: Cadence, tokens: &Tokens) -> Self {
        let (was, is) = (Class::of(from, lines), Class::of(to, lines));
        let class = if was == is {
            vec![Piece::plain("Stays ", tokens), Piece::strong(is.name(), tokens.class_word(is))]
        } else {
            vec![
                Piece::strong(was.name(), tokens.class_word(was)),
                Piece::plain(" → ", tokens),
                Piece::strong(is.name(), tokens.class_word(is)),
            ]
        };
        let (before, after) = (cadence::days(was, cadence), cadence::days(is, cadence));
        let follows = if before == after {
            format!("every {after} days · {}", is.stance())
        } else {
            format!("every {before} → {after} days · {}", is.stance())
        };
        Self {
            lines: vec![
                vec![Piece::strong(name, tokens.text)],
                vec![
                    Piece::plain(format!("Engagement {} → ", from.engagement), tokens),
                    Piece::strong(to.engagement.to_string(), tokens.text),
                    Piece::plain(format!(" · Potential {} → ", from.potential), tokens),
                    Piece::strong(to.potential.to_string(), tokens.text),
                ],
                class,
                vec![Piece::weak(follows, tokens)],
            ],
        }
    }

    fn of_many(moves: &[(AccountId, Position, Position)], lines: Lines, tokens: &Tokens) -> Self {
        let mut into: BTreeMap<Class, usize> = BTreeMap::new();
        for (_, from, to) in moves {
            let (was, is) = (Class::of(*from, lines), Class::of(*to, lines));
            if was != is {
                *into.entry(is).or_default() += 1;
            }
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
        Self {
            lines: vec![
                vec![Piece::strong(format!("{} accounts", moves.len()), tokens.text)],
                vec![Piece::plain(format!("Engagement {engagement:+.0} · Potential {potential:+.0}"), tokens)],
                changes,
            ],
        }
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
        {
            let position = dot.position;
            standing.push(Piece::plain(
                format!(" · engagement {} · potential {}", position.engagement, position.potential),
                tokens,
            ));
        }
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
