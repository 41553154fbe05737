/// An upright rectangle in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub min_x: f32,
    pub min_y: f32,
    pub max_x: f32,
    pub max_y: f32,
}

impl Rect {
    #[must_use]
    pub const fn new(min_x: f32, min_y: f32, max_x: f32, max_y: f32) -> Self {
        Self { min_x, min_y, max_x, max_y }
    }

    #[must_use]
    pub fn width(&self) -> f32 {
        self.max_x - self.min_x
    }

    #[must_use]
    pub fn height(&self) -> f32 {
        self.max_y - self.min_y
    }

    /// Whether the two share an area; touching edges share none.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.min_x < other.max_x && other.min_x < self.max_x && self.min_y < other.max_y && other.min_y < self.max_y
    }

    /// Whether the whole of `other` lies inside, edges included.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.min_x <= other.min_x && other.max_x <= self.max_x && self.min_y <= other.min_y && other.max_y <= self.max_y
    }

    /// Whether a disc reaches into the rectangle.
    #[must_use]
    pub fn meets_disc(&self, x: f32, y: f32, radius: f32) -> bool {
        let (dx, dy) = (x - x.clamp(self.min_x, self.max_x), y - y.clamp(self.min_y, self.max_y));
        dx * dx + dy * dy < radius * radius
    }
}
