//! Which accounts a filter leaves.

use chrono::NaiveDate;

use super::facts::Facts;
use super::judge::Judge;
use super::lists;
use super::priority::{self, Cuts};
use super::words::{Texts, words_of};
use crate::model::{Account, AccountId, Column, Filter, Journal, Money, Portfolio, RowKey};

/// What the filter leaves, kept until it or the portfolio changes. After an edit only the accounts that it touched are
/// judged again.
#[derive(Clone, Debug, Default)]
pub struct Filtered {
    made_for: Option<Made>,
    facts: Facts,
    /// What the key list and the priority groups would begin with by today's records.
    of_today: (Option<Money>, Option<Cuts>),
    generation: u64,
    passing_generation: u64,
    found_generation: u64,
    /// One for each account, ascending.
    rows: Vec<Row>,
    /// In the order of the rows, once words have been asked for; else none.
    texts: Texts,
    /// Ascending.
    passing: Vec<AccountId>,
    /// Ascending.
    found: Vec<AccountId>,
    of: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Made {
    workspace: usize,
    revision: u64,
    filter: Filter,
    today: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    id: AccountId,
    bought: Option<Money>,
    capacity: Option<Money>,
}

/// More changed accounts than this are not followed one by one.
const FEW: usize = 64;

impl Filtered {
    /// Brings it up to date; does nothing while all is as it was. `workspace` tells one open portfolio from the next.
    pub fn refresh(
        &mut self,
        portfolio: &Portfolio,
        journal: &Journal,
        workspace: usize,
        filter: &Filter,
        today: NaiveDate,
    ) {
        let same = self.made_for.as_ref().is_some_and(|made| {
            let Made { workspace: made_workspace, revision, filter: made_filter, today: made_today } = made;
            (*made_workspace, *revision, *made_today) == (workspace, portfolio.revision(), today)
                && made_filter == filter
        });
        if same {
            return;
        }
        let made = Made { workspace, revision: portfolio.revision(), filter: filter.clone(), today };
        let before = self.made_for.replace(made);
        let (facts_before, words) = (self.facts, words_of(&filter.text));
        let changed = before
            .as_ref()
            .filter(|before| before.workspace == workspace)
            .and_then(|before| portfolio.accounts_changed_since(before.revision))
            .map(|accounts| accounts.into_iter().collect::<Vec<_>>())
            .filter(|changed| changed.len() <= FEW);
        match &changed {
            Some(changed) => self.follow(portfolio, changed, today),
            None => self.load(portfolio, today),
        }
        // Once somebody has looked for words, the texts are kept.
        if !words.is_empty() && self.texts.len() != self.rows.len() {
            self.texts = Texts::default();
            portfolio.accounts().for_each(|account| self.texts.push(portfolio, account, self.facts));
        }
        let (active, all) = (portfolio.active_count(), portfolio.accounts().len());
        self.of = if filter.archived { all - active } else { active };

        let judge = Judge::new(filter, self.facts, portfolio, journal);
        let asks = |column| filter.conditions.iter().any(|condition| condition.column == column);
        let (lists, priorities) = (asks(Column::List), asks(Column::Priority));
        let matters = |facts: Facts| Facts {
            cut_off: facts.cut_off.filter(|_| lists),
            priority: facts.priority.filter(|_| priorities),
            ..facts
        };
        // Cadences and roles are settings too, and columns follow from them.
        let rows = before.as_ref().and_then(|before| portfolio.changed_since(before.revision));
        let same_settings = rows.is_some_and(|rows| !rows.contains(&RowKey::Settings));
        let same_facts = same_settings && matters(facts_before) == matters(self.facts);
        let before = before.map(|before| before.filter);
        let same_conditions = before.as_ref().is_some_and(|before| same_conditions(before, filter));
        let few = changed.filter(|_| same_facts && same_conditions);
        let passing_changed = if let Some(changed) = &few {
            self.judge_again(portfolio, &judge, changed)
        } else {
            let passing = portfolio.accounts().filter(|account| judge.passes(account)).map(|account| account.id);
            replace(&mut self.passing, passing.collect())
        };
        let same_words = before.is_some_and(|before| words_of(&before.text) == words);
        let found_changed = match &few {
            Some(changed) if same_words => self.look_again(changed, &words),
            _ => {
                let found = self.look(&words);
                replace(&mut self.found, found)
            }
        };
        self.generation += 1;
        self.passing_generation += u64::from(passing_changed);
        self.found_generation += u64::from(passing_changed || found_changed);
    }

