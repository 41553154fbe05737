//! Accounts found by a few letters of their names, among a hundred thousand within a keystroke.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::model::{AccountId, Portfolio, RowKey, text};

/// So many are listed; the others are counted.
pub const MOST: usize = 50;
/// Between the name and the key of an account in what is searched.
const BETWEEN: u8 = 0x1f;

/// How well something typed fits a name; higher is better. Below a middling value it is a guess, asked for only when
/// nothing fits better.
pub type Fit = u16;
const PREFIX: Fit = 90;
const WORD_START: Fit = 80;
const WORD_STARTS: Fit = 60;
pub const INSIDE: Fit = 50;
const ONE_SLIP: Fit = 40;
const TWO_SLIPS: Fit = 30;
const SCATTERED: Fit = 10;
/// On top, where what is typed ends where a word ends.
const WHOLE_WORD: Fit = 5;

/// The names of all accounts, folded, and what the last search left of them.
#[derive(Debug, Default)]
pub struct Search {
    /// Workspace and revision.
    made_for: Option<(usize, u64)>,
    /// In the order of their keys.
    names: Vec<Name>,
    /// The letters of each name as bits, so that most names need not be read at all.
    letters: Vec<u64>,
    /// The last query, and the names that hold its letters in their order.
    last: Option<(String, Vec<usize>)>,
}

#[derive(Debug)]
struct Name {
    id: AccountId,
    /// The folded name, and after it the folded key if there is one.
    folded: Box<str>,
}

/// The best of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best first, at most fifty.
    pub best: Vec<(AccountId, Fit)>,
    /// How many fit in all.
    pub total: usize,
}

impl Search {
    /// Brings the names up to date with the portfolio. `workspace` tells one open portfolio from the next.
    pub fn refresh(&mut self, portfolio: &Portfolio, workspace: usize) {
        let wanted = (workspace, portfolio.revision());
        let Some((of, since)) = self.made_for.replace(wanted) else { return self.read_all(portfolio) };
        if (of, since) == wanted {
            return;
        }
        self.last = None;
        let changed = (of == workspace).then(|| portfolio.changed_since(since)).flatten();
        match changed {
            Some(rows) => self.follow(portfolio, &rows),
            None => self.read_all(portfolio),
        }
    }

    fn read_all(&mut self, portfolio: &Portfolio) {
        self.names = portfolio.accounts().map(|account| Name::of(account)).collect();
        self.letters = self.names.iter().map(|name| letters_of(&name.folded)).collect();
    }

    fn follow(&mut self, portfolio: &Portfolio, rows: &BTreeSet<RowKey>) {
        for row in rows {
            let RowKey::Account(id) = row else { continue };
            let at = self.names.binary_search_by_key(id, |name| name.id);
            if let Ok(at) = at {
                self.names.remove(at);
                self.letters.remove(at);
            }
            if let Some(account) = portfolio.account(*id) {
                let (Ok(at) | Err(at)) = at;
                let name = Name::of(account);
                self.letters.insert(at, letters_of(&name.folded));
                self.names.insert(at, name);
            }
        }
    }

    /// The accounts that fit what is typed. Where nothing holds it, names that hold its letters in their order or that
    /// are a slip of the finger away.
    pub fn find(&mut self, typed: &str) -> Found {
        let query = text::folded(typed);
        let terms: Vec<&str> = query.split(' ').filter(|term| !term.is_empty()).collect();
        if terms.is_empty() {
            return Found::default();
        }
        let holding = self.holding(&query, &terms);
        let mut best = Best::default();
        for at in &holding {
            let Some(name) = self.names.get(*at) else { continue };
            let fit = fit(&name.folded, &terms);
            if fit.is_some_and(|fit| fit >= INSIDE) {
                best.take(fit.unwrap_or_default(), *at, &self.names);
            }
        }
        if best.total == 0 {
            self.guess(&terms, &holding, &mut best);
        }
        self.last = Some((query, holding));
        best.found(&self.names)
    }

