//! Delimited text into records, without a string for each cell: a cell is a place in the text, or in a small buffer
//! where it had to lose a quotation mark.

use super::dialect::Rules;

/// Walks over the records of a text. Lines without any letter are none, but they are counted.
#[derive(Debug)]
pub(super) struct Records<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    delimiter: [u8; 4],
    delimiter_len: usize,
    quote: Option<u8>,
    escape: Option<u8>,
}

/// One record; reused for the next.
#[derive(Debug, Default)]
pub(super) struct Record {
    spans: Vec<Span>,
    /// The texts of cells that do not stand in the file as they are read.
    own: String,
    /// As a spreadsheet program numbers it: from 1, empty lines counted, a cell with line breaks in one row.
    pub line: u32,
    /// So many cells stood in quotation marks and ended with them.
    pub quoted: u32,
    /// So many cells went on behind the quotation mark that should have ended them. They are read to their delimiter.
    pub stray: u32,
}

/// A cell that opens a quotation mark and never closes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub line: u32,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    is_own: bool,
    is_quoted: bool,
}

/// What a cell ended with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Cell,
    Record,
}

impl<'t> Records<'t> {
    /// `first_line` is what the first line of the text is counted as.
    pub fn new(text: &'t str, rules: Rules, first_line: u32) -> Self {
        let mut delimiter = [0; 4];
        let delimiter_len = rules.delimiter.encode_utf8(&mut delimiter).len();
        let byte = |letter: Option<char>| letter.and_then(|letter| u8::try_from(letter).ok()).filter(u8::is_ascii);
        Self {
            text,
            at: 0,
            line: first_line,
            delimiter,
            delimiter_len,
            quote: byte(rules.quote),
            escape: byte(rules.escape),
        }
    }

    /// How far the text has been read, in bytes.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Reads the next record; `false` when there is none.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Unclosed> {
        record.spans.clear();
        record.own.clear();
        (record.quoted, record.stray) = (0, 0);
        while self.line_break() {
            self.line += 1;
        }
        if self.at >= self.text.len() {
            return Ok(false);
        }
        record.line = self.line;
        while self.cell(record)? == End::Cell {}
        self.line += 1;
        Ok(true)
    }

    /// Passes one line break, if one stands here.
    fn line_break(&mut self) -> bool {
        let len = match self.rest() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.at += len;
        true
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn cell(&mut self, record: &mut Record) -> Result<End, Unclosed> {
        if let (Some(quote), Some(first)) = (self.quote, self.rest().first())
            && quote == *first
        {
            return self.quoted_cell(quote, record);
        }
        let start = self.at;
        let (end, ended) = self.plain_end();
        record.spans.push(Span { start, end, is_own: false, is_quoted: false });
        Ok(ended)
    }

    /// Passes everything up to the next delimiter or line break, and that too; says where the cell ends.
    fn plain_end(&mut self) -> (usize, End) {
        let [first, ..] = self.delimiter;
        loop {
            let rest = self.rest();
            let Some(found) = memchr::memchr3(first, b'\r', b'\n', rest) else {
                self.at = self.text.len();
                return (self.at, End::Record);
            };
            let end = self.at + found;
            self.at = end;
            if self.line_break() {
                return (end, End::Record);
            }
            if self.passes_delimiter() {
                return (end, End::Cell);
            }
            self.at += 1;
        }
    }

    fn passes_delimiter(&mut self) -> bool {
        let delimiter = self.delimiter.get(..self.delimiter_len).unwrap_or_default();
        let passes = self.rest().starts_with(delimiter);
        if passes {
            self.at += self.delimiter_len;
        }
        passes
    }

    fn quoted_cell(&mut self, quote: u8, record: &mut Record) -> Result<End, Unclosed> {
        let own_start = record.own.len();
        let mut is_own = false;
        self.at += 1;
        let mut from = self.at;
        let closed = loop {
            let rest = self.rest();
            let found = match self.escape {
                Some(escape) => memchr::memchr2(quote, escape, rest),
                None => memchr::memchr(quote, rest),
            };
            let Some(found) = found else { return Err(Unclosed { line: record.line }) };
            let place = self.at + found;
            let (here, next) = match rest.get(found..) {
                Some([here, next, ..]) => (*here, Some(*next)),
                Some([here]) => (*here, None),
                _ => (quote, None),
            };
            let is_escape = here != quote;
            if is_escape && next != Some(quote) && next != self.escape {
                // Before any other letter it is a letter itself: C:\new.
                self.at = place + 1;
            } else if is_escape || next == Some(quote) {
                // Of the two letters the second one stays.
                record.own.push_str(self.text.get(from..place).unwrap_or_default());
                is_own = true;
                from = place + 1;
                self.at = place + 2;
            } else {
                self.at = place + 1;
                break place;
            }
        };
        let whole = self.at;
        let ended = if whole >= self.text.len() || self.line_break() {
            Some(End::Record)
        } else if self.passes_delimiter() {
            Some(End::Cell)
        } else {
            None
        };
        let ended = if let Some(ended) = ended {
            record.quoted += 1;
            if is_own {
                record.own.push_str(self.text.get(from..closed).unwrap_or_default());
            }
            ended
        } else {
            record.stray += 1;
            record.own.push_str(self.text.get(from..closed).unwrap_or_default());
            is_own = true;
            let (end, ended) = self.plain_end();
            record.own.push_str(self.text.get(whole..end).unwrap_or_default());
            ended
        };
        let (start, end) = if is_own { (own_start, record.own.len()) } else { (from, closed) };
        record.spans.push(Span { start, end, is_own, is_quoted: true });
        Ok(ended)
    }
}

impl Record {
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// How many bytes its cells have together.
    pub fn bytes(&self) -> usize {
        self.spans.iter().map(|span| span.end - span.start).sum()
    }

    /// The cells, of the text that the record was read from.
    pub fn cells<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        self.spans.iter().map(move |span| {
            let source = if span.is_own { &self.own } else { text };
            source.get(span.start..span.end).unwrap_or_default()
        })
    }

    /// Whether each of the cells stood in quotation marks.
    pub fn quotation(&self) -> impl Iterator<Item = bool> {
        self.spans.iter().map(|span| span.is_quoted)
    }
}
