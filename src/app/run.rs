use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use mundy::{ColorScheme, Interest, Preferences, ReducedMotion, Subscription};

use crate::dialogs::NativeDialogs;
use crate::model::Clock;

use super::{App, Start};

/// What draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renderer {
    Glow,
    Wgpu,
}

/// How the program was asked to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub start: Start,
    pub clock: Clock,
    pub renderer: Option<Renderer>,
}

/// Of a move that is shown, in seconds.
const GLIDE_SECONDS: f32 = 0.15;

/// What the system prefers, as far as it says so.
#[derive(Default)]
pub struct Look {
    prefers: Arc<Mutex<Prefers>>,
    applied: Prefers,
    _subscription: Option<Subscription>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Prefers {
    dark: Option<bool>,
    less_motion: bool,
}

impl Look {
    /// Follows the system from now on.
    fn watching(ctx: &egui::Context) -> Self {
        let prefers = Arc::new(Mutex::new(Prefers::default()));
        let (shared, ctx) = (Arc::clone(&prefers), ctx.clone());
        let subscription = Preferences::subscribe(Interest::ColorScheme | Interest::ReducedMotion, move |said| {
            let dark = match said.color_scheme {
                ColorScheme::Dark => Some(true),
                ColorScheme::Light => Some(false),
                ColorScheme::NoPreference => None,
            };
            let less_motion = said.reduced_motion == ReducedMotion::Reduce;
            *shared.lock().unwrap_or_else(PoisonError::into_inner) = Prefers { dark, less_motion };
            ctx.request_repaint();
        });
        Self { prefers, applied: Prefers::default(), _subscription: Some(subscription) }
    }

    /// Lets the context follow what the system said last.
    pub fn apply(&mut self, ctx: &egui::Context) {
        let said = *self.prefers.lock().unwrap_or_else(PoisonError::into_inner);
        if said != self.applied {
            self.applied = said;
            if let Some(dark) = said.dark {
                // egui never learns the theme on Linux; elsewhere its own word goes before this one.
                ctx.options_mut(|options| {
                    options.fallback_theme = if dark { egui::Theme::Dark } else { egui::Theme::Light }
                });
            }
            let animation_time = if said.less_motion { 0.0 } else { 0.1 };
            ctx.all_styles_mut(|style| style.animation_time = animation_time);
        }
    }

    #[must_use]
    pub const fn glide_seconds(&self) -> f32 {
        if self.applied.less_motion { 0.0 } else { GLIDE_SECONDS }
    }
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(
        "There is no display here to open a window on. The board can be drawn to a file instead:\n  \
         fourfold demo demo.fourfold\n  fourfold board demo.fourfold board.svg"
    )]
    NoDisplay,
    #[error(
        "No window can be drawn here ({0}). Try --renderer glow or --renderer wgpu, or draw the board to a file: \
         fourfold board WORKSPACE board.svg"
    )]
    Renderer(eframe::Error),
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When there is no display, or no renderer can draw on it.
pub fn run(options: &Options) -> Result<(), RunError> {
    let started = Instant::now();
    log_to_stderr();
    let display = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"];
    let named = |variable: &&str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !display.iter().any(named) {
        return Err(RunError::NoDisplay);
    }
    let order = match (options.renderer, cfg!(target_os = "linux")) {
        (Some(Renderer::Glow), _) => vec![eframe::Renderer::Glow],
        (Some(Renderer::Wgpu), _) => vec![eframe::Renderer::Wgpu],
        // Without a GPU, OpenGL in software is the surer way on Linux; glow cannot start over Remote Desktop.
        (None, true) => vec![eframe::Renderer::Glow, eframe::Renderer::Wgpu],
        (None, false) => vec![eframe::Renderer::Wgpu, eframe::Renderer::Glow],
    };
    let mut last = Ok(());
    for renderer in order {
        last = run_with(options, renderer, started);
        match &last {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!("{renderer} cannot draw here: {error}"),
        }
    }
    last.map_err(RunError::Renderer)
}

fn run_with(options: &Options, renderer: eframe::Renderer, started: Instant) -> Result<(), eframe::Error> {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon-256.png")).unwrap_or_default();
    let viewport = egui::ViewportBuilder::default()
        .with_title("Fourfold")
        .with_app_id("fourfold")
        .with_icon(icon)
        .with_inner_size([1360.0, 860.0])
        .with_min_inner_size([900.0, 560.0])
        .with_drag_and_drop(true);
    let native = eframe::NativeOptions { viewport, renderer, ..eframe::NativeOptions::default() };
    let (start, clock) = (options.start.clone(), options.clock);
    eframe::run_native(
        "fourfold",
        native,
        Box::new(move |creation| {
            let ctx = &creation.egui_ctx;
            ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
            let mut app = App::new(ctx, Box::new(NativeDialogs::default()), clock, author());
            app.look = Look::watching(ctx);
            app.started = Some(started);
            if let Some(base) = super::default_backup_base() {
                app.keep_backups_in(base);
            }
            app.start(start);
            Ok(Box::new(app))
        }),
    )
}

/// The name of the person at the keyboard, as the system knows it.
#[must_use]
pub fn author() -> String {
    let named = |variable: &str| std::env::var(variable).ok().filter(|name| !name.trim().is_empty());
    named("FOURFOLD_AUTHOR").or_else(|| named("USER")).or_else(|| named("USERNAME")).unwrap_or_else(|| "me".to_owned())
}

/// Warnings go to standard error; `FOURFOLD_LOG=info` or `debug` tells more. Nothing of the data is ever logged.
fn log_to_stderr() {
    let level = std::env::var("FOURFOLD_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(tracing::Level::WARN);
    let subscriber = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).finish();
    // A test may have set one already; then that one listens.
    drop(tracing::subscriber::set_global_default(subscriber));
}
