//! Which lines of a file are in the ledger already.
//!
//! A line has no number that all programs give it, so it is known by what it says: the same account, day, amount, and
//! whatever else the file tells. Two equal lines in the file are two in the ledger: each is found once.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use crate::model::{AccountId, BatchId, Line, LineKey, Money, ProductId, PurchaseLines, Quantity};

/// No line follows in its chain.
const END: u32 = u32::MAX;

/// A line as a file tells it. What the file does not tell is `None`, or an empty document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'r> {
    pub account: AccountId,
    pub product: Option<ProductId>,
    pub day: NaiveDate,
    pub quantity: Option<Quantity>,
    pub amount: Money,
    pub margin: Option<Money>,
    pub document: &'r str,
}

/// What a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByKey {
    Found(usize),
    /// Another row has it already.
    Taken,
    /// No line that counts has it.
    Nowhere,
}

/// How a line of the ledger says what a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agrees {
    Wholly,
    /// The row tells something that the line leaves open.
    ButForBlanks,
}

/// The ledger, to be asked for a line; the answer is its place in the lines of the ledger.
pub(super) struct KnownLines<'a> {
    ledger: Option<&'a PurchaseLines>,
    accounts: HashMap<AccountId, u32>,
    batches: HashMap<BatchId, u32>,
    /// By batch and number within it; made when it is first asked for.
    by_key: Option<HashMap<(u32, u32), u32>>,
    /// The first line of each account, day and amount; and of each line the next one.
    by_figures: HashMap<(u32, NaiveDate, Money), u32>,
    next_by_figures: Vec<u32>,
    /// The first line of each account and document, where there is one; and of each line the next one.
    by_document: HashMap<(u32, u64), u32>,
    next_by_document: Vec<u32>,
    /// Lines that a row of the file has found.
    taken: Vec<bool>,
}

impl<'a> KnownLines<'a> {
    pub fn new(ledger: Option<&'a PurchaseLines>) -> Self {
        let empty: &[Line] = &[];
        let lines = ledger.map_or(empty, |ledger| &ledger.lines);
        let mut known = Self {
            ledger,
            accounts: HashMap::new(),
            batches: HashMap::new(),
            by_key: None,
            by_figures: HashMap::with_capacity(lines.len()),
            next_by_figures: vec![END; lines.len()],
            by_document: HashMap::new(),
            next_by_document: vec![END; lines.len()],
            taken: vec![false; lines.len()],
        };
        let Some(ledger) = ledger else { return known };
        let numbered = |index: usize| u32::try_from(index).unwrap_or(END);
        known.accounts = ledger.accounts.iter().enumerate().map(|(at, account)| (*account, numbered(at))).collect();
        known.batches = ledger.batches.iter().enumerate().map(|(at, batch)| (*batch, numbered(at))).collect();
        // From the last to the first, so that the chains run forward.
        for (at, line) in ledger.lines.iter().enumerate().rev() {
            let followed = known.by_figures.insert((line.account, line.day, line.amount), numbered(at));
            if let (Some(next), Some(followed)) = (known.next_by_figures.get_mut(at), followed) {
                *next = followed;
            }
            let document = ledger.document(line);
            if !document.is_empty() {
                let followed = known.by_document.insert((line.account, hash(document)), numbered(at));
                if let (Some(next), Some(followed)) = (known.next_by_document.get_mut(at), followed) {
                    *next = followed;
                }
            }
        }
        known
    }

    /// The line of that key.
    pub fn take_key(&mut self, key: LineKey) -> ByKey {
        let Some(ledger) = self.ledger else { return ByKey::Nowhere };
        let by_key = self.by_key.get_or_insert_with(|| {
            let places = (0..).zip(&ledger.lines);
            places.map(|(at, line)| ((line.batch, line.line), at)).collect()
        });
        let batch = self.batches.get(&key.batch);
        match batch.and_then(|batch| by_key.get(&(*batch, key.line))).copied() {
            Some(at) => self.take(at as usize).map_or(ByKey::Taken, ByKey::Found),
            None => ByKey::Nowhere,
        }
    }

