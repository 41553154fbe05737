//! Records, and the waist through which they change. Pure: no files, no clock, no window, no database.

mod account;
mod activity;
mod any;
mod belonging;
mod change;
mod checks;
mod colleague;
mod contact;
mod draft;
mod edit;
mod evidence;
mod filter;
mod journal;
mod kept;
mod ledger;
mod money;
mod opportunity;
mod portfolio;
mod product;
mod progress;
mod purchase;
mod record;
mod records;
pub mod revert;
mod risk;
mod score;
mod scoring;
mod settings;
mod stamp;
mod style;
mod table;
pub mod text;
mod undo_import;
mod views;

pub use account::{
    Account, AccountId, AccountValue, Judgement, Pursuit, PursuitList, Qpc, QpcSource, Stage, TargetQuestion,
};
pub use activity::{Activity, ActivityId, ActivityKind, ActivityStatus, Initiator};
pub use change::{Change, ChangeSet, RowChange, RowKey};
pub use colleague::{Colleague, ColleagueId};
pub use contact::{Contact, ContactId, Influence};
pub use draft::{Draft, Overlay};
pub use edit::{
    AccountPatch, AnyRecord, Edit, Import, ImportRow, ImportTarget, NewPurchases, Placement, Planned, Refusal,
};
pub use evidence::{Evidence, EvidenceFor, EvidenceTable, SignalKind, Signals};
pub use filter::{Column, Condition, Filter, Measure, SavedView, SortBy, Test, TestKind};
pub use journal::{Entry, EntryKind, Journal, Move, Seq, What};
pub use kept::{KeepReason, Kept};
pub use ledger::{Bought, DayTotal, Ledger, ProductDay, year_before};
pub use money::{DecimalSeparator, Money, MoneyError};
pub use opportunity::{Likelihood, Opportunity, OpportunityId, OpportunityOutcome};
pub use portfolio::{Portfolio, Rows};
pub use product::{Product, ProductId};
pub use progress::Progress;
pub use purchase::{Batch, BatchId, Line, LineKey, PurchaseLines, Quantity, QuantityError};
pub use record::{Extra, Record, RecordKind};
pub use revert::{FailedRow, ImportUndo, MovedOn};
pub use risk::{Risk, RiskId, RiskKind, Severity};
pub use score::{Position, Score, ScoreError};
pub use scoring::{EngagementWeights, KeyCutOff, PotentialWeights, Relevance, ScoringModel, TimeShares};
pub use settings::{Cadence, Lines, MoreSettings, Settings, SettingsValue};
pub use stamp::{Clock, Stamp, day_begins};
pub use style::{DateStyle, NumberStyle};
pub use table::Table;
pub use undo_import::Corrected;
