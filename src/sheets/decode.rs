//! The bytes of a text file into its letters.
//!
//! What the file says of itself counts first: its byte order mark. Then NUL bytes in every second place (UTF-16), then
//! what is valid UTF-8 from its first byte to its last, which text in other encodings practically never is. Only what
//! is left is guessed, and comes with how sure the guess is.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::DecoderResult;

use super::encoding::TextEncoding;
use super::sheet::ReadError;

/// So many bytes of lines with letters beyond ASCII are guessed from.
const GUESSED_FROM: usize = 256 * 1024;

/// The text of a file, without its byte order mark.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: TextEncoding,
    /// 0 to 1. 1 where the file says it, where it was chosen, and for UTF-8.
    pub confidence: f32,
}

/// Reads the bytes in the chosen encoding, or in the one that is found out.
pub(super) fn decode(bytes: &[u8], chosen: Option<TextEncoding>) -> Result<Decoded<'_>, ReadError> {
    if let Some(other) = other_format(bytes) {
        return Err(ReadError::NotText(other));
    }
    let sure = |encoding, body| Ok(Decoded { text: strictly(body, encoding)?, encoding, confidence: 1.0 });
    if let Some(encoding) = chosen {
        let (mark, body) = without_mark(bytes, encoding);
        let encoding = match (encoding, mark) {
            (TextEncoding::Utf8, true) => TextEncoding::Utf8Bom,
            (TextEncoding::Utf8Bom, false) => TextEncoding::Utf8,
            (encoding, _) => encoding,
        };
        return sure(encoding, body);
    }
    for encoding in [TextEncoding::Utf8Bom, TextEncoding::Utf16Le, TextEncoding::Utf16Be] {
        if let (true, body) = without_mark(bytes, encoding) {
            return sure(encoding, body);
        }
    }
    if let Some(encoding) = unmarked_utf16(bytes)
        && let Ok(text) = strictly(bytes, encoding)
    {
        return Ok(Decoded { text, encoding, confidence: 0.95 });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), encoding: TextEncoding::Utf8, confidence: 1.0 });
    }
    if is_binary(bytes) {
        return Err(ReadError::NotText("a file of another kind"));
    }
    let (encoding, confidence) = guess(bytes);
    if let Ok(text) = strictly(bytes, encoding) {
        return Ok(Decoded { text, encoding, confidence });
    }
    // What stands beyond the lines that were guessed from contradicts the guess. Every byte is a letter in this one.
    let encoding = TextEncoding::Windows1252;
    Ok(Decoded { text: strictly(bytes, encoding)?, encoding, confidence: 0.2 })
}

/// Whether the bytes begin with the mark of this encoding, and what stands behind it.
fn without_mark(bytes: &[u8], encoding: TextEncoding) -> (bool, &[u8]) {
    const MARKS: [(TextEncoding, &[u8]); 4] = [
        (TextEncoding::Utf8, b"\xef\xbb\xbf"),
        (TextEncoding::Utf8Bom, b"\xef\xbb\xbf"),
        (TextEncoding::Utf16Le, b"\xff\xfe"),
        (TextEncoding::Utf16Be, b"\xfe\xff"),
    ];
    let mark = MARKS.into_iter().find(|(of, _)| *of == encoding).map(|(_, mark)| mark);
    mark.and_then(|mark| bytes.strip_prefix(mark)).map_or((false, bytes), |body| (true, body))
}

/// The text, or the line in which it stops being one: nothing is replaced silently.
fn strictly(bytes: &[u8], encoding: TextEncoding) -> Result<Cow<'_, str>, ReadError> {
    if matches!(encoding, TextEncoding::Utf8 | TextEncoding::Utf8Bom) {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
            let valid = bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok());
            ReadError::Damaged { encoding, line: 1 + line_breaks(valid.unwrap_or_default()) }
        });
    }
    let text = encoding.decoder().decode_without_bom_handling_and_without_replacement(bytes);
    text.ok_or_else(|| ReadError::Damaged { encoding, line: 1 + line_breaks(&valid_part(bytes, encoding)) })
}

