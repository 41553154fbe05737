//! What this computer brings to the window: preferences, earlier runs, later starts, places that are in danger.

use std::io;
use std::path::{Path, PathBuf};

use crate::jobs::Job;
use crate::machine::{CrashReport, Crashes, First, Listening, Renderer, Risk, Trying, mounts, trouble_with};
use crate::preferences::{FailedRenderer, Preferences, PreferencesFile, RememberedView, Theme};
use crate::ui::board::Camera;
use crate::ui::notices::{Notice, NoticeKind};
use crate::ui::theme::PANEL_WIDTH;

use super::App;

/// What is kept on this computer between runs. Without it a window remembers nothing, and finds nothing.
#[derive(Debug)]
pub struct Home {
    pub preferences: Preferences,
    file: PreferencesFile,
    complaint: Option<String>,
    crash: Option<CrashReport>,
}

/// Of a window that runs on a computer; all of it absent in a window that only stands for one.
#[derive(Debug, Default)]
pub(super) struct Machine {
    file: Option<PreferencesFile>,
    listening: Option<Listening>,
    trying: Option<Trying>,
    /// The window was given its size.
    sized: bool,
    crash: Option<CrashReport>,
    /// Of the workspace that is open: its path, and what is said of it until it was read.
    risk: Option<(PathBuf, String)>,
}

impl Home {
    /// Reads what the folder holds. Nothing is made there before something is to be remembered.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let (file, preferences, complaint) = PreferencesFile::load(folder)?;
        let crash = Crashes::of(folder).unread(preferences.crash_read.as_deref());
        Ok(Self { preferences, file, complaint, crash })
    }
}

impl Machine {
    /// What stands under the menu bar until it is read.
    pub(super) fn notices(&self, workspace_open: bool) -> Vec<Notice<'_>> {
        let crash = self.crash.as_ref().map(|CrashReport { path, text, .. }| Notice::Crash { path, text });
        let risk = self.risk.as_ref().filter(|_| workspace_open);
        crash.into_iter().chain(risk.map(|(_, words)| Notice::Risk(words))).collect()
    }
}

impl App {
    /// Remembers here, and offers what an earlier run left.
    pub fn live_in(&mut self, home: Home) {
        let Home { preferences, file, complaint, crash } = home;
        self.preferences = preferences;
        self.machine.file = Some(file);
        self.machine.crash = crash;
        if let Some(complaint) = complaint {
            self.view.toasts.error(complaint);
        }
    }

    /// Hears later starts from now on.
    pub fn hear(&mut self, first: First, ctx: &egui::Context) {
        let waker = ctx.clone();
        match first.listen(move || waker.request_repaint()) {
            Ok(listening) => self.machine.listening = Some(listening),
            Err(error) => tracing::warn!("later starts open windows of their own: {error}"),
        }
    }

    /// The window is being drawn for the first time with a renderer that may take it down.
    pub(super) fn draw_with(&mut self, trying: Option<Trying>) {
        self.machine.trying = trying;
    }

    /// Another renderer ended the last start before anything was seen.
    pub(super) fn tell_fallen(&mut self, fell: Renderer) {
        let name = fell.name();
        self.preferences.failed_renderer =
            Some(FailedRenderer { renderer: name.to_owned(), version: crate::VERSION.to_owned() });
        self.view.toasts.error(format!(
            "The last start ended before {name} had drawn the window, so something else draws it from now on; \
             to try {name} again, start with --renderer {name}"
        ));
    }

    /// Opens the workspace of last time, unless the program fell over it.
    pub(super) fn reopen_last(&mut self) {
        if self.preferences.reopen_last
            && self.machine.crash.is_none()
            && let Some(last) = self.preferences.recent.first()
        {
            let path = last.path.clone();
            self.begin(Job::Open(path));
        }
    }