    /// Grows whenever anything may have changed: an account, or what is left of them.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Grows when other accounts pass the conditions.
    #[must_use]
    pub const fn passing_generation(&self) -> u64 {
        self.passing_generation
    }

    /// Grows when other accounts pass the conditions or hold the words.
    #[must_use]
    pub const fn found_generation(&self) -> u64 {
        self.found_generation
    }

    /// Whether the conditions leave the account: then the board shows it.
    #[must_use]
    pub fn passes(&self, account: AccountId) -> bool {
        self.passing.binary_search(&account).is_ok()
    }

    /// Whether conditions and words leave the account: then the table shows it, and the board does not dim it.
    #[must_use]
    pub fn finds(&self, account: AccountId) -> bool {
        self.found.binary_search(&account).is_ok()
    }

    /// The accounts that the conditions leave, in the order of their keys.
    #[must_use]
    pub fn passing(&self) -> &[AccountId] {
        &self.passing
    }

    /// The accounts that conditions and words leave, in the order of their keys.
    #[must_use]
    pub fn found(&self) -> &[AccountId] {
        &self.found
    }

    #[must_use]
    pub fn passing_count(&self) -> usize {
        self.passing.len()
    }

    #[must_use]
    pub fn found_count(&self) -> usize {
        self.found.len()
    }

    /// How many accounts there are without the filter: those that are not archived or, if it asks for them, the
    /// archived.
    #[must_use]
    pub const fn of(&self) -> usize {
        self.of
    }

    /// The words that were looked for last: a field may have been typed into since.
    #[must_use]
    pub fn words(&self) -> &str {
        self.made_for.as_ref().map_or("", |made| made.filter.text.as_str())
    }

    /// What decides on the columns of all accounts now.
    #[must_use]
    pub const fn facts(&self) -> Facts {
        self.facts
    }

    /// Everything from the beginning.
    fn load(&mut self, portfolio: &Portfolio, today: NaiveDate) {
        self.rows.clear();
        self.rows.extend(portfolio.accounts().map(|account| row(portfolio, account)));
        self.texts = Texts::default();
        self.of_today = cuts(&self.rows);
        self.facts = facts(portfolio, today, self.of_today);
    }

    /// Brings over a few accounts.
    fn follow(&mut self, portfolio: &Portfolio, changed: &[AccountId], today: NaiveDate) {
        let facts = facts(portfolio, today, self.of_today);
        if facts.lines != self.facts.lines {
            // The class is among the words that can be looked for.
            self.texts = Texts::default();
        }
        let has_texts = self.texts.len() == self.rows.len();
        let mut others_rank = false;
        for id in changed {
            let place = self.rows.binary_search_by_key(id, |row| row.id);
            let ranked = |row: Option<Row>| row.map(|row| (row.bought, row.capacity)).unwrap_or_default();
            let before = place.ok().and_then(|at| self.rows.get(at)).copied();
            let after = portfolio.account(*id);
            others_rank |= ranked(before) != ranked(after.map(|account| row(portfolio, account)));
            match (place, after) {
                (Ok(at), Some(after)) => {
                    if let Some(place) = self.rows.get_mut(at) {
                        *place = row(portfolio, after);
                    }
                    if has_texts {
                        self.texts.replace(at, portfolio, after, facts);
                    }
                }
                (Ok(at), None) => {
                    self.rows.remove(at);
                    if has_texts {
                        self.texts.remove(at);
                    }
                }
                (Err(at), Some(after)) => {
                    self.rows.insert(at, row(portfolio, after));
                    if has_texts {
                        self.texts.insert(at, portfolio, after, facts);
                    }
                }
                (Err(_), None) => {}
            }
        }
        if others_rank {
            self.of_today = cuts(&self.rows);
        }
        self.facts = self::facts(portfolio, today, self.of_today);
    }

