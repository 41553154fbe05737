//! The recent workspaces as they are offered, and whether each is still there. That is looked up on threads of their
//! own: a share that is gone can keep whoever asks waiting for minutes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::preferences::Recent;
use crate::ui::recents::{RecentFile, There};

use super::App;

pub(super) struct Recents {
    shown: Vec<RecentFile>,
    there: BTreeMap<PathBuf, bool>,
    asked: BTreeSet<PathBuf>,
    sender: Sender<(PathBuf, bool)>,
    receiver: Receiver<(PathBuf, bool)>,
    /// Looked up for this visit of the welcome screen.
    looked: bool,
}

impl Default for Recents {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Self { shown: Vec::new(), there: BTreeMap::new(), asked: BTreeSet::new(), sender, receiver, looked: false }
    }
}

impl Recents {
    pub(super) fn shown(&self) -> &[RecentFile] {
        &self.shown
    }

    /// Brings the list up to date with what is remembered and what was found out.
    fn refresh(&mut self, recent: &[Recent]) {
        let mut news = false;
        while let Ok((path, there)) = self.receiver.try_recv() {
            self.asked.remove(&path);
            self.there.insert(path, there);
            news = true;
        }
        let offered = recent.iter().take(Recent::SHOWN);
        let same = offered.clone().map(|recent| (&recent.path, recent.opened));
        if !news && same.eq(self.shown.iter().map(|shown| (&shown.path, shown.opened))) {
            return;
        }
        let row = |recent: &Recent| RecentFile {
            path: recent.path.clone(),
            name: recent.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            folder: recent.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            opened: recent.opened,
            there: match self.there.get(&recent.path) {
                None => There::Unknown,
                Some(true) => There::Yes,
                Some(false) => There::No,
            },
        };
        self.shown = offered.map(row).collect();
    }

    fn look(&mut self, ctx: &egui::Context) {
        for RecentFile { path, .. } in &self.shown {
            // Of whoever is still waited for, nothing new would be heard by asking again.
            if !self.asked.insert(path.clone()) {
                continue;
            }
            let (path, sender, ctx) = (path.clone(), self.sender.clone(), ctx.clone());
            let looking = std::thread::Builder::new().name("look for a recent file".to_owned()).spawn(move || {
                let there = path.is_file();
                // Nobody waits any more once the window is closed.
                drop(sender.send((path, there)));
                ctx.request_repaint();
            });
            if let Err(error) = looking {
                tracing::warn!("no thread to look for a recent file: {error}");
            }
        }
    }
}

impl App {
    pub(super) fn tend_recents(&mut self, ctx: &egui::Context) {
        self.recents.refresh(&self.preferences.recent);
        let welcome = self.store.is_none() && !self.jobs.is_opening();
        let came_back =
            || ctx.input(|input| input.events.iter().any(|event| matches!(event, egui::Event::WindowFocused(true))));
        if welcome && (!self.recents.looked || came_back()) {
            self.recents.look(ctx);
        }
        self.recents.looked = welcome;
    }

    pub(super) fn look_for_recents(&mut self, ctx: &egui::Context) {
        self.recents.look(ctx);
    }
}
