//! Cells of a workbook as cells of ours.

use calamine::{CellErrorType, DataType, ExcelDateTime};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::sheets::grid::Cell;

const SECONDS_PER_DAY: f64 = 86_400.0;
const MILLIS_PER_DAY: f64 = 86_400_000.0;
/// Days are counted up to 31 December 9999.
const LAST_SERIAL_1900: f64 = 2_958_466.0;
const DAYS_FROM_1900_TO_1904: f64 = 1_462.0;
/// What spreadsheet programs call their errors.
const ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"];

/// What a number format shows of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    Day,
    Time,
    Both,
    /// The format is not known, only that it is one for dates.
    Unknown,
}

impl Shows {
    /// By its code, such as `yyyy-mm-dd hh:mm`.
    pub fn of_format(code: &str) -> Self {
        let (mut day, mut time, mut m) = (false, false, false);
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                // Only the part for positive numbers counts.
                ';' => break,
                '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
                '[' => drop(letters.by_ref().find(|letter| *letter == ']')),
                '\\' | '_' | '*' => drop(letters.next()),
                'y' | 'Y' | 'd' | 'D' => day = true,
                'h' | 'H' | 's' | 'S' => time = true,
                // Of a month, or of minutes.
                'm' | 'M' => m = true,
                _ => {}
            }
        }
        match (day || m && !time, time) {
            (true, false) => Self::Day,
            (false, true) => Self::Time,
            (true, true) => Self::Both,
            (false, false) => Self::Unknown,
        }
    }
}

/// What a cell holds. `shows` and `since_1904` count where it is a point in time.
pub(super) fn cell_of(data: &impl DataType, shows: Shows, since_1904: bool) -> Cell<'_> {
    if let Some(text) = data.get_string() {
        Cell::Text(text)
    } else if let Some(number) = data.get_float() {
        number_cell(number)
    } else if let Some(number) = data.get_int() {
        #[expect(clippy::cast_precision_loss, reason = "spreadsheet programs know no other numbers")]
        number_cell(number as f64)
    } else if let Some(flag) = data.get_bool() {
        Cell::Bool(flag)
    } else if let Some(at) = data.get_datetime() {
        point_in_time(at, shows, since_1904)
    } else if let Some(error) = data.get_error() {
        Cell::Error(error_name(error))
    } else if let Some(text) = data.get_datetime_iso() {
        iso_date(text)
    } else if let Some(text) = data.get_duration_iso() {
        iso_duration(text).map_or(Cell::Text(text), Cell::Duration)
    } else {
        Cell::Empty
    }
}

/// The same for an ODS file, whose errors come as texts.
pub(super) fn open_document_cell(data: &impl DataType) -> Cell<'_> {
    match cell_of(data, Shows::Unknown, false) {
        Cell::Text(text) if ERRORS.contains(&text) => Cell::Error(text),
        cell => cell,
    }
}

/// A number that is none, or beyond all numbers, is what the program that computed it calls an error.
fn number_cell(number: f64) -> Cell<'static> {
    if number.is_finite() { Cell::Number(number) } else { Cell::Error("#NUM!") }
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}

/// Days since the epoch, and their fraction.
fn point_in_time(at: ExcelDateTime, shows: Shows, since_1904: bool) -> Cell<'static> {
    let serial = at.as_f64();
    if at.is_duration() {
        return seconds_cell(serial);
    }
    let days = if since_1904 { serial + DAYS_FROM_1900_TO_1904 } else { serial };
    // A format for dates on a number that is none shows nothing that could be read.
    if !(0.0..LAST_SERIAL_1900).contains(&days) || serial < 0.0 {
        return number_cell(serial);
    }
    if serial < 1.0 {
        match shows {
            Shows::Time => return seconds_cell(serial),
            // There is no day 0; programs show it where a formula points at an empty cell.
            Shows::Day if !since_1904 => return number_cell(serial),
            Shows::Both | Shows::Unknown if !since_1904 || serial > 0.0 => return seconds_cell(serial),
            Shows::Day | Shows::Both | Shows::Unknown => {}
        }
    }
    date_time(days).map_or(number_cell(serial), whole_or_not)
}

