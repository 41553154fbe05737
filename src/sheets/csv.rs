use std::io::Read as _;

use crate::model::Progress;

use super::decode::decode;
use super::grid::{Cell, Grid};
use super::sheet::{Dialect, Format, HeaderRow, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, ReadError, ReadOptions, Sheet};

/// The delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// How much of a file votes on its delimiter, in bytes.
const SAMPLE_BYTES: usize = 64 * 1024;
/// Follows the text. A quotation mark that is never closed swallows it, and so gives itself away.
const SENTINEL: &str = "\u{1f}end of text\u{1f}";

/// Reads delimited text: its encoding and delimiter are found out, its cells stay as they are.
///
/// # Errors
/// When the bytes are no table, or more of one than the limits allow.
pub fn read_csv(name: &str, bytes: &[u8], options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let (text, encoding) = decode(bytes)?;
    let (declared, body) = declared_delimiter(&text);
    let delimiter = declared.unwrap_or_else(|| vote(from_header(body, options.header)));
    let grid = parse(body, delimiter, 1 + u32::from(declared.is_some()), progress)?;
    let header = match options.header {
        HeaderRow::Guess => Some(grid.rows().position(|row| !row.is_blank()).ok_or(ReadError::Empty)?),
        HeaderRow::Line(line) => {
            Some(grid.rows().position(|row| row.line() == line).ok_or(ReadError::NoHeader { line })?)
        }
        HeaderRow::None => None,
    };
    if grid.is_empty() {
        return Err(ReadError::Empty);
    }
    let delimiter = char::from(delimiter);
    let mut sheet = Sheet {
        name: name.to_owned(),
        format: if delimiter == '\t' { Format::Tsv } else { Format::Csv },
        dialect: Some(Dialect { encoding, confidence: 1.0, delimiter, quote: Some('"'), escape: None }),
        sheet: None,
        sheets: Vec::new(),
        grid,
        header: None,
        first: 0,
        footer: 0,
        notes: Vec::new(),
    };
    sheet.set_header(header);
    Ok(sheet)
}

/// Spreadsheet programs may say the delimiter in a first line of its own: `sep=;`.
fn declared_delimiter(text: &str) -> (Option<u8>, &str) {
    let declared = || {
        let (line, body) = text.split_once('\n')?;
        let delimiter = line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=")?;
        DELIMITERS.into_iter().find(|known| delimiter.as_bytes() == [*known]).map(|known| (known, body))
    };
    declared().map_or((None, text), |(delimiter, body)| (Some(delimiter), body))
}

/// The text without the lines above its header, which have no say in how it is delimited.
fn from_header(text: &str, header: HeaderRow) -> &str {
    let above = match header {
        HeaderRow::Line(line) => usize::try_from(line.saturating_sub(1)).unwrap_or(0),
        HeaderRow::Guess | HeaderRow::None => 0,
    };
    let mut rest = text;
    for _ in 0..above {
        rest = rest.split_once('\n').map_or("", |(_, below)| below);
    }
    rest
}

/// The delimiter under which the most rows have as many cells as the header; of equals, the one with more columns.
fn vote(text: &str) -> u8 {
    let mut end = SAMPLE_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or_default();
    let judged = DELIMITERS.into_iter().map(|delimiter| {
        let mut reader = reader(sample.as_bytes(), delimiter);
        let mut record = csv::ByteRecord::new();
        let (mut columns, mut rows, mut split, mut alike) = (0, 0_u64, 0_u64, 0_u64);
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            // The last row of a sample may be cut in half.
            if end < text.len() && reader.is_done() {
                break;
            }
            if columns == 0 {
                columns = record.len();
            } else {
                rows += 1;
                split += u64::from(record.len() > 1);
                alike += u64::from(record.len() == columns);
            }
        }
        let share = (alike * 1000).checked_div(rows).unwrap_or(1000);
        // A header of two may be one name with a comma in it. Whether rows are split tells, not whether they are as
        // long as their header: many have a delimiter at their ends.
        let splits = columns > 2 || columns == 2 && split * 2 >= rows;
        (splits, share, columns, delimiter)
    });
    // Of equals the first is wanted, and `max_by_key` gives the last.
    let best = judged.rev().max_by_key(|(splits, share, columns, _)| (*splits, *share, *columns));
    best.map_or(b',', |(.., delimiter)| delimiter)
}

fn reader<R: std::io::Read>(bytes: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

fn parse(text: &str, delimiter: u8, first_line: u32, progress: &Progress) -> Result<Grid, ReadError> {
    let total = u64::try_from(text.len()).unwrap_or(u64::MAX);
    progress.set_total(total);
    let sentinel = format!("\n{SENTINEL}");
    let mut reader = reader(text.as_bytes().chain(sentinel.as_bytes()), delimiter);
    let mut record = csv::StringRecord::new();
    let mut grid = Grid::default();
    let mut line = first_line;
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !reader.read_record(&mut record).map_err(|error| ReadError::Io(error.to_string()))? {
            // The sentinel came in no row of its own: the last row swallowed it.
            return Err(ReadError::UnclosedQuote { line: line.saturating_sub(1) });
        }
        if record.len() == 1 && record.get(0) == Some(SENTINEL) {
            grid.shrink();
            return Ok(grid);
        }
        line += empty_lines(text, start);
        if grid.len() == MAX_ROWS {
            return Err(ReadError::TooManyRows);
        }
        if record.len() > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns { line, columns: record.len() });
        }
        if grid.len() % 4096 == 0 {
            if progress.is_cancelled() {
                return Err(ReadError::Cancelled);
            }
            progress.set_done(reader.position().byte().min(total));
        }
        grid.push(line, record.iter().map(Cell::Text)).map_err(|_| ReadError::TooLarge)?;
        line += 1;
    }
}