    /// The names that hold the letters of each term in their order. What held no "ern" holds no "erns" either.
    fn holding(&mut self, query: &str, terms: &[&str]) -> Vec<usize> {
        let wanted = terms.iter().fold(0, |letters, term| letters | letters_of(term));
        // The bits tell single letters for certain.
        let certain = |term: &str| term.len() == 1 && term.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let reads: Vec<&str> = terms.iter().copied().filter(|term| !certain(term)).collect();
        let holds = |at: &usize| {
            self.letters.get(*at).is_some_and(|letters| letters & wanted == wanted)
                && self.names.get(*at).is_some_and(|name| {
                    reads.iter().all(|term| scattered(name.folded.as_bytes(), term.as_bytes(), |_| {}))
                })
        };
        match &self.last {
            Some((before, held)) if query.starts_with(before.as_str()) => held.iter().copied().filter(holds).collect(),
            Some(_) | None => (0..self.names.len()).filter(holds).collect(),
        }
    }

    /// Names that hold the letters of the terms in their order (`holding`), and names with a word for each term that
    /// differs from it by a letter or two.
    fn guess(&self, terms: &[&str], holding: &[usize], best: &mut Best) {
        let wanted: Vec<(u64, u32)> = terms.iter().map(|term| (letters_of(term), most_slips(term))).collect();
        for (at, (letters, name)) in self.letters.iter().zip(&self.names).enumerate() {
            // A slip brings in one foreign letter.
            if wanted.iter().any(|(term, slips)| (term & !letters).count_ones() > *slips) {
                continue;
            }
            let slips = terms.iter().map(|term| slipped(&name.folded, term));
            let slips = slips.reduce(|one, other| Some(one?.min(other?))).flatten();
            let scattered = holding.binary_search(&at).is_ok().then_some(SCATTERED);
            if let Some(fit) = slips.max(scattered) {
                best.take(fit, at, &self.names);
            }
        }
    }
}

impl Name {
    fn of(account: &crate::model::Account) -> Self {
        let mut folded = text::folded(&account.name);
        if !account.key.is_empty() {
            folded.push(char::from(BETWEEN));
            folded.push_str(&text::folded(&account.key));
        }
        Self { id: account.id, folded: folded.into_boxed_str() }
    }
}

/// How well a name fits, its length, itself, and where it is.
type Ranked = (Fit, Reverse<usize>, Reverse<Box<str>>, usize);

/// The few best of many: the shorter before the longer where they fit alike, then by the alphabet.
#[derive(Default)]
struct Best {
    heap: BinaryHeap<Reverse<Ranked>>,
    total: usize,
}

impl Best {
    fn take(&mut self, fit: Fit, at: usize, names: &[Name]) {
        let Some(name) = names.get(at) else { return };
        self.total += 1;
        let length = Reverse(name.folded.len());
        if self.heap.len() >= MOST {
            let Some(Reverse((least, least_length, least_name, _))) = self.heap.peek() else { return };
            let better = (fit, length).cmp(&(*least, *least_length));
            let better = better.then_with(|| least_name.0.as_ref().cmp(name.folded.as_ref()));
            if better.is_le() {
                return;
            }
            self.heap.pop();
        }
        self.heap.push(Reverse((fit, length, Reverse(name.folded.clone()), at)));
    }

    fn found(self, names: &[Name]) -> Found {
        let Self { heap, total } = self;
        let best = heap.into_sorted_vec();
        let best = best.into_iter().filter_map(|Reverse((fit, _, _, at))| Some((names.get(at)?.id, fit)));
        Found { best: best.collect(), total }
    }
}

/// A bit for each of the letters: 26 for a to z, 10 for digits, the rest shared by all others.
fn letters_of(folded: &str) -> u64 {
    folded.bytes().fold(0, |letters, byte| {
        let bit = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26 + (byte - b'0'),
            b' ' | BETWEEN => return letters,
            other => 36 + other % 28,
        };
        letters | 1 << bit
    })
}

/// How well folded terms fit a folded text: as well as the one that fits worst. `None` when one is not in it.
#[must_use]
pub fn fit(name: &str, terms: &[&str]) -> Option<Fit> {
    let one = |term: &&str| fit_one(name.as_bytes(), term.as_bytes(), |_| {});
    terms.iter().map(one).reduce(|one, other| Some(one?.min(other?))).flatten()
}