/// Whole milliseconds: that is as fine as spreadsheet programs count, and a time such as 19:00 is no whole fraction.
fn date_time(days: f64) -> Option<NaiveDateTime> {
    // The programs take 1900 for a leap year: before its March they count from a day later.
    let epoch =
        if days >= 60.0 { NaiveDate::from_ymd_opt(1899, 12, 30) } else { NaiveDate::from_ymd_opt(1899, 12, 31) };
    #[expect(clippy::cast_possible_truncation, reason = "at most 31 December 9999 in milliseconds")]
    let millis = (days * MILLIS_PER_DAY).round() as i64;
    epoch?.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::try_milliseconds(millis)?)
}

fn seconds_cell(days: f64) -> Cell<'static> {
    let seconds = (days * MILLIS_PER_DAY).round() / (MILLIS_PER_DAY / SECONDS_PER_DAY);
    if seconds.is_finite() { Cell::Duration(seconds) } else { Cell::Error("#NUM!") }
}

/// At midnight it is a day.
fn whole_or_not(at: NaiveDateTime) -> Cell<'static> {
    if at.time() == NaiveTime::MIN { Cell::Date(at.date()) } else { Cell::DateTime(at) }
}

/// `2026-04-03`, `2026-04-03T14:30:00`, `14:30:00`; what is none of them stays a text.
fn iso_date(text: &str) -> Cell<'_> {
    let plain = text.trim();
    if let Ok(day) = NaiveDate::parse_from_str(plain, "%Y-%m-%d") {
        return Cell::Date(day);
    }
    let local = NaiveDateTime::parse_from_str(plain.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f");
    // With an offset, the clock on the wall is what was written.
    if let Ok(at) = local.or_else(|_| DateTime::parse_from_rfc3339(plain).map(|at| at.naive_local())) {
        return whole_or_not(at);
    }
    match NaiveTime::parse_from_str(plain, "%H:%M:%S%.f") {
        Ok(time) => Cell::Duration(
            f64::from(time.num_seconds_from_midnight()) + f64::from(time.nanosecond() / 1_000_000) / 1_000.0,
        ),
        Err(_) => Cell::Text(text),
    }
}

/// In seconds: `PT255H10M10.5S`, `-P1DT2H`. Years and months have no length.
fn iso_duration(text: &str) -> Option<f64> {
    let (sign, rest) = text.trim().strip_prefix('-').map_or((1.0, text.trim()), |rest| (-1.0, rest));
    let (days, time) = match rest.strip_prefix('P')?.split_once('T') {
        Some((days, time)) => (days, time),
        None => (rest.strip_prefix('P')?, ""),
    };
    let mut seconds = 0.0;
    for (part, units) in [(days, &[('D', SECONDS_PER_DAY)][..]), (time, &[('H', 3600.0), ('M', 60.0), ('S', 1.0)])] {
        let mut part = part;
        for (unit, length) in units {
            if let Some((number, after)) = part.split_once(*unit) {
                let number: f64 = number.parse().ok().filter(|number: &f64| *number >= 0.0)?;
                seconds += number * length;
                part = after;
            }
        }
        if !part.is_empty() {
            return None;
        }
    }
    Some(sign * seconds).filter(|_| !(days.is_empty() && time.is_empty())).filter(|seconds| seconds.is_finite())
}

