//! Sentences that the palette understands: "move ernst handel to 60 70". Pure: text in, meaning out.

use crate::command::Tab;
use crate::model::{Column, Lines, Position, Score, ScoreError, text};
use crate::rules::class::Class;

/// What a sentence asks for. Names are folded, as typed; whom they mean is for the search to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    Move {
        who: String,
        to: Target,
    },
    /// A move that does not say yet where to.
    MoveWhere {
        who: String,
    },
    Unplace {
        who: String,
    },
    Select {
        who: String,
    },
    Filter {
        column: Column,
        value: String,
    },
    GoTo(Tab),
}

/// Where a sentence moves somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Place(Position),
    /// The middle of the quadrant.
    Class(Class),
    /// Numbers that are no scores.
    Nowhere(ScoreError),
}

/// The columns that a sentence can filter by.
const FILTERS: [(&str, Column); 6] = [
    ("owner", Column::Owner),
    ("class", Column::Class),
    ("stage", Column::Stage),
    ("region", Column::Region),
    ("industry", Column::Industry),
    ("channel", Column::Channel),
];
const CLASSES: [(&str, Class); 5] = [
    ("key", Class::Key),
    ("growth potential", Class::GrowthPotential),
    ("growth", Class::GrowthPotential),
    ("maintenance", Class::Maintenance),
    ("service", Class::Service),
];

/// The sentence that was typed; `None` when it is none, but something to be found.
#[must_use]
pub fn parse(typed: &str) -> Option<Sentence> {
    let folded = text::folded(typed);
    let rest_after = |verb: &str| folded.strip_prefix(verb).filter(|rest| !rest.is_empty()).map(str::to_owned);
    if let Some(rest) = rest_after("move ").or_else(|| rest_after("place ")) {
        let (who, to) = target(&rest, false);
        return match to {
            Some(to) if !who.is_empty() => Some(Sentence::Move { who, to }),
            Some(_) => None,
            None => Some(Sentence::MoveWhere { who }),
        };
    }
    if let Some(who) = rest_after("unplace ").or_else(|| rest_after("release ")) {
        return Some(Sentence::Unplace { who });
    }
    if let Some(who) = rest_after("select ") {
        return Some(Sentence::Select { who });
    }
    if let Some(rest) = rest_after("filter ") {
        let (word, value) = rest.split_once(' ')?;
        let (_, column) = FILTERS.into_iter().find(|(name, _)| *name == word)?;
        return Some(Sentence::Filter { column, value: value.to_owned() });
    }
    if let Some(place) = rest_after("go to ").or_else(|| rest_after("show ")) {
        let tabs = [Tab::Board, Tab::Accounts, Tab::Account, Tab::Lists, Tab::Gaps, Tab::Funnel, Tab::History];
        return tabs.into_iter().find(|tab| text::folded(tab.name()) == place).map(Sentence::GoTo);
    }
    match target(&folded, true) {
        (who, Some(to)) if !who.is_empty() => Some(Sentence::Move { who, to }),
        _ => None,
    }
}

/// Splits "ernst handel to 60 70" into whom and where. Without the verb in front, and for classes, which are words that
/// names hold too, the "to" is needed.
fn target(folded: &str, to_needed: bool) -> (String, Option<Target>) {
    let nobody = || (folded.trim_end_matches(" to").to_owned(), None);
    if let Some((who, place)) = folded.rsplit_once(" to ") {
        let class = CLASSES.into_iter().find(|(name, _)| *name == place);
        let to = class.map(|(_, class)| Target::Class(class)).or_else(|| place_of(place));
        return match to {
            Some(to) => (who.to_owned(), Some(to)),
            None => nobody(),
        };
    }
    if to_needed {
        return nobody();
    }
    let words: Vec<&str> = folded.split(' ').collect();
    for count in [2, 1] {
        let Some((who, place)) = words.split_at_checked(words.len().saturating_sub(count)) else { continue };
        if let Some(to) = place_of(&place.join(" ")) {
            return (who.join(" "), Some(to));
        }
    }
    nobody()
}

/// Two numbers, engagement first: "60 70", "60, 70", "60/70", "60 · 70".
fn place_of(text: &str) -> Option<Target> {
    let spread = text.replace(['/', '·'], " ");
    let mut numbers = spread.split(' ').map(|word| word.trim_end_matches(',')).filter(|word| !word.is_empty());
    let (engagement, potential) = (numbers.next()?, numbers.next()?);
    let is_number = |word: &str| {
        word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+'))
    };
    if numbers.next().is_some() || !is_number(engagement) || !is_number(potential) {
        return None;
    }
    Some(match (engagement.parse(), potential.parse()) {
        (Ok(engagement), Ok(potential)) => Target::Place(Position::new(engagement, potential)),
        (Err(error), _) | (_, Err(error)) => Target::Nowhere(error),
    })
}

