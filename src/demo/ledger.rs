//! What the accounts bought in three years: purchases that add up to the revenues that they have.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::model::{
    AccountId, Batch, Import, Line, Money, NewPurchases, Product, ProductId, PurchaseLines, Quantity, RecordKind,
    Stamp, year_before,
};

use super::accounts::Draft;
use super::dice::Dice;
use super::market::{self, CATEGORIES, IN_CATEGORY, PRODUCTS, Set};
use super::stories::Story;

/// The last purchase is at least so many days old.
const LAST: u64 = 2;
/// What was bought in the third year before today, of the second, in percent.
const EARLIER_PERCENT: i64 = 88;
/// How many days ago who orders no more ordered last.
const LATE: u64 = 84;
/// Within so many days of the year somebody orders for the first time.
const YOUNG_BEGIN: usize = 352;
/// Of those who bought in the year before, one in so many did not buy earlier.
const SECOND_YEAR: usize = 7;
/// Nobody orders more often than once a fortnight.
const MOST_ORDERS: usize = 26;

pub(super) fn products(stamp: &mut Stamp) -> Vec<Product> {
    let product = |(place, name): (usize, &str)| Product {
        key: format!("N-{}", 101 + place),
        category: CATEGORIES.get(place / IN_CATEGORY).copied().unwrap_or_default().to_owned(),
        ..Product::new(stamp.product_id(), name)
    };
    PRODUCTS.into_iter().enumerate().map(product).collect()
}

/// What one account bought within some days, in so many lines.
struct Share {
    account: AccountId,
    /// In the order of the accounts.
    nth: usize,
    first: NaiveDate,
    days: u64,
    amount: Money,
    lines: usize,
    buys: Set,
    /// Everything that stands under a category, else one thing or two of each.
    broad: bool,
}

/// A line before it is known which file brings it.
pub(super) struct Bought {
    pub(super) day: NaiveDate,
    nth: usize,
    pub(super) account: AccountId,
    product: usize,
    amount: Money,
}

/// So many purchases, in the order of their days; fewer where nobody bought anything. Accounts that no purchases are left
/// for keep the revenue that was imported.
pub(super) fn bought(
    drafts: &[Draft],
    ids: &[AccountId],
    purchases: usize,
    dice: &mut Dice,
    today: NaiveDate,
) -> Vec<Bought> {
    let mut bought = Vec::with_capacity(purchases);
    for share in shares(drafts, ids, purchases, today) {
        lines(&share, &mut bought, dice);
    }
    bought.sort_by_key(|one: &Bought| (one.day, one.nth));
    bought
}

/// Deals the lines out: each year of an account has one at least, and large ones have more, as the root of what was
/// bought. An account has all of its years or none, so that its revenue stays what it was.
fn shares(drafts: &[Draft], ids: &[AccountId], purchases: usize, today: NaiveDate) -> Vec<Share> {
    let last = today.checked_sub_days(Days::new(LAST)).unwrap_or(today);
    let ends = [last, year_before(today), year_before(year_before(today))];
    let mut shares: Vec<Share> = Vec::new();
    for (nth, (draft, id)) in drafts.iter().zip(ids).enumerate() {
        let prior = draft.revenue_prior_12m.unwrap_or_default();
        let earlier = Money::from_minor_units(prior.minor_units().saturating_mul(EARLIER_PERCENT) / 100);
        // Some came in the year before last.
        let second_year = nth % SECOND_YEAR == 3 && draft.story.is_none();
        let earlier = if second_year { Money::ZERO } else { earlier };
        let years = [draft.revenue_12m.unwrap_or_default(), prior, earlier];
        let bought = years.into_iter().zip(ends).enumerate().filter(|(_, (amount, _))| *amount > Money::ZERO);
        let own: Vec<Share> = bought
            .map(|(year, (amount, end))| {
                // A year begins on the day after the one that it is a year before.
                let first = year_before(if end == last { today } else { end }).succ_opt().unwrap_or(end);
                let days = u64::try_from(end.signed_duration_since(first).num_days() + 1).unwrap_or(1);
                // New customers do not all begin on the day on which the year does.
                let young = if second_year { year == 1 } else { year == 0 && prior == Money::ZERO };
                let begins = u64::try_from(nth * 37 % YOUNG_BEGIN).unwrap_or(0).min(days.saturating_sub(9));
                let begins = if young { begins } else { 0 };
                let (first, days) = (first + Days::new(begins), days - begins);
                let late = if year == 0 && draft.story == Some(Story::LateOrder) { LATE } else { 0 };
                let buys = if year == 0 { draft.buys } else { draft.buys_prior };
                Share {
                    account: *id,
                    nth,
                    first,
                    days: days.saturating_sub(late).max(1),
                    amount,
                    lines: 1,
                    buys: if buys == 0 { market::ALL } else { buys },
                    broad: draft.story == Some(Story::Shrinking) && year > 0,
                }
            })
            .collect();
        if shares.len() + own.len() > purchases {
            break;
        }
        shares.extend(own);
    }
    let left = purchases - shares.len();
    let weights: Vec<f64> = shares.iter().map(|share| share.amount.approximate().sqrt()).collect();
    let sum: f64 = weights.iter().sum();
    let mut dealt = 0;
    for (share, weight) in shares.iter_mut().zip(weights) {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of a few million lines"
        )]
        let more = ((left as f64 * weight / sum) as usize).min(left - dealt);
        share.lines += more;
        dealt += more;
    }
    // What rounding left over goes to the first ones.
    let places = shares.len().max(1);
    for nth in 0..(left - dealt) {
        if let Some(share) = shares.get_mut(nth % places) {
            share.lines += 1;
        }
    }
    shares
}

