//! Records, and the waist through which they change. Pure: no files, no clock, no window, no database.

mod account;
mod change;
mod draft;
mod edit;
mod filter;
mod journal;
mod kept;
mod money;
mod portfolio;
mod progress;
pub mod revert;
mod score;
mod settings;
mod stamp;
mod style;
pub mod text;
mod views;

pub use account::{Account, AccountId, AccountValue, Judgement, Qpc, QpcSource, Stage};
pub use change::{Change, ChangeSet, RowChange, RowKey};
pub use draft::Draft;
pub use edit::{AccountPatch, Edit, ImportRow, ImportTarget, Placement, Planned, Refusal};
pub use filter::{Column, Condition, Filter, SavedView, SortBy, Test, TestKind};
pub use journal::{Entry, EntryKind, Journal, Move, Seq, What};
pub use kept::{KeepReason, Kept};
pub use money::{DecimalSeparator, Money, MoneyError};
pub use portfolio::Portfolio;
pub use progress::Progress;
pub use revert::MovedOn;
pub use score::{Position, Score, ScoreError};
pub use settings::{Cadence, Lines, MoreSettings, Settings, SettingsValue};
pub use stamp::{Clock, Stamp, day_begins};
pub use style::{DateStyle, NumberStyle};
