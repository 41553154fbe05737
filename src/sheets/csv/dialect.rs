//! How a text stands for a table, found out from its first rows.
//!
//! Each delimiter is tried, with the quotation marks that fit it. A trial is worth the more the more of its rows have
//! the same number of cells and the fewer of its cells look as if another delimiter were in them. Lines above and below
//! the table count little: what is compared are the rows between the first and the last one of the usual length.

use crate::sheets::kind::Kind;

use super::records::{Record, Records};

/// The delimiters that are tried, the likeliest first.
const USUAL: [char; 4] = [',', ';', '\t', '|'];
/// These are tried where none of the usual ones makes a table.
const RARE: [char; 3] = [':', '^', '~'];
/// How much of a file votes, in bytes and in rows.
const SAMPLE_BYTES: usize = 128 * 1024;
const SAMPLE_ROWS: usize = 500;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    pub delimiter: char,
    /// `"`, `'`, or none.
    pub quote: Option<char>,
    /// `\`, or none where a quotation mark in a quoted cell is doubled.
    pub escape: Option<char>,
}

impl Rules {
    pub const fn plain(delimiter: char) -> Self {
        Self { delimiter, quote: Some('"'), escape: None }
    }

    /// Other ways to read a text whose cells are not what these rules promise, the likeliest first.
    pub fn alternatives(self, text: &str) -> Vec<Self> {
        let mut others = Vec::new();
        if self.quote == Some('\'') {
            others.push(Self::plain(self.delimiter));
        }
        if self.escape.is_none() && text.contains("\\\"") {
            others.push(Self { escape: Some('\\'), ..Self::plain(self.delimiter) });
        }
        if self.escape.is_some() {
            others.push(Self::plain(self.delimiter));
        }
        others
    }
}

/// Spreadsheet programs may say the delimiter in a first line of its own: `sep=;`. Gives it, and the text below.
pub(super) fn declared_delimiter(text: &str) -> Option<(char, &str)> {
    let end = text.find(['\r', '\n'])?;
    let (line, rest) = text.split_at_checked(end)?;
    let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let mut letters = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?.chars();
    let delimiter = letters.next().filter(|letter| can_delimit(*letter))?;
    let body = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n']))?;
    (letters.next().is_none()).then_some((delimiter, body))
}

/// The delimiter that somebody means by a letter, or by its name: `tab`, `\t`, `comma`, `semicolon`, `pipe`, `space`.
#[must_use]
pub fn delimiter_named(name: &str) -> Option<char> {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Some(letter).filter(|letter| can_delimit(*letter)),
        _ => match name.to_ascii_lowercase().as_str() {
            "tab" | "\\t" => Some('\t'),
            "comma" => Some(','),
            "semicolon" => Some(';'),
            "pipe" => Some('|'),
            "space" => Some(' '),
            _ => None,
        },
    }
}

/// Whether cells can be told apart by this letter.
pub(super) fn can_delimit(letter: char) -> bool {
    !matches!(letter, '"' | '\'' | '\r' | '\n' | '\0' | '\\')
}

/// The rules that the text follows, or those with this delimiter.
pub(super) fn vote(text: &str, delimiter: Option<char>) -> Rules {
    let (sample, is_cut) = sample(text);
    if let Some(delimiter) = delimiter {
        return Trial::best(sample, is_cut, delimiter).rules;
    }
    let usual = USUAL.map(|delimiter| Trial::best(sample, is_cut, delimiter));
    let rare = RARE.map(|delimiter| Trial::best(sample, is_cut, delimiter));
    // Where every cell stands in quotation marks, nothing but the delimiter is between them.
    if let Some(sure) = usual.iter().chain(&rare).find(|trial| trial.is_quoted_throughout()) {
        return sure.rules;
    }
    // Of equals the first is wanted, and `max_by` gives the last.
    let table = usual.iter().rev().filter(|trial| trial.is_table()).max_by(|a, b| a.score().total_cmp(&b.score()));
    if let Some(table) = table {
        return table.rules;
    }
    if let Some(table) = rare.iter().find(|trial| trial.is_rare_table()) {
        return table.rules;
    }
    // Rows of delimiters alone have no cell that says anything.
    if let Some(blank) = usual.iter().find(|trial| trial.rows.is_empty()) {
        return blank.rules;
    }
    // One column: its delimiter is one that it does not hold, so that nothing is split.
    let free = USUAL.into_iter().chain(RARE).find(|delimiter| !text.contains(*delimiter));
    let delimiter = free.unwrap_or('\u{1f}');
    Trial::best(sample, is_cut, delimiter).rules
}

