//! Where a table begins and ends among the rows of its file.
//!
//! Most files are plain: the header is their first row, and the last row is data. Anything else has to show itself.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::model::RecordKind;
use crate::model::text::folded;

use super::headers::{bare, names, vague_names};
use super::kind::Kind;
use super::sheet::HEADER_ROWS;
use super::{Cell, Field, Grid, Row};

/// So many rows tell which columns are in use.
const SAMPLE_ROWS: usize = 300;
/// So many rows below a header tell whether it is one.
const ROWS_BELOW: usize = 20;
/// A footer has at most so many rows.
const FOOTER_ROWS: usize = 12;

/// The row that looks like the header, counted from 0 in the grid; `None` where all rows are data, or none says anything.
///
/// It is the first row that says something, unless
/// - lines stand above the table: the header is then the first row that fills most of the columns in use;
/// - lines that are as wide as the table stand above it, and an empty line between: the header is then the row below
///   that, where it has labels above figures, or where the lines above have a colon each;
/// - it has fewer names of fields than another row, of which they are half of the cells;
/// - that row is certainly data: all of it are values like those below, or two cells of it are what no header holds
///   (amounts with cents, long numbers, days, addresses), and the same stands below them.
pub(super) fn guess_header(grid: &Grid) -> Option<usize> {
    let top: Vec<Row<'_>> = grid.rows().take(HEADER_ROWS).filter(|row| !row.is_blank()).collect();
    let first = *top.first()?;
    let used = used_columns(grid.rows().take(SAMPLE_ROWS));
    let is_wide = |row: &Row<'_>| filled_of(*row, &used) * 10 >= used.len() * 6;
    let widest = top.iter().copied().find(is_wide).unwrap_or(first);
    let header = if widest.index() == first.index() {
        let apart = top.iter().skip(1).find(|row| is_wide(row) && is_apart(grid, **row));
        apart.filter(|row| stands_above(grid, first, **row, &used)).copied().unwrap_or(first)
    } else {
        let above = || top.iter().take_while(|row| row.index() < widest.index());
        let titles = above().all(|row| filled(*row) <= 1);
        let is_below_titles = titles && (used.len() > 2 || above().all(|row| is_title(*row)));
        let tells = is_below_titles || is_apart(grid, widest) || is_label_row(grid, widest, grid.len(), &used);
        if tells { widest } else { first }
    };
    let header = if header.index() == first.index() {
        let better = |row: &&Row<'_>| is_wide(row) && is_named_better(**row, first, is_wide(&first));
        top.iter().skip(1).find(better).copied().unwrap_or(first)
    } else {
        header
    };
    (!is_data(grid, header, &used)).then(|| header.index())
}

/// So many rows at the end of the grid look like a footer; rows before `first` are none.
///
/// These are, from the last row upward, at most twelve and at most half of the rows:
/// - rows that begin with a word for a total and leave columns in use empty, or whose word can be no name;
/// - rows of one long text, where the others fill three columns or more;
/// - everything behind an empty line that fills at most half of the columns in use.
pub(super) fn guess_footer(grid: &Grid, first: usize) -> usize {
    let rows = || (first..grid.len()).map(|index| grid.row(index));
    let most = FOOTER_ROWS.min(rows().len() / 2);
    let sample: Vec<Row<'_>> = rows().take(SAMPLE_ROWS).filter(|row| !row.is_blank()).collect();
    let used = used_columns(sample.iter().copied());
    let lonely = sample.iter().rev().skip(most).filter(|row| filled(**row) <= 1).count();
    let notes_show = used.len() > 2 && lonely * 20 <= sample.len();
    let is_footer = |row: Row<'_>| {
        is_total(row, filled_of(row, &used) < used.len())
            || notes_show && filled(row) == 1 && is_long_text(row, row.len() * 2 <= used.len())
    };
    let mut start = grid.len();
    for row in rows().rev().take(most).filter(|row| !row.is_blank()) {
        if !is_footer(row) {
            break;
        }
        start = row.index();
    }
    // Tables in which empty lines are common have no footer behind the last of them.
    let gaps = sample.iter().skip(1).filter(|row| is_apart(grid, **row)).count();
    let sparse = |row: Row<'_>| filled_of(row, &used) * 2 <= used.len() || is_footer(row) || is_total(row, true);
    let tail = rows().rev().take(most).take_while(|row| sparse(*row));
    if let Some(gap) = tail.filter(|row| !row.is_blank() && is_apart(grid, *row)).last()
        && gaps <= 2
        && gap.index() > first
    {
        start = start.min(gap.index());
    }
    grid.len() - start
}

