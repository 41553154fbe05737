use std::path::{Path, PathBuf};
use std::time::Instant;

use eframe::egui_wgpu::WgpuSetup;
use eframe::wgpu;

use crate::dialogs::NativeDialogs;
use crate::machine::{Arrival, Crashes, Drawing, First, Marker, Plan, Renderer, Trying, Wanted, arrive, plan};
use crate::model::Clock;
use crate::preferences;

use super::look::Look;
use super::{App, Home, Start};

/// How the program was asked to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub start: Start,
    pub clock: Clock,
    pub renderer: Option<Renderer>,
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

/// Opens the window and stays until it is closed; or, when there is a window already, brings that one to the front.
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
    let folder = preferences::folder();
    let mut first = None;
    if let Some(folder) = &folder {
        match single(folder, &options.start) {
            Some(Arrival::Told) => return Ok(()),
            Some(Arrival::First(the_first)) => first = Some(the_first),
            Some(Arrival::Alone) | None => {}
        }
    }
    let mut first_run = FirstRun { options, started, folder, first, home: None, drawing: Drawing::default() };
    if let Some(folder) = &first_run.folder {
        Crashes::of(folder).watch(first_run.drawing.clone());
    }
    first_run.home = first_run.load();
    let marker = first_run.folder.as_deref().map(Marker::of);
    let fell = marker.as_ref().and_then(Marker::take);
    let Plan { order, fell } = plan(options.renderer, fell, first_run.avoided(), cfg!(target_os = "linux"));
    let mut last = Ok(());
    for renderer in order {
        let trying = marker.as_ref().and_then(|marker| match marker.set(renderer) {
            Ok(trying) => Some(trying),
            Err(error) => {
                tracing::info!("no mark for this start: {error}");
                None
            }
        });
        last = first_run.open(renderer, trying, fell);
        match &last {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!("{} cannot draw here: {error}", renderer.name()),
        }
    }
    last.map_err(RunError::Renderer)
}

/// Whether another window takes over. The demo belongs to whoever opened it, and has a window of its own.
fn single(folder: &Path, start: &Start) -> Option<Arrival> {
    let wanted = match start {
        Start::Demo => return None,
        Start::Welcome => Wanted::default(),
        Start::Workspace(path) => Wanted { open: Some(whole_path(path)) },
    };
    match arrive(folder, &wanted) {
        Ok(arrival) => Some(arrival),
        Err(error) => {
            tracing::warn!("whether there is another window cannot be found out: {error}");
            None
        }
    }
}

/// The other window may stand in another folder, and knows its workspace by where it really is.
fn whole_path(path: &Path) -> PathBuf {
    let real = if cfg!(windows) { std::path::absolute(path) } else { std::fs::canonicalize(path) };
    real.or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// What a window needs that is there once, though a second renderer may have to be tried with it.
struct FirstRun<'a> {
    options: &'a Options,
    started: Instant,
    folder: Option<PathBuf>,
    first: Option<First>,
    home: Option<Home>,
    drawing: Drawing,
}

impl FirstRun<'_> {
    fn load(&self) -> Option<Home> {
        match Home::of(self.folder.as_deref()?) {
            Ok(home) => Some(home),
            Err(error) => {
                tracing::warn!("nothing is remembered in this run: {error}");
                None
            }
        }
    }

    /// What this very program failed with before.
    fn avoided(&self) -> Option<Renderer> {
        let failed = self.home.as_ref()?.preferences.failed_renderer.as_ref()?;
        Renderer::with_name(&failed.renderer).filter(|_| failed.version == crate::VERSION)
    }

    fn open(
        &mut self,
        renderer: Renderer,
        trying: Option<Trying>,
        fell: Option<Renderer>,
    ) -> Result<(), eframe::Error> {
        let home = self.home.take().or_else(|| self.load());
        self.drawing.set(renderer);
        let native = native_options(renderer, self.folder.as_deref());
        let first = &mut self.first;
        let (start, clock, started) = (self.options.start.clone(), self.options.clock, self.started);
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
                if let Some(home) = home {
                    app.live_in(home);
                }
                if let Some(first) = first.take() {
                    app.hear(first, ctx);
                }
                if let Some(fell) = fell {
                    app.tell_fallen(fell);
                }
                app.draw_with(trying);
                app.start(start);
                Ok(Box::new(app))
            }),
        )
    }
}

fn native_options(renderer: Renderer, folder: Option<&Path>) -> eframe::NativeOptions {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon-256.png")).unwrap_or_default();
    let viewport = egui::ViewportBuilder::default()
        .with_title("Fourfold")
        .with_app_id("fourfold")
        .with_icon(icon)
        .with_inner_size([1360.0, 860.0])
        .with_min_inner_size([900.0, 560.0])
        .with_drag_and_drop(true);
    let mut native = eframe::NativeOptions {
        viewport,
        renderer: match renderer {
            Renderer::Glow => eframe::Renderer::Glow,
            Renderer::Wgpu => eframe::Renderer::Wgpu,
        },
        // Size and place of the window are eframe's to keep: it knows the monitors, and brings back a window from one
        // that is gone. Nothing else is in that file, so that losing it loses nothing.
        persist_window: folder.is_some(),
        persistence_path: folder.map(|folder| folder.join("window.ron")),
        ..eframe::NativeOptions::default()
    };
    if let WgpuSetup::CreateNew(setup) = &mut native.wgpu_options.wgpu_setup {
        // A board at rest is no work for the large one of two GPUs.
        setup.power_preference = wgpu::PowerPreference::from_env().unwrap_or(wgpu::PowerPreference::LowPower);
        if cfg!(windows) {
            setup.instance_descriptor.backends = wgpu::Backends::from_env().unwrap_or(wgpu::Backends::DX12);
        }
    }
    native
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
