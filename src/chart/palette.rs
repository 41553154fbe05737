#![expect(clippy::unreadable_literal, reason = "a colour is six digits in a row, as everywhere else")]

use super::color::{CATEGORIES, Hue, STEPS};
use crate::model::Severity;
use crate::rules::class::Class;

/// A colour with its opacity, 0 (clear) to 255 (solid), not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgba {
    pub r: u8,
    pub g: u8,
    pub b: u8,
    pub a: u8,
}

/// The colours of one theme, by meaning. The window and the pictures both take theirs from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub bg: Rgba,
    /// Panels, cards, the plot.
    pub raised: Rgba,
    /// Wells: text fields, bars.
    pub sunken: Rgba,
    /// Borders.
    pub line: Rgba,
    /// Lines inside the plot and between rows.
    pub grid: Rgba,
    pub text: Rgba,
    pub weak: Rgba,
    /// Hints and numbers along an axis; never the only bearer of something important.
    pub faint: Rgba,
    pub accent: Rgba,
    /// Text on the accent.
    pub on_accent: Rgba,
    pub danger: Rgba,
    pub good: Rgba,
    pub warn: Rgba,
    /// Cast by what floats.
    pub shadow: Rgba,
    pub key: ClassColours,
    pub growth: ClassColours,
    pub maintenance: ClassColours,
    pub service: ClassColours,
    /// Of dots in groups without an order; as far apart for colour-blind people as eight colours can be.
    pub categories: [Rgba; CATEGORIES as usize],
    /// Of dots in groups with an order, the faintest first.
    pub steps: [Rgba; STEPS as usize],
    /// Of accounts at risk, from low to high.
    pub risks: [Rgba; Severity::ALL.len()],
    /// Of dots in all other groups.
    pub others: Rgba,
    /// Of dots in no group.
    pub none: Rgba,
}

/// The colours of one class. They can be told apart by colour-blind people; a class is always also a word or a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassColours {
    /// Dots, bars.
    pub dot: Rgba,
    /// Words: dark enough (or light enough) to be read.
    pub word: Rgba,
    /// The quadrant.
    pub fill: Rgba,
}

/// Of a dot on the board, so that those behind show through: 78 %.
pub const DOT_OPACITY: f32 = 0.78;

pub const LIGHT: Palette = Palette {
    bg: Rgba::hex(0xF6F5F2),
    raised: Rgba::hex(0xFFFFFF),
    sunken: Rgba::hex(0xEFEDE8),
    line: Rgba::hex(0xE2DFD8),
    grid: Rgba::hex(0xECE9E3),
    text: Rgba::hex(0x1D2126),
    weak: Rgba::hex(0x616B7A),
    faint: Rgba::hex(0x67707C),
    accent: Rgba::hex(0x3457D5),
    on_accent: Rgba::hex(0xFFFFFF),
    danger: Rgba::hex(0xBF3838),
    good: Rgba::hex(0x137561),
    warn: Rgba::hex(0x9C5D00),
    shadow: Rgba::hex(0x14181F).with_alpha(0x29),
    key: ClassColours {
        dot: Rgba::hex(0x3457D5),
        word: Rgba::hex(0x3457D5),
        fill: Rgba::hex(0x3457D5).with_alpha(0x12),
    },
    growth: ClassColours {
        dot: Rgba::hex(0xD26A00),
        word: Rgba::hex(0xA85500),
        fill: Rgba::hex(0xD26A00).with_alpha(0x10),
    },
    maintenance: ClassColours {
        dot: Rgba::hex(0x12866F),
        word: Rgba::hex(0x0F7A65),
        fill: Rgba::hex(0x12866F).with_alpha(0x0F),
    },
    service: ClassColours {
        dot: Rgba::hex(0x7D8590),
        word: Rgba::hex(0x626B78),
        fill: Rgba::hex(0x7D8590).with_alpha(0x0C),
    },
    categories: [
        Rgba::hex(0x5B3EAE),
        Rgba::hex(0xB5820C),
        Rgba::hex(0x1D9A68),
        Rgba::hex(0xBC1F4F),
        Rgba::hex(0x9C5EAA),
        Rgba::hex(0x516000),
        Rgba::hex(0x113570),
        Rgba::hex(0x6D2506),
    ],
    steps: [Rgba::hex(0x4697E4), Rgba::hex(0x0871C1), Rgba::hex(0x0A4C83), Rgba::hex(0x00274B)],
    risks: [Rgba::hex(0xBE8A00), Rgba::hex(0xB8400F), Rgba::hex(0x7D0A2A)],
    others: Rgba::hex(0x5C6370),
    none: Rgba::hex(0x8F959E),
};

