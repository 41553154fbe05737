//! What is typed on a card and not written yet. It outlives its fields, so that nothing typed is lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{DateStyle, ProcessCard, Verdict, Way};

/// Texts by their fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    texts: BTreeMap<Spot, String>,
}

/// A field of a card; ways are counted from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    LooksLike,
    Name(usize),
    Since(usize),
    Result(usize),
    /// The name of a way that is not there yet.
    NewWay,
}

impl Typed {
    #[must_use]
    pub fn text(&self, spot: Spot) -> Option<&str> {
        self.texts.get(&spot).map(String::as_str)
    }

    pub fn put(&mut self, spot: Spot, text: String) {
        self.texts.insert(spot, text);
    }

    pub fn drop(&mut self, spot: Spot) {
        self.texts.remove(&spot);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The texts of all ways are part of a card that is written now.
    pub fn drop_ways(&mut self) {
        self.texts.retain(|spot, _| *spot == Spot::LooksLike);
    }

    /// The card with what is typed. A way keeps its name when that is emptied, and its day when the text is none.
    #[must_use]
    pub fn applied_to(&self, mut card: ProcessCard, dates: DateStyle, today: NaiveDate) -> ProcessCard {
        for (spot, text) in &self.texts {
            let text = text.trim();
            match *spot {
                Spot::LooksLike => text.clone_into(&mut card.looks_like),
                Spot::Name(at) => {
                    if let Some(way) = card.ways.get_mut(at).filter(|_| !text.is_empty()) {
                        text.clone_into(&mut way.name);
                    }
                }
                Spot::Result(at) => {
                    if let Some(way) = card.ways.get_mut(at) {
                        text.clone_into(&mut way.result);
                    }
                }
                Spot::Since(at) => {
                    if let (Some(way), Ok(since)) = (card.ways.get_mut(at), day(text, dates)) {
                        way.since = since;
                    }
                }
                Spot::NewWay if text.is_empty() => {}
                Spot::NewWay => card.ways.push(Way {
                    name: text.to_owned(),
                    since: Some(today),
                    result: String::new(),
                    verdict: Verdict::Trying,
                }),
            }
        }
        card
    }

    /// Keeps what cannot be read, and says whether there is any.
    pub fn keep_unreadable(&mut self, dates: DateStyle) -> bool {
        self.texts.retain(|spot, text| is_unreadable(*spot, text, dates));
        !self.texts.is_empty()
    }

    pub fn unreadable(&self, dates: DateStyle) -> impl Iterator<Item = (Spot, &str)> {
        let texts = self.texts.iter().filter(move |(spot, text)| is_unreadable(**spot, text, dates));
        texts.map(|(spot, text)| (*spot, text.as_str()))
    }
}

/// Whether a text cannot be what its field holds.
#[must_use]
pub fn is_unreadable(spot: Spot, text: &str, dates: DateStyle) -> bool {
    match spot {
        Spot::Since(_) => day(text, dates).is_err(),
        Spot::LooksLike | Spot::Name(_) | Spot::Result(_) | Spot::NewWay => false,
    }
}

/// A day; `None` when there is no text.
fn day(text: &str, dates: DateStyle) -> Result<Option<NaiveDate>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    dates.read_day(text).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_the_card_and_what_cannot_be_read_stays() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let fair = Way { name: "Fair".to_owned(), since: Some(today), ..Way::default() };
        let card = ProcessCard { ways: vec![fair.clone()], ..ProcessCard::default() };
        let check = |texts: &[(Spot, &str)], wanted: ProcessCard, left: usize| {
            let mut typed = Typed::default();
            for (spot, text) in texts {
                typed.put(*spot, (*text).to_owned());
            }
            assert_eq!(typed.applied_to(card.clone(), DateStyle::Words, today), wanted, "{texts:?}");
            assert_eq!(typed.keep_unreadable(DateStyle::Words), left > 0, "{texts:?}");
            assert_eq!(typed.unreadable(DateStyle::Words).count(), left, "{texts:?}");
        };
        let with = |way: Way| ProcessCard { ways: vec![way], ..ProcessCard::default() };
        check(&[], card.clone(), 0);
        check(
            &[(Spot::LooksLike, " They called us \n")],
            ProcessCard { looks_like: "They called us".to_owned(), ..card.clone() },
            0,
        );
        check(&[(Spot::Name(0), "  ")], card.clone(), 0);
        check(&[(Spot::Name(0), "Fairs")], with(Way { name: "Fairs".to_owned(), ..fair.clone() }), 0);
        check(&[(Spot::Result(0), "2 won")], with(Way { result: "2 won".to_owned(), ..fair.clone() }), 0);
        check(&[(Spot::Since(0), "")], with(Way { since: None, ..fair.clone() }), 0);
        let march = "2026-03-02".parse().ok();
        check(&[(Spot::Since(0), "2026-03-02")], with(Way { since: march, ..fair.clone() }), 0);
        check(&[(Spot::Since(0), "soon"), (Spot::Result(0), "x")], with(Way { result: "x".to_owned(), ..fair }), 1);
        let mut two = card.clone();
        two.ways.push(Way { name: "Calls".to_owned(), since: Some(today), ..Way::default() });
        check(&[(Spot::NewWay, " Calls ")], two, 0);
        check(&[(Spot::NewWay, " ")], card.clone(), 0);
        check(&[(Spot::Name(7), "nobody")], card.clone(), 0);
    }
}
