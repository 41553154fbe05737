//! Purchases: a ledger of lines that never change, each belonging to the import that brought it in.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id};
use super::{AccountId, Extra, Money, ProductId};

record_id! {
    /// The key of a batch of purchases.
    BatchId
}

/// The purchases of one import, as one record: while it is there they count, and when it is taken back none of them
/// does, however many they are. The lines themselves stay in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub id: BatchId,
    pub version: u32,
    /// Without its folder.
    pub file_name: String,
    pub lines: u64,
    /// Of these, so many took the place of lines of earlier batches.
    pub replaced: u64,
    pub total: Money,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

is_record!(Batch, BatchId);

/// How many of a product, in thousandths: `1.5` is 1500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

/// A text is no quantity, or one beyond reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a quantity; expected a number with at most three decimals, such as 12 or 1.5")]
pub struct QuantityError;

/// Where a line stands in the ledger, whatever else changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    pub batch: BatchId,
    /// From 1 within its batch.
    pub line: u32,
}

/// One line of the ledger. What it names stands in the [`Lines`](PurchaseLines) that it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Into [`PurchaseLines::accounts`].
    pub account: u32,
    /// Into [`PurchaseLines::products`]; `None` when nobody says what was bought.
    pub product: Option<u32>,
    pub day: NaiveDate,
    pub quantity: Option<Quantity>,
    pub amount: Money,
    pub margin: Option<Money>,
    /// The number of the order or invoice: a range of bytes of [`PurchaseLines::documents`].
    pub document: (u32, u32),
    /// Into [`PurchaseLines::batches`], and the number within it.
    pub batch: u32,
    pub line: u32,
}

/// Lines of the ledger, as they are read from it or to be written to it: a million of them in a hundred megabytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurchaseLines {
    pub accounts: Vec<AccountId>,
    pub products: Vec<ProductId>,
    pub batches: Vec<BatchId>,
    pub documents: String,
    pub lines: Vec<Line>,
    /// Named extra fields of the few lines that have any, by their place in `lines`.
    pub extra: BTreeMap<u32, Extra>,
    /// Of lines to be written: those that take the place of others, by their place in `lines`.
    pub replaces: BTreeMap<u32, LineKey>,
}

impl PurchaseLines {
    #[must_use]
    pub fn account(&self, line: &Line) -> Option<AccountId> {
        self.accounts.get(line.account as usize).copied()
    }

    #[must_use]
    pub fn product(&self, line: &Line) -> Option<ProductId> {
        self.products.get(line.product? as usize).copied()
    }

    /// The number of the order or invoice; empty when there is none.
    #[must_use]
    pub fn document(&self, line: &Line) -> &str {
        let (start, end) = line.document;
        self.documents.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Keeps the text of a document and says where; the one kept last is kept once.
    ///
    /// Beyond 4 GB of texts nothing is kept any more, which nothing that is read within its limits reaches.
    pub fn keep_document(&mut self, document: &str) -> (u32, u32) {
        if let Some(last) = self.lines.last().filter(|last| self.document(last) == document) {
            return last.document;
        }
        let start = self.documents.len();
        let range = (u32::try_from(start), u32::try_from(start + document.len()));
        let (Ok(start), Ok(end)) = range else { return (0, 0) };
        self.documents.push_str(document);
        (start, end)
    }

    /// The named extra fields of the line at this place, counted from 0.
    #[must_use]
    pub fn extra_at(&self, place: usize) -> &Extra {
        static NONE: Extra = Extra::new();
        u32::try_from(place).ok().and_then(|place| self.extra.get(&place)).unwrap_or(&NONE)
    }

    #[must_use]
    pub fn key(&self, line: &Line) -> Option<LineKey> {
        self.batches.get(line.batch as usize).map(|batch| LineKey { batch: *batch, line: line.line })
    }
}

impl fmt::Display for LineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.batch, self.line)
    }
}

impl FromStr for LineKey {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (batch, line) = text.split_once(':').unwrap_or((text, "0"));
        Ok(Self { batch: BatchId(batch.parse()?), line: line.parse().unwrap_or(0) })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest == 0 {
            return f.pad(&format!("{sign}{whole}"));
        }
        f.pad(format!("{sign}{whole}.{rest:03}").trim_end_matches('0'))
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// With a decimal point and without separators of thousands.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let decimals = decimals.trim_end_matches('0');
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let some = !digits.bytes().all(|byte| byte == b'.');
        if !some || !all_digits(whole) || !all_digits(decimals) || decimals.len() > 3 {
            return Err(QuantityError);
        }
        let number = |part: &str| if part.is_empty() { Ok(0) } else { part.parse::<i64>().map_err(|_| QuantityError) };
        let thousandths = number(&format!("{decimals:0<3}"))?;
        let size =
            number(whole)?.checked_mul(1000).and_then(|size| size.checked_add(thousandths)).ok_or(QuantityError)?;
        Ok(Self(if negative { -size } else { size }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_read_and_written() {
        let check = |text: &str, wanted: Option<(i64, &str)>| {
            let read = text.parse::<Quantity>().ok();
            assert_eq!(read.map(|read| read.0), wanted.map(|(thousandths, _)| thousandths), "{text}");
            assert_eq!(read.map(|read| read.to_string()).as_deref(), wanted.map(|(_, text)| text));
        };
        check("12", Some((12_000, "12")));
        check("-1.50", Some((-1_500, "-1.5")));
        check("+.025", Some((25, "0.025")));
        check("1.2345", None);
        check("1,5", None);
        check(".", None);
        check("99999999999999999", None);
    }

    #[test]
    fn documents_in_a_row_are_kept_once() {
        let mut lines = PurchaseLines::default();
        for document in ["10248", "10248", "10249"] {
            let document = lines.keep_document(document);
            lines.lines.push(Line {
                account: 0,
                product: None,
                day: NaiveDate::default(),
                quantity: None,
                amount: Money::default(),
                margin: None,
                document,
                batch: 0,
                line: 1,
            });
        }
        assert_eq!(lines.documents, "1024810249");
        let read: Vec<&str> = lines.lines.iter().map(|line| lines.document(line)).collect();
        assert_eq!(read, ["10248", "10248", "10249"]);
    }
}