    /// Judges a few accounts again. Returns whether others pass now.
    fn judge_again(&mut self, portfolio: &Portfolio, judge: &Judge<'_>, changed: &[AccountId]) -> bool {
        let mut any = false;
        for id in changed {
            let passes = portfolio.account(*id).is_some_and(|account| judge.passes(account));
            any |= put(&mut self.passing, *id, passes);
        }
        any
    }

    /// Looks for the words in a few accounts again. Returns whether they are found in others now.
    fn look_again(&mut self, changed: &[AccountId], words: &[String]) -> bool {
        let mut any = false;
        for id in changed {
            let holds = |index| words.is_empty() || self.texts.holds(index, words);
            let finds = self.passes(*id) && self.rows.binary_search_by_key(id, |row| row.id).is_ok_and(holds);
            any |= put(&mut self.found, *id, finds);
        }
        any
    }

    /// Who passes and holds the words.
    fn look(&self, words: &[String]) -> Vec<AccountId> {
        if words.is_empty() {
            return self.passing.clone();
        }
        // Both ascend, so each is gone through once.
        let mut passing = self.passing.iter().copied().peekable();
        let holding = self.texts.holding(words).into_iter().filter_map(|index| self.rows.get(index));
        let passes = |row: &&Row| {
            while passing.next_if(|id| *id < row.id).is_some() {}
            passing.next_if_eq(&row.id).is_some()
        };
        holding.filter(passes).map(|row| row.id).collect()
    }
}

fn row(portfolio: &Portfolio, account: &Account) -> Row {
    Row { id: account.id, bought: lists::bought(portfolio, account), capacity: priority::capacity(account) }
}

/// Lists go by the cut-off that was fixed, else by that `of_today`.
fn facts(portfolio: &Portfolio, today: NaiveDate, of_today: (Option<Money>, Option<Cuts>)) -> Facts {
    let settings = portfolio.settings();
    let cut_off = settings.more.key_cut_off.map(|fixed| fixed.amount).or(of_today.0);
    Facts { lines: settings.lines, fence: settings.more.fence, cut_off, priority: of_today.1, today }
}

/// Where the key list begins, and where the priority groups do.
fn cuts(rows: &[Row]) -> (Option<Money>, Option<Cuts>) {
    let mut bought: Vec<Money> = rows.iter().filter_map(|row| row.bought).collect();
    let mut capacities: Vec<Money> = rows.iter().filter_map(|row| row.capacity).collect();
    (lists::cut_off_of(&mut bought), priority::cuts_of(&mut capacities))
}

/// Puts others in place. Returns whether they are others.
fn replace(ids: &mut Vec<AccountId>, others: Vec<AccountId>) -> bool {
    let changed = *ids != others;
    *ids = others;
    changed
}

/// Puts an account among the ascending `ids`, or takes it out. Returns whether that changed them.
fn put(ids: &mut Vec<AccountId>, id: AccountId, in_it: bool) -> bool {
    match (ids.binary_search(&id), in_it) {
        (Ok(at), false) => {
            ids.remove(at);
            true
        }
        (Err(at), true) => {
            ids.insert(at, id);
            true
        }
        (Ok(_), true) | (Err(_), false) => false,
    }
}

/// Whether two filters differ in their words at most.
fn same_conditions(one: &Filter, other: &Filter) -> bool {
    let Filter { text: _, conditions, class_changed_since, on_the_fence, archived } = one;
    *conditions == other.conditions
        && *class_changed_since == other.class_changed_since
        && *on_the_fence == other.on_the_fence
        && *archived == other.archived
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::DateTime;

    use super::*;
    use crate::model::{
        AccountValue, ChangeSet, Condition, DayTotal, Edit, Entry, EntryKind, KeyCutOff, Ledger, Lines, Placement,
        Position, Score, Settings, SettingsValue, Stage, Stamp, Test,
    };

    /// `SplitMix64`, for choices that repeat.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            usize::try_from((z ^ z >> 31) % u64::try_from(limit).unwrap()).unwrap()
        }

        fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
            all[self.below(all.len())]
        }
    }

    /// A workspace without a file.
    struct Bench {
        portfolio: Portfolio,
        journal: Journal,
        done: Vec<ChangeSet>,
        minutes: i64,
    }

    impl Bench {
        fn new() -> Self {
            let portfolio = Portfolio::from_rows(Settings::default(), []);
            Self { portfolio, journal: Journal::default(), done: Vec::new(), minutes: 0 }
        }

        fn push(&mut self, kind: EntryKind, changes: &ChangeSet) {
            self.portfolio.apply(changes);
            let seq = self.journal.next_seq();
            let at = DateTime::from_timestamp(1_772_000_000 + self.minutes * 60, 0).unwrap();
            let is_edit = kind == EntryKind::Edit;
            let entry = Entry { seq, at, by: String::new(), kind, label: String::new(), rows: changes.rows.len() };
            self.journal.push(entry, Journal::moves_in(seq, changes).filter(|_| is_edit));
            self.done.push(changes.clone());
            self.minutes += 13;
        }

        fn edit(&mut self, edit: &Edit) {
            let now = DateTime::from_timestamp(1_772_000_000 + self.minutes * 60, 0).unwrap();
            let mut stamp = Stamp::seeded(now, "Anna", u64::try_from(self.minutes).unwrap());
            let changes = edit.plan(&self.portfolio, &mut stamp).unwrap().changes;
            if !changes.is_empty() {
                self.push(EntryKind::Edit, &changes);
            }
        }

        fn undo(&mut self) {
            let Some(of) = self.journal.next_undo().map(|entry| entry.seq) else { return };
            let changes = self.done[usize::try_from(of).unwrap() - 1].inverse();
            self.push(EntryKind::Undo { of }, &changes);
        }

        fn redo(&mut self) {
            let Some(of) = self.journal.next_redo().map(|entry| entry.seq) else { return };
            let changes = self.done[usize::try_from(of).unwrap() - 1].clone();
            self.push(EntryKind::Redo { of }, &changes);
        }

        fn any(&self, dice: &mut Dice) -> Option<AccountId> {
            let count = self.portfolio.accounts().len();
            (count > 0).then(|| dice.below(count)).and_then(|at| self.portfolio.accounts().nth(at)).map(|one| one.id)
        }

        /// Puts a purchase of this account alone into the ledger, or empties the ledger.
        fn buy(&mut self, account: AccountId, minor_units: i64) {
            let bought = DayTotal::new(day(3), Money::from_minor_units(minor_units), 1);
            let accounts = (minor_units > 0).then(|| (account, vec![bought]));
            self.portfolio.set_ledger(Ledger::new(accounts.into_iter().collect()));
            self.portfolio.set_today(day(4));
        }

        fn random_edit(&mut self, dice: &mut Dice) {
            let position = |dice: &mut Dice| {
                let score = |dice: &mut Dice| Score::whole(u8::try_from(dice.below(101)).unwrap());
                (dice.below(5) > 0).then(|| Position::new(score(dice), score(dice)))
            };
            let Some(account) = self.any(dice).filter(|_| dice.below(4) > 0) else {
                let name = dice.one_of(&["Ernst Handel", "Königlich Essen", "Bon app'", "'); DROP TABLE", "مرحبا"]);
                let values = vec![AccountValue::Name(name.to_owned())];
                return self.edit(&Edit::CreateAccount { values, position: position(dice) });
            };
            let accounts = vec![account];
            let set = |value| Edit::SetValues { accounts: vec![account], values: vec![value] };
            let revenue = i64::try_from(dice.below(9)).unwrap() * 100_000;
            let edit = match dice.below(12) {
                0..=2 => Edit::Move(vec![Placement { account, to: position(dice) }]),
                3 => set(AccountValue::Owner(dice.one_of(&["Anna", "Ben", ""]).to_owned())),
                4 => set(AccountValue::Name(dice.one_of(&["Anna's", "Ben & Söhne GmbH", "Ω"]).to_owned())),
                5 => set(AccountValue::Revenue12m((revenue > 0).then(|| Money::from_minor_units(revenue)))),
                6 => set(AccountValue::Stage(dice.one_of(&Stage::ALL))),
                7 => Edit::SetArchived { accounts, archived: dice.below(2) == 0 },
                8 => Edit::DeleteAccounts(accounts),
                9 => return self.buy(account, revenue),
                10 => {
                    let fixed = KeyCutOff { amount: Money::from_minor_units(revenue), as_of: day(1) };
                    Edit::SetSettings(vec![SettingsValue::KeyCutOff((revenue > 0).then_some(fixed))])
                }
                _ => Edit::SetLines(Lines {
                    engagement: Score::whole(dice.one_of(&[30, 50, 70])),
                    potential: Score::HALF,
                }),
            };
            self.edit(&edit);
        }
    }

    fn random_filter(dice: &mut Dice) -> Filter {
        let mut filter =
            Filter { text: dice.one_of(&["", "an", "KEY", "handel ernst", "ö", "'"]).to_owned(), ..Filter::default() };
        let one = |text: &str| Test::OneOf(BTreeSet::from([text.to_owned()]));
        let conditions = [
            (Column::Owner, one("Anna")),
            (Column::Class, one("Key")),
            (Column::List, one("Key list")),
            (Column::Stage, one("suspect")),
            (Column::Revenue, Test::AtLeast(300_000)),
            (Column::Name, Test::Contains("n".to_owned())),
            (Column::Judged, Test::OlderThanDays(1)),
        ];
        if dice.below(2) == 0 {
            let (column, test) = &conditions[dice.below(conditions.len())];
            filter.conditions.push(Condition { column: *column, test: test.clone() });
        }
        filter.on_the_fence = dice.below(6) == 0;
        filter.archived = dice.below(6) == 0;
        filter.class_changed_since = (dice.below(3) == 0).then(|| day(2));
        filter
    }

    /// So many days after the first entry.
    fn day(days: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, 25).unwrap() + chrono::Days::new(days)
    }

    #[test]
    fn what_was_followed_edit_by_edit_is_what_comes_out_from_the_beginning() {
        for seed in 0..12 {
            let (mut dice, mut bench) = (Dice(seed), Bench::new());
            let (mut followed, mut filter) = (Filtered::default(), Filter::default());
            for step in 0..400 {
                match dice.below(12) {
                    0 => filter = random_filter(&mut dice),
                    1 => bench.undo(),
                    2 => bench.redo(),
                    _ => bench.random_edit(&mut dice),
                }
                // Not after every edit: several may come between two frames.
                if dice.below(3) == 0 {
                    continue;
                }
                let before = followed.clone();
                let mut anew = Filtered::default();
                for one in [&mut followed, &mut anew] {
                    one.refresh(&bench.portfolio, &bench.journal, 1, &filter, day(4));
                }
                let outcome = |one: &Filtered| (one.passing.clone(), one.found.clone(), one.of, one.facts);
                assert_eq!(outcome(&followed), outcome(&anew), "seed {seed}, step {step}, {filter:?}");
                assert_eq!(followed.facts, Facts::of(&bench.portfolio, day(4)), "seed {seed}, step {step}");
                let same = |grew: bool, same: bool| assert_eq!(grew, !same, "seed {seed}, step {step}");
                same(followed.passing_generation > before.passing_generation, followed.passing == before.passing);
                let nothing_new = followed.found == before.found && followed.passing == before.passing;
                same(followed.found_generation > before.found_generation, nothing_new);
            }
        }
    }

    #[test]
    fn a_dragged_dot_that_stays_in_its_class_leaves_what_passes_as_it_was() {
        let mut bench = Bench::new();
        let at = |score| Some(Position::new(Score::whole(score), Score::whole(score)));
        let values = vec![AccountValue::Name("Ernst Handel".to_owned())];
        bench.edit(&Edit::CreateAccount { values, position: at(80) });
        let account = bench.portfolio.accounts().next().unwrap().id;
        let mut filter = Filter { text: "key".to_owned(), ..Filter::default() };
        filter.set(Column::Class, Test::OneOf(BTreeSet::from(["Key".to_owned()])));
        let mut filtered = Filtered::default();
        let mut drag = |bench: &mut Bench, score| {
            bench.edit(&Edit::Move(vec![Placement { account, to: at(score) }]));
            filtered.refresh(&bench.portfolio, &bench.journal, 1, &filter, day(0));
            (filtered.passing_generation(), filtered.finds(account), filtered.generation())
        };
        assert_eq!(drag(&mut bench, 90), (1, true, 1));
        assert_eq!(drag(&mut bench, 70), (1, true, 2));
        assert_eq!(drag(&mut bench, 20), (2, false, 3));
    }

    #[test]
    fn class_changed_since_a_day_asks_where_the_account_stood_when_it_began() {
        let mut bench = Bench::new();
        let at = |score| Some(Position::new(Score::whole(score), Score::whole(score)));
        let at_noon = |bench: &mut Bench, of: u64| {
            let noon = crate::model::day_begins(day(of)).timestamp() + 12 * 3_600;
            bench.minutes = (noon - 1_772_000_000) / 60;
        };
        at_noon(&mut bench, 1);
        for position in [at(80), at(80), at(20), None, at(80)] {
            let values = vec![AccountValue::Name("A".to_owned())];
            bench.edit(&Edit::CreateAccount { values, position });
        }
        let ids: Vec<AccountId> = bench.portfolio.accounts().map(|account| account.id).collect();
        let to = |index: usize, score| Edit::Move(vec![Placement { account: ids[index], to: at(score) }]);
        // Out of Key on day 2; and the last too, which is taken back on day 5.
        bench.edit(&to(0, 20));
        at_noon(&mut bench, 2);
        bench.edit(&to(0, 90));
        bench.edit(&to(4, 20));
        at_noon(&mut bench, 4);
        // Within a class; out and back in; out of the tray.
        bench.edit(&to(1, 90));
        bench.edit(&to(2, 90));
        bench.edit(&to(2, 30));
        bench.edit(&to(3, 90));
        let changed = |bench: &Bench, since: u64| {
            let filter = Filter { class_changed_since: Some(day(since)), ..Filter::default() };
            let mut filtered = Filtered::default();
            filtered.refresh(&bench.portfolio, &bench.journal, 1, &filter, day(9));
            (0..ids.len()).filter(|index| filtered.passes(ids[*index])).collect::<Vec<_>>()
        };
        assert_eq!(changed(&bench, 5), [] as [usize; 0]);
        assert_eq!(changed(&bench, 4), [3]);
        assert_eq!(changed(&bench, 2), [0, 3, 4]);
        assert_eq!(changed(&bench, 1), [3, 4], "the first came back to the class that it began in");
        at_noon(&mut bench, 5);
        for _ in 0..5 {
            bench.undo();
        }
        assert_eq!(changed(&bench, 5), [3, 4], "what was taken back since stood when the day began");
        assert_eq!(changed(&bench, 2), [0], "the others are where they were");
        bench.redo();
        assert_eq!(changed(&bench, 5), [3], "and stands again");
    }
}
