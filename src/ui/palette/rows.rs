//! What the palette lists for what is typed.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::Pick;
use super::parse::{self, Sentence, Target};
use super::search::{self, Fit, Search};
use crate::command::Command;
use crate::model::{AccountId, Column, Condition, Placement, Position, Test, text};
use crate::ui::view::Cx;

/// How accounts are told from commands among what was chosen last.
const ACCOUNT: &str = "account:";
/// Of the candidates for a name in a sentence.
const MOST_CANDIDATES: usize = 6;
/// A command whose explanation, not its name, holds what is typed.
const EXPLAINED: Fit = 45;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Command {
        command: Command,
        recent: bool,
    },
    Account {
        account: AccountId,
        recent: bool,
    },
    /// A saved view, by its name.
    View(String),
    Move {
        account: AccountId,
        to: Option<Position>,
    },
    Filter {
        column: Column,
        value: String,
    },
    /// Goes on typing with an account's name in full.
    Continue {
        text: String,
        account: AccountId,
    },
    /// Tells something; nothing can be done with it.
    Say(String),
}

impl Row {
    pub const fn can_be_chosen(&self) -> bool {
        !matches!(self, Self::Say(_))
    }

    /// What choosing it asks for.
    pub fn pick(&self, cx: &Cx<'_>) -> Option<Pick> {
        match self {
            Self::Command { command, .. } => Some(Pick::Command(*command)),
            Self::Account { account, .. } => Some(Pick::Account(*account)),
            Self::View(name) => Some(Pick::View(name.clone())),
            Self::Move { account, to } => Some(match self.obstacle(cx) {
                Some(reason) => Pick::Cannot(reason),
                None => Pick::Move(Placement { account: *account, to: *to }),
            }),
            Self::Filter { column, value } => {
                let test = Test::OneOf(BTreeSet::from([value.clone()]));
                Some(Pick::Filter(Condition { column: *column, test }))
            }
            Self::Continue { .. } | Self::Say(_) => None,
        }
    }

    /// Why it cannot be done now, for people.
    pub fn obstacle(&self, cx: &Cx<'_>) -> Option<String> {
        match self {
            Self::Command { command, .. } => command.availability(cx.env).err().map(str::to_owned),
            Self::Move { account, to } => {
                // Whatever forbids a new account forbids a move.
                let reason = Command::NewAccount.availability(cx.env).err();
                let account = cx.portfolio.account(*account);
                let there = account.and_then(|account| match (to, cx.portfolio.position(account)) {
                    (None, None) => Some("It is unplaced already"),
                    (None, Some(_)) if account.judgement.is_none() => {
                        Some("It stands where its evidence puts it already")
                    }
                    (Some(to), Some(at)) if *to == at => Some("It stands there already"),
                    _ => None,
                });
                reason.or(there).map(str::to_owned)
            }
            Self::Account { .. } | Self::View(_) | Self::Filter { .. } | Self::Continue { .. } | Self::Say(_) => None,
        }
    }
}

/// What an account is called among what was chosen last.
#[must_use]
pub fn recent_name(account: AccountId) -> String {
    format!("{ACCOUNT}{account}")
}

/// The rows for what is typed; without anything typed, what was chosen last and then all commands.
pub fn rows(typed: &str, search: &mut Search, cx: &Cx<'_>) -> Vec<Row> {
    let query = text::folded(typed);
    if query.is_empty() {
        return unasked(cx);
    }
    let mut rows = parse::parse(typed).map_or_else(Vec::new, |sentence| sentence_rows(sentence, search, cx));
    let is_sentence = !rows.is_empty();
    let terms: Vec<&str> = query.split(' ').collect();

    let mut fitting: Vec<(Fit, Row)> = Vec::new();
    for command in Command::ALL.iter().copied().filter(|command| *command != Command::Palette) {
        if let Some(fit) = command_fit(command, &command.label(cx.env), &terms) {
            fitting.push((fit, Row::Command { command, recent: false }));
        }
    }
    for view in &cx.portfolio.settings().more.views {
        let fit = search::fit(&text::folded(&view.name), &terms);
        if let Some(fit) = fit.filter(|fit| *fit >= search::INSIDE) {
            fitting.push((fit, Row::View(view.name.clone())));
        }
    }
    let found = search.find(typed);
    let more = found.total.saturating_sub(found.best.len());
    let accounts = found.best.into_iter().filter(|(_, fit)| !is_sentence || *fit >= search::INSIDE);
    fitting.extend(accounts.map(|(account, fit)| (fit, Row::Account { account, recent: false })));
    fitting.sort_by_key(|(fit, _)| Reverse(*fit));
    rows.extend(fitting.into_iter().map(|(_, row)| row));
    if more > 0 && !is_sentence {
        rows.push(Row::Say(format!("… and {} more", cx.portfolio.settings().more.numbers.count(more))));
    }
    if rows.is_empty() {
        rows.push(Row::Say(format!("Nothing is called “{}”", typed.trim())));
    }
    rows
}