/// The columns that at least half of the rows fill, those left out that fill far less than is usual.
fn used_columns<'a>(rows: impl Iterator<Item = Row<'a>>) -> BTreeSet<usize> {
    let rows: Vec<Row<'a>> = rows.filter(|row| !row.is_blank()).collect();
    // Titles stand above; what is usual shows in the lower half.
    let mut counts: Vec<usize> = rows.iter().skip(rows.len() / 2).map(|row| filled(*row)).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let body: Vec<&Row<'a>> = rows.iter().filter(|row| filled(**row) * 2 > usual).collect();
    let widest = body.iter().map(|row| row.len()).max().unwrap_or(0);
    let fills = |column: usize| body.iter().filter(|row| !row.cell(column).is_blank()).count() * 2 >= body.len();
    (0..widest).filter(|column| fills(*column)).collect()
}

fn filled(row: Row<'_>) -> usize {
    row.cells().filter(|cell| !cell.is_blank()).count()
}

fn filled_of(row: Row<'_>, columns: &BTreeSet<usize>) -> usize {
    columns.iter().filter(|column| !row.cell(**column).is_blank()).count()
}

/// Whether an empty line, or a row without a word, stands above the row.
fn is_apart(grid: &Grid, row: Row<'_>) -> bool {
    let above = row.index().checked_sub(1).map(|above| grid.row(above));
    above.is_some_and(|above| above.is_blank() || above.line() + 1 < row.line())
}

/// Whether the rows from `first` up to an empty line, and a row below it, are notes above a table and its header: they
/// say what they are with colons, or they are no table and the row below is the header of one.
fn stands_above(grid: &Grid, first: Row<'_>, header: Row<'_>, used: &BTreeSet<usize>) -> bool {
    let block = || (first.index()..header.index()).map(|index| grid.row(index)).filter(|row| !row.is_blank());
    if block()
        .all(|row| row.cells().find(|cell| !cell.is_blank()).is_some_and(|cell| cell.text().trim().ends_with(':')))
    {
        return true;
    }
    // A first row that stands alone is the header of what is below the empty line.
    let end = if block().count() > 1 { header.index() } else { grid.len() };
    is_label_row(grid, header, grid.len(), used) && !is_label_row(grid, first, end, used)
}

/// Whether a row has more names of fields in it than the first one. One name alone tells only below a line that is no
/// row of the table.
fn is_named_better(row: Row<'_>, first: Row<'_>, is_first_wide: bool) -> bool {
    let names = |row: Row<'_>| row.cells().filter(|cell| is_name_of_field(&cell.text())).count();
    let values = row.cells().any(|cell| Kind::of(cell).is_value());
    let known = if values { 0 } else { names(row) };
    known > usize::from(is_first_wide) && known * 2 >= filled(row) && known > names(first)
}

/// What people call the fields of any kind of record.
static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let called = |kind, field| names(kind, field).iter().chain(vague_names(kind, field));
    let of = |kind: RecordKind| Field::of(kind).iter().flat_map(move |field| called(kind, *field));
    RecordKind::ALL.into_iter().flat_map(of).copied().collect()
});

fn is_name_of_field(text: &str) -> bool {
    /// Names of fields are no sentences.
    const LONGEST: usize = 40;
    text.len() <= LONGEST && NAMES.contains(bare(text).as_str())
}

/// The rows between a row and an end that say something, a few of them.
fn below<'a>(grid: &'a Grid, row: Row<'a>, end: usize) -> impl Iterator<Item = Row<'a>> {
    (row.index() + 1..end).map(|index| grid.row(index)).filter(|row| !row.is_blank()).take(ROWS_BELOW)
}

/// Of the cells below a row in one column: how many say something, and how many of those are of a kind.
fn kinds_below(grid: &Grid, row: Row<'_>, end: usize, column: usize, fits: impl Fn(Kind) -> bool) -> (usize, usize) {
    let kinds = below(grid, row, end).map(|row| Kind::of(row.cell(column))).filter(|kind| *kind != Kind::Blank);
    kinds.fold((0, 0), |(all, fit), kind| (all + 1, fit + usize::from(fits(kind))))
}

