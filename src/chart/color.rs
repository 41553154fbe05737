//! What the colour of a dot stands for, and which account has which.

use std::collections::BTreeMap;

use crate::model::{Account, Lines, Money, Portfolio, Severity, Stage};
use crate::rules::class::Class;
use crate::rules::lists::{self, in_force, list_of};

/// What the colour of a dot stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DotColor {
    #[default]
    Class,
    Owner,
    Stage,
    List,
    Region,
    Risk,
}

impl DotColor {
    pub const ALL: [Self; 6] = [Self::Class, Self::Owner, Self::Stage, Self::List, Self::Region, Self::Risk];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Class => "Class",
            Self::Owner => "Owner",
            Self::Stage => "Stage",
            Self::List => "List",
            Self::Region => "Region",
            Self::Risk => "Risk",
        }
    }

    /// All hues that accounts can have.
    #[must_use]
    pub fn hues(self) -> Vec<Hue> {
        match self {
            Self::Class => Class::ALL.map(Hue::Class).to_vec(),
            Self::Owner | Self::Region => (0..CATEGORIES).map(Hue::Category).chain([Hue::Others, Hue::None]).collect(),
            Self::Stage => (0..STEPS).map(Hue::Step).chain([Hue::None]).collect(),
            Self::List => vec![Hue::Category(0), Hue::Category(1), Hue::None],
            // The gravest first, as a legend lists them.
            Self::Risk => Severity::ALL.iter().rev().map(|severity| Hue::Risk(*severity)).chain([Hue::None]).collect(),
        }
    }
}

/// How many colours without an order there are; groups beyond them share [`Hue::Others`].
pub const CATEGORIES: u8 = 8;
/// How many steps the colours have that stand for an order.
pub const STEPS: u8 = 4;

/// A colour by what it stands for; [`super::Palette::hue`] has it for each theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hue {
    Class(Class),
    /// One of [`CATEGORIES`].
    Category(u8),
    /// One of [`STEPS`], the first the faintest.
    Step(u8),
    Risk(Severity),
    /// All groups that got no colour of their own.
    Others,
    /// Who belongs to no group, or has left the order.
    None,
}

impl Hue {
    /// How many there are.
    pub const COUNT: usize = 4 + CATEGORIES as usize + STEPS as usize + 2 + Severity::ALL.len();

    /// A number of its own, less than [`Hue::COUNT`].
    #[must_use]
    pub const fn index(self) -> usize {
        let before_steps = 4 + CATEGORIES as usize;
        match self {
            Self::Class(Class::Key) => 0,
            Self::Class(Class::GrowthPotential) => 1,
            Self::Class(Class::Maintenance) => 2,
            Self::Class(Class::Service) => 3,
            Self::Category(number) => 4 + (number % CATEGORIES) as usize,
            Self::Step(number) => before_steps + (number % STEPS) as usize,
            Self::Others => before_steps + STEPS as usize,
            Self::None => before_steps + STEPS as usize + 1,
            Self::Risk(severity) => before_steps + STEPS as usize + 2 + severity as usize,
        }
    }
}

/// Accounts of one colour, as a legend names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub hue: Hue,
    /// Of accounts that stand on the board.
    pub count: usize,
}

/// Which account has which colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colors {
    by: DotColor,
    lines: Lines,
    cut_off: Option<Money>,
    /// The names with a colour of their own, by owner or by region.
    categories: BTreeMap<String, u8>,
    groups: Vec<Group>,
}

impl Default for Colors {
    fn default() -> Self {
        Self::new(&Portfolio::default(), DotColor::Class)
    }
}

