//! Names of companies without what two lists write differently: case, accents, blanks, points, and the legal form.

use crate::model::text::folded;

/// Legal forms as they end a name, folded, without points and strokes: `S.p.A.` is `spa`, `A/S` is `as`.
const LEGAL_FORMS: &[&str] = &[
    // German
    "gmbh",
    "ggmbh",
    "mbh",
    "gesmbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "og",
    "ug",
    "haftungsbeschrankt",
    "ek",
    "ev",
    "gbr",
    "eg",
    "se",
    "partg",
    "partgmbb",
    // English
    "ltd",
    "limited",
    "llc",
    "llp",
    "lllp",
    "lp",
    "plc",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "pty",
    "pte",
    "pvt",
    "private",
    "bhd",
    "sdn",
    "cic",
    "dac",
    // French, Belgian, Swiss
    "sa",
    "sas",
    "sasu",
    "sarl",
    "eurl",
    "snc",
    "sci",
    "sca",
    "scs",
    "cie",
    "sprl",
    "bvba",
    "asbl",
    "ste",
    // Spanish, Portuguese, Latin American
    "sl",
    "slu",
    "sau",
    "slne",
    "cv",
    "rl",
    "lda",
    "ltda",
    "eireli",
    "eirl",
    "unipessoal",
    // Italian
    "spa",
    "srl",
    "srls",
    "sapa",
    "snc",
    "scarl",
    "scrl",
    // Dutch
    "bv",
    "nv",
    "vof",
    // Nordic and Baltic
    "oy",
    "oyj",
    "ab",
    "hb",
    "kb",
    "as",
    "asa",
    "aps",
    "ivs",
    "hf",
    "ehf",
    "ou",
    "uab",
    "sia",
    // Middle and eastern Europe
    "sro",
    "spzoo",
    "zoo",
    "zo",
    "oo",
    "doo",
    "dd",
    "ood",
    "eood",
    "kft",
    "zrt",
    "nyrt",
    "bt",
    "ooo",
    "zao",
    "oao",
    "pao",
    "jsc",
    "ojsc",
    "pjsc",
    "cjsc",
    "tov",
    // Turkish, Japanese, Korean, Chinese, as they are written in Latin letters
    "kk",
    "gk",
    "yk",
    "plt",
];

/// Words that only join a legal form to the name, or to another form: `Müller & Co.`, `S.A. de C.V.`, `Sp. z o.o.`.
const JOINTS: &[&str] = &["und", "and", "et", "y", "e", "i", "de", "of", "sp", "z", "spol"];

/// Legal forms that stand before the name.
const LEADING_FORMS: &[&str] = &["ab", "oy", "ooo", "oao", "zao", "pao", "pt", "uab"];

/// The name folded for finding it again. What is left of a name is never nothing, unless it was.
pub(in crate::sheets) fn folded_name(name: &str) -> String {
    let text = folded(name);
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    // Single letters that follow one another are one word: `S. A.`, `A/S` and `J. P. Morgan` are written in many ways.
    let mut letters = false;
    for letter in text.chars() {
        // Points and apostrophes stand within words, all else between them.
        if matches!(letter, '.' | '\'' | '’' | '`' | '´') {
            continue;
        }
        if !letter.is_alphanumeric() {
            open = false;
            continue;
        }
        match words.last_mut() {
            Some(word) if open => word.push(letter),
            _ => {
                words.push(letter.to_string());
                open = true;
            }
        }
    }
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let single = word.chars().nth(1).is_none() && !word.chars().all(char::is_numeric);
        match joined.last_mut() {
            Some(last) if single && letters => last.push_str(&word),
            _ => joined.push(word),
        }
        letters = single;
    }
    without_legal_form(&mut joined);
    if joined.is_empty() { text } else { joined.join(" ") }
}

fn without_legal_form(words: &mut Vec<String>) {
    let mut left = words.len();
    let is = |list: &[&str], word: Option<&String>| word.is_some_and(|word| list.contains(&word.as_str()));
    while left > 1 && is(LEGAL_FORMS, words.get(left - 1)) {
        left -= 1;
        // A joint goes with the form behind it; one that is all there is stays.
        while left > 1 && is(JOINTS, words.get(left - 1)) {
            left -= 1;
        }
    }
    words.truncate(left);
    if words.len() > 1 && is(LEADING_FORMS, words.first()) {
        words.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_case_accents_blanks_and_points_do_not_tell_names_apart() {
        let check = |names: &[&str], wanted: &str| {
            for name in names {
                assert_eq!(folded_name(name), wanted, "{name}");
            }
        };
        check(
            &["Alfreds Futterkiste", "ALFREDS  FUTTERKISTE GmbH", "Alfreds Futterkiste AG & Co. KG"],
            "alfreds futterkiste",
        );
        check(
            &["Königlich Essen", "koniglich essen e.K.", "Königlich Essen UG (haftungsbeschränkt)"],
            "koniglich essen",
        );
        check(&["Müller", "Müller & Co.", "Müller und Co. KGaA", "MULLER GES.M.B.H."], "muller");
        check(
            &["Acme", "Acme Ltd", "Acme, Inc.", "ACME L.L.C.", "Acme Corp", "Acme Pty Ltd", "Acme Pte. Ltd."],
            "acme",
        );
        check(&["Bon app'", "BON APP", "Bon app S.A.R.L.", "Bon app S. A."], "bon app");
        check(&["Romero y tomillo", "Romero y tomillo S.L.", "Romero y Tomillo, S.A. de C.V."], "romero y tomillo");
        check(
            &["Magazzini Alimentari", "Magazzini Alimentari S.p.A.", "Magazzini Alimentari S.r.l."],
            "magazzini alimentari",
        );
        check(&["Volvo", "AB Volvo", "Volvo AB", "Volvo Oyj"], "volvo");
        check(&["Simons", "Simons A/S", "Simons ApS", "Simons AS"], "simons");
        check(&["Wolski", "Wolski Sp. z o.o.", "Wolski sp. z o. o.", "Wolski s.r.o."], "wolski");
        check(
            &["Philips", "Philips N.V.", "Koninklijke".strip_prefix("Koninklijke").unwrap_or_default()][..2],
            "philips",
        );
        check(&["J. P. Morgan", "JP Morgan", "J.P. Morgan & Co."], "jp morgan");
        check(&["L'Oréal", "LOREAL S.A."], "loreal");
    }

    #[test]
    fn what_makes_a_name_stays() {
        let check = |name: &str, wanted: &str| assert_eq!(folded_name(name), wanted, "{name}");
        check("AG", "ag");
        check("GmbH & Co. KG", "gmbh");
        check("Co-op", "co op");
        check("3M", "3m");
        check("Studio 5 6", "studio 5 6");
        check("Agfa", "agfa");
        check("B's Beverages", "bs beverages");
        check("???", "???");
        check("", "");
        check("東京フーズ", "東京フース");
    }
}
