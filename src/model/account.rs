use super::record::{is_record, record_id, words};
use super::{Extra, Likelihood, Money, Position};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

record_id! {
    /// The key of an account.
    AccountId
}

/// A company that the team sells to, or wants to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// 1 when created, one more with every edit; restored by undo with the rest of the row.
    pub version: u32,
    /// The account's key in another system (a customer number); unique where not empty.
    pub key: String,
    /// Never empty.
    pub name: String,
    pub owner: String,
    pub stage: Stage,
    pub region: String,
    pub industry: String,
    pub website: String,
    pub notes: String,
    /// Where people placed it; `None` is unplaced, which is not zero.
    pub judgement: Option<Judgement>,
    /// Revenue of the last 12 months, as imported or typed.
    pub revenue_12m: Option<Money>,
    /// Revenue of the 12 months before those.
    pub revenue_prior_12m: Option<Money>,
    pub qpc: Option<Qpc>,
    /// How likely it is that the account buys more, as people judge it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Likelihood>,
    /// Categories of which somebody said that they are relevant to this account, or are not, whatever its industry.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub relevance: BTreeMap<String, bool>,
    /// The answers to the questions that a target must pass.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<TargetQuestion, bool>,
    /// The list of its owner's that it takes a place on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pursuit: Option<Pursuit>,
    /// The lists that it took a place on before, the last one last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<Stay>,
    /// The way by which it came to us, by name; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// Archived accounts are kept and counted nowhere.
    pub archived: bool,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Account, AccountId);

impl Account {
    /// An account with a name and nothing else.
    #[must_use]
    pub fn new(id: AccountId, name: impl Into<String>) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            name: name.into(),
            owner: String::new(),
            stage: Stage::Suspect,
            region: String::new(),
            industry: String::new(),
            website: String::new(),
            notes: String::new(),
            judgement: None,
            revenue_12m: None,
            revenue_prior_12m: None,
            qpc: None,
            likelihood: None,
            relevance: BTreeMap::new(),
            answers: BTreeMap::new(),
            pursuit: None,
            stays: Vec::new(),
            channel: String::new(),
            archived: false,
            extra: Extra::new(),
        }
    }

    /// Where people placed it, if they did. Where it stands says [`super::Portfolio::position`].
    #[must_use]
    pub fn judged(&self) -> Option<Position> {
        self.judgement.as_ref().map(|judgement| judgement.position)
    }
}

/// A position that people decided on, with who and when; why stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub position: Position,
    pub at: DateTime<Utc>,
    pub by: String,
    /// Where the evidence put the account then; `None` where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Position>,
}

/// A place on a seller's list of accounts that are pursued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pursuit {
    pub list: PursuitList,
    pub since: NaiveDate,
}

/// A place that an account had on a list, from one day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    pub list: PursuitList,
    pub since: NaiveDate,
    pub until: NaiveDate,
}

words! {
    /// A target is a prospect that passes all questions; a lead is a suspect that is being vetted.
    PursuitList { Target = "target", Lead = "lead" }
}

words! {
    /// What a target must pass: money to spend like a key account, access to those who decide, a fit with us.
    TargetQuestion { Money = "money", Access = "access", Fit = "fit" }
}

/// How far the relationship has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    #[default]
    Suspect,
    Prospect,
    /// Has paid for the first time.
    Customer,
    /// Buys routinely.
    Client,
    Lost,
}

impl Stage {
    pub const ALL: [Self; 5] = [Self::Suspect, Self::Prospect, Self::Customer, Self::Client, Self::Lost];

    /// In lower case, as in sentences, files and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suspect => "suspect",
            Self::Prospect => "prospect",
            Self::Customer => "customer",
            Self::Client => "client",
            Self::Lost => "lost",
        }
    }

    /// The stage of that name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// Quantified purchasing capacity: what the account could buy from us in the next 12 months if it bought everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qpc {
    pub amount: Money,
    pub source: QpcSource,
    pub as_of: Option<NaiveDate>,
}

