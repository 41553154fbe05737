//! What the channels cost and brought.

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{Money, Portfolio, Settings, Span};
use crate::rules::channels::{ChannelFigures, compare};
use crate::rules::funnel::{History, Scope};

use super::FunnelReport;
use super::figures::{decimal, maybe_decimal};
use super::sections::{Cell, Section, figure, text};

/// The channels in some days. They are compared over all accounts: spending is known of no seller and no region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelsFigures {
    pub from: NaiveDate,
    /// The last day that is counted.
    pub until: NaiveDate,
    pub rows: Vec<ChannelRow>,
    /// All of them together; nothing where the report is of one channel.
    pub all: Option<ChannelRow>,
}

/// Of one channel; an empty name: of the accounts that name none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelRow {
    pub name: String,
    #[serde(serialize_with = "decimal")]
    pub spend: Money,
    pub found: usize,
    pub qualified: usize,
    pub customers: usize,
    pub clients: usize,
    /// Cohort: who became a suspect or a prospect in these days, and who of them was won until today.
    pub entered: usize,
    pub converted: usize,
    pub conversion: Option<f64>,
    #[serde(serialize_with = "maybe_decimal")]
    pub cost_to_win_one: Option<Money>,
    #[serde(serialize_with = "maybe_decimal")]
    pub first_order_margin: Option<Money>,
    #[serde(serialize_with = "maybe_decimal")]
    pub first_order_result: Option<Money>,
    #[serde(serialize_with = "maybe_decimal")]
    pub yearly_margin: Option<Money>,
    /// The yearly margin is estimated from less than a year.
    pub estimated: bool,
    /// Of how many customers the yearly margin is.
    pub timed: usize,
    #[serde(serialize_with = "maybe_decimal")]
    pub lifetime_value: Option<Money>,
    #[serde(serialize_with = "maybe_decimal")]
    pub allowable_cost: Option<Money>,
    pub payback_months: Option<f64>,
    /// "an investment: 940 EUR behind after the first order, back in 9 months, worth 12,900 EUR".
    pub verdict: String,
}

pub(super) fn channels(
    portfolio: &Portfolio,
    history: &History,
    scope: &Scope,
    span: Span,
    today: NaiveDate,
) -> ChannelsFigures {
    let settings = portfolio.settings();
    let comparison = compare(portfolio, history, span, today);
    let wanted = scope.channel.as_deref().map(|name| crate::model::text::folded(name.trim()));
    let fits = |row: &&ChannelFigures| {
        wanted.as_ref().is_none_or(|wanted| crate::model::text::folded(row.name.trim()) == *wanted)
    };
    let until = span.to.min(today);
    ChannelsFigures {
        from: span.from,
        until,
        rows: comparison.rows.iter().filter(fits).map(|row| channel(row, settings)).collect(),
        all: wanted.is_none().then(|| channel(&comparison.all, settings)),
    }
}

fn channel(figures: &ChannelFigures, settings: &Settings) -> ChannelRow {
    let ChannelFigures {
        name,
        spend,
        found,
        qualified,
        customers,
        clients,
        entered,
        converted,
        conversion,
        cac,
        first_order_margin,
        first_order_result,
        yearly_margin,
        estimated,
        timed,
        lifetime_value,
        allowable_cac,
        payback_months,
        verdict,
    } = figures.clone();
    ChannelRow {
        name,
        spend,
        found,
        qualified,
        customers,
        clients,
        entered,
        converted,
        conversion,
        cost_to_win_one: cac,
        first_order_margin,
        first_order_result,
        yearly_margin,
        estimated,
        timed,
        lifetime_value,
        allowable_cost: allowable_cac,
        payback_months,
        verdict: verdict.words(settings),
    }
}

impl FunnelReport {
    pub(super) fn channel_lists(&self) -> [Section; 2] {
        let of_period = format!("Channels in {} (flow)", self.period.label);
        let year = format!("Channels, 12 months until {} (flow)", self.dates.day(self.channels_12_months.until));
        [
            channel_list(&self.channels, "Channels", of_period),
            channel_list(&self.channels_12_months, "Channels 12 months", year),
        ]
    }
}

fn channel_list(channels: &ChannelsFigures, sheet: &'static str, title: String) -> Section {
    let row = |channel: &ChannelRow, name: Cell| {
        let money = |amount: Option<Money>| amount.map_or(Cell::Nothing, Cell::Money);
        vec![
            name,
            Cell::Money(channel.spend),
            Cell::Count(channel.found),
            Cell::Count(channel.qualified),
            Cell::Count(channel.customers),
            Cell::Count(channel.clients),
            channel.conversion.map_or(Cell::Nothing, Cell::Share),
            money(channel.cost_to_win_one),
            money(channel.first_order_result),
            money(channel.lifetime_value),
            money(channel.allowable_cost),
            channel.payback_months.map_or(Cell::Nothing, Cell::Months),
            Cell::Word(channel.verdict.clone()),
        ]
    };
    let name = |channel: &ChannelRow| match channel.name.as_str() {
        "" => Cell::Word("No channel".to_owned()),
        name => Cell::Name(name.to_owned()),
    };
    let mut rows: Vec<Vec<Cell>> = channels.rows.iter().map(|channel| row(channel, name(channel))).collect();
    if rows.len() > 1 {
        rows.extend(channels.all.iter().map(|all| row(all, Cell::Word("All channels".to_owned()))));
    }
    let mut heads = vec![text("Channel")];
    heads.extend(
        [
            "Spend",
            "Suspects",
            "Prospects",
            "Customers",
            "Clients",
            "Conversion (cohort)",
            "Cost to win one",
            "First order result",
            "Lifetime value",
            "May cost",
            "Pays back in (months)",
        ]
        .map(figure),
    );
    heads.push(text("In words"));
    Section {
        sheet,
        title,
        note: "Of all accounts, whoever owns them. Who entered as a suspect or prospect in these days, and was won since, \
               is the conversion; what a customer is worth is of all whom the channel ever won"
            .to_owned(),
        heads,
        rows,
        empty: "No account, goal or spending names a channel",
        is_list: false,
    }
}
