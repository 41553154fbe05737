//! The keys of commands: what is pressed for them, and which command a pressed key means.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Tab};

pub(super) const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

pub(super) const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

pub(super) const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

/// The whole screen, as each system has it: macOS keeps F11 for its own.
pub(super) const PRESENT: KeyboardShortcut = if cfg!(target_os = "macos") {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::CTRL), Key::F)
} else {
    plain(Key::F11)
};

/// A keyboard of macOS has Backspace where others have Delete.
pub(super) const DELETE: KeyboardShortcut =
    if cfg!(target_os = "macos") { ctrl(Key::Backspace) } else { plain(Key::Delete) };

/// Further shortcuts, for hands that learned them elsewhere.
pub const ALSO: [(Command, KeyboardShortcut); 2] = [
    // As people on Windows expect.
    (Command::Redo, ctrl(Key::Y)),
    // The key with the plus sign gives "=" where plus needs Shift.
    (Command::ZoomIn, ctrl(Key::Equals)),
];

impl Command {
    /// The command that a shortcut pressed in this frame asks for. More modifiers are matched first, so that
    /// Ctrl+Shift+Z is not taken for Ctrl+Z; while a text field has the keyboard, its own keys stay its own, and while a
    /// dialog is open there is only Quit. In the table F2 edits the cell and Delete empties it, and on the lists and among
    /// the gaps the keyboard may be on another account than the one that is selected: accounts are deleted there by menu
    /// alone.
    #[must_use]
    pub fn pressed(ctx: &egui::Context, editing_text: bool, in_dialog: bool, tab: Tab) -> Option<Self> {
        let mut all: Vec<(Self, KeyboardShortcut)> =
            Self::ALL.iter().filter_map(|command| Some((*command, command.spec().shortcut?))).collect();
        all.extend(ALSO);
        all.sort_by_key(|(_, shortcut)| {
            let Modifiers { shift, ctrl, command, .. } = shortcut.modifiers;
            std::cmp::Reverse(u8::from(shift) + u8::from(ctrl) + u8::from(command))
        });
        let own_keys = [Self::Undo, Self::Redo, Self::SelectAll, Self::Delete, Self::Copy, Self::Paste];
        let has_rows = match tab {
            Tab::Accounts | Tab::Lists | Tab::Gaps | Tab::Funnel => true,
            Tab::Board | Tab::Account | Tab::History => false,
        };
        ctx.input_mut(|input| {
            all.into_iter()
                .filter(|(command, _)| !has_rows || !matches!(command, Self::Rename | Self::Delete))
                .filter(|(command, _)| !in_dialog || *command == Self::Quit)
                .filter(|(command, _)| !editing_text || !own_keys.contains(command))
                .find_map(|(command, shortcut)| input.consume_shortcut(&shortcut).then_some(command))
        })
    }
}