/// Labels, no two of them the same, and a column of values between one of them and the end.
fn is_label_row(grid: &Grid, row: Row<'_>, end: usize, used: &BTreeSet<usize>) -> bool {
    let mut seen = BTreeSet::new();
    let label = |cell: Cell<'_>| {
        let text = cell.text();
        (Kind::of(cell) == Kind::Text || is_year(&text)) && seen.insert(text.trim().to_owned())
    };
    row.cells().filter(|cell| !cell.is_blank()).all(label)
        && used.iter().filter(|column| !row.cell(**column).is_blank()).any(|column| {
            let (all, values) = kinds_below(grid, row, end, *column, Kind::is_value);
            values > 0 && values * 2 > all
        })
}

/// Several words, or one with a colon behind it.
fn is_title(row: Row<'_>) -> bool {
    let text = row.cells().find(|cell| !cell.is_blank()).map(Cell::text).unwrap_or_default();
    let text = text.trim();
    text.split_whitespace().count() > 1 || text.ends_with(':')
}

/// Whether the row is certainly no header.
fn is_data(grid: &Grid, row: Row<'_>, used: &BTreeSet<usize>) -> bool {
    let rows_below = below(grid, row, grid.len()).count();
    if rows_below == 0 {
        return false;
    }
    let cells = || {
        let cells = used.iter().map(|column| (*column, row.cell(*column)));
        cells.filter(|(_, cell)| !cell.is_blank())
    };
    // As many as make at least four fifths.
    let same_below = |column: usize, kind: Kind| {
        let (all, same) = kinds_below(grid, row, grid.len(), column, |below| below == kind);
        all > 0 && same * 5 >= all * 4
    };
    let is_like_below = |(column, cell): (usize, Cell<'_>)| {
        let kind = Kind::of(cell);
        kind.is_value() && same_below(column, kind)
    };
    let texts: Vec<String> = cells().map(|(_, cell)| cell.text().trim().to_owned()).collect();
    let years = texts.iter().all(|text| is_year(text));
    // Tables without names for their columns are written with numbers from 0 in their place.
    let counted = texts.len() > 1 && texts.iter().enumerate().all(|(place, text)| *text == place.to_string());
    if !texts.is_empty() && !years && !counted && cells().all(is_like_below) {
        return true;
    }
    let is_telling = |(column, cell): &(usize, Cell<'_>)| {
        let text = cell.text();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let telling = match Kind::of(*cell) {
            Kind::Time | Kind::Address => true,
            Kind::Number => digits > 4 || digits > 1 && text.contains(['.', ',']),
            Kind::Blank | Kind::Text => false,
        };
        telling && same_below(*column, Kind::of(*cell))
    };
    rows_below > 1 && cells().filter(is_telling).count() > 1
}

fn is_year(text: &str) -> bool {
    text.trim().parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}

/// Words in which a row of totals begins, folded. The last ones are names of companies too.
const TOTALS: [&str; 20] = [
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "endsumme",
    "zwischensumme",
    "insgesamt",
    "somme",
    "total general",
    "sous-total",
    "totale",
    "totale generale",
    "suma",
    "totaal",
    "celkem",
    "razem",
    "total",
];

fn is_total(row: Row<'_>, has_gaps: bool) -> bool {
    let Some(text) = row.cells().find(|cell| !cell.is_blank()).map(Cell::text) else { return false };
    // Nobody writes a sum in many letters.
    if text.len() > 40 {
        return false;
    }
    let word = folded(text.trim().trim_end_matches(':').trim_end());
    let has_figure = row.cells().any(|cell| Kind::of(cell) == Kind::Number);
    has_figure && TOTALS.contains(&word.as_str()) && (has_gaps || word != "total")
}