#[cfg(test)]
mod tests {
    use calamine::{Data, ExcelDateTimeType};

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_serial_number_is_a_day_a_time_or_both() {
        let check = |serial: f64, shows: Shows, since_1904: bool, wanted: Cell<'_>| {
            let at = Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, since_1904));
            assert_eq!(cell_of(&at, shows, since_1904), wanted, "{serial} {shows:?} {since_1904}");
        };
        check(44_197.0, Shows::Day, false, Cell::Date(day(2021, 1, 1)));
        check(42_735.0, Shows::Day, true, Cell::Date(day(2021, 1, 1)));
        check(1.0, Shows::Day, false, Cell::Date(day(1900, 1, 1)));
        check(59.0, Shows::Day, false, Cell::Date(day(1900, 2, 28)));
        check(61.0, Shows::Day, false, Cell::Date(day(1900, 3, 1)));
        check(2_958_465.0, Shows::Day, false, Cell::Date(day(9999, 12, 31)));
        check(2_958_466.0, Shows::Day, false, Cell::Number(2_958_466.0));
        check(-1.0, Shows::Day, false, Cell::Number(-1.0));
        check(f64::NAN, Shows::Day, false, Cell::Error("#NUM!"));
        let seven = day(2021, 10, 15).and_hms_opt(19, 0, 0).unwrap();
        check(44_484.791_666_666_7, Shows::Both, false, Cell::DateTime(seven));
        check(44_484.791_666_666_7, Shows::Time, false, Cell::DateTime(seven));
        check(44_484.999_999_999_9, Shows::Both, false, Cell::Date(day(2021, 10, 16)));
        check(0.5, Shows::Time, false, Cell::Duration(43_200.0));
        check(0.0, Shows::Time, false, Cell::Duration(0.0));
        check(0.5, Shows::Unknown, false, Cell::Duration(43_200.0));
        check(0.0, Shows::Day, false, Cell::Number(0.0));
        check(0.0, Shows::Day, true, Cell::Date(day(1904, 1, 1)));
        check(0.0, Shows::Time, true, Cell::Duration(0.0));
    }

    #[test]
    fn a_duration_may_be_longer_than_a_day() {
        let check = |days: f64, seconds: f64| {
            let at = Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::TimeDelta, false));
            assert_eq!(cell_of(&at, Shows::Time, false), Cell::Duration(seconds));
        };
        check(10.632_060_185_185_185, 918_610.0);
        check(-0.25, -21_600.0);
        check(0.0, 0.0);
    }

    #[test]
    fn a_number_format_shows_days_times_or_both() {
        let check = |code: &str, wanted: Shows| assert_eq!(Shows::of_format(code), wanted, "{code}");
        check("yyyy-mm-dd", Shows::Day);
        check("mmm", Shows::Day);
        check("[$-407]d. mmmm yyyy;@", Shows::Day);
        check("h:mm AM/PM", Shows::Time);
        check("mm:ss", Shows::Time);
        check("m/d/yy h:mm", Shows::Both);
        check("\"day\" h:mm", Shows::Time);
        check("\\dh:mm", Shows::Time);
        check("General", Shows::Unknown);
    }

    #[test]
    fn dates_in_words_of_iso_are_read() {
        let check = |text: &str, wanted: Cell<'_>| assert_eq!(iso_date(text), wanted, "{text}");
        check("2021-01-01", Cell::Date(day(2021, 1, 1)));
        check("2021-01-01T00:00:00", Cell::Date(day(2021, 1, 1)));
        check("2021-01-01T10:10:10", Cell::DateTime(day(2021, 1, 1).and_hms_opt(10, 10, 10).unwrap()));
        check("2021-01-01T10:10:10.5Z", Cell::DateTime(day(2021, 1, 1).and_hms_milli_opt(10, 10, 10, 500).unwrap()));
        check("2021-01-01T10:10:10+02:00", Cell::DateTime(day(2021, 1, 1).and_hms_opt(10, 10, 10).unwrap()));
        check("10:10:10.5", Cell::Duration(36_610.5));
        check("2021-13-01", Cell::Text("2021-13-01"));
    }

    #[test]
    fn durations_in_words_of_iso_are_read() {
        let check = |text: &str, wanted: Option<f64>| assert_eq!(iso_duration(text), wanted, "{text}");
        check("PT10H10M10.5S", Some(36_610.5));
        check("PT255H", Some(918_000.0));
        check("-P1DT2H", Some(-93_600.0));
        check("P1D", Some(86_400.0));
        check("P", None);
        check("PT", None);
        check("P1Y", None);
        check("PT-1H", None);
        check("PT1X", None);
        check("1H", None);
    }

    #[test]
    fn errors_keep_their_names() {
        assert_eq!(cell_of(&Data::Error(CellErrorType::NA), Shows::Unknown, false), Cell::Error("#N/A"));
        assert_eq!(cell_of(&Data::Float(f64::INFINITY), Shows::Unknown, false), Cell::Error("#NUM!"));
        assert_eq!(open_document_cell(&Data::String("#REF!".to_owned())), Cell::Error("#REF!"));
        assert_eq!(open_document_cell(&Data::String("#REF".to_owned())), Cell::Text("#REF"));
    }
}
