//! What several tests need: a folder, a workspace, stamps that repeat.

pub mod everything;
pub mod funnel;
pub mod purchases;
pub mod window;
pub mod workbooks;

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fourfold::model::{AccountId, AccountValue, Clock, Edit, Entry, Position, Score, Settings, Stamp};
use fourfold::store::{Done, Store, StoreError, Wish};

/// A workspace in a folder of its own; the folder goes when this does.
pub struct Desk {
    pub folder: tempfile::TempDir,
    stamps: u64,
}

impl Desk {
    pub fn new() -> Self {
        use_this_program();
        Self { folder: tempfile::tempdir().unwrap(), stamps: 0 }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("team.fourfold")
    }

    pub fn create(&self) -> Store {
        Store::create(&self.path(), settings()).unwrap()
    }

    pub fn open(&self) -> Store {
        Store::open(&self.path()).unwrap()
    }

    /// The next stamp, a minute after the one before.
    pub fn stamp(&mut self) -> Stamp {
        self.stamps += 1;
        Stamp::seeded(noon() + TimeDelta::minutes(i64::try_from(self.stamps).unwrap()), "Anna", self.stamps)
    }

    /// The names in the folder, in order.
    pub fn listing(&self) -> Vec<String> {
        listing(self.folder.path())
    }

    /// Every file in the folder with its bytes. Not while this process has the workspace open: looking would drop
    /// its lock.
    pub fn bytes(&self) -> Vec<(String, Vec<u8>)> {
        let read = |name: String| {
            let bytes = std::fs::read(self.folder.path().join(&name)).unwrap_or_default();
            (name, bytes)
        };
        self.listing().into_iter().map(read).collect()
    }

    pub fn edit(&mut self, store: &mut Store, edit: Edit) -> Result<Done, StoreError> {
        store.perform(Wish::Edit(edit), self.stamp())
    }

    /// A new account of that name, placed or not.
    pub fn account(&mut self, store: &mut Store, name: &str, position: Option<Position>) -> AccountId {
        let create = Edit::CreateAccount { values: vec![AccountValue::Name(name.to_owned())], position };
        let Done::Written { touched, .. } = self.edit(store, create).unwrap() else { panic!("nothing was written") };
        let Some(fourfold::model::RowKey::Account(id)) = touched.first().copied() else {
            panic!("touched {touched:?}")
        };
        id
    }
}

/// Workbooks are read by a second process of the program: not of the one that runs the tests.
pub fn use_this_program() {
    fourfold::sheets::set_worker_program(PathBuf::from(env!("CARGO_BIN_EXE_fourfold")));
}

pub fn settings() -> Settings {
    Settings { name: "Nordwind".to_owned(), ..Settings::default() }
}

pub fn noon() -> DateTime<Utc> {
    Clock::Fixed(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()).now()
}

pub fn at(engagement: u8, potential: u8) -> Position {
    Position::new(Score::whole(engagement), Score::whole(potential))
}

/// The entry that was written.
pub fn written(done: Done) -> Entry {
    match done {
        Done::Written { entry, .. } => entry,
        other => panic!("nothing was written: {other:?}"),
    }
}

pub fn listing(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Everything in order, on disk and in memory.
pub fn assert_sound(store: &mut Store, stamp: Stamp) {
    match store.perform(Wish::Check, stamp).unwrap() {
        Done::Checked(report) => assert_eq!(report.problems, Vec::<String>::new()),
        other => panic!("no report: {other:?}"),
    }
}
