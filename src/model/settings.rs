use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;

use super::{
    DateStyle, FunnelRules, KeyCutOff, NumberStyle, Process, ProcessCard, ProcessStep, Refusal, Relevance, SavedView,
    Score, ScoringModel,
};

/// What the workspace as a whole is set to. One row; changed by edits like any record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub version: u32,
    /// The name of the team or company, shown in the title.
    pub name: String,
    /// ISO 4217 code of the one currency of all amounts.
    pub currency: String,
    pub lines: Lines,
    #[serde(default)]
    pub more: MoreSettings,
}

/// What is kept as one piece, and has a default in workspaces that are older than it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoreSettings {
    pub numbers: NumberStyle,
    pub dates: DateStyle,
    /// The month that the fiscal year begins with, 1..=12.
    pub fiscal_year_start: u8,
    /// On the fence is who stands within so many points of a dividing line.
    pub fence: Score,
    pub cadence: Cadence,
    pub model: ScoringModel,
    /// `None` until somebody fixed it: then lists and scores go by today's revenues.
    pub key_cut_off: Option<KeyCutOff>,
    pub relevance: Relevance,
    pub funnel: FunnelRules,
    pub process: Process,
    /// In the order that people gave them; names are unique.
    pub views: Vec<SavedView>,
}

/// After how many days an account of each class should hear from us again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cadence {
    pub key: u16,
    pub growth_potential: u16,
    pub maintenance: u16,
    pub service: u16,
}

/// Where the board is divided. A score on a line belongs to the upper (right) half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lines {
    pub engagement: Score,
    pub potential: Score,
}

impl Lines {
    /// How the label of an edit begins that divides the board elsewhere.
    pub const DIVIDE: &'static str = "Divide the board";
}

impl Default for Lines {
    fn default() -> Self {
        Self { engagement: Score::HALF, potential: Score::HALF }
    }
}

/// Our own defaults.
impl Default for Cadence {
    fn default() -> Self {
        Self { key: 30, growth_potential: 30, maintenance: 90, service: 180 }
    }
}

impl Default for MoreSettings {
    fn default() -> Self {
        Self {
            numbers: NumberStyle::default(),
            dates: DateStyle::default(),
            fiscal_year_start: 1,
            fence: Score::whole(3),
            cadence: Cadence::default(),
            model: ScoringModel::default(),
            key_cut_off: None,
            relevance: Relevance::new(),
            funnel: FunnelRules::default(),
            process: Process::new(),
            views: Vec::new(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 1,
            name: String::new(),
            currency: "EUR".to_owned(),
            lines: Lines::default(),
            more: MoreSettings::default(),
        }
    }
}

/// One setting with a value for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsValue {
    Name(String),
    Currency(String),
    Numbers(NumberStyle),
    Dates(DateStyle),
    FiscalYearStart(u8),
    Lines(Lines),
    Fence(Score),
    Cadence(Cadence),
    Model(ScoringModel),
    KeyCutOff(Option<KeyCutOff>),
    /// The categories that are relevant to an industry; `None`: all.
    Relevance(String, Option<BTreeSet<String>>),
    Funnel(FunnelRules),
    /// The card of a step; `None`: as nobody wrote it.
    Process(ProcessStep, Option<ProcessCard>),
}

impl SettingsValue {
    /// What the setting is called in sentences.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Name(_) => "name",
            Self::Currency(_) => "currency",
            Self::Numbers(_) => "number style",
            Self::Dates(_) => "date style",
            Self::FiscalYearStart(_) => "fiscal year",
            Self::Lines(_) => "dividing lines",
            Self::Fence(_) => "fence",
            Self::Cadence(_) => "cadence",
            Self::Model(_) => "scoring model",
            Self::KeyCutOff(_) => "key list cut-off",
            Self::Relevance(..) => "relevant categories",
            Self::Funnel(_) => "funnel rules",
            Self::Process(..) => "process",
        }
    }

    /// Writes the value into its setting.
    ///
    /// # Errors
    /// A [`Refusal`] when the value cannot be.
    pub fn put_into(&self, settings: &mut Settings) -> Result<(), Refusal> {
        match self {
            Self::Name(name) if name.trim().is_empty() => return Err(Refusal::NoWorkspaceName),
            Self::Name(name) => name.trim().clone_into(&mut settings.name),
            Self::Currency(code) => {
                let code = code.trim().to_ascii_uppercase();
                if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
                    return Err(Refusal::NotACurrency(code));
                }
                settings.currency = code;
            }
            Self::Numbers(style) => settings.more.numbers = *style,
            Self::Dates(style) => settings.more.dates = *style,
            Self::FiscalYearStart(month) if !(1..=12).contains(month) => return Err(Refusal::NotAMonth(*month)),
            Self::FiscalYearStart(month) => settings.more.fiscal_year_start = *month,
            Self::Lines(lines) => settings.lines = *lines,
            Self::Fence(points) => settings.more.fence = *points,
            Self::Cadence(cadence) => {
                let Cadence { key, growth_potential, maintenance, service } = *cadence;
                if [key, growth_potential, maintenance, service].contains(&0) {
                    return Err(Refusal::NoCadence);
                }
                settings.more.cadence = *cadence;
            }
            Self::Model(model) => {
                model.check()?;
                settings.more.model = model.clone();
            }
            Self::KeyCutOff(Some(cut_off)) if cut_off.amount <= super::Money::ZERO => return Err(Refusal::NoCutOff),
            Self::KeyCutOff(cut_off) => settings.more.key_cut_off = *cut_off,
            Self::Relevance(industry, Some(categories)) => {
                settings.more.relevance.insert(industry.trim().to_owned(), categories.clone());
            }
            Self::Funnel(rules) => {
                rules.check()?;
                settings.more.funnel = *rules;
            }
            Self::Process(step, Some(card)) => drop(settings.more.process.insert(*step, card.clone())),
            Self::Process(step, None) => drop(settings.more.process.remove(step)),
            Self::Relevance(industry, None) => drop(settings.more.relevance.remove(industry.trim())),
        }
        Ok(())
    }
}
