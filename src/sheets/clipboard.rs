//! Cells on their way between spreadsheet programs: tab-separated, a row to a line.

use super::guard::{guarded, unguarded};

/// One cell to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedCell {
    pub text: String,
    /// A text of people, which must not run as a formula; figures and days stand as they are.
    pub is_text: bool,
}

/// The rows as spreadsheet programs take them: a line each, cells that hold a tab, a quotation mark or a line break in
/// quotation marks.
#[must_use]
pub fn to_tsv(rows: impl IntoIterator<Item = Vec<CopiedCell>>) -> String {
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            let plain = if cell.is_text { guarded(&cell.text) } else { cell.text.as_str().into() };
            if plain.contains(['\t', '\n', '\r', '"']) {
                text.push('"');
                text.push_str(&plain.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&plain);
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// The cells of a text from the clipboard, without guards. Empty lines are rows too: they keep what stands below them
/// in its place. A quotation mark that is never closed is a letter like any other.
#[must_use]
pub fn from_tsv(text: &str) -> Vec<Vec<String>> {
    let rows = split(text, true).or_else(|| split(text, false)).unwrap_or_default();
    rows.into_iter().map(|row| row.iter().map(|cell| unguarded(cell).to_owned()).collect()).collect()
}

/// `None` when a quotation mark is never closed.
fn split(text: &str, quotes: bool) -> Option<Vec<Vec<String>>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    let mut at_start = true;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quotes && at_start => loop {
                match letters.next()? {
                    '"' if letters.peek() == Some(&'"') => cell.extend(letters.next()),
                    '"' => break,
                    inside => cell.push(inside),
                }
            },
            '\t' => {
                row.push(std::mem::take(&mut cell));
                at_start = true;
                continue;
            }
            '\r' | '\n' => {
                if letter == '\r' {
                    letters.next_if_eq(&'\n');
                }
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
                at_start = true;
                continue;
            }
            other => cell.push(other),
        }
        at_start = false;
    }
    // The last line may end without a break.
    if !at_start || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> CopiedCell {
        CopiedCell { text: text.to_owned(), is_text: true }
    }

    fn figure(text: &str) -> CopiedCell {
        CopiedCell { text: text.to_owned(), is_text: false }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be_and_texts_never_run() {
        let rows = [
            vec![text("Name"), text("Notes")],
            vec![text("=1+1"), text("two\nlines")],
            vec![text("5\" pipe"), figure("-0.50")],
        ];
        assert_eq!(to_tsv(rows), "Name\tNotes\r\n'=1+1\t\"two\nlines\"\r\n\"5\"\" pipe\"\t-0.50\r\n");
    }

    #[test]
    fn what_spreadsheets_copy_is_read_cell_by_cell() {
        let check = |text: &str, wanted: &[&[&str]]| assert_eq!(from_tsv(text), wanted, "{text:?}");
        check("a\tb\r\n1\t2\r\n", &[&["a", "b"], &["1", "2"]]);
        check("a\tb\n1\t2", &[&["a", "b"], &["1", "2"]]);
        check("one\r\n\r\nthree\r\n", &[&["one"], &[""], &["three"]]);
        check("\"two\nlines\"\t\"say \"\"so\"\"\"\n", &[&["two\nlines", "say \"so\""]]);
        check("5\" pipe\t'=1+1", &[&["5\" pipe", "=1+1"]]);
        check("\"open\tb\n", &[&["\"open", "b"]]);
        check("a\t", &[&["a", ""]]);
        check("alone", &[&["alone"]]);
        check("", &[]);
    }

    proptest! {
        #[test]
        fn cells_come_back_as_they_were_copied(
            rows in prop::collection::vec(prop::collection::vec("[a=+'\"\t\r\n-]{0,5}|\\PC{0,6}", 2..4), 1..6),
        ) {
            let copied = to_tsv(rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()));
            prop_assert_eq!(from_tsv(&copied), rows);
        }
    }
}
