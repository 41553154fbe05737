//! Which known name an unknown one is most like: a letter more, a letter less, two swapped, words in another order.

use std::collections::HashMap;

/// So alike two folded names must be for anybody to be asked: about one letter in seven may differ.
pub(super) const THRESHOLD: f64 = 0.85;

/// So many names that share a rare run of three letters are looked at, and the closest few of these letter by letter.
/// Both bound the work for a name, whatever the others are called.
const LOOKED_AT: usize = 128;
const COMPARED: usize = 3;

/// Of longer names so many letters are compared, from the first that differs: a text of a whole cell is no name.
const LETTERS: usize = 256;

/// Known folded names by the runs of three letters in them.
pub(super) struct Index {
    names: Vec<Name>,
    texts: String,
    runs: HashMap<u64, Vec<u32>>,
}

/// What can be told of a name without looking at its letters.
#[derive(Clone, Copy, Debug)]
struct Name {
    /// Which pairs of letters it has, thrown into 64 sorts.
    pairs: u64,
    /// Of its digits: `Shop 12` and `Shop 13` are two shops, however alike.
    digits: u64,
    letters: u32,
    /// Its bytes in the text of all.
    start: u32,
    end: u32,
}

impl Index {
    pub fn new(names: impl Iterator<Item = String>) -> Self {
        let mut index = Self { names: Vec::new(), texts: String::new(), runs: HashMap::new() };
        for (place, name) in names.enumerate() {
            let (Ok(place), Ok(start)) = (u32::try_from(place), u32::try_from(index.texts.len())) else { break };
            index.texts.push_str(&name);
            let Ok(end) = u32::try_from(index.texts.len()) else { break };
            index.names.push(Name { start, end, ..Name::of(&name) });
            for run in runs(&name) {
                let places = index.runs.entry(run).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        index
    }

    /// The place of the name that this folded one is most like, and how like, from [`THRESHOLD`] to 1; among those
    /// that may be it.
    pub fn likest(&self, name: &str, may_be: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
        let wanted = Name::of(name);
        let mut rare: Vec<&Vec<u32>> = runs(name).filter_map(|run| self.runs.get(&run)).collect();
        rare.sort_unstable_by_key(|places| places.len());
        rare.dedup_by_key(|places| places.as_ptr());
        // The closest few at a glance, the closest first.
        let mut near = [(u32::MAX, u32::MAX); COMPARED];
        let mut looked_at = 0;
        for places in rare {
            // The rarest run is looked at in any case, as far as the bound allows.
            for place in places.iter().take(LOOKED_AT) {
                let Some(known) = self.names.get(*place as usize) else { continue };
                let Some(distance) = wanted.distance(known) else { continue };
                let mut next = (distance, *place);
                if !near.contains(&next) {
                    for held in &mut near {
                        if next < *held {
                            std::mem::swap(held, &mut next);
                        }
                    }
                }
            }
            looked_at += places.len();
            if looked_at >= LOOKED_AT {
                break;
            }
        }
        let mut best: Option<(usize, f64)> = None;
        for (_, place) in near {
            let place = place as usize;
            let likeness = likeness(name, self.text(place));
            if likeness >= THRESHOLD && best.is_none_or(|(_, so_far)| likeness > so_far) && may_be(place) {
                best = Some((place, likeness));
            }
        }
        best
    }

    fn text(&self, place: usize) -> &str {
        let name = self.names.get(place);
        name.and_then(|name| self.texts.get(name.start as usize..name.end as usize)).unwrap_or_default()
    }
}

impl Name {
    fn of(name: &str) -> Self {
        let (mut pairs, mut digits, mut letters) = (0, 0, 0);
        let mut before = ' ';
        for letter in name.chars() {
            if letter.is_numeric() {
                digits = scattered(digits ^ u64::from(letter));
            }
            pairs |= 1 << (scattered(u64::from(before) << 32 | u64::from(letter)) >> 58);
            before = letter;
            letters += 1;
        }
        Self { pairs, digits, letters, start: 0, end: 0 }
    }

    /// How far apart two names are at a glance; `None` when they are too far apart to be alike.
    fn distance(&self, other: &Self) -> Option<u32> {
        let longer = self.letters.max(other.letters);
        let length = self.letters.abs_diff(other.letters);
        let pairs = (self.pairs ^ other.pairs).count_ones();
        // A letter that differs is in two pairs of either name, two letters that are swapped are in three.
        let edits = longer * 3 / 20;
        (self.digits == other.digits && length <= edits && pairs <= 4 * edits + 2).then_some(pairs + length)
    }
}

/// How alike two folded names are, 0 to 1: the share of letters that need no edit (Damerau and Levenshtein's distance
/// without edits within a swap), with the words in the order they have or in that of the alphabet.
fn likeness(one: &str, other: &str) -> f64 {
    let straight = unedited(one, other);
    if straight >= THRESHOLD || !one.contains(' ') || !other.contains(' ') {
        return straight;
    }
    let sorted = |name: &str| {
        let mut words: Vec<&str> = name.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    // Another order is a difference too, though a small one.
    straight.max(unedited(&sorted(one), &sorted(other)) - 0.02)
}

#[expect(clippy::cast_precision_loss, reason = "lengths of names")]
fn unedited(one: &str, other: &str) -> f64 {
    let longer = one.chars().count().max(other.chars().count()).max(1);
    let (one, other) = unlike_middles(one, other);
    let (one, other) = (begin(one), begin(other));
    1.0 - strsim::osa_distance(one, other) as f64 / longer as f64
}

fn begin(name: &str) -> &str {
    name.char_indices().nth(LETTERS).and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}

/// The names without what both begin with and end with: no edit is there, and mostly little is left to compare.
fn unlike_middles<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let begin: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let (one, other) = (one.get(begin..).unwrap_or_default(), other.get(begin..).unwrap_or_default());
    let backwards = one.chars().rev().zip(other.chars().rev());
    let end: usize = backwards.take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum();
    let cut = |name: &'a str| name.get(..name.len() - end).unwrap_or_default();
    (cut(one), cut(other))
}

/// Each run of three letters, in the ends of the name too; blanks count as one letter.
fn runs(name: &str) -> impl Iterator<Item = u64> {
    let mut window = [' ', ' '];
    name.chars().chain(std::iter::once(' ')).map(move |letter| {
        let [first, second] = window;
        window = [second, letter];
        u64::from(first) << 42 | u64::from(second) << 21 | u64::from(letter)
    })
}

/// A number thrown about (Fibonacci hashing, Knuth, The Art of Computer Programming 3, 6.4).
const fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_slip_finds_the_one_that_was_meant() {
        let names =
            ["alfreds futterkiste", "ernst handel", "koniglich essen", "shop 12", "frankenversand", "blauer see"];
        let index = Index::new(names.into_iter().map(str::to_owned));
        let check = |name: &str, wanted: Option<&str>| {
            let found = index.likest(name, |_| true).and_then(|(place, _)| names.get(place).copied());
            assert_eq!(found, wanted, "{name}");
        };
        check("alfred futterkiste", Some("alfreds futterkiste"));
        check("alfreds futterksite", Some("alfreds futterkiste"));
        check("handel ernst", Some("ernst handel"));
        check("koeniglich essen", Some("koniglich essen"));
        check("frankenversandt", Some("frankenversand"));
        check("shop 13", None);
        check("shop", None);
        check("blauer stern", None);
        check("", None);
    }

    #[test]
    fn a_text_of_a_whole_cell_is_compared_in_no_time() {
        let long = |letters: &str| letters.repeat(32_000 / letters.len());
        let began = std::time::Instant::now();
        assert!(unedited(&long("ab"), &long("cd")) < 1.0);
        assert!(began.elapsed() < std::time::Duration::from_secs(1), "{:?}", began.elapsed());
    }

    #[test]
    fn who_it_cannot_be_leaves_room_for_the_next() {
        let index = Index::new(["frankenversand", "frankenversant"].into_iter().map(str::to_owned));
        let found = |may_be: fn(usize) -> bool| index.likest("frankenversandt", may_be).map(|(place, _)| place);
        assert_eq!(found(|_| true), Some(0));
        assert_eq!(found(|place| place != 0), Some(1));
        assert_eq!(found(|_| false), None);
    }
}