/// The places of the letters of `name` (bytes of its folded form) that the terms were found by.
#[must_use]
pub fn matched(name: &str, terms: &[&str]) -> BTreeSet<usize> {
    let mut places = BTreeSet::new();
    for term in terms {
        fit_one(name.as_bytes(), term.as_bytes(), |at| {
            places.insert(at);
        });
    }
    places
}

/// Whether this term is what is best found there; tells each place of it.
fn fit_one(name: &[u8], term: &[u8], place: impl FnMut(usize)) -> Option<Fit> {
    let mut best: Option<(Fit, usize)> = None;
    for (at, window) in name.windows(term.len().max(1)).enumerate() {
        if window != term {
            continue;
        }
        let base = match at {
            0 => PREFIX,
            at if begins_word(name, at) => WORD_START,
            _ => INSIDE,
        };
        let whole = base > INSIDE && name.get(at + term.len()).is_none_or(|next| !is_letter(*next));
        let fit = base + if whole { WHOLE_WORD } else { 0 };
        if best.is_none_or(|(before, _)| before < fit) {
            best = Some((fit, at));
        }
        if at == 0 {
            break;
        }
    }
    if let Some((fit, at)) = best {
        (at..at + term.len()).for_each(place);
        return Some(fit);
    }
    let mut places = Vec::new();
    if term.len() > 1 && word_starts(name, 0, term, &mut places) {
        places.into_iter().rev().for_each(place);
        return Some(WORD_STARTS);
    }
    scattered(name, term, place).then_some(SCATTERED)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

fn begins_word(name: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| name.get(before).is_some_and(|byte| !is_letter(*byte)))
}

/// Whether the term is made of beginnings of words in their order: "eh" and "erhan" are in "ernst handel". The places
/// come last first.
fn word_starts(name: &[u8], from: usize, term: &[u8], places: &mut Vec<usize>) -> bool {
    if term.is_empty() {
        return true;
    }
    for at in from..name.len() {
        if !begins_word(name, at) {
            continue;
        }
        let word = name.get(at..).unwrap_or_default();
        let shared = word.iter().zip(term).take_while(|(one, other)| one == other).count();
        for length in (1..=shared).rev() {
            if word_starts(name, at + length, term.get(length..).unwrap_or_default(), places) {
                places.extend((at..at + length).rev());
                return true;
            }
        }
    }
    false
}

/// Whether the letters of the term are there in their order.
fn scattered(name: &[u8], term: &[u8], mut place: impl FnMut(usize)) -> bool {
    let mut letters = name.iter().enumerate();
    term.iter().all(|wanted| match letters.find(|(_, letter)| *letter == wanted) {
        Some((at, _)) => {
            place(at);
            true
        }
        None => false,
    })
}