fn command_fit(command: Command, label: &str, terms: &[&str]) -> Option<Fit> {
    let by_name = search::fit(&text::folded(label), terms).filter(|fit| *fit >= search::INSIDE);
    let explained = || search::fit(&text::folded(command.spec().tooltip), terms);
    by_name.or_else(|| explained().filter(|fit| *fit > search::INSIDE).map(|_| EXPLAINED))
}

fn unasked(cx: &Cx<'_>) -> Vec<Row> {
    let recent = cx.preferences.recent_commands.iter();
    let mut rows: Vec<Row> = recent.filter_map(|name| recent_row(name, cx)).collect();
    let named: Vec<Command> = rows
        .iter()
        .filter_map(|row| if let Row::Command { command, .. } = row { Some(*command) } else { None })
        .collect();
    let others = Command::ALL.iter().filter(|command| **command != Command::Palette && !named.contains(command));
    rows.extend(others.map(|command| Row::Command { command: *command, recent: false }));
    rows.extend(cx.portfolio.settings().more.views.iter().map(|view| Row::View(view.name.clone())));
    rows
}

/// A row for what was chosen last; `None` for an account that is not of this workspace.
fn recent_row(name: &str, cx: &Cx<'_>) -> Option<Row> {
    if let Some(id) = name.strip_prefix(ACCOUNT) {
        let account = AccountId(id.parse().ok()?);
        return cx.portfolio.account(account).map(|_| Row::Account { account, recent: true });
    }
    let command = Command::ALL.iter().find(|command| command.stable_name() == name)?;
    Some(Row::Command { command: *command, recent: true })
}

fn sentence_rows(sentence: Sentence, search: &mut Search, cx: &Cx<'_>) -> Vec<Row> {
    if !cx.env.workspace_open {
        return Vec::new();
    }
    let lines = cx.portfolio.settings().lines;
    match sentence {
        Sentence::Move { who, to } => {
            let to = match to {
                Target::Place(to) => to,
                Target::Class(class) => match parse::middle(class, lines) {
                    Some(to) => to,
                    None => return vec![Row::Say(format!("As the board is divided now, no place on it is {class}"))],
                },
                Target::Nowhere(error) => return vec![Row::Say(error.to_string())],
            };
            for_each_called(&who, search, cx, |account| Row::Move { account, to: Some(to) })
        }
        Sentence::MoveWhere { who } => {
            let called = called(&who, search, cx).into_iter();
            let accounts = called.filter_map(|account| cx.portfolio.account(account));
            let rows = accounts
                .map(|account| Row::Continue { text: format!("move {} to ", account.name), account: account.id });
            rows.collect()
        }
        Sentence::Unplace { who } => for_each_called(&who, search, cx, |account| Row::Move { account, to: None }),
        Sentence::Select { who } => {
            for_each_called(&who, search, cx, |account| Row::Account { account, recent: false })
        }
        Sentence::Filter { column, value } => filter_rows(column, &value, cx),
        Sentence::GoTo(tab) => vec![Row::Command { command: tab.command(), recent: false }],
    }
}

/// A row for each account that may be meant; a word when there is none.
fn for_each_called(who: &str, search: &mut Search, cx: &Cx<'_>, row: impl Fn(AccountId) -> Row) -> Vec<Row> {
    let called = called(who, search, cx);
    if called.is_empty() {
        return vec![Row::Say(format!("No account is called “{who}”"))];
    }
    called.into_iter().map(row).collect()
}

/// The accounts that a name may mean, the likeliest first; whoever has this very name is meant, and nobody else.
fn called(who: &str, search: &mut Search, cx: &Cx<'_>) -> Vec<AccountId> {
    let found = search.find(who).best;
    let is_named = |id: &AccountId| cx.portfolio.account(*id).is_some_and(|account| text::folded(&account.name) == who);
    let all = found.into_iter().map(|(id, _)| id);
    let named: Vec<AccountId> = all.clone().filter(is_named).collect();
    if named.is_empty() { all.take(MOST_CANDIDATES).collect() } else { named }
}

/// The values of a column that hold what is typed, in their order.
fn filter_rows(column: Column, value: &str, cx: &Cx<'_>) -> Vec<Row> {
    let facts = cx.filtered.facts();
    let all: BTreeSet<_> = cx.portfolio.active().map(|account| facts.text_of(cx.portfolio, account, column)).collect();
    let terms: Vec<&str> = value.split(' ').collect();
    let fit = |text: &str| search::fit(&text::folded(text), &terms).filter(|fit| *fit >= search::INSIDE);
    let mut fitting: Vec<(Fit, Row)> = all
        .iter()
        .filter(|text| !text.is_empty())
        .filter_map(|text| Some((fit(text)?, Row::Filter { column, value: text.clone().into_owned() })))
        .collect();
    if fitting.is_empty() {
        return vec![Row::Say(format!("No account has the {} “{value}”", column.name().to_lowercase()))];
    }
    fitting.sort_by_key(|(fit, _)| Reverse(*fit));
    fitting.into_iter().map(|(_, row)| row).take(MOST_CANDIDATES).collect()
}
