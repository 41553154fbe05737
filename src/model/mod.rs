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
mod score;
mod settings;
mod stamp;
mod style;
pub mod text;

pub use account::{Account, AccountId, AccountValue, Judgement, Qpc, QpcSource, Stage};
pub use change::{Change, ChangeSet, RowChange, RowKey};
pub use draft::Draft;
pub use edit::{AccountPatch, Edit, ImportRow, ImportTarget, Placement, Planned, Refusal};
pub use filter::{Column, Condition, Filter, SavedView, SortBy, Test};
pub use journal::{Entry, EntryKind, Journal, Move, Seq};
pub use kept::{KeepReason, Kept};
pub use money::{DecimalSeparator, Money, MoneyError};
pub use portfolio::Portfolio;
pub use progress::Progress;
pub use score::{Position, Score, ScoreError};
pub use settings::{Cadence, Lines, MoreSettings, Settings};
pub use stamp::{Clock, Stamp};
pub use style::{DateStyle, NumberStyle};