impl Colors {
    /// Groups the accounts on the board. By owner and by region, the [`CATEGORIES`] with most accounts get a colour,
    /// given out by name, so that an account more or less changes none while the names stay.
    #[must_use]
    pub fn new(portfolio: &Portfolio, by: DotColor) -> Self {
        let placed = || portfolio.active().filter(|account| portfolio.position(account).is_some());
        let categories = match by {
            DotColor::Owner => categories(placed().map(|account| account.owner.as_str())),
            DotColor::Region => categories(placed().map(|account| account.region.as_str())),
            DotColor::Class | DotColor::Stage | DotColor::List | DotColor::Risk => BTreeMap::new(),
        };
        let cut_off = if by == DotColor::List { in_force(portfolio) } else { None };
        let mut colors = Self { by, lines: portfolio.settings().lines, cut_off, categories, groups: Vec::new() };
        let hues: Vec<Hue> = placed().map(|account| colors.of(portfolio, account)).collect();
        colors.groups = colors.groups_of(hues.into_iter());
        colors
    }

    /// The groups that accounts with these hues form, as a legend lists them: those with an order in it, others the
    /// largest first, then who got no colour.
    #[must_use]
    pub fn groups_of(&self, hues: impl Iterator<Item = Hue>) -> Vec<Group> {
        let mut counts = [0_usize; Hue::COUNT];
        for hue in hues {
            if let Some(count) = counts.get_mut(hue.index()) {
                *count += 1;
            }
        }
        let all = self.by.hues().into_iter().map(|hue| {
            let count = counts.get(hue.index()).copied().unwrap_or_default();
            Group { name: self.name(hue), hue, count }
        });
        let mut groups: Vec<Group> = all.filter(|group| group.count > 0).collect();
        if matches!(self.by, DotColor::Owner | DotColor::Region) {
            groups.sort_by_key(|group| match group.hue {
                Hue::None => (2, std::cmp::Reverse(0)),
                Hue::Others => (1, std::cmp::Reverse(0)),
                Hue::Class(_) | Hue::Category(_) | Hue::Step(_) | Hue::Risk(_) => (0, std::cmp::Reverse(group.count)),
            });
        }
        groups
    }

    /// What the colours stand for.
    #[must_use]
    pub const fn by(&self) -> DotColor {
        self.by
    }

    /// The groups of all accounts on the board, as a legend lists them.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The hue of an account. Of one that stands nowhere by class: none.
    #[must_use]
    pub fn of(&self, portfolio: &Portfolio, account: &Account) -> Hue {
        match self.by {
            DotColor::Class => Class::of_account(portfolio, account, self.lines).map_or(Hue::None, Hue::Class),
            DotColor::Owner => self.category(&account.owner),
            DotColor::Region => self.category(&account.region),
            DotColor::Stage => match account.stage {
                Stage::Suspect => Hue::Step(0),
                Stage::Prospect => Hue::Step(1),
                Stage::Customer => Hue::Step(2),
                Stage::Client => Hue::Step(3),
                Stage::Lost => Hue::None,
            },
            DotColor::List => match list_of(portfolio, account, self.cut_off) {
                lists::KEY => Hue::Category(0),
                "" => Hue::None,
                _ => Hue::Category(1),
            },
            DotColor::Risk => {
                let worst = portfolio.evidence(account.id).and_then(|evidence| evidence.signals.worst());
                worst.map_or(Hue::None, |(_, severity)| Hue::Risk(severity))
            }
        }
    }

    /// The name of an account's group; of one at risk, with what is worst.
    #[must_use]
    pub fn group_of(&self, portfolio: &Portfolio, account: &Account) -> String {
        match self.by {
            // One among the others still has a name.
            DotColor::Owner if !account.owner.trim().is_empty() => account.owner.clone(),
            DotColor::Region if !account.region.trim().is_empty() => account.region.clone(),
            DotColor::Risk => {
                let worst = portfolio.evidence(account.id).and_then(|evidence| evidence.signals.worst());
                let what = worst.map_or_else(String::new, |(kind, _)| format!(": {}", kind.name().to_lowercase()));
                format!("{}{what}", self.name(self.of(portfolio, account)))
            }
            _ => self.name(self.of(portfolio, account)),
        }
    }

    /// Whether two states of an account, neither new nor gone from the board, lead to the same groups while the ledger is
    /// the same.
    #[must_use]
    pub fn same_group(&self, before: &Account, after: &Account) -> bool {
        match self.by {
            // Classes are the same four wherever anybody stands; what puts at risk is no part of the account.
            DotColor::Class | DotColor::Risk => true,
            DotColor::Owner => before.owner == after.owner,
            DotColor::Stage => before.stage == after.stage,
            DotColor::List => before.revenue_12m == after.revenue_12m,
            DotColor::Region => before.region == after.region,
        }
    }

