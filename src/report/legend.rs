use std::fmt;
use std::sync::Arc;

use crate::chart::palette::DOT_OPACITY;
use crate::chart::{Palette, Rgba};
use crate::model::{Account, NumberStyle};

use super::svg::{Anchor, Svg, Type, width_px};

/// What the colours of the dots stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Legend {
    /// "Owner".
    pub title: String,
    /// A name, its colour, and how many accounts have it; the most important first.
    pub entries: Vec<(String, Rgba, usize)>,
}

/// Colours that stand for something else than the class.
#[derive(Clone)]
pub struct DotColours {
    pub legend: Legend,
    pub of: Arc<dyn Fn(&Account) -> Rgba + Send + Sync>,
}

impl fmt::Debug for DotColours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DotColours").field("legend", &self.legend).finish_non_exhaustive()
    }
}

const TEXT_PX: f32 = 11.0;
const DOT_PX: f32 = 4.5;
const LETTERS: usize = 22;

/// Draws title and entries in a row between two places across; those without room are counted at its end.
pub(super) fn draw_legend(
    svg: &mut Svg,
    legend: &Legend,
    (from, to): (f32, f32),
    y: f32,
    palette: &Palette,
    numbers: NumberStyle,
) {
    let style = |colour, bold| Type { size_px: TEXT_PX, colour, bold, anchor: Anchor::Start };
    let Legend { title, entries } = legend;
    svg.text((from, y + 4.0), title, &style(palette.weak, true));
    let mut x = from + width_px(title, TEXT_PX) + 14.0;
    for (index, (name, colour, count)) in entries.iter().enumerate() {
        let (name, count) = (super::board::shortened(name, LETTERS), numbers.count(*count));
        let width = 2.0 * DOT_PX + 5.0 + width_px(&name, TEXT_PX) + 5.0 + width_px(&count, TEXT_PX) + 14.0;
        let left = entries.len() - index;
        let more = format!("and {} more", numbers.count(left));
        let room_after = if left > 1 { width_px(&more, TEXT_PX) } else { -14.0 };
        if x + width + room_after > to {
            svg.text((x, y + 4.0), &more, &style(palette.weak, false));
            return;
        }
        svg.disc((x + DOT_PX, y), DOT_PX, colour.with_alpha(super::board::alpha(DOT_OPACITY)));
        let at = x + 2.0 * DOT_PX + 5.0;
        svg.text((at, y + 4.0), &name, &style(palette.text, false));
        svg.text((at + width_px(&name, TEXT_PX) + 5.0, y + 4.0), &count, &style(palette.weak, false));
        x += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::palette::LIGHT;

    #[test]
    fn what_has_no_room_is_counted() {
        let entries = (1..=9).map(|owner| (format!("Owner {owner}"), LIGHT.accent, 1_000)).collect();
        let legend = Legend { title: "Owner".to_owned(), entries };
        let drawn = |to: f32| {
            let mut svg = Svg::new((800, 600), (800.0, 600.0), "");
            draw_legend(&mut svg, &legend, (10.0, to), 20.0, &LIGHT, NumberStyle::default());
            svg.finish()
        };
        let wide = drawn(2_000.0);
        assert!(wide.contains("Owner 9") && wide.contains("1,000") && !wide.contains("more"), "{wide}");
        let narrow = drawn(330.0);
        let named = narrow.matches(">Owner ").count();
        assert!((1..9).contains(&named) && narrow.contains(&format!("and {} more", 9 - named)), "{narrow}");
    }
}
