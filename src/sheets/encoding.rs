use std::fmt;

use encoding_rs::Encoding;

/// Declares the encodings once: variant, the decoder that reads it, its id, its name, and for which languages it was made.
macro_rules! encodings {
    ($($(#[$doc:meta])* $variant:ident $decoder:ident $id:literal $name:literal $script:literal;)*) => {
        /// How the bytes of a text file stand for letters: everything that a person may choose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum TextEncoding {
            $($(#[$doc])* $variant,)*
        }

        impl TextEncoding {
            /// All of them, as a list to choose from shows them: the likeliest first.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As in `read --json`: the name that the web's Encoding Standard gives it, in small letters. UTF-8 has the
            /// same one with and without its mark: it is read alike.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// As people call it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The languages, or the system, that it was made for: to be shown beside its name.
            #[must_use]
            pub const fn script(self) -> &'static str {
                match self {
                    $(Self::$variant => $script,)*
                }
            }

            pub(super) const fn decoder(self) -> &'static Encoding {
                match self {
                    $(Self::$variant => encoding_rs::$decoder,)*
                }
            }
        }
    };
}

encodings! {
    Utf8 UTF_8 "utf-8" "UTF-8" "All languages";
    /// With the mark that spreadsheet programs put before it.
    Utf8Bom UTF_8 "utf-8" "UTF-8 with BOM" "All languages";
    Utf16Le UTF_16LE "utf-16le" "UTF-16 LE" "All languages";
    Utf16Be UTF_16BE "utf-16be" "UTF-16 BE" "All languages";
    /// ISO-8859-1 too, of which it is the superset that everybody means.
    Windows1252 WINDOWS_1252 "windows-1252" "Windows-1252" "Western European, Latin-1";
    Iso8859_15 ISO_8859_15 "iso-8859-15" "ISO-8859-15" "Western European, Latin-9";
    Macintosh MACINTOSH "macintosh" "Mac Roman" "Western European";
    Windows1250 WINDOWS_1250 "windows-1250" "Windows-1250" "Central European";
    Iso8859_2 ISO_8859_2 "iso-8859-2" "ISO-8859-2" "Central European, Latin-2";
    Iso8859_16 ISO_8859_16 "iso-8859-16" "ISO-8859-16" "Romanian";
    Windows1257 WINDOWS_1257 "windows-1257" "Windows-1257" "Baltic";
    Iso8859_13 ISO_8859_13 "iso-8859-13" "ISO-8859-13" "Baltic";
    Iso8859_4 ISO_8859_4 "iso-8859-4" "ISO-8859-4" "Northern European";
    Iso8859_10 ISO_8859_10 "iso-8859-10" "ISO-8859-10" "Nordic";
    Iso8859_3 ISO_8859_3 "iso-8859-3" "ISO-8859-3" "Southern European";
    Iso8859_14 ISO_8859_14 "iso-8859-14" "ISO-8859-14" "Celtic";
    /// ISO-8859-9 too.
    Windows1254 WINDOWS_1254 "windows-1254" "Windows-1254" "Turkish";
    Windows1251 WINDOWS_1251 "windows-1251" "Windows-1251" "Cyrillic";
    Iso8859_5 ISO_8859_5 "iso-8859-5" "ISO-8859-5" "Cyrillic";
    Koi8R KOI8_R "koi8-r" "KOI8-R" "Russian";
    Koi8U KOI8_U "koi8-u" "KOI8-U" "Ukrainian and Russian";
    Ibm866 IBM866 "ibm866" "IBM 866" "Cyrillic, DOS";
    MacCyrillic X_MAC_CYRILLIC "x-mac-cyrillic" "Mac Cyrillic" "Cyrillic";
    Windows1253 WINDOWS_1253 "windows-1253" "Windows-1253" "Greek";
    Iso8859_7 ISO_8859_7 "iso-8859-7" "ISO-8859-7" "Greek";
    Windows1255 WINDOWS_1255 "windows-1255" "Windows-1255" "Hebrew";
    Iso8859_8 ISO_8859_8 "iso-8859-8" "ISO-8859-8" "Hebrew";
    Windows1256 WINDOWS_1256 "windows-1256" "Windows-1256" "Arabic";
    Iso8859_6 ISO_8859_6 "iso-8859-6" "ISO-8859-6" "Arabic";
    Windows1258 WINDOWS_1258 "windows-1258" "Windows-1258" "Vietnamese";
    /// ISO-8859-11 too.
    Windows874 WINDOWS_874 "windows-874" "Windows-874" "Thai";
    ShiftJis SHIFT_JIS "shift_jis" "Shift_JIS" "Japanese";
    EucJp EUC_JP "euc-jp" "EUC-JP" "Japanese";
    Iso2022Jp ISO_2022_JP "iso-2022-jp" "ISO-2022-JP" "Japanese";
    /// GB2312 too.
    Gbk GBK "gbk" "GBK" "Chinese, simplified";
    Gb18030 GB18030 "gb18030" "GB18030" "Chinese";
    Big5 BIG5 "big5" "Big5" "Chinese, traditional";
    EucKr EUC_KR "euc-kr" "EUC-KR" "Korean";
}

impl TextEncoding {
    /// By its name, its id, or another label that the web's Encoding Standard knows, such as `latin1` or `cp1252`, in
    /// capital or small letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let called = |encoding: &&Self| encoding.name().eq_ignore_ascii_case(name);
        if let Some(encoding) = Self::ALL.iter().find(called) {
            return Some(*encoding);
        }
        match name.to_ascii_lowercase().as_str() {
            "utf-8-sig" | "utf-8-bom" | "utf8-bom" => Some(Self::Utf8Bom),
            "macroman" => Some(Self::Macintosh),
            label => Self::of(Encoding::for_label(label.as_bytes())?),
        }
    }

    /// The one that this decoder reads.
    pub(super) fn of(decoder: &'static Encoding) -> Option<Self> {
        Self::ALL.iter().copied().find(|encoding| encoding.decoder() == decoder)
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_found_by_its_name_and_by_its_id() {
        for encoding in TextEncoding::ALL {
            assert_eq!(TextEncoding::named(encoding.name()), Some(*encoding));
            assert_eq!(TextEncoding::named(encoding.id()).map(TextEncoding::decoder), Some(encoding.decoder()));
        }
        let official = |encoding: &TextEncoding| encoding.decoder().name().eq_ignore_ascii_case(encoding.id());
        assert!(TextEncoding::ALL.iter().all(official));
        let check = |name: &str, wanted: Option<TextEncoding>| assert_eq!(TextEncoding::named(name), wanted, "{name}");
        check("Latin1", Some(TextEncoding::Windows1252));
        check("iso-8859-1", Some(TextEncoding::Windows1252));
        check(" CP1250 ", Some(TextEncoding::Windows1250));
        check("utf8", Some(TextEncoding::Utf8));
        check("utf-16", Some(TextEncoding::Utf16Le));
        check("utf-8-sig", Some(TextEncoding::Utf8Bom));
        check("gb2312", Some(TextEncoding::Gbk));
        check("runes", None);
        check("", None);
    }
}
