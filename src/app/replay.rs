use std::sync::Arc;

use crate::command::{NotThePresent, Tab};
use crate::model::RowChange;
use crate::rules::replay::{Terms, TermsChanges, Timeline, may_change_terms};
use crate::ui::board::replay::Replay;

use super::App;

impl App {
    /// Begins to show the board of past days, or ends it.
    pub(super) fn toggle_replay(&mut self) {
        if self.view.replay.take().is_some() {
            return;
        }
        // What is typed belongs to today.
        self.flush_drafts();
        self.view.tab = Tab::Board;
        let today = self.clock.today();
        let timeline = self.timeline();
        let Some(first) = timeline.first().filter(|first| *first < today) else {
            let words = "Everything here was done today; from tomorrow on there are days to go back to";
            self.view.toasts.info(words);
            return;
        };
        self.replays += 1;
        self.view.replay = Some(Replay::new(timeline, self.portfolio(), self.replays, first, today));
    }

    /// Makes the days that are shown follow what was done since, by an import that was still being written for one.
    pub(super) fn refresh_replay(&mut self) {
        let present = Arc::clone(self.portfolio());
        // While something is being written the store has no time to tell of the past.
        if self.writing.is_none() && self.past().is_some_and(|replay| !replay.is_of(&present)) {
            let timeline = self.timeline();
            self.replays += 1;
            if let Some(replay) = &mut self.view.replay {
                replay.follow(timeline, &present, self.replays);
            }
        }
    }

    /// What is replayed, while it is a past day that is looked at.
    pub(super) fn past(&self) -> Option<&Replay> {
        self.view.replay.as_ref().filter(|replay| self.view.tab == Tab::Board && replay.is_past())
    }

    /// Why nothing can be changed now, while it is a past day that is looked at.
    pub(super) fn past_words(&self) -> Option<String> {
        match (self.shown_elsewhere()?, self.past()) {
            (NotThePresent::PastDay, Some(past)) => {
                let day = self.portfolio().settings().more.dates.day(past.day());
                Some(format!("This is the board of {day}; go back to today to change anything"))
            }
            (shown, _) => Some(shown.words().to_owned()),
        }
    }

    /// What is shown in place of the present, on which nothing can be changed.
    pub(super) fn shown_elsewhere(&self) -> Option<NotThePresent> {
        let past = || self.past().map(|_| NotThePresent::PastDay);
        if self.shows_other_model() { Some(NotThePresent::OtherModel) } else { past() }
    }

    /// Whether a change is refused, which is said, because it is a past day that is looked at.
    pub(super) fn refused_as_past(&mut self) -> bool {
        let words = self.past_words();
        let refused = words.is_some();
        if let Some(words) = words {
            self.view.toasts.info(words);
        }
        refused
    }

    fn timeline(&self) -> Timeline {
        Timeline::new(self.portfolio(), self.journal(), &self.terms_changes())
    }

    /// The edits that divided the board elsewhere, or had the records read in another way. Memory knows them only by
    /// their labels: the settings stand on disk.
    fn terms_changes(&self) -> TermsChanges {
        let Some(store) = &self.store else { return TermsChanges::new() };
        let entries = self.journal().entries().iter().filter(|entry| may_change_terms(entry));
        let changes = entries.filter_map(|entry| match store.changes_of(entry.seq) {
            Ok(changes) => Some((entry.seq, changes)),
            Err(error) => {
                tracing::warn!("the settings that {} changed: {error}", entry.seq);
                None
            }
        });
        let terms = changes.filter_map(|(seq, changes)| {
            changes.rows.iter().find_map(|row| match row {
                RowChange::Settings(change) => {
                    let (before, after) = (Terms::of(change.before.as_ref()?), Terms::of(change.after.as_ref()?));
                    (before != after).then_some((seq, (before, after)))
                }
                _ => None,
            })
        });
        terms.collect()
    }
}
