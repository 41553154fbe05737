//! What somebody said of the categories of one account, in one cell: `Flow: yes; Service: no`.

use std::collections::BTreeMap;

use super::column::{BETWEEN_NAMES, flag};

/// As exports write it; empty where nobody said anything.
pub(super) fn text(relevance: &BTreeMap<String, bool>) -> String {
    let said = relevance.iter().map(|(category, is)| format!("{category}: {}", if *is { "yes" } else { "no" }));
    said.collect::<Vec<_>>().join("; ")
}

/// What a cell says; a category that stands alone is relevant. `None` where something else than yes or no is said of one.
pub(super) fn read(text: &str) -> Option<BTreeMap<String, bool>> {
    let parts = text.split(BETWEEN_NAMES).map(str::trim).filter(|part| !part.is_empty());
    let said = parts.map(|part| match part.rsplit_once(':') {
        Some((category, is)) if !category.trim().is_empty() => Some((category.trim().to_owned(), flag(is)?)),
        Some(_) => None,
        None => Some((part.to_owned(), true)),
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_of_each_category_whether_it_matters() {
        let check = |cell: &str, wanted: Option<&[(&str, bool)]>| {
            let wanted = wanted.map(|said| said.iter().map(|(name, is)| ((*name).to_owned(), *is)).collect());
            assert_eq!(read(cell), wanted, "{cell}");
        };
        check("", Some(&[]));
        check("Flow: yes; Service: no", Some(&[("Flow", true), ("Service", false)]));
        check("Flow;Analysis", Some(&[("Analysis", true), ("Flow", true)]));
        check("Durchfluss: ja\nDienste: nein;", Some(&[("Durchfluss", true), ("Dienste", false)]));
        check("DN 25:50: no", Some(&[("DN 25:50", false)]));
        check("Flow: maybe", None);
        check(": yes", None);
        let said: BTreeMap<String, bool> = [("Flow".to_owned(), true), ("A: b".to_owned(), false)].into();
        assert_eq!(text(&said), "A: b: no; Flow: yes");
        assert_eq!(read(&text(&said)), Some(said));
    }
}
