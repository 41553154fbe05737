//! Single values as columns.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::model::{Extra, Money, Score};

pub(super) fn column<T: FromSql>(row: &Row<'_>, index: usize) -> Result<T, String> {
    row.get(index).map_err(|error| error.to_string())
}

/// A text, without a copy of it.
pub(super) fn text<'a>(row: &'a Row<'_>, index: usize) -> Result<&'a str, String> {
    row.get_ref(index).map_err(|error| error.to_string())?.as_str().map_err(|error| error.to_string())
}

/// A text that may be absent, without a copy of it.
pub(super) fn text_or_null<'a>(row: &'a Row<'_>, index: usize) -> Result<Option<&'a str>, String> {
    row.get_ref(index).map_err(|error| error.to_string())?.as_str_or_null().map_err(|error| error.to_string())
}

pub(super) fn uuid(row: &Row<'_>, index: usize) -> Result<Uuid, String> {
    column::<[u8; 16]>(row, index).map(Uuid::from_bytes)
}

pub(super) fn money(row: &Row<'_>, index: usize) -> Result<Option<Money>, String> {
    Ok(column::<Option<i64>>(row, index)?.map(Money::from_minor_units))
}

pub(super) fn score(hundredths: u16) -> Result<Score, String> {
    Score::try_from(hundredths).map_err(|error| error.to_string())
}

/// One of a closed list of words.
pub(super) fn word<T>(row: &Row<'_>, index: usize, named: fn(&str) -> Option<T>) -> Result<T, String> {
    let word = text(row, index)?;
    named(word).ok_or_else(|| format!("“{word}” is no word for this"))
}

/// The same, where there need be none.
pub(super) fn word_or_null<T>(row: &Row<'_>, index: usize, named: fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    let word = text_or_null(row, index)?;
    word.map(|word| named(word).ok_or_else(|| format!("“{word}” is no word for this"))).transpose()
}

/// A day as it is written here, year-month-day. A million of them are read at a start.
pub(super) fn day_of(text: &str) -> Result<NaiveDate, String> {
    let digits = |part: &[u8]| {
        part.iter().try_fold(0_u32, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
    };
    let quick = || match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            let year = i32::try_from(digits(year)?).ok()?;
            NaiveDate::from_ymd_opt(year, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
        }
        _ => None,
    };
    quick().or_else(|| text.parse().ok()).ok_or_else(|| format!("“{text}” is no day"))
}

/// With as many decimals as the time has, so that it reads back as itself.
pub(super) fn time_of_day_text(time: NaiveTime) -> String {
    time.format("%H:%M:%S%.f").to_string()
}

pub(super) fn time_of_day_of(text: &str) -> Result<NaiveTime, String> {
    text.parse().map_err(|_| format!("“{text}” is no time of day"))
}

/// RFC 3339 with as many decimals as the time has, so that it reads back as itself.
pub(in crate::store) fn time_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub(in crate::store) fn time_of(text: &str) -> Result<DateTime<Utc>, String> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| format!("“{text}” is no time"))?;
    Ok(at.with_timezone(&Utc))
}

/// Most records have no extra fields, and nothing is NULL.
pub(in crate::store) fn extra_text(extra: &Extra) -> rusqlite::Result<Option<String>> {
    if extra.is_empty() { Ok(None) } else { json(extra).map(Some) }
}

pub(in crate::store) fn extra_of(text: Option<&str>) -> Result<Extra, String> {
    text.map_or_else(|| Ok(Extra::new()), |text| serde_json::from_str(text).map_err(|error| error.to_string()))
}

/// Most are empty, and empty is NULL.
pub(super) fn object_text<K: Serialize, V: Serialize>(object: &BTreeMap<K, V>) -> rusqlite::Result<Option<String>> {
    if object.is_empty() { Ok(None) } else { json(object).map(Some) }
}

pub(super) fn object_of<K: DeserializeOwned + Ord, V: DeserializeOwned>(
    text: Option<&str>,
) -> Result<BTreeMap<K, V>, String> {
    text.map_or_else(|| Ok(BTreeMap::new()), |text| serde_json::from_str(text).map_err(|error| error.to_string()))
}

/// A JSON array; NULL for an empty one.
pub(super) fn array_text<T: Serialize>(list: &[T]) -> rusqlite::Result<Option<String>> {
    if list.is_empty() { Ok(None) } else { json(list).map(Some) }
}

pub(super) fn array_of<T: DeserializeOwned>(text: Option<&str>) -> Result<Vec<T>, String> {
    text.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(text).map_err(|error| error.to_string()))
}

pub(super) fn list_text<T: Serialize>(list: &[T]) -> rusqlite::Result<String> {
    if list.is_empty() { Ok("[]".to_owned()) } else { json(list) }
}

/// A list of texts, each read by `plain`. As they are written here, without blanks between them and most without an
/// escape, they need no reader of JSON: a million of them are read at a start.
pub(super) fn list_of<T: DeserializeOwned>(text: &str, plain: fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    if text == "[]" {
        return Ok(Vec::new());
    }
    let inner = text.strip_prefix("[\"").and_then(|rest| rest.strip_suffix("\"]"));
    let quick = inner.filter(|inner| !inner.contains('\\')).and_then(|inner| {
        let texts = inner.split("\",\"");
        texts.map(|text| if text.contains('"') { None } else { plain(text) }).collect()
    });
    quick.map_or_else(|| serde_json::from_str(text).map_err(|error| error.to_string()), Ok)
}

fn json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_json_reads_it() {
        let lists = [
            vec![],
            vec![""],
            vec!["Anna"],
            vec!["Anna", "Ben"],
            vec!["A \"B\"", "C"],
            vec!["a\\", "b"],
            vec!["a,b", "\",\""],
            vec!["Ö\n", "]"],
        ];
        for list in lists {
            let written = list_text(&list).unwrap();
            assert_eq!(
                list_of(&written, |text| Some(text.to_owned())),
                Ok(list.iter().map(|text| (*text).to_owned()).collect())
            );
        }
        for (text, wanted) in [
            (r#"[ "a" , "b" ]"#, Some(2)),
            (r#"["a", "b"]"#, Some(2)),
            ("[", None),
            (r#"["a"#, None),
            (r#"["a""b"]"#, None),
        ] {
            let read: Option<Vec<String>> = list_of(text, |text| Some(text.to_owned())).ok();
            assert_eq!(read.map(|list| list.len()), wanted, "{text}");
        }
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let check = |text: &str, wanted: Option<(i32, u32, u32)>| {
            let wanted = wanted.and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
            assert_eq!(day_of(text).ok(), wanted, "{text}");
            if let Some(day) = wanted {
                assert_eq!(day.to_string(), text);
            }
        };
        check("2026-03-02", Some((2026, 3, 2)));
        check("0044-03-15", Some((44, 3, 15)));
        check("+12026-03-02", Some((12026, 3, 2)));
        check("-0044-03-15", Some((-44, 3, 15)));
        check("2026-02-30", None);
        check("2026-3a-02", None);
        check("yesterday", None);
    }
}