/// How a QPC became known. A guess, or one older than 12 months, deserves less trust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QpcSource {
    Asked,
    Formula,
    #[default]
    Guess,
}

impl QpcSource {
    pub const ALL: [Self; 3] = [Self::Asked, Self::Formula, Self::Guess];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Formula => "formula",
            Self::Guess => "guess",
        }
    }

    /// The source of that name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// One field of an account with a value for it. The position is no field: it changes by a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountValue {
    Key(String),
    Name(String),
    Owner(String),
    Stage(Stage),
    Region(String),
    Industry(String),
    Channel(String),
    Website(String),
    Notes(String),
    Revenue12m(Option<Money>),
    RevenuePrior12m(Option<Money>),
    Qpc(Option<Qpc>),
    Likelihood(Option<Likelihood>),
    /// Whether a category is relevant to the account; `None`: as to its industry.
    Relevance(String, Option<bool>),
    Answer(TargetQuestion, Option<bool>),
}

impl AccountValue {
    /// What the field is called in sentences: "Set owner of Ernst Handel".
    #[must_use]
    pub const fn field_name(&self) -> &'static str {
        match self {
            Self::Key(_) => "key",
            Self::Name(_) => "name",
            Self::Owner(_) => "owner",
            Self::Stage(_) => "stage",
            Self::Region(_) => "region",
            Self::Industry(_) => "industry",
            Self::Channel(_) => "channel",
            Self::Website(_) => "website",
            Self::Notes(_) => "notes",
            Self::Revenue12m(_) => "revenue of the last 12 months",
            Self::RevenuePrior12m(_) => "revenue of the year before",
            Self::Qpc(_) => "purchasing capacity",
            Self::Likelihood(_) => "likelihood",
            Self::Relevance(..) => "relevant categories",
            Self::Answer(..) => "answers",
        }
    }

    /// Writes the value into its field. Texts lose blanks at both ends.
    pub fn put_into(&self, account: &mut Account) {
        let trimmed = |text: &String| text.trim().to_owned();
        match self {
            Self::Key(text) => account.key = trimmed(text),
            Self::Name(text) => account.name = trimmed(text),
            Self::Owner(text) => account.owner = trimmed(text),
            Self::Stage(stage) => account.stage = *stage,
            Self::Region(text) => account.region = trimmed(text),
            Self::Industry(text) => account.industry = trimmed(text),
            Self::Channel(text) => account.channel = trimmed(text),
            Self::Website(text) => account.website = trimmed(text),
            Self::Notes(text) => account.notes = trimmed(text),
            Self::Revenue12m(amount) => account.revenue_12m = *amount,
            Self::RevenuePrior12m(amount) => account.revenue_prior_12m = *amount,
            Self::Qpc(qpc) => account.qpc = *qpc,
            Self::Likelihood(likelihood) => account.likelihood = *likelihood,
            Self::Relevance(category, Some(relevant)) => {
                account.relevance.insert(trimmed(category), *relevant);
            }
            Self::Relevance(category, None) => drop(account.relevance.remove(category.trim())),
            Self::Answer(question, Some(answer)) => {
                account.answers.insert(*question, *answer);
            }
            Self::Answer(question, None) => drop(account.answers.remove(question)),
        }
    }
}

impl Account {
    /// Whether its stage and answers are those of who is on the list. Its owner, who has the places, is another matter.
    #[must_use]
    pub fn fits(&self, list: PursuitList) -> bool {
        match list {
            PursuitList::Target => {
                let passes = |question| self.answers.get(question) == Some(&true);
                self.stage == Stage::Prospect && TargetQuestion::ALL.iter().all(passes)
            }
            PursuitList::Lead => self.stage == Stage::Suspect,
        }
    }

    /// Whether its stage or answers, which were those of `before`, keep it on its list no longer.
    #[must_use]
    pub fn lost_its_place(&self, before: &Self) -> bool {
        let differs = self.stage != before.stage || self.answers != before.answers;
        differs && self.pursuit.is_some_and(|pursuit| !self.fits(pursuit.list))
    }
}
