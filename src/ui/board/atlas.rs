use egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureOptions, Vec2, pos2, vec2};

use crate::chart::certainty::Certainty;
use crate::chart::color::{DotColor, Hue};
use crate::ui::theme::{self, Tokens};

/// Discs of every hue that is in use, sharp and fading, in several sizes, rims baked in, on one texture: a dot is then one
/// textured quad, however sure its potential is. (A circle with a stroke costs eighteen times the vertices.)
pub struct Atlas {
    texture: TextureHandle,
    /// For each radius, of each kind.
    sprites: Vec<Sprite>,
    /// How many kinds there are.
    kinds: usize,
    /// Of each hue, by its index: where its kinds begin.
    begins: [usize; Hue::COUNT],
    made_for: (Tokens, f32, DotColor),
}

impl std::fmt::Debug for Atlas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Atlas").field("sprites", &self.sprites.len()).finish_non_exhaustive()
    }
}

/// How a dot is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rim {
    /// In the colour of the surface, so that neighbours separate.
    Plain,
    /// In the colour of text.
    Selected,
}

#[derive(Clone, Copy, Debug)]
struct Sprite {
    uv: Rect,
    /// Side of the quad over the radius of its disc.
    side_per_radius: f32,
}

/// Radii that sprites are made for, in physical pixels; a dot takes the next larger and is scaled down a little.
const RADII: [u16; 15] = [4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 25, 30, 36, 44, 54];
const RIMS: [Rim; 2] = [Rim::Plain, Rim::Selected];
const KINDS_OF_A_HUE: usize = Certainty::ALL.len() * RIMS.len();
/// Of the texture in pixels, which every system takes.
const WIDTH: usize = 2048;

impl Atlas {
    /// The atlas for this theme, scale and choice of colours; `previous` when it still fits.
    #[must_use]
    pub fn fitting(previous: Option<Self>, ctx: &Context, tokens: &Tokens, color: DotColor) -> Self {
        let wanted = (*tokens, ctx.pixels_per_point(), color);
        match previous {
            Some(atlas) if atlas.made_for == wanted => atlas,
            _ => Self::new(ctx, tokens, color),
        }
    }

    fn new(ctx: &Context, tokens: &Tokens, color: DotColor) -> Self {
        let scale = ctx.pixels_per_point();
        let rim_px = (1.2 * scale).max(1.0);
        let side = |radius: u16| 2 * (usize::from(radius) + ceil(rim_px) + 1);
        let hues = color.hues();
        let kinds: Vec<(Hue, Certainty, Rim)> = hues
            .into_iter()
            .flat_map(|hue| Certainty::ALL.map(|certainty| (hue, certainty)))
            .flat_map(|(hue, certainty)| RIMS.map(|rim| (hue, certainty, rim)))
            .collect();
        // In rows of one size, as many of them as all kinds of that size need.
        let abreast = |radius: u16| (WIDTH / side(radius)).max(1);
        let rows = |radius: u16| kinds.len().div_ceil(abreast(radius));
        let height = RADII.iter().map(|radius| rows(*radius) * side(*radius)).sum();
        let mut image = ColorImage::filled([WIDTH, height], Color32::TRANSPARENT);
        let mut sprites = Vec::with_capacity(kinds.len() * RADII.len());
        let mut begins = [0; Hue::COUNT];
        for (at, (hue, ..)) in kinds.iter().enumerate().step_by(KINDS_OF_A_HUE) {
            if let Some(begin) = begins.get_mut(hue.index()) {
                *begin = at;
            }
        }
        let mut top = 0;
        for radius in RADII {
            let side = side(radius);
            for (at, (hue, certainty, rim)) in kinds.iter().copied().enumerate() {
                let corner = [at % abreast(radius) * side, top + at / abreast(radius) * side];
                let disc = Disc { radius: f32::from(radius), rim_px, rim, certainty, dot: tokens.hue(hue), tokens };
                disc.paint(&mut image, corner, side);
                let side_per_radius = to_f32(side) / f32::from(radius);
                sprites.push(Sprite { uv: uv(corner, side, image.size), side_per_radius });
            }
            top += rows(radius) * side;
        }
        let texture = ctx.load_texture("dots", image, TextureOptions::LINEAR);
        Self { texture, sprites, kinds: kinds.len(), begins, made_for: (*tokens, scale, color) }
    }

    #[must_use]
    pub fn texture(&self) -> egui::TextureId {
        self.texture.id()
    }

    /// The part of the texture for a dot, and the size of its quad in points.
    #[must_use]
    pub fn quad(&self, hue: Hue, certainty: Certainty, rim: Rim, radius: f32) -> (Rect, Vec2) {
        let physical = radius * self.made_for.1;
        let bucket =
            RADII.iter().position(|candidate| f32::from(*candidate) >= physical - 0.25).unwrap_or(RADII.len() - 1);
        let begin = self.begins.get(hue.index()).copied().unwrap_or(0);
        let certainty = match certainty {
            Certainty::Known => 0,
            Certainty::Partly => 1,
            Certainty::Guessed => 2,
        };
        let kind = begin + certainty * RIMS.len() + usize::from(rim == Rim::Selected);
        match self.sprites.get(bucket * self.kinds + kind) {
            Some(sprite) => (sprite.uv, Vec2::splat(sprite.side_per_radius * radius)),
            None => (Rect::NOTHING, Vec2::ZERO),
        }
    }
}

struct Disc<'a> {
    radius: f32,
    rim_px: f32,
    rim: Rim,
    certainty: Certainty,
    dot: Color32,
    tokens: &'a Tokens,
}

impl Disc<'_> {
    fn paint(&self, image: &mut ColorImage, [left, top]: [usize; 2], side: usize) {
        let middle = to_f32(side) / 2.0;
        let (rim_color, rim_px, opacity, rim_opacity) = match self.rim {
            // A rim in the colour of the surface would cut a fading edge off.
            Rim::Plain => (self.tokens.raised, self.rim_px, theme::dot_opacity(), self.certainty.opacity_at(1.0)),
            Rim::Selected => (self.tokens.text, self.rim_px * 1.4, 1.0, 1.0),
        };
        for y in 0..side {
            for x in 0..side {
                let distance = vec2(to_f32(x) + 0.5 - middle, to_f32(y) + 0.5 - middle).length();
                let inside = (self.radius + 0.5 - distance).clamp(0.0, 1.0);
                let fade = self.certainty.opacity_at(distance / self.radius);
                let fill = theme::covered(self.dot, inside * opacity * fade);
                let on_rim = (rim_px / 2.0 + 0.5 - (distance - self.radius).abs()).clamp(0.0, 1.0);
                let rim = theme::covered(rim_color, on_rim * rim_opacity);
                if let Some(pixel) = image.pixels.get_mut((top + y) * image.size[0] + left + x) {
                    *pixel = fill.blend(rim);
                }
            }
        }
    }
}

fn uv([left, top]: [usize; 2], side: usize, [width, height]: [usize; 2]) -> Rect {
    let at = |x: usize, y: usize| pos2(to_f32(x) / to_f32(width), to_f32(y) / to_f32(height));
    Rect::from_min_max(at(left, top), at(left + side, top + side))
}

#[expect(clippy::cast_precision_loss, reason = "texture sides are small")]
fn to_f32(pixels: usize) -> f32 {
    pixels as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rims are a few pixels wide")]
fn ceil(pixels: f32) -> usize {
    pixels.ceil().max(0.0) as usize
}
