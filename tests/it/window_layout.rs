//! Where names and counts stand on the board, as text.

use fourfold::jobs::make_demo;

use crate::support::Desk;
use crate::support::window::{Window, today};

fn written(accounts: usize) -> String {
    let desk = Desk::new();
    let store = make_demo(&desk.path(), accounts, 1, today()).unwrap();
    let window = Window::begin(desk, Some(store), []);
    window.app().view.board.written().join("\n")
}

#[test]
fn names_on_a_board_of_forty() {
    insta::assert_snapshot!(written(40));
}

#[test]
fn names_on_a_board_of_four_hundred() {
    insta::assert_snapshot!(written(400));
}