/// The middle of a quadrant, in whole points where that is within it; `None` when the board is divided so that no
/// place is of the class.
#[must_use]
pub fn middle(class: Class, lines: Lines) -> Option<Position> {
    let (engaged, able) = class.halves();
    let middle = |line: Score, upper: bool| {
        let line = line.points();
        if upper { f64::midpoint(line, 100.0) } else { line / 2.0 }
    };
    let at = [middle(lines.engagement, engaged), middle(lines.potential, able)];
    let position =
        |[engagement, potential]: [f64; 2]| Position::new(Score::clamped(engagement), Score::clamped(potential));
    [position(at.map(f64::round)), position(at)].into_iter().find(|position| Class::of(*position, lines) == class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(engagement: u8, potential: u8) -> Target {
        Target::Place(Position::new(Score::whole(engagement), Score::whole(potential)))
    }

    #[test]
    fn a_sentence_means_what_it_says() {
        let moved = |who: &str, to: Target| Some(Sentence::Move { who: who.to_owned(), to });
        let filter = |column, value: &str| Some(Sentence::Filter { column, value: value.to_owned() });
        let check = |typed: &str, wanted: Option<Sentence>| assert_eq!(parse(typed), wanted, "{typed}");
        check("move ernst handel to 60 70", moved("ernst handel", at(60, 70)));
        check("Move  Ernst Handel  to 60, 70", moved("ernst handel", at(60, 70)));
        check("move ernst handel 60 70", moved("ernst handel", at(60, 70)));
        check("move ernst handel 60/70", moved("ernst handel", at(60, 70)));
        check("ernst handel to 60 · 70", moved("ernst handel", at(60, 70)));
        check("place Königlich to 0 100", moved("koniglich", at(0, 100)));
        check("move route 66 to 10 20", moved("route 66", at(10, 20)));
        check("move 7 to 7 to 10 20", moved("7 to 7", at(10, 20)));
        check(
            "move a to 49,7 71.25",
            moved("a", Target::Place(Position::new(Score::clamped(49.7), Score::clamped(71.25)))),
        );
        check("move a to 120 70", moved("a", Target::Nowhere(ScoreError::OutOfRange("120".to_owned()))));
        check("move a to 12 -1", moved("a", Target::Nowhere(ScoreError::OutOfRange("-1".to_owned()))));
        check("move ernst to key", moved("ernst", Target::Class(Class::Key)));
        check("ernst to growth potential", moved("ernst", Target::Class(Class::GrowthPotential)));
        check("move ernst to Service", moved("ernst", Target::Class(Class::Service)));
        check("move master key", Some(Sentence::MoveWhere { who: "master key".to_owned() }));
        check("move ernst to", Some(Sentence::MoveWhere { who: "ernst".to_owned() }));
        check("move ernst to 60", Some(Sentence::MoveWhere { who: "ernst to 60".to_owned() }));
        check("move 60 70", None);
        check("move", None);
        for verb in ["unplace", "release"] {
            let wanted = Sentence::Unplace { who: "ernst handel".to_owned() };
            check(&format!("{verb} ernst handel"), Some(wanted));
        }
        check("select ernst", Some(Sentence::Select { who: "ernst".to_owned() }));
        check("filter owner anna berger", filter(Column::Owner, "anna berger"));
        check("filter class key", filter(Column::Class, "key"));
        check("filter owner", None);
        check("filter colour red", None);
        check("go to history", Some(Sentence::GoTo(Tab::History)));
        check("show accounts", Some(Sentence::GoTo(Tab::Accounts)));
        check("go to the moon", None);
        check("ernst handel", None);
        check("ernst handel 60 70", None);
        check("route to nowhere", None);
        check("", None);
    }

    #[test]
    fn the_middle_of_a_quadrant_lies_within_it() {
        let whole = |engagement, potential| Some(Position::new(Score::whole(engagement), Score::whole(potential)));
        let check = |class, lines: (f64, f64), wanted| {
            let lines = Lines { engagement: Score::clamped(lines.0), potential: Score::clamped(lines.1) };
            assert_eq!(middle(class, lines), wanted, "{class} of {lines:?}");
        };
        check(Class::Key, (50.0, 50.0), whole(75, 75));
        check(Class::Service, (50.0, 50.0), whole(25, 25));
        check(Class::GrowthPotential, (60.0, 40.0), whole(30, 70));
        check(Class::Maintenance, (100.0, 1.0), Some(Position::new(Score::MAX, Score::clamped(0.5))));
        check(Class::Service, (0.0, 50.0), None);
    }
}