pub const DARK: Palette = Palette {
    bg: Rgba::hex(0x121418),
    raised: Rgba::hex(0x1A1D23),
    sunken: Rgba::hex(0x15181D),
    line: Rgba::hex(0x2A2E36),
    grid: Rgba::hex(0x20242B),
    text: Rgba::hex(0xE7E9EC),
    weak: Rgba::hex(0x9BA4B1),
    faint: Rgba::hex(0x858E9C),
    accent: Rgba::hex(0x7D9BFF),
    on_accent: Rgba::hex(0x0E1116),
    danger: Rgba::hex(0xFF7B7B),
    good: Rgba::hex(0x46C3A8),
    warn: Rgba::hex(0xF0B252),
    shadow: Rgba::hex(0x000000).with_alpha(0x8C),
    key: ClassColours {
        dot: Rgba::hex(0x7D9BFF),
        word: Rgba::hex(0x7D9BFF),
        fill: Rgba::hex(0x7D9BFF).with_alpha(0x14),
    },
    growth: ClassColours {
        dot: Rgba::hex(0xF29D4B),
        word: Rgba::hex(0xF29D4B),
        fill: Rgba::hex(0xF29D4B).with_alpha(0x10),
    },
    maintenance: ClassColours {
        dot: Rgba::hex(0x46C3A8),
        word: Rgba::hex(0x46C3A8),
        fill: Rgba::hex(0x46C3A8).with_alpha(0x0F),
    },
    service: ClassColours {
        dot: Rgba::hex(0x8C95A3),
        word: Rgba::hex(0x8C95A3),
        fill: Rgba::hex(0x8C95A3).with_alpha(0x0B),
    },
    categories: [
        Rgba::hex(0x2D74E8),
        Rgba::hex(0xFED252),
        Rgba::hex(0x30FDAB),
        Rgba::hex(0xDE602F),
        Rgba::hex(0xA552B7),
        Rgba::hex(0x83BC38),
        Rgba::hex(0xF78C9E),
        Rgba::hex(0x36B6E9),
    ],
    steps: [Rgba::hex(0x2672B7), Rgba::hex(0x519AE2), Rgba::hex(0x8CC3FC), Rgba::hex(0xE2EDF8)],
    risks: [Rgba::hex(0x9C8A45), Rgba::hex(0xFFB454), Rgba::hex(0xFF4F66)],
    others: Rgba::hex(0xC3C9D1),
    none: Rgba::hex(0x7C8592),
};

impl Palette {
    #[must_use]
    pub const fn class(&self, class: Class) -> ClassColours {
        match class {
            Class::Key => self.key,
            Class::GrowthPotential => self.growth,
            Class::Maintenance => self.maintenance,
            Class::Service => self.service,
        }
    }

    /// Of a dot.
    #[must_use]
    pub fn hue(&self, hue: Hue) -> Rgba {
        let nth = |colours: &[Rgba], number: u8| colours.get(usize::from(number)).copied().unwrap_or(self.none);
        match hue {
            Hue::Class(class) => self.class(class).dot,
            Hue::Category(number) => nth(&self.categories, number),
            Hue::Step(number) => nth(&self.steps, number),
            Hue::Risk(severity) => nth(&self.risks, severity as u8),
            Hue::Others => self.others,
            Hue::None => self.none,
        }
    }
}