/// How many slips of the finger a term of its length may hold.
fn most_slips(term: &str) -> u32 {
    match term.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// How well the term fits the word that is nearest to it.
fn slipped(name: &str, term: &str) -> Option<Fit> {
    let most = most_slips(term) as usize;
    let words = name.split(|letter: char| letter == ' ' || letter == char::from(BETWEEN));
    // The first letter is rarely the wrong one, though it may have changed places with the second.
    let begins = |word: &&str| word.chars().take(2).any(|letter| term.starts_with(letter));
    let near = |word: &&str| word.len().abs_diff(term.len()) <= most;
    let distance = words.filter(begins).filter(near).map(|word| strsim::osa_distance(word, term)).min();
    match distance.filter(|distance| *distance <= most)? {
        0 => Some(WORD_START),
        1 => Some(ONE_SLIP),
        _ => Some(TWO_SLIPS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Settings, Stamp};

    const NAMES: [&str; 8] = [
        "Ernst Handel",
        "Königlich Essen",
        "Chop-suey Chinese",
        "Emerson North Trading",
        "Folk och fä HB",
        "Handelsgesellschaft Ernst",
        "Old World Delicatessen",
        "Blondel et fils",
    ];

    fn portfolio(names: &[&str]) -> Portfolio {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        Portfolio::from_rows(Settings::default(), names.iter().map(|name| Account::new(stamp.account_id(), *name)))
    }

    fn names_of(found: &Found, portfolio: &Portfolio) -> Vec<String> {
        found.best.iter().map(|(id, _)| portfolio.account(*id).unwrap().name.clone()).collect()
    }

    #[test]
    fn what_is_typed_finds_whom_it_means_the_nearest_first() {
        let portfolio = portfolio(&NAMES);
        let check = |typed: &str, wanted: &[&str]| {
            let mut search = Search::default();
            search.refresh(&portfolio, 1);
            let found = search.find(typed);
            assert_eq!(names_of(&found, &portfolio), wanted, "{typed}");
        };
        check("ernst", &["Ernst Handel", "Handelsgesellschaft Ernst"]);
        check("ernst handel", &["Ernst Handel", "Handelsgesellschaft Ernst"]);
        check("HANDEL E", &["Ernst Handel", "Handelsgesellschaft Ernst"]);
        check("konig", &["Königlich Essen"]);
        check("suey", &["Chop-suey Chinese"]);
        check("ccs", &["Chop-suey Chinese"]);
        check("csc", &["Chop-suey Chinese"]);
        check("owd", &["Old World Delicatessen"]);
        check("ersnt handel", &["Ernst Handel"]);
        check("blodnel", &["Blondel et fils"]);
        check("zzz", &[]);
        check("   ", &[]);
    }

    #[test]
    fn narrowing_finds_what_searching_afresh_finds() {
        let portfolio = portfolio(&NAMES);
        let mut typing = Search::default();
        typing.refresh(&portfolio, 1);
        for typed in ["e", "er", "ern", "erns", "ernst", "ernst ", "ernst h", "ernst ha", "ern", "o", "ol", "x", ""] {
            let mut afresh = Search::default();
            afresh.refresh(&portfolio, 1);
            assert_eq!(typing.find(typed), afresh.find(typed), "{typed}");
        }
    }

    #[test]
    fn of_many_the_best_are_listed_and_the_others_counted() {
        let names: Vec<String> = (0..300).map(|number| format!("Kiosk {number:03}")).collect();
        let portfolio = portfolio(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let mut search = Search::default();
        search.refresh(&portfolio, 1);
        let found = search.find("kiosk");
        assert_eq!((found.best.len(), found.total), (MOST, 300));
        assert_eq!(names_of(&found, &portfolio)[..2], ["Kiosk 000", "Kiosk 001"]);
        assert_eq!(names_of(&search.find("kiosk 299"), &portfolio), ["Kiosk 299"]);
    }

    #[test]
    fn a_changed_name_is_found_by_its_new_one_only() {
        use crate::model::{AccountValue, Edit};
        let mut portfolio = portfolio(&NAMES);
        let mut search = Search::default();
        search.refresh(&portfolio, 1);
        let id = search.find("blondel").best[0].0;
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 2);
        for edit in [
            Edit::SetValues { accounts: vec![id], values: vec![AccountValue::Name("Père et fils".to_owned())] },
            Edit::CreateAccount { values: vec![AccountValue::Name("Wolski".to_owned())], position: None },
        ] {
            let planned = edit.plan(&portfolio, &mut stamp).unwrap();
            portfolio.apply(&planned.changes);
        }
        search.refresh(&portfolio, 1);
        assert_eq!(search.find("blondel").total, 0);
        assert_eq!(names_of(&search.find("pere"), &portfolio), ["Père et fils"]);
        assert_eq!(names_of(&search.find("wolski"), &portfolio), ["Wolski"]);
    }

    #[test]
    fn the_letters_that_were_found_can_be_shown() {
        let check = |name: &str, terms: &[&str], wanted: &str| {
            let places = matched(name, terms);
            let marked: String =
                name.char_indices().map(|(at, letter)| if places.contains(&at) { letter } else { '.' }).collect();
            assert_eq!(marked, wanted, "{terms:?}");
        };
        check("ernst handel", &["handel", "er"], "er....handel");
        check("ernst handel", &["erha"], "er....ha....");
        check("ernst handel", &["nsl"], "..ns.......l");
    }
}
