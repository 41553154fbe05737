use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::sheet::ReadError;

/// How the bytes of a text file stand for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Utf8Bom,
    Utf16Le,
    Utf16Be,
    /// Taken for it because it is not valid UTF-8 and names no encoding.
    Windows1252,
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

impl TextEncoding {
    /// As in `read --json`: the name that the web's Encoding Standard gives it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Bom => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// The text of a file, without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, TextEncoding), ReadError> {
    if let Some(other) = other_format(bytes) {
        return Err(ReadError::NotText(other));
    }
    let (encoding, body) = match bytes {
        [0xef, 0xbb, 0xbf, body @ ..] => (TextEncoding::Utf8Bom, body),
        [0xff, 0xfe, body @ ..] => (TextEncoding::Utf16Le, body),
        [0xfe, 0xff, body @ ..] => (TextEncoding::Utf16Be, body),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok((Cow::Borrowed(text), TextEncoding::Utf8)),
            Err(_) => (TextEncoding::Windows1252, bytes),
        },
    };
    let told = |with: &'static Encoding| {
        let text = with.decode_without_bom_handling_and_without_replacement(body);
        text.map(|text| (text, encoding)).ok_or(ReadError::Damaged(encoding))
    };
    match encoding {
        TextEncoding::Utf8 | TextEncoding::Utf8Bom => {
            let text = std::str::from_utf8(body).map_err(|_| ReadError::Damaged(encoding))?;
            Ok((Cow::Borrowed(text), encoding))
        }
        TextEncoding::Utf16Le => told(UTF_16LE),
        TextEncoding::Utf16Be => told(UTF_16BE),
        TextEncoding::Windows1252 => told(WINDOWS_1252),
    }
}

/// What the file is when its first bytes say that it is no text.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "a workbook or an archive"),
        (b"\xd0\xcf\x11\xe0", "an old or protected workbook"),
        (b"%PDF", "a PDF"),
        (b"SQLite format 3\0", "a database"),
    ];
    SIGNATURES.into_iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_told_by_its_mark_or_by_its_bytes() {
        let check = |bytes: &[u8], wanted: Result<(&str, TextEncoding), ReadError>| {
            let read = decode(bytes);
            assert_eq!(read.as_ref().map(|(text, encoding)| (text.as_ref(), *encoding)), wanted.as_ref().copied());
        };
        check("ä".as_bytes(), Ok(("ä", TextEncoding::Utf8)));
        check(b"\xef\xbb\xbf\xc3\xa4", Ok(("ä", TextEncoding::Utf8Bom)));
        check(b"\xff\xfe\xe4\x00", Ok(("ä", TextEncoding::Utf16Le)));
        check(b"\xfe\xff\x00\xe4", Ok(("ä", TextEncoding::Utf16Be)));
        check(b"\xe4 \x80", Ok(("ä €", TextEncoding::Windows1252)));
        check(b"\xef\xbb\xbf\xe4", Err(ReadError::Damaged(TextEncoding::Utf8Bom)));
        check(b"\xff\xfe\x00\xd8", Err(ReadError::Damaged(TextEncoding::Utf16Le)));
        check(b"PK\x03\x04rest", Err(ReadError::NotText("a workbook or an archive")));
    }
}