/// A sentence rather than a name. A row that ends behind it is written by no program that writes rows of data.
fn is_long_text(row: Row<'_>, ends_there: bool) -> bool {
    let text = row.cells().find(|cell| !cell.is_blank()).map(Cell::text).unwrap_or_default();
    let words = text.split_whitespace().count();
    words > 5 || ends_there && words > 3 || text.starts_with(['*', '©', '(', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows by lines, cells by commas; an empty line is none, as in a file.
    fn grid(text: &str) -> Grid {
        let mut grid = Grid::default();
        for (line, row) in (1..).zip(text.split('\n')).filter(|(_, row)| !row.is_empty()) {
            grid.push(line, row.split(',').map(Cell::Text)).unwrap();
        }
        grid
    }

    #[test]
    fn the_header_is_the_first_row_unless_another_shows_itself() {
        let check = |text: &str, line: Option<u32>| {
            let grid = grid(text);
            assert_eq!(guess_header(&grid).map(|index| grid.row(index).line()), line, "{text}");
        };
        check("a,b,c\n1,2,3", Some(1));
        check("a,b,c", Some(1));
        check("1,2,3", Some(1));
        check("name\nA\nB", Some(1));
        check("\n\n\na,b,c\n1,2,3", Some(4));
        check(",\n ,\na,b\n1,2", Some(3));
        check("a,b\n1,2,\n3,4,", Some(1));
        check("a,b,c\n1\n1,2\n1,2,3,4", Some(1));
        check("Name,City,,,\nA,Ulm,x,y,z\nB,Bonn,x,y,z", Some(1));
        check("City\nParis,France\nLondon,UK", Some(1));
        // Titles above.
        check("Report\n\na,b\n1,2", Some(3));
        check("Accounts of 2026\nName,City,Revenue\nA,Ulm,5\nB,Bonn,6", Some(2));
        check("Accounts of 2026\nName,City\nA,Ulm\nB,Bonn", Some(2));
        check("Accounts,,,\n,,,\nName,City,Zip,Revenue\nA,Ulm,1,5", Some(3));
        check("Report:,Accounts\nDate:,2026-01-02\n\nName,City,Zip,Revenue\nA,Ulm,89073,5\nB,Bonn,53111,6", Some(4));
        check("Report:,Accounts\nBy:,Anna\n\nName,Revenue\nA,5\nB,6", Some(4));
        check("Company,Foo GmbH\nPeriod,2026-01\n\nName,Revenue\nA,5\nB,6", Some(4));
        check("Report:,Accounts\nBy:,Anna\n\nName,Notes\nA,x\nB,y", Some(4));
        check("List,Draft\nOf,Anna\n\nName,Notes\nA,x\nB,y", Some(4));
        check("Export\nName,Owner\nA,x\nB,y", Some(2));
        check("Feld,Sinn\nName,wie es heisst\nB,y", Some(1));
        check("Sales,,2025,\nName,City,Q1,Q2\nA,Ulm,1,5\nB,Bonn,3,4", Some(2));
        check("Company,,Revenue,\n,,,\nName,City,2025,2026\nA,Ulm,1,5\nB,Bonn,3,4", Some(3));
        // A header followed by a gap stays one.
        check("Name,Revenue\n\nA,5\nB,6", Some(1));
        check("Name,Revenue\nA,5\n\nName,Revenue\nB,6", Some(1));
        // No header.
        check("1,2,3\n4,5,6", None);
        check("4.5\n3.2\n1.0", None);
        check("10248,1996-07-04,VINET,168.00\n10249,1996-07-05,TOMSP,167.40\n10250,1996-07-08,HANAR,77.00", None);
        check("A,a@a.de,5.00\nB,b@b.de,6.00\nC,c@c.de,7.00", None);
        // Headers of figures.
        check("2024,2025,2026\n5,6,7\n8,9,1", Some(1));
        check("0,1,2\n5.1,3.5,1.4", Some(1));
        check("Name,2025-01-01,2025-02-01\nA,5,6\nB,7,8", Some(1));
        check("Name,2025,2026\nA,5,6\nB,7,8", Some(1));
    }

    #[test]
    fn nothing_is_no_header() {
        assert_eq!(guess_header(&Grid::default()), None);
        assert_eq!(guess_header(&grid(",,\n ,")), None);
    }

    #[test]
    fn a_footer_is_seen_only_where_it_is_plain() {
        let check = |text: &str, rows: usize| assert_eq!(guess_footer(&grid(text), 1), rows, "{text}");
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6", 0);
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6\nTotal,,11", 1);
        check("Name,Revenue\nA,5\nB,6\nSumme:,11", 1);
        check("Name,Revenue\nShell,5\nTotal,6", 0);
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6\nC,Bonn,6\nD,Bonn,6\n\nTotal,,11\nAll figures are in thousands", 2);
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6\nC,Bonn,6\n,,\nSource: our own books,,", 1);
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6\nC,Bonn,6\n* without taxes", 1);
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6\nNew GmbH,,", 0);
        check("Name,City,Revenue\nA,Ulm,5\nNew GmbH\nB,Bonn,6", 0);
        check("Name,City,Revenue\nA,Ulm,5\nB,Bonn,6\nEnd of report on page 1 of 1,,", 1);
        check("Name,Revenue\nA,5\nB,6\nC,6\n\nTotal,17", 1);
        check("Name\nA\nB\nC\n\nD", 0);
        check("a,b,c\n1,2,3", 0);
        check("a,b,c", 0);
    }
}
