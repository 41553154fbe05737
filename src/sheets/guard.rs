//! Spreadsheet programs run a text that begins like a formula. In the files that we write, such a text stands behind
//! an apostrophe; in those that we read, that one apostrophe is taken off again.

use std::borrow::Cow;

/// The text as it stands in a file.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if runs(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was meant: exactly one guard less, if it has one.
pub(super) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(text)
}

/// Whether a spreadsheet program would run it, or it is a guarded text itself.
fn runs(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_run_stands_behind_an_apostrophe() {
        let check = |text: &str, wanted: &str| assert_eq!(guarded(text), wanted);
        check("=1+1", "'=1+1");
        check("'=1+1", "''=1+1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("-5 °C", "'-5 °C");
        check("'s-Hertogenbosch", "'s-Hertogenbosch");
        check("plain", "plain");
        check("", "");
    }

    proptest! {
        #[test]
        fn a_guarded_text_comes_out_as_it_went_in(text in "['=+@a\t\r-]{0,6}|.*") {
            let written = guarded(&text).into_owned();
            prop_assert_eq!(unguarded(&written), text);
        }
    }
}
