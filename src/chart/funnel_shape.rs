//! The funnel as bands that grow narrower from stage to stage. Their widths say the order, never a number: so the few who
//! are clients have room for their words.

use super::{Rect, Rgba};

/// One stage of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Clockwise from the upper left one.
    pub corners: [(f32, f32); 4],
    pub middle: (f32, f32),
}

/// The lowest band is so wide, as a share of the highest.
const NARROWEST: f32 = 0.4;
/// Of the step from one band to the next, the share that lies within a band; the rest lies between two.
const SLOPE: f32 = 0.4;
/// Of the accent, from the first band to the last: dark words can be read on all of them.
const STRENGTHS: (u8, u8) = (0x2B, 0xB0);

/// So many bands in the area, from the top, with a gap between two.
#[must_use]
pub fn bands(area: &Rect, count: u8, gap: f32) -> Vec<Band> {
    let between = f32::from(count.saturating_sub(1));
    let height = (area.height() - gap * between).max(0.0) / f32::from(count.max(1));
    let step = area.width() * (1.0 - NARROWEST) / between.max(1.0) / 2.0;
    let middle = f32::midpoint(area.min_x, area.max_x);
    let band = |nth: u8| {
        let nth = f32::from(nth);
        let (top, above) = (area.min_y + nth * (height + gap), area.width() / 2.0 - nth * step);
        let (bottom, below) = (top + height, above - step * SLOPE);
        Band {
            corners: [(middle - above, top), (middle + above, top), (middle + below, bottom), (middle - below, bottom)],
            middle: (middle, f32::midpoint(top, bottom)),
        }
    };
    (0..count).map(band).collect()
}

/// The colour of a band: the later the stage, the stronger.
#[must_use]
pub fn band_colour(accent: Rgba, nth: u8, count: u8) -> Rgba {
    let (from, to) = (u16::from(STRENGTHS.0), u16::from(STRENGTHS.1));
    let last = u16::from(count.saturating_sub(1)).max(1);
    let strength = from + (to - from) * u16::from(nth).min(last) / last;
    accent.with_alpha(u8::try_from(strength).unwrap_or(STRENGTHS.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::palette::LIGHT;

    #[test]
    fn bands_lie_in_the_area_one_below_the_other_and_grow_narrower() {
        for count in 1..=6_u8 {
            let area = Rect::new(10.0, 20.0, 410.0, 320.0);
            let bands = bands(&area, count, 8.0);
            assert_eq!(bands.len(), usize::from(count));
            for band in &bands {
                for (x, y) in band.corners {
                    assert!((9.9..=410.1).contains(&x) && (19.9..=320.1).contains(&y), "{band:?}");
                }
                let [left, right, lower_right, lower_left] = band.corners;
                assert!(lower_right.0 - lower_left.0 < right.0 - left.0);
            }
            for pair in bands.windows(2) {
                assert!((pair[1].corners[0].1 - pair[0].corners[2].1 - 8.0).abs() < 0.01, "the gap");
                assert!(pair[1].corners[0].0 > pair[0].corners[3].0, "it goes on inward");
            }
            assert!((bands.last().unwrap().corners[2].1 - area.max_y).abs() < 0.01, "the whole height is used");
        }
    }

    #[test]
    fn later_stages_are_stronger() {
        let strengths: Vec<u8> = (0..4).map(|nth| band_colour(LIGHT.accent, nth, 4).a).collect();
        assert!(strengths.windows(2).all(|pair| pair[0] < pair[1]), "{strengths:?}");
        assert_eq!(band_colour(LIGHT.accent, 0, 1).a, STRENGTHS.0);
    }
}
