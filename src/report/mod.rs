//! Pictures and documents of a workspace, for those who were not in the room.

pub mod board;
mod dots;
pub mod funnel;
pub mod legend;
pub mod pixels;
pub mod process;
mod svg;