    fn category(&self, name: &str) -> Hue {
        match self.categories.get(name.trim()) {
            _ if name.trim().is_empty() => Hue::None,
            Some(number) => Hue::Category(*number),
            None => Hue::Others,
        }
    }

    /// What a hue stands for, as a legend says it.
    fn name(&self, hue: Hue) -> String {
        let named =
            |number: u8| self.categories.iter().find(|(_, other)| **other == number).map(|(name, _)| name.clone());
        match (hue, self.by) {
            (Hue::Class(class), _) => class.name().to_owned(),
            (Hue::Category(0), DotColor::List) => lists::KEY.to_owned(),
            (Hue::Category(_), DotColor::List) => lists::SECONDARY.to_owned(),
            (Hue::Category(number), _) => named(number).unwrap_or_default(),
            (Hue::Step(step), _) => Stage::ALL.get(usize::from(step)).map_or("", |stage| stage.name()).to_owned(),
            (Hue::Risk(Severity::High), _) => "High risk".to_owned(),
            (Hue::Risk(Severity::Medium), _) => "Medium risk".to_owned(),
            (Hue::Risk(Severity::Low), _) => "Low risk".to_owned(),
            (Hue::Others, _) => "Others".to_owned(),
            (Hue::None, DotColor::Owner) => "No owner".to_owned(),
            (Hue::None, DotColor::Region) => "No region".to_owned(),
            (Hue::None, DotColor::Stage) => Stage::Lost.name().to_owned(),
            (Hue::None, DotColor::List) => "On no list".to_owned(),
            (Hue::None, DotColor::Risk) => "No risk known".to_owned(),
            (Hue::None, DotColor::Class) => "Unplaced".to_owned(),
        }
    }
}