/// How many empty lines stand at `start`, where the parser is between two rows.
fn empty_lines(text: &str, start: usize) -> u32 {
    let (before, after) = text.as_bytes().split_at_checked(start).unwrap_or_default();
    // Between the halves of a CR LF the previous row has just ended.
    let after = match (before.last(), after) {
        (Some(b'\r'), [b'\n', rest @ ..]) => rest,
        _ => after,
    };
    let (mut count, mut previous) = (0, 0);
    for byte in after.iter().copied().take_while(|byte| matches!(byte, b'\r' | b'\n')) {
        count += u32::from(!(previous == b'\r' && byte == b'\n'));
        previous = byte;
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Sheet {
        read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap()
    }

    #[test]
    fn the_delimiter_under_which_rows_agree_is_taken() {
        let check = |text: &str, wanted: char| assert_eq!(read(text).dialect.unwrap().delimiter, wanted, "{text}");
        check("a,b\n1,2\n", ',');
        check("Firma;Umsatz\nA;1,5\nB;2,5\n", ';');
        check("Firma, Sitz;Umsatz\nA, Ulm;1\nB;2\n", ';');
        check("a\tb\n1,5\t2,5\n", '\t');
        check("a|b\n1|2\n", '|');
        check("name\nFoo, Inc\n", ';');
        check("a,b\n\"1;2;3\",\"4;5;6\"\n", ',');
        check("sep=;\na,b;c\n", ';');
        check("name\n", ',');
        check("a,b\n1,2,\n3,4,\n", ',');
        check("Name, legal\nFoo\nBar\n", ';');
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_program_does() {
        let check = |text: &str, header_line: u32, lines: &[u32]| {
            let sheet = read(text);
            assert_eq!(sheet.header_line(), Some(header_line), "{text:?}");
            assert_eq!(sheet.rows().map(|row| row.line()).collect::<Vec<_>>(), lines, "{text:?}");
        };
        check("a,b\n1,2\n3,4", 1, &[2, 3]);
        check("\n\n\na,b\n1,2\n", 4, &[5]);
        check("a,b\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n", 1, &[3, 6]);
        check("a,b\r1,2\r\r3,4\r", 1, &[2, 4]);
        check("a,b\n\"x\ny\",2\n3,4\n", 1, &[2, 3]);
        check(",\n ,\na,b\n1,2\n", 3, &[4]);
        check("sep=,\na,b\n1,2\n", 2, &[3]);
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_place() {
        let check = |text: &str, wanted: ReadError| {
            let read = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default());
            assert_eq!(read.err(), Some(wanted), "{text:?}");
        };
        check("", ReadError::Empty);
        check("\n \n", ReadError::Empty);
        check("a,b\n1,2\n\"3,4\n5,6\n", ReadError::UnclosedQuote { line: 3 });
        check("\"a", ReadError::UnclosedQuote { line: 1 });
        check(&format!("a,b\n1,2\n{}", ",".repeat(500)), ReadError::TooManyColumns { line: 3, columns: 501 });
        let progress = Progress::default();
        progress.cancel();
        assert_eq!(read_csv("", b"a\n1", &ReadOptions::default(), &progress).err(), Some(ReadError::Cancelled));
    }

    #[test]
    fn the_header_may_stand_further_down_or_nowhere() {
        let check = |header, columns: &[&str], rows: usize| {
            let options = ReadOptions { header, ..ReadOptions::default() };
            let sheet = read_csv("", b"Report\n\na,b\n1,2\n", &options, &Progress::default()).unwrap();
            assert_eq!(
                (sheet.header_cells(), sheet.len()),
                (columns.iter().map(|name| (*name).into()).collect(), rows)
            );
        };
        check(HeaderRow::Guess, &["Report"], 2);
        check(HeaderRow::Line(3), &["a", "b"], 1);
        check(HeaderRow::None, &[], 3);
        let options = ReadOptions { header: HeaderRow::Line(9), ..ReadOptions::default() };
        let missing = read_csv("", b"a\n1\n", &options, &Progress::default());
        assert_eq!(missing.err(), Some(ReadError::NoHeader { line: 9 }));
    }

    proptest! {
        #[test]
        fn any_cells_written_are_read_as_they_were(
            rows in prop::collection::vec(prop::collection::vec("[a,;\t|\"'\r\n\0é ]{0,4}|\\PC{0,8}", 3), 1..8),
        ) {
            let header = ["one", "two", "three"].map(str::to_owned).to_vec();
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            writer.write_record(&header).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let body = writer.into_inner().unwrap();
            let text = std::str::from_utf8(&body).unwrap();
            let grid = parse(text, b',', 1, &Progress::default()).unwrap();
            let read: Vec<Vec<String>> =
                grid.rows().map(|row| row.cells().map(|cell| cell.text().into_owned()).collect()).collect();
            prop_assert_eq!(read.first(), Some(&header));
            prop_assert_eq!(read.get(1..), Some(rows.as_slice()));
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_csv("", &bytes, &ReadOptions::default(), &Progress::default());
        }
    }
}