/// What can be read before the first bytes that cannot.
fn valid_part(bytes: &[u8], encoding: TextEncoding) -> String {
    let mut decoder = encoding.decoder().new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty | DecoderResult::OutputFull | DecoderResult::Malformed(..), _) => text,
    }
}

/// CR, LF and CR LF are one each.
fn line_breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'\r', b'\n', bytes)
        .filter(|at| !(bytes.get(*at) == Some(&b'\n') && *at > 0 && bytes.get(at - 1) == Some(&b'\r')))
        .count()
}

/// UTF-16 without a mark gives itself away: delimiters, digits, blanks and line ends have a NUL at their side, always at
/// the same one.
fn unmarked_utf16(bytes: &[u8]) -> Option<TextEncoding> {
    let sample = bytes.get(..bytes.len().min(8 * 1024)).filter(|sample| sample.len() >= 4)?;
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for (place, byte) in sample.iter().enumerate() {
        if *byte == 0 {
            if place % 2 == 0 { even += 1 } else { odd += 1 }
        }
    }
    let clear = |many: usize, few: usize| many > 2 && many * 8 >= sample.len() && few * 20 <= many;
    match () {
        () if clear(odd, even) => Some(TextEncoding::Utf16Le),
        () if clear(even, odd) => Some(TextEncoding::Utf16Be),
        () => None,
    }
}

/// Control characters that no text has, in more than every hundredth place: nothing to be read as a table.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..bytes.len().min(8 * 1024)).unwrap_or_default();
    let control = |byte: &&u8| matches!(**byte, 1..=8 | 14..=26 | 28..=31);
    sample.iter().filter(control).count() * 100 > sample.len()
}

/// The likeliest encoding of bytes that are not UTF-8, and how sure that is.
///
/// The confidence is the share of the letters beyond ASCII that stand as letters and signs do in words, times
/// `n / (n + 1)` for `n` of them, and at most 0.99.
fn guess(bytes: &[u8]) -> (TextEncoding, f32) {
    let told = telling_lines(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&told, true);
    let guessed = TextEncoding::of(detector.guess(None, Utf8Detection::Deny)).unwrap_or(TextEncoding::Windows1252);
    let count = told.iter().filter(|byte| !byte.is_ascii()).count();
    let is_doubtful = guessed != TextEncoding::Windows1252 && count <= FEW && is_western(&told);
    let encoding = if is_doubtful { TextEncoding::Windows1252 } else { guessed };
    let (text, _) = encoding.decoder().decode_without_bom_handling(&told);
    let (letters, fitting) = fitting(&text);
    let ratio = |part: usize, whole: usize| {
        let small = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
        // Beyond what a small number holds a hundredth more or less says nothing.
        let shrunk = whole / usize::from(u16::MAX) + 1;
        small(part / shrunk) / small(whole / shrunk).max(1.0)
    };
    let confidence = ratio(fitting, letters) * ratio(letters, letters + 1);
    (encoding, if is_doubtful { confidence / 2.0 } else { confidence.min(0.99) })
}

/// How many letters beyond ASCII there are, and how many of them stand as they do in words: no capital behind a small
/// letter, no sign between two letters, no letter of another script beside one, no control character.
fn fitting(text: &str) -> (usize, usize) {
    let is_latin = |letter: char| letter < '\u{250}';
    let is_han = |letter: char| letter > '\u{2000}';
    let mut letters = text.chars().peekable();
    let (mut count, mut fit) = (0, 0);
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        if !letter.is_ascii() {
            let after = letters.peek().copied().unwrap_or(' ');
            let strange = |beside: char| beside.is_alphabetic() && is_latin(beside) != is_latin(letter);
            let fits = if letter.is_alphabetic() {
                let is_odd = strange(before) || strange(after) || before.is_lowercase() && letter.is_uppercase();
                is_han(letter) || !is_odd
            } else {
                let is_joint = matches!(letter, '’' | '·' | '‐' | '–');
                !letter.is_control() && (is_joint || !(before.is_alphabetic() && after.is_alphabetic()))
            };
            count += 1;
            fit += usize::from(fits);
        }
        before = letter;
    }
    (count, fit)
}