/// The beginning of the text in whole lines, and whether there is more.
fn sample(text: &str) -> (&str, bool) {
    if text.len() <= SAMPLE_BYTES {
        return (text, false);
    }
    let head = text.as_bytes().get(..SAMPLE_BYTES).unwrap_or_default();
    // Behind a line break there is always the beginning of a letter.
    let end = memchr::memrchr2(b'\n', b'\r', head).map_or(SAMPLE_BYTES, |at| at + 1);
    let end = (0..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    (text.get(..end).unwrap_or_default(), true)
}

/// The sample, read by certain rules.
#[derive(Debug)]
struct Trial {
    rules: Rules,
    rows: Vec<Row>,
    quoted: usize,
    /// So many quoted cells say something, and so many could not do without quotation marks.
    said: usize,
    needed: usize,
    stray: usize,
    unclosed: bool,
}

#[derive(Debug)]
struct Row {
    cells: usize,
    /// The share of its cells that look like cells, 0 to 1.
    clean: f64,
    /// Whether a cell is a number, a time or an address.
    has_value: bool,
    /// Whether each cell behind a delimiter begins with a blank, as words behind a comma do.
    is_prose: bool,
    /// Whether each cell is a number.
    is_amounts: bool,
    /// Whether it is a time of day or a web address that a colon would take apart.
    is_one_value: bool,
    /// Whether each cell stands in quotation marks.
    is_quoted: bool,
}

impl Trial {
    /// The trial of this delimiter with the quotation marks that cause the least trouble.
    fn best(sample: &str, is_cut: bool, delimiter: char) -> Self {
        let plain = Rules::plain(delimiter);
        if delimiter == '"' {
            return Self::run(sample, is_cut, Rules { quote: None, ..plain });
        }
        let doubled = Self::run(sample, is_cut, plain);
        if doubled.trouble() > 0 && sample.contains("\\\"") {
            let escaped = Self::run(sample, is_cut, Rules { escape: Some('\\'), ..plain });
            if escaped.trouble() < doubled.trouble() && escaped.quoted > 0 {
                return escaped;
            }
        }
        // Apostrophes begin words and guard formulas; they are quotation marks only where all of them come in pairs.
        if doubled.quoted == 0 && delimiter != '\'' && sample.contains('\'') {
            let single = Self::run(sample, is_cut, Rules { quote: Some('\''), ..plain });
            if single.trouble() == 0 && single.is_quoted_on_purpose() {
                return single;
            }
        }
        // "Best" shop: every mark at the beginning of a cell is a letter of it.
        if doubled.quoted == 0 && doubled.stray > 0 && !doubled.unclosed {
            return Self::run(sample, is_cut, Rules { quote: None, ..plain });
        }
        doubled
    }

    fn run(sample: &str, is_cut: bool, rules: Rules) -> Self {
        let mut trial = Self { rules, rows: Vec::new(), quoted: 0, said: 0, needed: 0, stray: 0, unclosed: false };
        let mut records = Records::new(sample, rules, 1);
        let mut record = Record::default();
        while trial.rows.len() < SAMPLE_ROWS {
            let start = records.position();
            match records.read(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => {
                    // Where the sample is cut, the end of a cell may lie behind; a cell of half the sample is none.
                    trial.unclosed = !is_cut || start < sample.len() / 2;
                    break;
                }
            }
            trial.quoted += record.quoted as usize;
            trial.stray += record.stray as usize;
            let quoted = record.cells(sample).zip(record.quotation()).filter(|(_, is_quoted)| *is_quoted);
            for (cell, _) in quoted {
                let needs = |letter: char| matches!(letter, '\r' | '\n') || rules.quote == Some(letter);
                trial.said += usize::from(!cell.trim().is_empty());
                trial.needed += usize::from(cell.contains(rules.delimiter) || cell.contains(needs));
            }
            if record.cells(sample).any(|cell| !cell.trim().is_empty()) {
                trial.rows.push(Row::of(&record, sample));
            }
        }
        trial
    }

    fn trouble(&self) -> usize {
        self.stray + usize::from(self.unclosed) * (1 + self.rows.len())
    }

    /// Whether quotation marks are more than pairs of apostrophes in a few cells: most rows have them, or most of them
    /// are needed.
    fn is_quoted_on_purpose(&self) -> bool {
        self.said > 1 && self.said * 2 >= self.rows.len() || self.needed > 0 && self.needed * 2 >= self.said
    }

    /// Whether each row has several cells, and all of them stand in double quotation marks.
    fn is_quoted_throughout(&self) -> bool {
        self.rules.quote == Some('"')
            && self.trouble() == 0
            && !self.rows.is_empty()
            && self.rows.iter().all(|row| row.is_quoted && row.cells > 1)
    }

    /// The usual number of cells, from two; of equally usual ones the larger. `None` where nothing is split.
    fn width(&self) -> Option<usize> {
        let mut counts = std::collections::BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.cells > 1) {
            *counts.entry(row.cells).or_insert(0_usize) += 1;
        }
        counts.into_iter().max_by_key(|(cells, count)| (*count, *cells)).map(|(cells, _)| cells)
    }

    /// The rows from the first to the last one of the usual length.
    fn body(&self) -> &[Row] {
        let Some(width) = self.width() else { return &[] };
        let alike = |row: &Row| row.cells == width;
        match (self.rows.iter().position(alike), self.rows.iter().rposition(alike)) {
            (Some(first), Some(last)) => self.rows.get(first..=last).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether these rules make a table of the sample, rather than tear sentences apart.
    fn is_table(&self) -> bool {
        let (Some(width), Some(first)) = (self.width(), self.rows.first()) else { return false };
        let (all, body) = (self.rows.len(), self.body());
        let alike = body.iter().filter(|row| row.cells == width).count();
        let split = self.rows.iter().filter(|row| row.cells > 1).count();
        let is_first_split = first.cells > 1;
        let often = alike * 2 >= all && (alike > 1 || is_first_split)
            || split * 2 >= all && is_first_split
            || width > 2 && alike >= 2 && split * 2 >= body.len()
            // A header of names, above rows that fill its first column only.
            || width > 2 && first.cells == width && !first.is_prose && !first.has_value;
        // A comma below a first line without one: a title above the table, or commas in the only column?
        let is_below = first.cells == 1 && self.rules.delimiter == ',' && width == 2;
        often && (!is_below || self.has_title())
    }

    /// Whether the lines above the table are titles: what is below is neither sentences nor amounts with commas in them.
    fn has_title(&self) -> bool {
        let body = self.body();
        let prose = body.iter().filter(|row| row.is_prose).count();
        let begins_with_amounts = body.first().is_none_or(|row| row.is_amounts);
        !begins_with_amounts && prose * 2 < body.len() && body.iter().all(|row| row.cells > 1)
    }

    fn is_rare_table(&self) -> bool {
        let Some(width) = self.width() else { return false };
        let alike = self.rows.iter().filter(|row| row.cells == width).count();
        let fits = |row: &Row| row.cells > 1 && !row.is_prose && !(row.is_one_value && self.rules.delimiter == ':');
        self.rows.len() > 1 && alike * 10 >= self.rows.len() * 9 && self.rows.iter().all(fits)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of at most a few hundred")]
    fn score(&self) -> f64 {
        let (Some(width), body) = (self.width(), self.body()) else { return 0.0 };
        if body.is_empty() {
            return 0.0;
        }
        let alike = body.iter().filter(|row| row.cells == width).count() as f64;
        let split = body.iter().filter(|row| row.cells > 1).count() as f64;
        let consistent = (alike + (split - alike) / 2.0) / body.len() as f64;
        let covered = body.len() as f64 / self.rows.len() as f64;
        let clean = body.iter().map(|row| row.clean).sum::<f64>() / body.len() as f64;
        let trouble = if self.trouble() * 20 > body.len() { 0.3 } else { 1.0 };
        consistent * f64::midpoint(1.0, covered) * clean * trouble
    }
}

impl Row {
    #[expect(clippy::cast_precision_loss, reason = "counts of at most a few hundred")]
    fn of(record: &Record, sample: &str) -> Self {
        let mut row = Self {
            cells: record.len(),
            clean: 0.0,
            has_value: false,
            is_prose: record.len() > 1,
            is_amounts: true,
            is_one_value: true,
            is_quoted: record.quotation().all(|is_quoted| is_quoted),
        };
        for (place, (cell, is_quoted)) in record.cells(sample).zip(record.quotation()).enumerate() {
            let kind = Kind::of_text(cell);
            row.has_value |= kind.is_value();
            row.is_amounts &= kind == Kind::Number;
            row.is_prose &= place == 0 || cell.starts_with(' ');
            let is_pair =
                (cell.len() == 2 || cell.len() < 2 && place == 0) && cell.bytes().all(|b| b.is_ascii_hexdigit());
            row.is_one_value &= is_pair || cell.starts_with("//") || matches!(cell, "http" | "https");
            row.clean += if is_quoted || kind != Kind::Text { 1.0 } else { cleanness(cell, place) };
        }
        row.clean /= record.len().max(1) as f64;
        row
    }
}

/// How much a text looks like one cell, 0 to 1: delimiters in it speak against it, the rarer ones in language the more.
fn cleanness(cell: &str, place: usize) -> f64 {
    if cell.contains([';', '\t', '|']) {
        return 0.2;
    }
    match cell.contains(',') {
        true if cell.replace(", ", "").contains(',') => 0.5,
        true => 0.8,
        false if place > 0 && cell.starts_with(' ') => 0.9,
        false => 1.0,
    }
}
