use super::class::Class;
use crate::model::PursuitList;

/// What teams most often say when they move an account into a class (`None`: off the board): chips to click instead
/// of typing. Our own words.
#[must_use]
pub const fn suggested(class: Option<Class>) -> [&'static str; 3] {
    match class {
        Some(Class::Key) => ["New contract", "New contact", "Expanding"],
        Some(Class::GrowthPotential) => ["Untapped need", "New budget", "Weak competitor"],
        Some(Class::Maintenance) => ["Saturated", "Budget cut", "Long contract"],
        Some(Class::Service) => ["Too small", "Contact left", "Project lost"],
        None => ["Too little known", "Placed by mistake", "Merged"],
    }
}

/// Where a move has put several accounts into several classes.
pub const GENERAL: [&str; 3] = ["New figures", "Agreed in review", "Corrected"];

/// Why accounts are pursued no more.
pub const GIVEN_UP: [&str; 4] = ["No budget", "No access", "Won by a rival", "Not now"];

/// Why an account is pursued, as this.
#[must_use]
pub const fn pursued(list: PursuitList) -> [&'static str; 3] {
    match list {
        PursuitList::Target => ["Ready to buy", "Champion found", "New budget"],
        PursuitList::Lead => ["Asked us", "Recommended", "Fits our clients"],
    }
}

/// Why another seller pursues an account.
pub const GIVEN_TO: [&str; 3] = ["Knows them", "Own region", "Has the time"];
