use egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureOptions, Vec2, pos2, vec2};

use crate::rules::class::Class;
use crate::ui::theme::{self, Tokens};

/// Discs of every class in several sizes, rims baked in, on one texture: a dot is then one textured quad. (A circle
/// with a stroke costs eighteen times the vertices.)
pub struct Atlas {
    texture: TextureHandle,
    sprites: Vec<Sprite>,
    made_for: (Tokens, f32),
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

impl Atlas {
    /// The atlas for this theme and scale; `previous` when it still fits.
    #[must_use]
    pub fn fitting(previous: Option<Self>, ctx: &Context, tokens: &Tokens) -> Self {
        let wanted = (*tokens, ctx.pixels_per_point());
        match previous {
            Some(atlas) if atlas.made_for == wanted => atlas,
            _ => Self::new(ctx, tokens),
        }
    }

    fn new(ctx: &Context, tokens: &Tokens) -> Self {
        let scale = ctx.pixels_per_point();
        let rim_px = (1.2 * scale).max(1.0);
        let side = |radius: u16| 2 * (usize::from(radius) + ceil(rim_px) + 1);
        let width = RADII.iter().map(|radius| side(*radius)).sum::<usize>();
        let row = RADII.iter().map(|radius| side(*radius)).max().unwrap_or(0);
        let rows = Class::ALL.len() * RIMS.len();
        let mut image = ColorImage::filled([width, row * rows], Color32::TRANSPARENT);
        let mut sprites = Vec::with_capacity(rows * RADII.len());
        let mut top = 0;
        for class in Class::ALL {
            for rim in RIMS {
                let mut left = 0;
                for radius in RADII {
                    let side = side(radius);
                    let disc = Disc { radius: f32::from(radius), rim_px, rim, dot: tokens.dot(class), tokens };
                    disc.paint(&mut image, [left, top], side);
                    sprites.push(Sprite {
                        uv: uv([left, top], side, image.size),
                        side_per_radius: to_f32(side) / f32::from(radius),
                    });
                    left += side;
                }
                top += row;
            }
        }
        let texture = ctx.load_texture("dots", image, TextureOptions::LINEAR);
        Self { texture, sprites, made_for: (*tokens, scale) }
    }

    #[must_use]
    pub fn texture(&self) -> egui::TextureId {
        self.texture.id()
    }

    /// The part of the texture for a dot, and the size of its quad in points.
    #[must_use]
    pub fn quad(&self, class: Class, rim: Rim, radius: f32) -> (Rect, Vec2) {
        let physical = radius * self.made_for.1;
        let bucket =
            RADII.iter().position(|candidate| f32::from(*candidate) >= physical - 0.25).unwrap_or(RADII.len() - 1);
        let class = Class::ALL.iter().position(|candidate| *candidate == class).unwrap_or(0);
        let rim = usize::from(rim == Rim::Selected);
        match self.sprites.get((class * RIMS.len() + rim) * RADII.len() + bucket) {
            Some(sprite) => (sprite.uv, Vec2::splat(sprite.side_per_radius * radius)),
            None => (Rect::NOTHING, Vec2::ZERO),
        }
    }
}

struct Disc<'a> {
    radius: f32,
    rim_px: f32,
    rim: Rim,
    dot: Color32,
    tokens: &'a Tokens,
}

impl Disc<'_> {
    fn paint(&self, image: &mut ColorImage, [left, top]: [usize; 2], side: usize) {
        let middle = to_f32(side) / 2.0;
        let (rim_color, rim_px, opacity) = match self.rim {
            Rim::Plain => (self.tokens.raised, self.rim_px, theme::dot_opacity()),
            Rim::Selected => (self.tokens.text, self.rim_px * 1.4, 1.0),
        };
        for y in 0..side {
            for x in 0..side {
                let distance = vec2(to_f32(x) + 0.5 - middle, to_f32(y) + 0.5 - middle).length();
                let inside = (self.radius + 0.5 - distance).clamp(0.0, 1.0);
                let fill = theme::covered(self.dot, inside * opacity);
                let on_rim = (rim_px / 2.0 + 0.5 - (distance - self.radius).abs()).clamp(0.0, 1.0);
                let rim = theme::covered(rim_color, on_rim);
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
