//! What can be done with something, at the pointer or by the menu key: the same commands as in the menus.

use egui::{Id, Key, Modifiers, Popup, Pos2, Response, Ui};

use crate::command::Command;

use super::menu::{commands_ui, enter_menu};
use super::view::{Actions, Cx};

/// For selected accounts.
pub const OF_ACCOUNTS: &[Command] = &[
    Command::Rename,
    Command::ShowAccount,
    Command::Copy,
    Command::PlaceAt,
    Command::ChangeStage,
    Command::AlignEngagement,
    Command::AlignPotential,
    Command::DistributeEngagement,
    Command::DistributePotential,
    Command::Trails,
    Command::ShowEvidence,
    Command::Unplace,
    Command::MakeTarget,
    Command::MakeLead,
    Command::DropFromList,
    Command::HandOver,
    Command::Archive,
    Command::Delete,
];

/// For the board where nothing stands.
const OF_GROUND: &[Command] = &[
    Command::NewAccount,
    Command::SelectAll,
    Command::Deselect,
    Command::ZoomIn,
    Command::ZoomOut,
    Command::Fit,
    Command::SizeByRevenue,
    Command::SizeByQpc,
    Command::SizeEqual,
    Command::ColorByClass,
    Command::ColorByOwner,
    Command::ColorByStage,
    Command::ColorByList,
    Command::ColorByRegion,
    Command::ColorByRisk,
    Command::ClearFilter,
    Command::CopyPicture,
    Command::SavePicture,
];

/// The commands in a menu that is open.
pub fn context_menu_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &[Command], actions: &mut Actions) {
    commands_ui(ui, cx, commands, actions);
}

/// The menu of an account in the table or in the tray; `by_key` has it opened now. Whoever shows the row selects it
/// first, when it is clicked with the right button ([`Response::secondary_clicked`]) and not selected yet.
pub fn row_menu(response: &Response, by_key: bool, cx: &Cx<'_>, actions: &mut Actions) {
    menu_of(response, by_key.then(|| response.rect.left_bottom()), cx, OF_ACCOUNTS, actions);
}

/// The menu of the board: of what is selected, or of the ground where nothing was under the pointer. `by_key` is where
/// the keyboard wants it in this frame.
pub fn board_menu(response: &Response, on_ground: bool, by_key: Option<Pos2>, cx: &Cx<'_>, actions: &mut Actions) {
    let id = response.id.with("menu of the ground");
    if response.secondary_clicked() || by_key.is_some() {
        response.ctx.data_mut(|data| data.insert_temp(id, on_ground));
    }
    let ground = response.ctx.data(|data| data.get_temp(id)).unwrap_or_default();
    menu_of(response, by_key, cx, if ground { OF_GROUND } else { OF_ACCOUNTS }, actions);
}

/// Whether the menu key, or Shift+F10, was pressed in this frame.
#[must_use]
pub fn menu_key(ctx: &egui::Context) -> bool {
    ctx.input_mut(|input| {
        input.consume_key(Modifiers::SHIFT, Key::F10) || input.consume_key(Modifiers::NONE, Key::Menu)
    })
}

fn menu_of(response: &Response, by_key: Option<Pos2>, cx: &Cx<'_>, commands: &[Command], actions: &mut Actions) {
    menu_with(response, by_key, |ui| context_menu_ui(ui, cx, commands, actions));
}

/// A menu of other things; `by_key` is where the keyboard wants it in this frame.
pub fn menu_with(response: &Response, by_key: Option<Pos2>, add_contents: impl FnOnce(&mut Ui)) {
    let ctx = &response.ctx;
    let place: Id = response.id.with("menu by key");
    if response.secondary_clicked() {
        ctx.data_mut(|data| data.remove_temp::<Pos2>(place));
    }
    if let Some(at) = by_key {
        ctx.data_mut(|data| data.insert_temp(place, at));
    }
    let mut menu = Popup::context_menu(response);
    if let Some(at) = ctx.data(|data| data.get_temp::<Pos2>(place)) {
        menu = menu.at_position(at);
    }
    if by_key.is_some() {
        menu = menu.open_memory(egui::SetOpenCommand::Bool(true));
    }
    menu.show(|ui| {
        if by_key.is_some() {
            enter_menu(ui);
        }
        add_contents(ui);
    });
}