    /// What this computer has to do in each frame, seen or not.
    pub(super) fn tend_machine(&mut self, ctx: &egui::Context) {
        self.size_window(ctx);
        self.look.apply(ctx, &self.preferences);
        self.tend_recents(ctx);
        self.remember_view();
        while let Some(wanted) = self.machine.listening.as_ref().and_then(Listening::next) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(egui::ViewportCommand::Focus);
            if let Some(path) = wanted.open {
                self.open_for_later_start(path);
            }
        }
        if let Some(file) = &mut self.machine.file {
            if let Some(later) = file.keep(&self.preferences) {
                ctx.request_repaint_after(later);
            }
            if let Some(complaint) = file.complaint() {
                self.view.toasts.error(complaint);
            }
        }
        // A frame has been painted when the next one begins.
        if self.frames > 0 {
            self.machine.trying = None;
        }
    }

    /// A frame was made. The first is followed by another, which knows that it was painted.
    pub(super) fn count_frame(&mut self, ctx: &egui::Context) {
        self.frames += 1;
        if self.machine.trying.is_some() {
            ctx.request_repaint();
        }
    }

    /// The window comes back as large as it was in points, made before anybody knew how large a point is to be.
    fn size_window(&mut self, ctx: &egui::Context) {
        if std::mem::replace(&mut self.machine.sized, true) || self.machine.file.is_none() {
            return;
        }
        let (inner, monitor, free) = ctx.input(|input| {
            let window = input.viewport();
            let free = window.maximized != Some(true) && window.fullscreen != Some(true);
            (window.inner_rect.map(|rect| rect.size()), window.monitor_size, free)
        });
        if let Some(size) = inner.filter(|_| free).and_then(|size| grown(size, monitor, self.preferences.text_scale)) {
            ctx.send_viewport_cmd(egui::ViewportCommand::InnerSize(size));
        }
    }

    fn open_for_later_start(&mut self, path: PathBuf) {
        if self.store.as_ref().is_some_and(|store| store.path() == path) {
            return;
        }
        if self.is_writing() || self.jobs.is_opening() || self.is_modal() {
            let words = format!("Finish what is open here, then open this workspace: {}", path.display());
            self.view.toasts.info(words);
        } else if self.may_close() {
            self.begin(Job::Open(path));
        }
    }

    /// Closes what is open, and waits until all is written that is to be remembered.
    pub fn leave(&mut self) {
        self.jobs.leave();
        self.close_workspace();
        self.machine.listening = None;
        self.machine.trying = None;
        if let Some(file) = self.machine.file.take() {
            file.close(&self.preferences);
        }
    }

    /// A workspace was opened: it looks as it did when it was left, and says so if its place is a bad one.
    pub(super) fn settle_in(&mut self) {
        let board = self.preferences.board;
        self.view.board.size = board.size;
        self.view.board.color = board.color;
        self.view.board.trails = board.trails;
        self.view.board.evidence = board.evidence;
        let Some(path) = self.kept_path() else { return };
        self.preferences.opened(&path, self.clock.now());
        if let Some(RememberedView { tab, filter, camera }) = self.preferences.view_of(&path) {
            self.view.tab = *tab;
            self.view.filter = filter.clone();
            self.view.board.camera = camera.and_then(camera_of).unwrap_or_default();
        }
        let risk = trouble_with(&path, &mounts()).filter(|_| !self.preferences.risks_read.contains(&path));
        self.machine.risk = risk.map(|risk| (path, risk_words(&risk)));
    }

    /// The path of the open workspace, unless it is gone with the window anyway.
    fn kept_path(&self) -> Option<PathBuf> {
        let path = self.store.as_ref()?.path();
        let is_demo = self.demo_folder.as_ref().is_some_and(|folder| path.starts_with(folder.path()));
        (!is_demo).then(|| path.to_owned())
    }

    /// Remembers how the open workspace is looked at.
    pub(super) fn remember_view(&mut self) {
        if self.store.is_none() {
            return;
        }
        let (tab, board) = (self.view.tab, &self.view.board);
        self.preferences.board = crate::preferences::BoardLook {
            size: board.size,
            color: board.color,
            trails: board.trails,
            evidence: board.evidence,
        };
        let (width, before) = (self.view.panel_width, self.preferences.panel_width.unwrap_or(PANEL_WIDTH));
        if width > 0.0 && (width - before).abs() > 0.5 {
            self.preferences.panel_width = Some(width);
        }
        let camera = (board.camera != Camera::default()).then_some([board.camera.min, board.camera.max]);
        if let Some(path) = self.kept_path() {
            self.preferences.remember_view(&path, tab, &self.view.filter, camera);
        }
    }

    pub(super) fn set_theme(&mut self, theme: Theme, ctx: &egui::Context) {
        self.preferences.theme = theme;
        self.look.apply(ctx, &self.preferences);
    }

    pub(super) fn notice_read(&mut self, kind: NoticeKind) {
        match kind {
            NoticeKind::Crash => {
                if let Some(crash) = self.machine.crash.take() {
                    self.preferences.crash_read = Some(crash.name);
                }
            }
            NoticeKind::Risk => {
                if let Some((path, _)) = self.machine.risk.take()
                    && path.to_str().is_some()
                {
                    self.preferences.risks_read.insert(path);
                }
            }
        }
    }
}

