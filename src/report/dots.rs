use std::cmp::Reverse;

use crate::chart::Rect;
use crate::chart::labels::{self, Candidate, Obstacles};
use crate::chart::palette::DOT_OPACITY;
use crate::chart::radius::Scale;
use crate::chart::stacks::{Dot, stacks};
use crate::model::Account;
use crate::rules::class::Class;

use super::board::{Sheet, alpha, shortened, words};
use super::legend::DotColours;
use super::svg::{Anchor, Svg, width_px};

const LABEL_PX: f32 = 11.5;
const LABEL_LETTERS: usize = 30;
const MOST_LABELS: usize = 44;
const MOST_COUNTS: usize = 40;
/// Of the opacity of the others, for a dot that the words of the filter miss.
const DIMMED: f32 = 0.16;

impl Sheet<'_> {
    /// The dots with their names and counts, which keep clear of what is reserved.
    pub(super) fn dots(&self, svg: &mut Svg, mut reserved: Vec<Rect>) {
        let Self { palette, plot, portfolio, placed, picture, .. } = self;
        let scale = Scale::new(portfolio, picture.dots);
        let lines = portfolio.settings().lines;
        let dots: Vec<Dot> = placed
            .iter()
            .map(|(account, at)| {
                let (x, y) = self.at(*at);
                Dot { x, y, radius_px: scale.radius_px(portfolio, account) }
            })
            .collect();
        let found: Vec<bool> = placed.iter().map(|(account, _)| self.is_found(account)).collect();
        // Largest first, so that small dots lie above large ones; those that the words miss under all others.
        for wanted in [false, true] {
            for (((account, at), dot), found) in placed.iter().zip(&dots).zip(&found) {
                if *found != wanted {
                    continue;
                }
                // As on the screen: evidence holds its class within the band about a line.
                let class = || Class::of_account(portfolio, account, lines).unwrap_or_else(|| Class::of(*at, lines));
                let colours = picture.colours.as_ref();
                let colour = colours.map_or_else(|| palette.class(class()).dot, |DotColours { of, .. }| of(account));
                let opacity = if *found { DOT_OPACITY } else { DOT_OPACITY * DIMMED };
                let tip = format!("{}: engagement {}, potential {}", account.name, at.engagement, at.potential);
                svg.dot((dot.x, dot.y), dot.radius_px, colour.with_alpha(alpha(opacity)), palette.raised, &tip);
            }
        }
        if placed.is_empty() {
            let middle = (f32::midpoint(plot.min_x, plot.max_x), f32::midpoint(plot.min_y, plot.max_y) - 16.0);
            let nobody =
                if picture.seen.is_some() { "The filter leaves no account here" } else { "No account is placed yet" };
            svg.text(middle, nobody, &words(13.0, palette.weak, false, Anchor::Middle));
        }
        self.counts(svg, &dots, &mut reserved);
        let named: Vec<(String, &Dot)> = placed
            .iter()
            .zip(&dots)
            .zip(&found)
            .filter(|(_, found)| **found)
            .take(MOST_LABELS * 10)
            .map(|(((account, _), dot), _)| (shortened(&account.name, LABEL_LETTERS), dot))
            .collect();
        let candidates: Vec<Candidate> = named
            .iter()
            .map(|(name, dot)| Candidate {
                x: dot.x,
                y: dot.y,
                radius_px: dot.radius_px,
                width_px: width_px(name, LABEL_PX),
                height_px: 14.0,
            })
            .collect();
        let obstacles = Obstacles { plot: *plot, reserved: &reserved, dots: &dots };
        let style = words(LABEL_PX, palette.text, false, Anchor::Start);
        for label in labels::place(&candidates, &obstacles, MOST_LABELS) {
            let Some((name, _)) = named.get(label.index) else { continue };
            svg.haloed((label.rect.min_x, label.rect.max_y - 3.2), name, &style, palette.raised);
        }
    }

    /// How many dots lie on one another, in a small tag at each stack's upper right; the highest stacks first.
    fn counts(&self, svg: &mut Svg, dots: &[Dot], reserved: &mut Vec<Rect>) {
        let palette = self.palette;
        let mut stacks = stacks(dots);
        stacks.sort_by_key(|stack| Reverse(stack.members.len()));
        let mut tags = 0;
        for stack in stacks {
            let Some(dot) = dots.get(stack.leader) else { continue };
            let count = self.count(stack.members.len());
            let half = width_px(&count, 9.0) / 2.0 + 3.5;
            let (x, y) = (dot.x + dot.radius_px * 0.8 + 3.0, dot.y - dot.radius_px * 0.8 - 3.0);
            let tag = Rect::new(x - half, y - 6.0, x + half, y + 6.0);
            if tags == MOST_COUNTS || !self.plot.holds(&tag) || reserved.iter().any(|other| other.overlaps(&tag)) {
                continue;
            }
            svg.rect(&tag, 6.0, palette.raised, Some(palette.line));
            svg.text((x, y + 3.2), &count, &words(9.0, palette.text, true, Anchor::Middle));
            reserved.push(tag);
            tags += 1;
        }
    }

    fn is_found(&self, account: &Account) -> bool {
        self.picture.seen.as_ref().is_none_or(|seen| seen.filtered.finds(account.id))
    }
}