    /// A line that says what is told, and that no row has found yet: rather one that says all of it than one that
    /// leaves something open.
    pub fn take_same(&mut self, told: &Told<'_>) -> Option<(usize, Agrees)> {
        let ledger = self.ledger?;
        let account = *self.accounts.get(&told.account)?;
        let head = self.by_figures.get_mut(&(account, told.day, told.amount))?;
        // Lines that were found at the head of the chain are passed once and for all.
        while self.taken.get(*head as usize).copied().unwrap_or(false) {
            match self.next_by_figures.get(*head as usize) {
                Some(next) if *next != END => *head = *next,
                _ => return None,
            }
        }
        let first = *head;
        let mut open = None;
        let mut wholly = None;
        for at in chain(first, &self.next_by_figures) {
            let free = self.taken.get(at).is_some_and(|taken| !taken);
            match ledger.lines.get(at).filter(|_| free).and_then(|line| says(ledger, line, told)) {
                Some(Agrees::Wholly) => {
                    wholly = Some((at, Agrees::Wholly));
                    break;
                }
                Some(Agrees::ButForBlanks) => open = open.or(Some((at, Agrees::ButForBlanks))),
                None => {}
            }
        }
        let (at, agrees) = wholly.or(open)?;
        self.take(at).map(|at| (at, agrees))
    }

    /// The one line of the same account, document and product that no row has found, if its day lies within these two:
    /// what it says was corrected. Only after all rows had their turn with [`Self::take_same`].
    pub fn take_changed(&mut self, told: &Told<'_>, within: (NaiveDate, NaiveDate)) -> Option<usize> {
        let ledger = self.ledger?;
        if told.document.is_empty() {
            return None;
        }
        let account = *self.accounts.get(&told.account)?;
        let first = *self.by_document.get(&(account, hash(told.document)))?;
        let mut candidates = chain(first, &self.next_by_document).filter(|at| {
            let free = self.taken.get(*at).is_some_and(|taken| !taken);
            free && ledger.lines.get(*at).is_some_and(|line| {
                ledger.document(line) == told.document
                    && told.product.is_none_or(|told| ledger.product(line).is_none_or(|has| has == told))
            })
        });
        let only = candidates.next().filter(|_| candidates.next().is_none());
        drop(candidates);
        let day = ledger.lines.get(only?)?.day;
        if day < within.0 || day > within.1 {
            return None;
        }
        self.take(only?)
    }

    fn take(&mut self, at: usize) -> Option<usize> {
        let taken = self.taken.get_mut(at).filter(|taken| !**taken)?;
        *taken = true;
        Some(at)
    }
}

/// The places of a chain, from `first` on.
fn chain(first: u32, next: &[u32]) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(first as usize), move |at| {
        next.get(*at).filter(|next| **next != END).map(|at| *at as usize)
    })
}

