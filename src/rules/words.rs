use memchr::memmem::Finder;

use super::facts::Facts;
use crate::model::{Account, Column, Portfolio, text};

/// The folded texts of many accounts in one piece, so that to look for a word is one pass over it.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// One after the other; each column of each ends with a line feed, which is in no folded text.
    all: String,
    /// Where each text ends in `all`.
    ends: Vec<usize>,
}

/// What words may be found in.
const COLUMNS: [Column; 7] =
    [Column::Name, Column::Key, Column::Owner, Column::Region, Column::Industry, Column::Stage, Column::Class];

/// The words to look for, folded; none when the text has none.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text::folded(text).split(' ').map(str::to_owned).collect();
    words.retain(|word| !word.is_empty());
    // The longest leaves the fewest to ask for the others.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

impl Texts {
    pub fn push(&mut self, portfolio: &Portfolio, account: &Account, facts: Facts) {
        push_text(&mut self.all, portfolio, account, facts);
        self.ends.push(self.all.len());
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Puts the text of an account in place of the one at `index`.
    pub fn replace(&mut self, index: usize, portfolio: &Portfolio, account: &Account, facts: Facts) {
        self.splice(index, &text_to_search(portfolio, account, facts));
    }

    pub fn insert(&mut self, index: usize, portfolio: &Portfolio, account: &Account, facts: Facts) {
        self.ends.insert(index, self.start(index));
        self.splice(index, &text_to_search(portfolio, account, facts));
    }

    pub fn remove(&mut self, index: usize) {
        self.splice(index, "");
        self.ends.remove(index);
    }

    /// The indices of the texts that hold all words, ascending; `words` as [`words_of`] gives them, at least one.
    #[must_use]
    pub fn holding(&self, words: &[String]) -> Vec<usize> {
        let mut finders = words.iter().map(|word| Finder::new(word.as_str()));
        let Some(first) = finders.next() else { return (0..self.len()).collect() };
        let others: Vec<Finder<'_>> = finders.collect();
        let bytes = self.all.as_bytes();
        let (mut found, mut at, mut index) = (Vec::new(), 0, 0);
        while let Some(hit) = bytes.get(at..).and_then(|rest| first.find(rest)) {
            let hit = at + hit;
            while self.ends.get(index).is_some_and(|end| *end <= hit) {
                index += 1;
            }
            let (start, end) = (self.start(index), self.start(index + 1));
            let text = bytes.get(start..end).unwrap_or_default();
            if others.iter().all(|other| other.find(text).is_some()) {
                found.push(index);
            }
            at = end;
            index += 1;
        }
        found
    }

    /// Whether the text at `index` holds all words.
    #[must_use]
    pub fn holds(&self, index: usize, words: &[String]) -> bool {
        let text = self.all.get(self.start(index)..self.start(index + 1)).unwrap_or_default();
        words.iter().all(|word| text.contains(word.as_str()))
    }

    /// Where the text at `index` begins.
    fn start(&self, index: usize) -> usize {
        index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0)
    }

    fn splice(&mut self, index: usize, text: &str) {
        let (start, end) = (self.start(index), self.start(index + 1));
        if self.all.get(start..end) == Some(text) {
            return;
        }
        self.all.replace_range(start..end, text);
        for later in self.ends.iter_mut().skip(index) {
            *later = *later + start + text.len() - end;
        }
    }
}

fn text_to_search(portfolio: &Portfolio, account: &Account, facts: Facts) -> String {
    let mut text = String::new();
    push_text(&mut text, portfolio, account, facts);
    text
}

fn push_text(all: &mut String, portfolio: &Portfolio, account: &Account, facts: Facts) {
    for column in COLUMNS {
        text::fold_into(all, &facts.text_of(portfolio, account, column));
        all.push('\n');
    }
}