fn risk_words(risk: &Risk) -> String {
    match risk {
        Risk::Network(kind) => format!(
            "This workspace lies on another computer ({kind}): a lost connection, or a second writer, may damage it. \
             Better keep it on this computer, and put copies there"
        ),
        Risk::Synced(program) => format!(
            "This workspace lies in a folder that {program} keeps in step: copied while it is written, it may be \
             damaged. Better keep it elsewhere on this computer, and put copies there"
        ),
    }
}

/// The size of a window for text of so many percent, within the monitor; `None` when it has it already.
fn grown(size: egui::Vec2, monitor: Option<egui::Vec2>, text_scale: u16) -> Option<egui::Vec2> {
    let grown = size * (f32::from(text_scale) / 100.0);
    (text_scale != 100).then(|| monitor.filter(|monitor| monitor.min_elem() > 1.0).map_or(grown, |it| grown.min(it)))
}

/// Within the board, whatever a file said.
fn camera_of([min, max]: [[f64; 2]; 2]) -> Option<Camera> {
    let sound = min.into_iter().zip(max).all(|(min, max)| min.is_finite() && max.is_finite() && min < max);
    let [[x0, y0], [x1, y1]] = [min, max];
    sound.then(|| {
        let mut camera = Camera { min, max };
        // A zoom by nothing keeps what is seen within its bounds.
        camera.zoom(1.0, [f64::midpoint(x0, x1), f64::midpoint(y0, y1)]);
        camera
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_with_large_text_comes_back_as_large_as_it_was() {
        let (size, monitor) = (egui::vec2(1000.0, 700.0), Some(egui::vec2(1920.0, 1000.0)));
        assert_eq!(grown(size, monitor, 100), None);
        assert_eq!(grown(size, monitor, 150), Some(egui::vec2(1500.0, 1000.0)));
        assert_eq!(grown(size, monitor, 80), Some(egui::vec2(800.0, 560.0)));
        assert_eq!(grown(size, None, 150), Some(egui::vec2(1500.0, 1050.0)));
    }

    #[test]
    fn a_remembered_part_of_the_board_is_a_part_of_the_board() {
        assert_eq!(camera_of([[10.0, 20.0], [50.0, 60.0]]), Some(Camera { min: [10.0, 20.0], max: [50.0, 60.0] }));
        assert_eq!(camera_of([[f64::NAN, 20.0], [50.0, 60.0]]), None);
        assert_eq!(camera_of([[50.0, 20.0], [10.0, 60.0]]), None);
        let far = camera_of([[1e9, 1e9], [2e9, 2e9]]).unwrap();
        assert!(far.min.iter().chain(&far.max).all(|edge| (-10.0..=110.0).contains(edge)), "{far:?}");
    }
}