/// How a line agrees with what is told, if it does. What the file does not tell cannot differ.
fn says(ledger: &PurchaseLines, line: &Line, told: &Told<'_>) -> Option<Agrees> {
    fn one<T: PartialEq>(told: Option<T>, has: Option<T>) -> Option<Agrees> {
        match (told, has) {
            (None, _) => Some(Agrees::Wholly),
            (Some(_), None) => Some(Agrees::ButForBlanks),
            (Some(told), Some(has)) => (told == has).then_some(Agrees::Wholly),
        }
    }
    let text = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
    let document = if told.document == ledger.document(line) {
        Some(Agrees::Wholly)
    } else {
        one(text(told.document), text(ledger.document(line)))
    };
    let all = [
        one(told.product, ledger.product(line)),
        one(told.quantity, line.quantity),
        one(told.margin, line.margin),
        document,
    ];
    all.into_iter().try_fold(Agrees::Wholly, |so_far, one| Some(so_far.max(one?)))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 4, number).unwrap()
    }

    /// Lines of one account, one product and one batch: day, amount, document.
    fn ledger(lines: &[(u32, i64, &str)]) -> PurchaseLines {
        let mut ledger = PurchaseLines {
            accounts: vec![AccountId(Uuid::from_u128(1))],
            products: vec![ProductId(Uuid::from_u128(2))],
            batches: vec![BatchId(Uuid::from_u128(3))],
            ..PurchaseLines::default()
        };
        for (number, (on, amount, document)) in (1..).zip(lines) {
            let document = ledger.keep_document(document);
            ledger.lines.push(Line {
                account: 0,
                product: Some(0),
                day: day(*on),
                quantity: Some(Quantity(1000)),
                amount: Money::from_minor_units(*amount),
                margin: None,
                document,
                batch: 0,
                line: number,
            });
        }
        ledger
    }

    fn told(on: u32, amount: i64, document: &str) -> Told<'_> {
        Told {
            account: AccountId(Uuid::from_u128(1)),
            product: Some(ProductId(Uuid::from_u128(2))),
            day: day(on),
            quantity: None,
            amount: Money::from_minor_units(amount),
            margin: None,
            document,
        }
    }

    #[test]
    fn each_line_is_found_once() {
        let ledger = ledger(&[(1, 100, "A"), (1, 100, "A"), (2, 100, "A"), (1, 100, "B")]);
        let mut known = KnownLines::new(Some(&ledger));
        let mut take = |on, amount, document| known.take_same(&told(on, amount, document)).map(|(at, _)| at + 1);
        assert_eq!(take(1, 100, "A"), Some(1));
        assert_eq!(take(1, 100, "A"), Some(2));
        assert_eq!(take(1, 100, "A"), None);
        assert_eq!(take(1, 100, ""), Some(4), "a file without documents leaves them open");
        assert_eq!(take(1, 101, "A"), None);
        assert_eq!(take(2, 100, "A"), Some(3));
    }

    const APRIL: (NaiveDate, NaiveDate) =
        (NaiveDate::from_ymd_opt(2026, 4, 1).unwrap(), NaiveDate::from_ymd_opt(2026, 4, 30).unwrap());

    #[test]
    fn a_line_before_the_file_is_another_delivery() {
        let ledger = ledger(&[(1, 100, "A")]);
        let mut known = KnownLines::new(Some(&ledger));
        assert_eq!(known.take_changed(&told(20, 150, "A"), (day(10), day(30))), None);
        assert_eq!(known.take_changed(&told(20, 150, "A"), (day(1), day(30))), Some(0));
    }

    #[test]
    fn a_corrected_line_is_the_only_one_left_of_its_document() {
        let ledger = ledger(&[(1, 100, "A"), (1, 200, "B"), (1, 300, "B")]);
        let mut known = KnownLines::new(Some(&ledger));
        assert_eq!(known.take_changed(&told(1, 150, "A"), APRIL).map(|at| at + 1), Some(1));
        assert_eq!(known.take_changed(&told(1, 150, "A"), APRIL), None);
        assert_eq!(known.take_changed(&told(1, 250, "B"), APRIL), None, "which of the two?");
        assert_eq!(known.take_same(&told(1, 200, "B")).map(|(at, _)| at + 1), Some(2));
        assert_eq!(known.take_changed(&told(1, 250, "B"), APRIL).map(|at| at + 1), Some(3));
        assert_eq!(known.take_changed(&told(1, 250, ""), APRIL), None);
    }

    #[test]
    fn a_line_is_found_by_its_key() {
        let ledger = ledger(&[(1, 100, "A"), (1, 200, "B")]);
        let mut known = KnownLines::new(Some(&ledger));
        let key = LineKey { batch: BatchId(Uuid::from_u128(3)), line: 2 };
        assert_eq!(known.take_key(key), ByKey::Found(1));
        assert_eq!(known.take_key(key), ByKey::Taken);
        assert_eq!(known.take_key(LineKey { batch: BatchId(Uuid::from_u128(4)), line: 2 }), ByKey::Nowhere);
    }

    #[test]
    fn a_line_that_leaves_something_open_is_found_after_those_that_say_it() {
        let ledger = ledger(&[(1, 100, ""), (1, 100, "A")]);
        let mut known = KnownLines::new(Some(&ledger));
        assert_eq!(known.take_same(&told(1, 100, "A")), Some((1, Agrees::Wholly)));
        assert_eq!(known.take_same(&told(1, 100, "A")), Some((0, Agrees::ButForBlanks)));
        assert_eq!(known.take_same(&told(1, 100, "A")), None);
        let quantity = Told { quantity: Some(Quantity(2000)), ..told(1, 100, "") };
        assert_eq!(KnownLines::new(Some(&ledger)).take_same(&quantity), None, "another quantity is another line");
    }
}
