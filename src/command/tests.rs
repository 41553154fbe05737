use std::collections::BTreeSet;

use super::*;

#[test]
fn the_list_is_whole_and_in_menu_order() {
    let all: BTreeSet<Command> = Command::ALL.iter().copied().collect();
    assert_eq!(all.len(), Command::ALL.len());
    assert!(Command::ALL.iter().map(|command| command.spec().menu).is_sorted());
}

#[test]
fn no_two_commands_share_a_shortcut() {
    let own = Command::ALL.iter().filter_map(|command| Some((*command, command.spec().shortcut?)));
    let mut seen = Vec::new();
    for (command, shortcut) in own.chain(ALSO) {
        assert!(!seen.contains(&shortcut), "{command:?} shares {shortcut:?}");
        seen.push(shortcut);
    }
}

#[test]
fn every_command_can_be_told_from_the_others_and_says_what_it_does() {
    let labels: BTreeSet<&str> = Command::ALL.iter().map(|command| command.spec().label).collect();
    assert_eq!(labels.len(), Command::ALL.len(), "the palette shows them all in one list");
    let names: BTreeSet<String> = Command::ALL.iter().map(|command| command.stable_name()).collect();
    assert_eq!(names.len(), Command::ALL.len());
    for command in Command::ALL {
        let spec = command.spec();
        assert!(!spec.tooltip.is_empty(), "{command:?}");
        assert!(!spec.tooltip.ends_with('.') && !spec.label.ends_with('.'), "{command:?} ends in a full stop");
    }
}

#[test]
fn what_stands_in_a_submenu_stands_together() {
    let mut left = Vec::new();
    let mut last = None;
    for command in Command::ALL {
        let here = command.submenu().map(|name| (command.spec().menu, name));
        if here != last {
            assert!(here.is_none_or(|here| !left.contains(&here)), "{command:?} stands apart from its like");
            left.extend(last);
            last = here;
        }
    }
}

#[test]
fn an_unavailable_command_says_why() {
    let env = Env::default();
    assert_eq!(Command::Undo.availability(&env), Err("Open a workspace first"));
    let env = Env { workspace_open: true, ..Env::default() };
    assert_eq!(Command::Undo.availability(&env), Err("There is nothing to undo"));
    let env = Env { undo: Some("Move Ernst Handel".to_owned()), ..env };
    assert_eq!(Command::Undo.availability(&env), Ok(()));
    assert_eq!(Command::Undo.label(&env), "Undo move Ernst Handel");
}

#[test]
fn a_board_that_is_not_the_present_says_why_nothing_is_changed() {
    let open =
        || Env { workspace_open: true, suggested: 1, undo: Some("Move Ernst Handel".to_owned()), ..Env::default() };
    for shown in [NotThePresent::PastDay, NotThePresent::OtherModel] {
        let env = Env { past: Some(shown), ..open() };
        for command in [Command::Undo, Command::NewAccount, Command::SuggestedMoves, Command::Import] {
            assert_eq!(command.availability(&env), Err(shown.words()), "{command:?}");
        }
    }
    let env = Env { past: Some(NotThePresent::OtherModel), ..open() };
    assert_eq!(Command::ScoringModel.availability(&env), Ok(()), "it closes the other model");
    let env = Env { past: Some(NotThePresent::PastDay), ..open() };
    assert!(Command::ScoringModel.availability(&env).is_err());
    assert_eq!(Command::SuggestedMoves.availability(&open()), Ok(()));
    assert!(Command::SuggestedMoves.availability(&Env { presenting: true, ..open() }).is_err());
}
