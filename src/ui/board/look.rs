use crate::chart::color::DotColor;
use crate::chart::radius::DotSize;

/// How large dots and words are, as a factor: on a projector they are read from further away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoardScale(f32);

impl BoardScale {
    pub const DESK: Self = Self(1.0);
    pub const ROOM: Self = Self(1.5);

    /// A length that is made for a desk, in points.
    #[must_use]
    pub const fn of(self, px: f32) -> f32 {
        px * self.0
    }
}

impl Default for BoardScale {
    fn default() -> Self {
        Self::DESK
    }
}

/// What dots look like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    pub size: DotSize,
    pub color: DotColor,
    pub scale: BoardScale,
}