impl Rgba {
    /// A solid colour from `0xRRGGBB`.
    #[must_use]
    pub const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { r, g, b, a: 255 }
    }

    #[must_use]
    pub const fn with_alpha(self, a: u8) -> Self {
        Self { a, ..self }
    }

    /// As in CSS and SVG, without its opacity: `#3457D5`.
    #[must_use]
    pub fn css(self) -> String {
        let Self { r, g, b, a: _ } = self;
        format!("#{r:02X}{g:02X}{b:02X}")
    }

    /// 0..=1.
    #[must_use]
    pub fn opacity(self) -> f32 {
        f32::from(self.a) / 255.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::color::DotColor;

    /// The contrast ratio of WCAG 2.2, 1..=21.
    fn contrast(one: Rgba, other: Rgba) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |c: Rgba| 0.2126 * channel(c.r) + 0.7152 * channel(c.g) + 0.0722 * channel(c.b);
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour that is seen where a thin one lies on a solid one.
    fn over(thin: Rgba, solid: Rgba) -> Rgba {
        let mixed = |thin_channel: u8, solid_channel: u8| {
            let alpha = u16::from(thin.a);
            u8::try_from((u16::from(thin_channel) * alpha + u16::from(solid_channel) * (255 - alpha)) / 255).unwrap()
        };
        Rgba { r: mixed(thin.r, solid.r), g: mixed(thin.g, solid.g), b: mixed(thin.b, solid.b), a: 255 }
    }

    #[test]
    fn words_can_be_read_on_every_surface_and_dots_be_seen() {
        for (theme, p) in [("light", LIGHT), ("dark", DARK)] {
            let at_least = |what: &str, colour: Rgba, on: Rgba, wanted: f64| {
                let ratio = contrast(colour, on);
                assert!(ratio >= wanted, "{theme} {what}: {ratio:.2}, wanted {wanted}");
            };
            for surface in [p.raised, p.bg, p.sunken] {
                for (what, colour) in
                    [("text", p.text), ("weak", p.weak), ("danger", p.danger), ("good", p.good), ("warn", p.warn)]
                {
                    at_least(what, colour, surface, 4.5);
                }
            }
            at_least("accent", p.accent, p.raised, 4.5);
            at_least("on accent", p.on_accent, p.accent, 4.5);
            at_least("faint", p.faint, p.raised, 4.5);
            at_least("faint", p.faint, p.bg, 4.5);
            for class in Class::ALL {
                at_least(class.name(), p.class(class).word, p.raised, 4.5);
                at_least(class.name(), p.class(class).dot, p.raised, 3.0);
                // As a badge and as the heading of its quadrant.
                let filled = over(p.class(class).fill, p.raised);
                at_least(class.name(), p.class(class).word, filled, 4.5);
                at_least("text", p.text, filled, 4.5);
                at_least("weak", p.weak, filled, 4.5);
            }
            for hue in DotColor::ALL.into_iter().flat_map(DotColor::hues) {
                at_least(&format!("{hue:?}"), p.hue(hue), p.raised, 3.0);
            }
        }
    }

    /// A colour in linear light, as an eye sees it: of Machado, Oliveira and Fernandes (2009), at full severity.
    const EYES: [(&str, [[f64; 3]; 3]); 3] = [
        ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanope",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranope",
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        ),
    ];

    fn times(matrix: &[[f64; 3]; 3], by: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(by).map(|(a, b)| a * b).sum())
    }

    /// In Oklab (Björn Ottosson, 2020).
    fn oklab(colour: Rgba, eye: &[[f64; 3]; 3]) -> [f64; 3] {
        let linear = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let seen = times(eye, [linear(colour.r), linear(colour.g), linear(colour.b)]).map(|c| c.clamp(0.0, 1.0));
        let cones = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ];
        let lab = [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ];
        times(&lab, times(&cones, seen).map(f64::cbrt))
    }

    #[test]
    fn groups_can_be_told_apart_by_colour_blind_people_too() {
        for (theme, p) in [("light", LIGHT), ("dark", DARK)] {
            for by in DotColor::ALL {
                let hues = by.hues();
                for (nth, one) in hues.iter().enumerate() {
                    for other in &hues[..nth] {
                        for (eye, matrix) in &EYES {
                            let (a, b) = (oklab(p.hue(*one), matrix), oklab(p.hue(*other), matrix));
                            let apart = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                            assert!(apart >= 0.05, "{theme} {one:?} and {other:?} for a {eye} eye: {apart:.3}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn steps_grow_away_from_the_surface() {
        for p in [LIGHT, DARK] {
            let contrasts: Vec<f64> = p.steps.iter().map(|step| contrast(*step, p.raised)).collect();
            assert!(contrasts.windows(2).all(|pair| pair[1] > pair[0] * 1.3), "{contrasts:?}");
        }
    }

    #[test]
    fn a_colour_is_written_as_css_has_it() {
        assert_eq!(LIGHT.key.dot.css(), "#3457D5");
        assert_eq!(Rgba::hex(0x000AFF).with_alpha(0).css(), "#000AFF");
    }
}
