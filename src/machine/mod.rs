//! This computer and what can happen on it: a second start, a crash, a renderer that fails, a folder that is no good
//! place for a workspace.

mod crash;
mod instance;
mod renderer;
mod trouble;

pub use crash::{CrashReport, Crashes, Drawing};
pub use instance::{Arrival, First, Listening, Wanted, arrive};
pub use renderer::{Marker, Plan, Renderer, Trying, plan};
pub use trouble::{Risk, mounts, trouble_with};