/// The lines of one account and year, in orders at about even intervals. The last one is never far from the end.
fn lines(share: &Share, bought: &mut Vec<Bought>, dice: &mut Dice) {
    let Share { account, nth, first, days, amount, lines, buys, broad } = share;
    let orders = lines.div_ceil(2).clamp(1, MOST_ORDERS);
    let places: Vec<usize> = market::places(*buys).collect();
    let weights: Vec<i64> = (0..*lines).map(|_| i64::try_from(40 + dice.below(120)).unwrap_or(100)).collect();
    let mut parts: i64 = weights.iter().sum();
    let mut left = amount.minor_units();
    // How even the orders are is a matter of the account.
    let jitter: Vec<f64> = (0..orders).map(|_| 0.35 + 0.3 * dice.share()).collect();
    for (number, weight) in weights.into_iter().enumerate() {
        // Of what is left, so that the last line has exactly the rest.
        let part = i64::try_from(i128::from(left) * i128::from(weight) / i128::from(parts.max(1))).unwrap_or(left);
        (left, parts) = (left - part, parts - weight);
        let order = number % orders;
        let at = jitter.get(order).copied().unwrap_or(0.5);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a day of a year"
        )]
        let later = ((order as f64 + at) * *days as f64 / orders as f64) as u64;
        let day = first.checked_add_days(Days::new(later.min(days - 1))).unwrap_or(*first);
        // Each category has its turn before one comes again.
        let category = places.get(number % places.len().max(1)).copied().unwrap_or(0);
        let kinds = if *broad { IN_CATEGORY } else { 2 };
        let within =
            if *broad { number / places.len().max(1) % kinds } else { (nth + dice.below(kinds)) % IN_CATEGORY };
        bought.push(Bought {
            day,
            nth: *nth,
            account: *account,
            product: category * IN_CATEGORY + within,
            amount: Money::from_minor_units(part),
        });
    }
}

/// A file of some lines, as an order system lists them. `None` of none.
pub(super) fn file(
    bought: &[Bought],
    products: &[ProductId],
    file_name: &str,
    order: &mut u32,
    (stamp, dice): (&mut Stamp, &mut Dice),
) -> Option<Import> {
    let (first_day, last_day) = (bought.first()?.day, bought.last()?.day);
    let batch = stamp.batch_id();
    let mut lines = PurchaseLines { products: products.to_vec(), batches: vec![batch], ..PurchaseLines::default() };
    let mut places = BTreeMap::new();
    let (mut before, mut total) = (None, 0);
    for (number, one) in (1..).zip(bought) {
        let next = u32::try_from(lines.accounts.len()).ok()?;
        let place = *places.entry(one.account).or_insert_with(|| {
            lines.accounts.push(one.account);
            next
        });
        *order += u32::from(before != Some((one.day, one.nth)));
        before = Some((one.day, one.nth));
        let document = lines.keep_document(&format!("SO-{order}"));
        let percent = i64::try_from(24 + dice.below(20)).unwrap_or(30);
        let amount = one.amount;
        total += amount.minor_units();
        lines.lines.push(Line {
            account: place,
            product: u32::try_from(one.product).ok(),
            day: one.day,
            quantity: Some(Quantity(i64::try_from(1 + dice.below(12)).unwrap_or(1) * 1000)),
            amount,
            margin: Some(Money::from_minor_units(amount.minor_units() * percent / 100)),
            document,
            batch: 0,
            line: number,
        });
    }
    let batch = Batch {
        id: batch,
        version: 1,
        file_name: file_name.to_owned(),
        lines: u64::try_from(lines.lines.len()).ok()?,
        replaced: 0,
        total: Money::from_minor_units(total),
        first_day,
        last_day,
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    Some(Import { purchases, ..Import::new(file_name, RecordKind::Purchases) })
}
