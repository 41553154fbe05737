//! The board and charts as geometry and colour, without any toolkit: what the window paints and what a picture of it contains
//! come from the same functions, so that they cannot disagree.
//!
//! Lengths are points (one screen pixel at a scale of 100 %), x grows rightward, y downward.

pub mod bars;
pub mod certainty;
pub mod color;
pub mod funnel_shape;
pub mod labels;
pub mod palette;
pub mod radius;
pub mod scale;
pub mod scatter;
pub mod stacks;

mod grid;
mod rect;

pub use palette::{Palette, Rgba};
pub use rect::Rect;
