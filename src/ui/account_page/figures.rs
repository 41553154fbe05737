//! The figures of the page, worked out once for each account and revision.

use chrono::{Days, NaiveDate};

use crate::model::{Account, AccountId, Money};
use crate::rules::breadth::{Breadth, Headline, KeyBreadth, breadth};
use crate::rules::funnel::{Told, story};
use crate::rules::hand_over::Standing;
use crate::rules::months::months;
use crate::rules::relevance::categories;
use crate::rules::rhythm::{Rhythm, WINDOW_DAYS, order_days, rhythm};
use crate::rules::similar::{Buyers, Comparison, Peers};
use crate::rules::threads::{Web, web};
use crate::rules::white_space::{self, Chance, GapState};
use crate::ui::view::Cx;

/// Three years.
const MONTHS: u32 = 36;

/// All that the page shows of an account.
#[derive(Debug)]
pub struct Figures {
    pub web: Web,
    /// In the order in which they are worth talking about.
    pub gaps: Vec<GapRow>,
    pub comparison: Comparison,
    pub months: Vec<(i32, u32, Money)>,
    pub rhythm: Rhythm,
    /// Of the last 365 days, oldest first.
    pub orders: Vec<NaiveDate>,
    pub breadth: Breadth,
    pub headline: Headline,
    /// The first first.
    pub stages: Vec<Told>,
    /// What there is to say of its hand-over.
    pub hand_over: Option<Standing>,
}

/// A category as it is shown.
#[derive(Clone, Debug)]
pub struct GapRow {
    pub category: String,
    pub state: GapState,
    pub bought_12m: Option<Money>,
    pub last_bought: Option<NaiveDate>,
    pub opportunity: Option<Chance>,
    /// What somebody said of the account; `None`: as to its industry.
    pub said: Option<bool>,
    pub relevant: bool,
    /// Relevant, and not bought.
    pub white: bool,
    pub peers: Peers,
    /// Of similar accounts, 0..=1.
    pub share: f64,
}

/// What the figures were worked out for, and what they have in common with those of other accounts.
#[derive(Debug, Default)]
pub struct Kept {
    workspace: usize,
    buyers: Buyers,
    key_breadth: KeyBreadth,
    made: Option<((u64, AccountId, NaiveDate), Figures)>,
}

impl Kept {
    /// The figures of an account: those of the frame before while nothing changed.
    pub fn of(&mut self, cx: &Cx<'_>, account: &Account) -> &Figures {
        if self.workspace != cx.workspace {
            *self = Self { workspace: cx.workspace, ..Self::default() };
        }
        let Self { workspace: _, buyers, key_breadth, made } = self;
        let wanted = (cx.portfolio.revision(), account.id, cx.today);
        if made.as_ref().is_some_and(|(made_for, _)| *made_for != wanted) {
            *made = None;
        }
        let (_, figures) = made.get_or_insert_with(|| {
            buyers.refresh(cx.portfolio, cx.today);
            key_breadth.refresh(cx.portfolio, cx.today);
            (wanted, Figures::new(cx, account, buyers, key_breadth.headline()))
        });
        figures
    }
}

impl Figures {
    fn new(cx: &Cx<'_>, account: &Account, buyers: &mut Buyers, headline: Headline) -> Self {
        let (portfolio, today) = (cx.portfolio, cx.today);
        let comparison = buyers.similar_to(portfolio, account);
        let categories = categories(portfolio);
        let gaps = white_space::of(portfolio, account, today, &categories).into_iter();
        let mut gaps: Vec<GapRow> = gaps
            .map(|gap| GapRow {
                category: gap.category.to_owned(),
                state: gap.state,
                bought_12m: gap.bought_12m,
                last_bought: gap.last_bought,
                opportunity: gap.opportunity,
                said: account.relevance.get(gap.category).copied(),
                relevant: gap.relevant,
                white: gap.is_white(),
                peers: comparison.peers(gap.category),
                share: comparison.share(gap.category),
            })
            .collect();
        gaps.sort_by(|one, other| {
            let worth = |gap: &GapRow| gap.share * gap.peers.median.unwrap_or_default().approximate();
            let group = |gap: &GapRow| match gap.state {
                GapState::Opportunity | GapState::Stopped | GapState::NotBought => 0,
                GapState::Bought => 1,
                GapState::NotRelevant => 2,
            };
            group(one)
                .cmp(&group(other))
                .then(if group(one) == 1 { other.bought_12m.cmp(&one.bought_12m) } else { std::cmp::Ordering::Equal })
                .then(worth(other).total_cmp(&worth(one)))
                .then(one.category.cmp(&other.category))
        });
        let begins = today.checked_sub_days(Days::new(WINDOW_DAYS)).unwrap_or(today);
        Self {
            web: web(portfolio, account, today),
            gaps,
            comparison,
            months: months(portfolio, account.id, today, MONTHS),
            rhythm: rhythm(portfolio, account.id, today),
            orders: order_days(portfolio, account.id, today).filter(|day| *day > begins).collect(),
            breadth: breadth(portfolio, account.id, today),
            headline,
            stages: story(portfolio, account, today),
            hand_over: Standing::of(portfolio, account, today),
        }
    }
}