/// The most frequent names, numbered in the order of the alphabet. Names that differ in spaces around are one.
fn categories<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, u8> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
    ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    ranked.truncate(usize::from(CATEGORIES));
    ranked.sort_unstable();
    ranked.into_iter().map(|(name, _)| name.to_owned()).zip(0..).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, Judgement, Position, Score, Settings};

    /// Accounts by number, all on the board, each written to by `write`.
    fn portfolio(count: u128, write: impl Fn(u128, &mut Account)) -> Portfolio {
        let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let accounts = (0..count).map(|number| {
            let mut account = Account::new(AccountId(Uuid::from_u128(number)), format!("Account {number}"));
            let position = Position::new(Score::whole(64), Score::whole(71));
            account.judgement = Some(Judgement { position, at, by: String::new(), evidence: None });
            write(number, &mut account);
            account
        });
        Portfolio::from_rows(Settings::default(), accounts)
    }

    fn legend(colors: &Colors) -> Vec<(&str, usize)> {
        colors.groups().iter().map(|group| (group.name.as_str(), group.count)).collect()
    }

    #[test]
    fn the_busiest_owners_have_colours_and_the_rest_share_one() {
        // Owner 0 has one account, owner 1 two, and so on up to owner 9 with ten; one account has none.
        let owners: Vec<u32> = (0..10).flat_map(|owner| std::iter::repeat_n(owner, owner as usize + 1)).collect();
        let portfolio = portfolio(56, |number, account| {
            let owner = owners.get(usize::try_from(number).unwrap());
            account.owner = owner.map_or_else(String::new, |owner| format!("Owner {owner}"));
        });
        let colors = Colors::new(&portfolio, DotColor::Owner);
        let groups = legend(&colors);
        assert_eq!(groups[..3], [("Owner 9", 10), ("Owner 8", 9), ("Owner 7", 8)]);
        assert_eq!(groups[7..], [("Owner 2", 3), ("Others", 3), ("No owner", 1)]);
        let counted: usize = groups.iter().map(|(_, count)| count).sum();
        assert_eq!(counted, 56);
        let hues: std::collections::BTreeSet<Hue> = colors.groups().iter().map(|group| group.hue).collect();
        assert_eq!(hues.len(), colors.groups().len(), "each has a colour of its own");
    }

    #[test]
    fn an_account_more_changes_no_colours() {
        let of = |first: &str| {
            let portfolio =
                portfolio(3, |number, account| account.owner = if number == 0 { first } else { "Ben" }.to_owned());
            Colors::new(&portfolio, DotColor::Owner).groups().to_vec()
        };
        let hue = |groups: &[Group], name: &str| groups.iter().find(|group| group.name == name).map(|group| group.hue);
        assert_eq!(hue(&of("Anna"), "Ben"), Some(Hue::Category(1)));
        assert_eq!(hue(&of("Anna"), "Anna"), Some(Hue::Category(0)));
    }

    #[test]
    fn stages_keep_their_order_and_the_lost_have_left_it() {
        let portfolio = portfolio(5, |number, account| {
            account.stage = Stage::ALL[usize::try_from(number).unwrap()];
        });
        let colors = Colors::new(&portfolio, DotColor::Stage);
        assert_eq!(legend(&colors), [("suspect", 1), ("prospect", 1), ("customer", 1), ("client", 1), ("lost", 1)]);
        assert_eq!(colors.groups()[4].hue, Hue::None);
    }

    #[test]
    fn lists_are_told_from_revenue() {
        let portfolio = portfolio(5, |number, account| {
            account.revenue_12m = (number > 0).then(|| Money::from_minor_units(i64::try_from(number).unwrap()));
        });
        let colors = Colors::new(&portfolio, DotColor::List);
        assert_eq!(legend(&colors), [(lists::KEY, 1), (lists::SECONDARY, 3), ("On no list", 1)]);
    }

    #[test]
    fn risks_are_told_by_the_worst_of_them_and_the_gravest_come_first() {
        use crate::model::{Risk, RiskId, Rows};
        let today = chrono::NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let bare = portfolio(4, |_, _| {});
        let risks = [(1, Severity::Low), (2, Severity::Medium), (2, Severity::High), (3, Severity::Low)];
        let risks = risks.into_iter().zip(1..).map(|((of, severity), number)| {
            let risk = Risk::new(RiskId(Uuid::from_u128(number)), AccountId(Uuid::from_u128(of)), "Feared", today);
            Risk { severity, ..risk }
        });
        let accounts = bare.accounts().map(|account| Account::clone(account)).collect();
        let mut portfolio = Portfolio::new(Rows { accounts, risks: risks.collect(), ..Rows::default() });
        portfolio.set_today(today);
        crate::rules::evidence::settle(&mut portfolio);
        let colors = Colors::new(&portfolio, DotColor::Risk);
        assert_eq!(legend(&colors), [("High risk", 1), ("Low risk", 2), ("No risk known", 1)]);
        let words: Vec<String> = portfolio.accounts().map(|account| colors.group_of(&portfolio, account)).collect();
        let feared =
            ["No risk known", "Low risk: recorded risk", "High risk: recorded risk", "Low risk: recorded risk"];
        assert_eq!(words, feared);
    }

    #[test]
    fn only_what_stands_on_the_board_is_counted() {
        let portfolio = portfolio(4, |number, account| {
            account.archived = number == 0;
            account.judgement = account.judgement.take().filter(|_| number != 1);
        });
        assert_eq!(legend(&Colors::new(&portfolio, DotColor::Class)), [("Key", 2)]);
        assert_eq!(legend(&Colors::new(&portfolio, DotColor::Region)), [("No region", 2)]);
    }

    #[test]
    fn every_hue_has_a_number_of_its_own() {
        let all: std::collections::BTreeSet<Hue> = DotColor::ALL.into_iter().flat_map(DotColor::hues).collect();
        let numbers: std::collections::BTreeSet<usize> = all.iter().map(|hue| hue.index()).collect();
        assert_eq!((numbers.len(), numbers.last()), (Hue::COUNT, Some(&(Hue::COUNT - 1))));
        assert_eq!(all.len(), Hue::COUNT);
    }
}
