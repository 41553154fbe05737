use std::sync::{Arc, Mutex, PoisonError};

use mundy::{ColorScheme, Interest, ReducedMotion, Subscription};

use crate::preferences::{Preferences, Theme};

/// Of a move that is shown, in seconds.
const GLIDE_SECONDS: f32 = 0.15;
/// Of what opens, closes and lights up, in seconds.
const ANIMATION_SECONDS: f32 = 0.1;

/// Light or dark, how large, how lively: what the system prefers, as far as it says so, and what the user chose.
#[derive(Default)]
pub(super) struct Look {
    prefers: Arc<Mutex<Prefers>>,
    applied: Prefers,
    chosen: Chosen,
    _subscription: Option<Subscription>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Prefers {
    dark: Option<bool>,
    less_motion: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chosen {
    theme: Theme,
    text_scale: u16,
    less_motion: Option<bool>,
}

/// What a fresh context does by itself.
impl Default for Chosen {
    fn default() -> Self {
        Self::of(&Preferences::default())
    }
}

impl Chosen {
    const fn of(preferences: &Preferences) -> Self {
        let Preferences { theme, text_scale, less_motion, .. } = preferences;
        Self { theme: *theme, text_scale: *text_scale, less_motion: *less_motion }
    }
}

impl Look {
    /// Follows the system from now on.
    pub(super) fn watching(ctx: &egui::Context) -> Self {
        let prefers = Arc::new(Mutex::new(Prefers::default()));
        let (shared, ctx) = (Arc::clone(&prefers), ctx.clone());
        let interest = Interest::ColorScheme | Interest::ReducedMotion;
        let subscription = mundy::Preferences::subscribe(interest, move |said| {
            let dark = match said.color_scheme {
                ColorScheme::Dark => Some(true),
                ColorScheme::Light => Some(false),
                ColorScheme::NoPreference => None,
            };
            let less_motion = said.reduced_motion == ReducedMotion::Reduce;
            *shared.lock().unwrap_or_else(PoisonError::into_inner) = Prefers { dark, less_motion };
            ctx.request_repaint();
        });
        Self { prefers, _subscription: Some(subscription), ..Self::default() }
    }

    /// Lets the context follow what the system said last, and what was chosen last.
    pub(super) fn apply(&mut self, ctx: &egui::Context, preferences: &Preferences) {
        let said = *self.prefers.lock().unwrap_or_else(PoisonError::into_inner);
        let chosen = Chosen::of(preferences);
        if (said, chosen) == (self.applied, self.chosen) {
            return;
        }
        if let Some(dark) = said.dark.filter(|_| said.dark != self.applied.dark) {
            // egui never learns the theme on Linux; elsewhere its own word goes before this one.
            ctx.options_mut(|options| {
                options.fallback_theme = if dark { egui::Theme::Dark } else { egui::Theme::Light }
            });
        }
        if chosen.theme != self.chosen.theme {
            ctx.set_theme(match chosen.theme {
                Theme::System => egui::ThemePreference::System,
                Theme::Light => egui::ThemePreference::Light,
                Theme::Dark => egui::ThemePreference::Dark,
            });
        }
        if chosen.text_scale != self.chosen.text_scale {
            ctx.set_zoom_factor(f32::from(chosen.text_scale) / 100.0);
        }
        let was_less = self.less_motion();
        (self.applied, self.chosen) = (said, chosen);
        if self.less_motion() != was_less {
            let animation_time = if self.less_motion() { 0.0 } else { ANIMATION_SECONDS };
            ctx.all_styles_mut(|style| style.animation_time = animation_time);
        }
        ctx.request_repaint();
    }

    fn less_motion(&self) -> bool {
        self.chosen.less_motion.unwrap_or(self.applied.less_motion)
    }

    #[must_use]
    pub(super) fn glide_seconds(&self) -> f32 {
        if self.less_motion() { 0.0 } else { GLIDE_SECONDS }
    }
}
