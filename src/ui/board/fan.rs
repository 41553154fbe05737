use egui::{Pos2, Vec2};

use crate::model::AccountId;

use super::camera::Stage;
use super::model::BoardModel;

/// Dots that cover each other, spread about their place while they are pointed at. The dots themselves stay where
/// they are: the fan shows copies, tied to the place.
#[derive(Clone, Debug)]
pub struct Fan {
    /// Where the dots really are.
    pub center: Pos2,
    /// Of the ring that the copies stand on.
    pub middle: Pos2,
    pub slots: Vec<Slot>,
    /// How many more there are than the fan has room for.
    pub more: usize,
    reach: f32,
}

#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub account: AccountId,
    pub at: Pos2,
    pub radius: f32,
}

/// More than this would be a cloud again.
const MOST: usize = 18;
const SLOT_PX: f32 = 26.0;

impl Fan {
    /// The pointer may pass over a stack without its opening.
    pub const DELAY_SECONDS: f64 = 0.15;

    /// Fans out these dots (two or more), given by index, most important first.
    #[must_use]
    pub fn open(model: &BoardModel, stack: &[usize], stage: &Stage) -> Option<Self> {
        let center = model.dots.get(*stack.first()?)?.on_screen(stage);
        let shown = stack.len().min(MOST);
        #[expect(clippy::cast_precision_loss, reason = "at most MOST")]
        let count = shown as f32;
        let ring = (count * SLOT_PX / std::f32::consts::TAU).max(30.0);
        // A fan near the edge of the plot moves its centre inward, so that all of it is seen.
        let room = stage.rect.shrink(ring + 20.0);
        let middle = if room.is_positive() { room.clamp(center) } else { center };
        let slots = (0_u8..).zip(stack.iter().take(shown)).filter_map(|(slot, index)| {
            let dot = model.dots.get(*index)?;
            let angle = std::f32::consts::TAU * f32::from(slot) / count - std::f32::consts::FRAC_PI_2;
            Some(Slot {
                account: dot.id(),
                at: middle + Vec2::angled(angle) * ring,
                radius: dot.radius.clamp(6.0, 11.0),
            })
        });
        let reach = ring + SLOT_PX + (middle - center).length();
        Some(Self { center, middle, slots: slots.collect(), more: stack.len() - shown, reach })
    }

    /// Whether the pointer is still with the fan.
    #[must_use]
    pub fn holds(&self, at: Pos2) -> bool {
        self.center.distance(at) <= self.reach
    }

    /// The account whose copy lies under the pointer.
    #[must_use]
    pub fn dot_at(&self, at: Pos2) -> Option<AccountId> {
        let near = self.slots.iter().filter(|slot| slot.at.distance(at) <= slot.radius + 5.0);
        near.min_by(|a, b| a.at.distance(at).total_cmp(&b.at.distance(at))).map(|slot| slot.account)
    }
}
