//! What is sold in the demo, and to whom it matters.

/// The categories of all products; a set of them is a number with one bit for each, in this order.
pub(super) const CATEGORIES: [&str; 5] = ["Flow", "Pressure", "Temperature", "Analysis", "Service"];
/// So many products stand under each category, one after the other.
pub(super) const IN_CATEGORY: usize = 4;

pub(super) const PRODUCTS: [&str; 20] = [
    "Flow meter DN 25",
    "Flow meter DN 50",
    "Flow meter DN 100",
    "Ultrasonic clamp-on meter",
    "Pressure transmitter 10 bar",
    "Pressure transmitter 40 bar",
    "Differential pressure cell",
    "Digital gauge",
    "Resistance thermometer",
    "Thermocouple, sheathed",
    "Infrared sensor",
    "Temperature transmitter",
    "pH electrode",
    "Conductivity probe",
    "Turbidity sensor",
    "Oxygen sensor",
    "Calibration on site",
    "Calibration in the laboratory",
    "Service contract, yearly",
    "Training day",
];

/// A set of categories.
pub(super) type Set = u8;

pub(super) const ALL: Set = 0b1_1111;

/// An industry, and what matters to it where somebody said so.
pub(super) const INDUSTRIES: [(&str, Option<Set>); 9] = [
    ("Food and beverages", Some(0b1_1101)),
    ("Pharmaceuticals", Some(0b1_1111)),
    ("Chemicals", Some(0b1_1011)),
    ("Mechanical engineering", Some(0b1_0110)),
    ("Water and environment", Some(0b1_1001)),
    ("Semiconductors", Some(0b0_0111)),
    ("Medical technology", None),
    ("Energy", None),
    ("Research", None),
];

/// What matters to an industry as somebody said; `None` where nobody did, and all counts.
pub(super) fn said_of(industry: &str) -> Option<Set> {
    INDUSTRIES.iter().find(|(name, _)| *name == industry).and_then(|(_, said)| *said)
}

/// The categories in a set.
pub(super) fn of(set: Set) -> impl Iterator<Item = &'static str> {
    places(set).filter_map(|place| CATEGORIES.get(place).copied())
}

/// The same by their places.
pub(super) fn places(set: Set) -> impl Iterator<Item = usize> {
    (0..CATEGORIES.len()).filter(move |place| set >> place & 1 == 1)
}

pub(super) fn size(set: Set) -> usize {
    places(set).count()
}
