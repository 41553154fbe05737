#![expect(clippy::unreadable_literal, reason = "a colour is six digits in a row, as everywhere else")]

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
        }
    }

    #[test]
    fn a_colour_is_written_as_css_has_it() {
        assert_eq!(LIGHT.key.dot.css(), "#3457D5");
        assert_eq!(Rgba::hex(0x000AFF).with_alpha(0).css(), "#000AFF");
    }
}
