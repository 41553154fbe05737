//! Mappings that are remembered: the one in use, others that fit, and what is kept for the next file.

use std::sync::Arc;

use crate::jobs::{ImportSource, let_go};
use crate::preferences::RememberedImport;
use crate::sheets::{ImportPlan, Mapping, PlanOptions, Profile, Sheet};
use crate::ui::import::{ImportAction, ImportState, ImportView, KnownMapping, Start};
use crate::ui::view::Action;

use super::App;

impl App {
    pub(super) fn known_profiles(&self) -> Arc<[Profile]> {
        self.preferences.imports.iter().map(|one| one.profile.clone()).collect()
    }

    pub(super) fn use_known(&mut self, place: Option<usize>) {
        let Some(ImportView { state: ImportState::Read(preview), .. }) = &mut self.view.import else { return };
        let known = place.and_then(|place| preview.known.get(place));
        let remembered = known.and_then(|known| self.preferences.imports.get(known.place));
        preview.used = remembered.and(place);
        let mut start = PlanOptions::default();
        preview.mapping = match remembered {
            Some(remembered) => {
                remembered.profile.put_into(&mut start);
                remembered.profile.apply(&preview.sheet)
            }
            None => Mapping::guess(&preview.sheet),
        };
        preview.options.match_by.clone_from(&start.match_by);
        preview.options.on_match = start.on_match;
        preview.options.missing = start.missing;
        preview.start = Start { mapping: preview.mapping.clone(), options: start };
        self.plan_import();
    }

    /// The mapping in use is remembered no more; the columns are mapped as their headers tell. One that somebody named
    /// can be had again for a while.
    pub(super) fn forget_mapping(&mut self) {
        let Some(preview) = self.preview() else { return };
        let used = preview.used.take().and_then(|place| preview.known.get(place)).map(|known| known.place);
        let Some(place) = used else { return };
        preview.known.retain(|known| known.place != place);
        for known in &mut preview.known {
            known.place -= usize::from(known.place > place);
        }
        if place < self.preferences.imports.len() {
            let forgotten = self.preferences.imports.remove(place);
            if forgotten.is_named() {
                let words = format!("“{}” is forgotten", forgotten.profile.name);
                self.view.toasts.offer(words, ("Keep it", Action::Import(ImportAction::PutBack)));
                self.forgotten = Some((place, forgotten));
            }
        }
        self.use_known(None);
    }

    /// The mapping that was forgotten last is remembered as before.
    pub(super) fn put_back_mapping(&mut self) {
        let Some((place, forgotten)) = self.forgotten.take() else { return };
        self.view.toasts.info(format!("“{}” is kept", forgotten.profile.name));
        let place = place.min(self.preferences.imports.len());
        self.preferences.imports.insert(place, forgotten);
        let Some(ImportView { state: ImportState::Read(preview), .. }) = &mut self.view.import else { return };
        let in_use = preview.known_in_use().map(|used| used.place + usize::from(used.place >= place));
        preview.known = known_mappings(&self.preferences.imports, &fitting(&self.preferences.imports, &preview.sheet));
        preview.used = in_use.and_then(|used| preview.known.iter().position(|known| known.place == used));
    }

    /// Keeps the mapping as it is now under a name.
    pub(super) fn keep_mapping(&mut self, name: &str) {
        let Some(preview) = self.preview() else { return };
        let profile = Profile::of(name, &preview.sheet, &preview.mapping, &preview.options);
        let (sheet, read) = (Arc::clone(&preview.sheet), preview.read_as.clone());
        self.view.toasts.info(format!("Kept as “{name}”: it is offered for files with these headers"));
        let used = self.clock.now();
        self.preferences.remember_import(RememberedImport { profile, used, file: None, read });
        let known = known_mappings(&self.preferences.imports, &fitting(&self.preferences.imports, &sheet));
        if let Some(preview) = self.preview() {
            preview.used = (!known.is_empty()).then_some(0);
            preview.known = known;
            preview.start.mapping = preview.mapping.clone();
            let PlanOptions { match_by, on_match, missing, .. } = &preview.options;
            (preview.start.options.on_match, preview.start.options.missing) = (*on_match, *missing);
            preview.start.options.match_by.clone_from(match_by);
        }
    }

    /// An import was written: its mapping is remembered for the next file with these headers. Gives what was read and
    /// planned, whose rejected rows may be wanted.
    pub(super) fn remember_import(&mut self) -> Option<(Arc<Sheet>, Arc<ImportPlan>)> {
        let Some(ImportView { source, state: ImportState::Read(preview), .. }) = self.importing.take() else {
            return None;
        };
        let file = match source {
            // A path that is no text cannot be written down. Rejected rows that were mended come once: the next file
            // is looked for where the whole one was.
            Some(ImportSource::File(path)) if !preview.sheet.is_of_rejects() => {
                Some(path).filter(|path| path.to_str().is_some())
            }
            Some(ImportSource::File(_) | ImportSource::Clipboard(_)) | None => None,
        };
        let file = file.and_then(|path| std::path::absolute(path).ok());
        let mut profile = Profile::of("", &preview.sheet, &preview.mapping, &preview.options);
        let named = preview.known_in_use().filter(|known| known.named);
        if let Some(named) = named.and_then(|known| self.preferences.imports.get(known.place)) {
            // What was chosen for one file is not what the name was given to.
            let as_named = Profile { name: named.profile.name.clone(), ..profile.clone() };
            if as_named == named.profile {
                profile = as_named;
            }
        }
        let (used, read) = (self.clock.now(), preview.read_as.clone());
        self.preferences.remember_import(RememberedImport { profile, used, file, read });
        let left = preview.planned.as_ref().map(|planned| (Arc::clone(&preview.sheet), Arc::clone(&planned.plan)));
        let_go(preview);
        left
    }
}

fn fitting(imports: &[RememberedImport], sheet: &Sheet) -> Vec<usize> {
    let fits = |(_, one): &(usize, &RememberedImport)| one.profile.fits(sheet);
    imports.iter().enumerate().filter(fits).map(|(place, _)| place).collect()
}

pub(super) fn known_mappings(imports: &[RememberedImport], fitting: &[usize]) -> Vec<KnownMapping> {
    let known = fitting.iter().filter_map(|place| {
        let remembered = imports.get(*place)?;
        let words = if remembered.is_named() {
            format!("as in “{}”", remembered.profile.name)
        } else {
            format!("as last time, {}", remembered.used.with_timezone(&chrono::Local).format("%-d %B"))
        };
        Some(KnownMapping { place: *place, words, named: remembered.is_named() })
    });
    known.collect()
}