/// With so few letters beyond ASCII, a guess by how often they stand beside each other is none.
const FEW: usize = 3;

/// Whether each byte beyond ASCII stands alone and is a letter of western Europe, or a sign that is common there.
fn is_western(bytes: &[u8]) -> bool {
    const COMMON: &str = "äöüÄÖÜßéèêëÉÈàâáíîïóôúùûçÇñÑ€£©®°§«»“”„‘’–—…²³·¿¡ºª";
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    let mut before = false;
    text.chars().all(|letter| {
        let beyond = !letter.is_ascii();
        let fits = !beyond || (!before && COMMON.contains(letter));
        before = beyond;
        fits
    })
}

/// The lines that have letters beyond ASCII, up to a sensible amount: in a file of millions of rows they may stand
/// anywhere, and the others say nothing.
fn telling_lines(bytes: &[u8]) -> Vec<u8> {
    let mut told = Vec::new();
    for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        if !line.is_ascii() {
            told.extend_from_slice(line);
        }
        if told.len() >= GUESSED_FROM {
            break;
        }
    }
    told
}

/// What the file is when its first bytes say that it is no table in text.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 11] = [
        (b"PK\x03\x04", "a workbook or an archive"),
        (b"\xd0\xcf\x11\xe0", "an old or protected workbook"),
        (b"%PDF", "a PDF"),
        (b"SQLite format 3\0", "a database"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1f\x8b", "a compressed file"),
        (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
        (b"Rar!\x1a", "a compressed file"),
        (b"{\\rtf", "a text document"),
    ];
    if let Some((_, name)) = SIGNATURES.into_iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(name);
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |tag: &str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    match start.first() {
        Some(b'<') if begins("<!doctype html") || begins("<html") || begins("<table") => Some("a web page"),
        Some(b'<') if begins("<?xml") => Some("an XML file"),
        Some(b'{' | b'[') if serde_json::from_slice::<serde::de::IgnoredAny>(start).is_ok() => Some("a JSON file"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_told_by_its_mark_or_by_its_bytes() {
        let check = |bytes: &[u8], wanted: Result<(&str, TextEncoding), ReadError>| {
            let read = decode(bytes, None);
            let read = read.as_ref().map(|decoded| (decoded.text.as_ref(), decoded.encoding));
            assert_eq!(read, wanted.as_ref().copied());
        };
        check("ä".as_bytes(), Ok(("ä", TextEncoding::Utf8)));
        check(b"\xef\xbb\xbf\xc3\xa4", Ok(("ä", TextEncoding::Utf8Bom)));
        check(b"\xff\xfe\xe4\x00", Ok(("ä", TextEncoding::Utf16Le)));
        check(b"\xfe\xff\x00\xe4", Ok(("ä", TextEncoding::Utf16Be)));
        check(b"a\0,\0\xe4\0\n\0", Ok(("a,ä\n", TextEncoding::Utf16Le)));
        check(b"\0a\0,\0\xe4\0\n", Ok(("a,ä\n", TextEncoding::Utf16Be)));
        check(b"a,b\n\0,2\n", Ok(("a,b\n\0,2\n", TextEncoding::Utf8)));
        check(b"\xe4 \x80", Ok(("ä €", TextEncoding::Windows1252)));
        check(b"\xef\xbb\xbf\xe4", Err(ReadError::Damaged { encoding: TextEncoding::Utf8Bom, line: 1 }));
        check(b"\xef\xbb\xbfa\r\nb\rc\n\xe4", Err(ReadError::Damaged { encoding: TextEncoding::Utf8Bom, line: 4 }));
        check(b"\xff\xfea\0\n\0\x00\xd8", Err(ReadError::Damaged { encoding: TextEncoding::Utf16Le, line: 2 }));
        check(b"PK\x03\x04rest", Err(ReadError::NotText("a workbook or an archive")));
        check(b" <!DOCTYPE HTML><p>", Err(ReadError::NotText("a web page")));
        check(b"[{\"a\": 1}]", Err(ReadError::NotText("a JSON file")));
        check(b"\x01\x02\x03\xff\x05\x06", Err(ReadError::NotText("a file of another kind")));
        check(b"[a],{b}\n", Ok(("[a],{b}\n", TextEncoding::Utf8)));
        check(b"", Ok(("", TextEncoding::Utf8)));
    }

    #[test]
    fn few_letters_are_enough() {
        let check = |text: &str, encoding: TextEncoding| {
            let (bytes, _, unknown) = encoding.decoder().encode(text);
            assert!(!unknown);
            let read = decode(&bytes, None).unwrap();
            assert_eq!((read.text.as_ref(), read.encoding), (text, encoding), "{text}");
            assert!(read.confidence > 0.0 && read.confidence < 1.0, "{}", read.confidence);
        };
        check("a,b,c\n1,2,3\n4,5,©", TextEncoding::Windows1252);
        for word in ["ä", "Müller", "Straße", "Café", "5 €", "Größe", "Señor", "façade", "10 °C", "L’Oréal"]
        {
            check(&format!("a,b\n{word},2\n"), TextEncoding::Windows1252);
        }
        check("Firma;Ort\nЗавод Красный;Москва\nВосток;Тула\n", TextEncoding::Windows1251);
        check("Firma;Miasto\nŻabka Łódź;Kraków, Świętokrzyskie\nŚląskie Źródło;Gdańsk\n", TextEncoding::Windows1250);
        check("Όνομα;Πόλη\nΑθηναϊκή Ζυθοποιία;Αθήνα\n", TextEncoding::Windows1253);
        check("名前,都市\n株式会社日立製作所,東京\nトヨタ自動車,豊田市\n", TextEncoding::ShiftJis);
    }

    #[test]
    fn more_letters_make_a_guess_surer() {
        let confidence = |times: usize| {
            let (bytes, ..) = encoding_rs::WINDOWS_1252.encode("Müller & Söhne, Groß-Gerau\n");
            decode(&bytes.repeat(times), None).unwrap().confidence
        };
        assert!(confidence(1) < confidence(50));
        assert!(confidence(50) > 0.9);
        assert_eq!(fitting("Größe, ©, L’Oréal"), (5, 5));
        assert_eq!(fitting("Gr”áe, maŒe, aж, \u{85}"), (5, 1));
    }

    #[test]
    fn a_chosen_encoding_is_taken_or_refused() {
        let check = |bytes: &[u8], chosen: TextEncoding, wanted: Result<(&str, TextEncoding), ReadError>| {
            let read = decode(bytes, Some(chosen));
            let read = read.as_ref().map(|decoded| (decoded.text.as_ref(), decoded.encoding));
            assert_eq!(read, wanted.as_ref().copied(), "{chosen}");
        };
        check(b"\xe8", TextEncoding::Windows1250, Ok(("č", TextEncoding::Windows1250)));
        check(b"\xa4", TextEncoding::Iso8859_15, Ok(("€", TextEncoding::Iso8859_15)));
        check(b"\x8a", TextEncoding::Macintosh, Ok(("ä", TextEncoding::Macintosh)));
        check(b"\xef\xbb\xbfa", TextEncoding::Utf8, Ok(("a", TextEncoding::Utf8Bom)));
        check(b"a", TextEncoding::Utf8Bom, Ok(("a", TextEncoding::Utf8)));
        check(b"\xff\xfea\0", TextEncoding::Utf16Le, Ok(("a", TextEncoding::Utf16Le)));
        let damaged = |encoding, line| Err(ReadError::Damaged { encoding, line });
        check(b"a\nb\n\xe4,c", TextEncoding::Utf8, damaged(TextEncoding::Utf8, 3));
        check(b"a\n\x81\x20", TextEncoding::ShiftJis, damaged(TextEncoding::ShiftJis, 2));
        check(b"a\0\n", TextEncoding::Utf16Le, damaged(TextEncoding::Utf16Le, 1));
    }

    #[test]
    fn letters_far_down_count() {
        let mut bytes = b"plain,text\n".repeat(50_000);
        bytes.extend_from_slice(b"M\xfcller,x\n");
        let read = decode(&bytes, None).unwrap();
        assert_eq!(read.encoding, TextEncoding::Windows1252);
        assert!(read.text.ends_with("Müller,x\n"));
    }
}
