//! Short messages over the window. They never block, and what asks for nothing goes away by itself.

use chrono::NaiveDate;
use egui::{Align2, Area, Id, Order, Response, RichText, Ui, accesskit, vec2};

use crate::command::{Command, FunnelPage};
use crate::model::{AccountId, Edit, Seq};
use crate::rules::class::Class;
use crate::rules::hand_over::wishes;

use super::panes::widget;
use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::{chip, keycap};

#[derive(Debug, Default)]
pub struct Toasts {
    toasts: Vec<Toast>,
    next_id: u64,
}

#[derive(Debug)]
struct Toast {
    id: u64,
    kind: Kind,
    /// When it was first shown, in seconds; set by the first frame that shows it.
    since: Option<f64>,
}

#[derive(Debug)]
enum Kind {
    Info(String),
    /// Stays until it is dismissed.
    Error(String),
    /// Something large that was done, and can be taken back at once.
    Done {
        of: Seq,
        text: String,
        /// What else may be wanted of it: it stays until it is dismissed.
        more: Option<Offer>,
    },
    /// Something that can be had for a while: it is gone with the words.
    Offer {
        text: String,
        offer: Offer,
    },
    /// A drop, which asks why.
    Moved {
        of: Seq,
        what: String,
        class: Option<Class>,
        chips: Vec<&'static str>,
        reason: String,
    },
    /// Accounts were won: who makes them grow?
    Grow(Growing),
}

/// Accounts that were won, and who may make them grow.
#[derive(Clone, Debug)]
pub struct Growing {
    /// The edit that won them.
    pub of: Seq,
    /// "Ernst Handel became a customer".
    pub what: String,
    pub accounts: Vec<AccountId>,
    /// Names, those who are offered first at the beginning. Where nobody is known to make accounts grow there is nobody
    /// to choose, and a button leads to where that is said.
    pub to: Vec<String>,
    /// Whom they may stay with, where all have the same owner.
    pub owner: Option<String>,
    pub on: NaiveDate,
}

/// The words of a button, and what it does.
type Offer = (&'static str, Action);

/// Salt of the field for the reason of a move.
pub const REASON_FIELD: &str = "reason for the move";
/// Where the first answer to the question who makes accounts grow is remembered, by its id.
const FIRST_ANSWER: &str = "first answer to who makes it grow";
const INFO_SECONDS: f64 = 5.0;
const DONE_SECONDS: f64 = 10.0;
const OFFER_SECONDS: f64 = 20.0;
const MOVED_SECONDS: f64 = 14.0;
const GROW_SECONDS: f64 = 30.0;
/// So many names are offered as buttons; the others in a list.
const GROWERS: usize = 3;
/// Older messages make room.
const MOST: usize = 4;

impl Toasts {
    pub fn info(&mut self, text: impl Into<String>) {
        self.push(Kind::Info(text.into()));
    }

    /// What happened, where, and what to do; stays until read.
    pub fn error(&mut self, text: impl Into<String>) {
        self.push(Kind::Error(text.into()));
    }

    /// Something large was done; as long as nothing follows it, it can be taken back from here.
    pub fn done(&mut self, of: Seq, text: impl Into<String>) {
        self.push(Kind::Done { of, text: text.into(), more: None });
    }

    /// The same with one thing more to be done about it. Gives what it is withdrawn by.
    pub fn done_with(&mut self, of: Seq, text: impl Into<String>, more: Offer) -> u64 {
        self.push(Kind::Done { of, text: text.into(), more: Some(more) });
        self.next_id
    }

    /// Says something, with a button. Gives what it is withdrawn by.
    pub fn offer(&mut self, text: impl Into<String>, offer: Offer) -> u64 {
        self.push(Kind::Offer { text: text.into(), offer });
        self.next_id
    }

    /// Whether the button of this message can still be pressed.
    #[must_use]
    pub fn offers(&self, id: u64) -> bool {
        self.toasts.iter().any(|toast| toast.id == id)
    }

    /// What this message offered can be had no more.
    pub fn withdraw(&mut self, id: u64) {
        for toast in self.toasts.iter_mut().filter(|toast| toast.id == id) {
            if let Kind::Done { more, .. } = &mut toast.kind {
                *more = None;
            }
        }
        self.toasts.retain(|toast| toast.id != id || !matches!(toast.kind, Kind::Offer { .. }));
    }

    /// Asks why the move `of` was made, offering `chips` to click. Returns what had been typed for the move before, which this one replaces.
    #[must_use]
    pub fn ask_why(
        &mut self,
        of: Seq,
        what: String,
        class: Option<Class>,
        chips: &[&'static str],
    ) -> Option<(Seq, String)> {
        let typed = self.unfinished_reason();
        self.toasts.retain(|toast| !matches!(toast.kind, Kind::Moved { .. }));
        self.push(Kind::Moved { of, what, class, chips: chips.to_vec(), reason: String::new() });
        typed
    }

    /// Asks who makes accounts grow that were won. Whoever was asked about before waits on the page of hand-overs.
    pub fn ask_who_grows(&mut self, growing: Growing) {
        self.toasts.retain(|toast| !matches!(toast.kind, Kind::Grow(_)));
        self.push(Kind::Grow(growing));
    }

    /// Stops asking about an edit: it has been answered or taken back.
    pub fn answered(&mut self, of: Seq) {
        self.toasts.retain(|toast| match &toast.kind {
            Kind::Moved { of: asked, .. } | Kind::Grow(Growing { of: asked, .. }) => *asked != of,
            Kind::Info(_) | Kind::Error(_) | Kind::Done { .. } | Kind::Offer { .. } => true,
        });
    }

    pub fn dismiss(&mut self, id: u64) {
        self.toasts.retain(|toast| toast.id != id);
    }

    /// A reason typed and not yet given.
    #[must_use]
    pub fn unfinished_reason(&self) -> Option<(Seq, String)> {
        self.toasts.iter().find_map(|toast| match &toast.kind {
            Kind::Moved { of, reason, .. } if !reason.trim().is_empty() => Some((*of, reason.trim().to_owned())),
            Kind::Moved { .. }
            | Kind::Info(_)
            | Kind::Error(_)
            | Kind::Done { .. }
            | Kind::Offer { .. }
            | Kind::Grow(_) => None,
        })
    }

    /// Stops asking about moves and hand-overs of a workspace that is closed; what went wrong is still to be read.
    pub fn forget_questions(&mut self) {
        self.toasts.retain(|toast| !matches!(toast.kind, Kind::Moved { .. } | Kind::Grow(_)));
    }

    fn push(&mut self, kind: Kind) {
        self.next_id += 1;
        self.toasts.push(Toast { id: self.next_id, kind, since: None });
        // Only what asks for nothing makes room: errors stay until they are read, a question until it is answered.
        let oldest = self
            .toasts
            .iter()
            .position(|toast| matches!(toast.kind, Kind::Info(_) | Kind::Done { .. } | Kind::Offer { .. }));
        if let Some(oldest) = oldest.filter(|_| self.toasts.len() > MOST) {
            self.toasts.remove(oldest);
        }
    }

    /// `tray_height` (0 without a tray) is left free: the next account is dragged out of it while a toast still asks.
    pub fn ui(&mut self, ui: &Ui, cx: &Cx<'_>, tray_height: f32, actions: &mut Actions) {
        if self.toasts.is_empty() {
            return;
        }
        let now = ui.input(|input| input.time);
        let screen = ui.ctx().content_rect();
        // Over the board, not over the panel beside it.
        let beside = if cx.env.workspace_open && !cx.env.presenting { theme::PANEL_WIDTH / 2.0 } else { 0.0 };
        let middle = screen.center().x - beside;
        let mut bottom = screen.bottom() - 36.0 - if tray_height > 0.0 { tray_height + space::S } else { 0.0 };
        for toast in self.toasts.iter_mut().rev() {
            let since = *toast.since.get_or_insert(now);
            let area = Area::new(Id::unique(("toast", toast.id)))
                .order(Order::Foreground)
                .pivot(Align2::CENTER_BOTTOM)
                .fixed_pos(egui::pos2(middle, bottom))
                .constrain_to(screen.shrink(8.0))
                .fade_in(cx.glide_seconds > 0.0);
            let shown = area.show(ui.ctx(), |ui| {
                cx.tokens.float_frame().show(ui, |ui| toast.kind.ui(ui, cx, toast.id, actions)).response
            });
            bottom = shown.response.rect.top() - space::S;
            let focused = ui.memory(egui::Memory::focused).and_then(|id| widget(ui.ctx(), id));
            let tabbed_to = focused.is_some_and(|focused| focused.layer_id == shown.response.layer_id);
            let held = shown.response.contains_pointer() || tabbed_to || ui.ctx().text_edit_focused();
            let text = toast.kind.spoken();
            ui.ctx().accesskit_node_builder(shown.inner.id, |node| {
                node.set_role(accesskit::Role::Status);
                node.set_label(text);
                node.set_live(accesskit::Live::Polite);
            });
            let left = match &toast.kind {
                Kind::Error(_) | Kind::Done { more: Some(_), .. } => continue,
                Kind::Info(_) => INFO_SECONDS - (now - since),
                Kind::Done { more: None, .. } => DONE_SECONDS - (now - since),
                Kind::Offer { .. } => OFFER_SECONDS - (now - since),
                Kind::Moved { .. } => MOVED_SECONDS - (now - since),
                Kind::Grow(_) => GROW_SECONDS - (now - since),
            };
            if held {
                toast.since = Some(now);
            } else if left <= 0.0 {
                if let Kind::Moved { of, reason, .. } = &toast.kind
                    && !reason.trim().is_empty()
                {
                    actions.push(Action::GiveReason { of: *of, text: reason.trim().to_owned() });
                }
                actions.push(Action::DismissToast(toast.id));
            } else {
                ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            }
        }
    }
}

impl Kind {
    fn spoken(&self) -> String {
        match self {
            Self::Info(text) | Self::Error(text) | Self::Done { text, .. } | Self::Offer { text, .. } => text.clone(),
            Self::Moved { what, .. } => format!("{what}. Why?"),
            Self::Grow(Growing { what, accounts, .. }) => format!("{what}. Who makes {} grow?", it(accounts)),
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, id: u64, actions: &mut Actions) {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        match self {
            Self::Info(text) => {
                ui.label(text.as_str());
            }
            Self::Error(text) => {
                ui.horizontal(|ui| {
                    ui.set_max_width(620.0);
                    ui.label(RichText::new("●").color(cx.tokens.danger));
                    ui.add(egui::Label::new(text.as_str()).wrap());
                    if ui.button("Close").clicked() {
                        actions.push(Action::DismissToast(id));
                    }
                });
            }
            Self::Done { of, text, more } => {
                ui.horizontal(|ui| {
                    ui.label(theme::strong(text.as_str()));
                    if let Some((words, action)) = more
                        && ui.button(*words).clicked()
                    {
                        actions.push(action.clone());
                    }
                    undo_ui(ui, cx, *of, actions);
                    if more.is_some() && ui.button("Close").clicked() {
                        actions.push(Action::DismissToast(id));
                    }
                });
            }
            Self::Offer { text, offer: (words, action) } => {
                ui.horizontal(|ui| {
                    ui.label(text.as_str());
                    if ui.button(*words).clicked() {
                        actions.push(action.clone());
                        actions.push(Action::DismissToast(id));
                    }
                });
            }
            Self::Grow(growing) => grow_ui(ui, cx, id, growing, actions),
            Self::Moved { of, what, class, chips, reason } => {
                ui.horizontal(|ui| {
                    let color = class.map_or(cx.tokens.text, |class| cx.tokens.class_word(class));
                    ui.label(theme::strong(format!("{what}.")).color(color));
                    ui.label("Why?");
                    for suggestion in chips.iter().copied() {
                        if chip(ui, suggestion, false, cx.tokens).clicked() {
                            actions.push(Action::GiveReason { of: *of, text: suggestion.to_owned() });
                        }
                    }
                    let field = egui::TextEdit::singleline(reason)
                        .id(Id::unique(REASON_FIELD))
                        .hint_text("or type…")
                        .desired_width(150.0)
                        .margin(vec2(8.0, 5.0));
                    let response = ui.add(field).accessible_name("Reason for the move");
                    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                    if entered && !reason.trim().is_empty() {
                        actions.push(Action::GiveReason { of: *of, text: reason.trim().to_owned() });
                    }
                    undo_ui(ui, cx, *of, actions);
                });
            }
        }
    }
}

/// The control of a question by which the keyboard comes to it, while one is asked in this frame.
#[must_use]
pub fn question(ctx: &egui::Context) -> Option<Id> {
    let answer = ctx.data(|data| data.get_temp::<Id>(Id::unique(FIRST_ANSWER)));
    let all = [Some(Id::unique(REASON_FIELD)), answer];
    ctx.viewport(|viewport| all.into_iter().flatten().find(|id| viewport.this_pass.widgets.contains(*id)))
}

const fn it(accounts: &[AccountId]) -> &'static str {
    if accounts.len() == 1 { "it" } else { "them" }
}

/// The question who makes accounts grow, and who may. An answer is one edit; none is needed now.
fn grow_ui(ui: &mut Ui, cx: &Cx<'_>, id: u64, growing: &Growing, actions: &mut Actions) {
    let Growing { of: _, what, accounts, to, owner, on } = growing;
    let mut chosen: Option<&str> = None;
    let mut first: Option<Id> = None;
    let mut seen = |response: &Response| {
        first.get_or_insert(response.id);
    };
    ui.horizontal(|ui| {
        ui.label(theme::strong(format!("{what}.")));
        ui.label(format!("Who makes {} grow?", it(accounts)));
    });
    ui.horizontal(|ui| {
        for name in to.iter().take(GROWERS) {
            let response = chip(ui, name, false, cx.tokens);
            seen(&response);
            if response.clicked() {
                chosen = Some(name);
            }
        }
        let others = to.get(GROWERS..).unwrap_or_default();
        if !others.is_empty() {
            ui.menu_button("Others", |ui| {
                egui::ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
                    for name in others {
                        if ui.button(name.as_str()).clicked() {
                            chosen = Some(name);
                            ui.close();
                        }
                    }
                });
            });
        }
        if let Some(owner) = owner {
            let verb = if accounts.len() == 1 { "Stays" } else { "Stay" };
            let stays = ui.button(format!("{verb} with {owner}"));
            seen(&stays);
            if stays.clicked() {
                chosen = Some(owner);
            }
        }
        let hand_overs = "Who acquires accounts, who makes them grow, and what waits for that";
        let led = to.is_empty().then(|| ui.button("Hand-overs…").on_hover_text(hand_overs));
        led.as_ref().into_iter().for_each(&mut seen);
        if led.is_some_and(|led| led.clicked()) {
            actions.push(Action::DismissToast(id));
            actions.push(Action::Command(Command::ShowFunnel(FunnelPage::HandOvers)));
        }
        let later = ui.button("Later").on_hover_text("It waits under Funnel, Hand-overs");
        seen(&later);
        if later.clicked() {
            actions.push(Action::DismissToast(id));
        }
    });
    if let Some(first) = first {
        ui.data_mut(|data| data.insert_temp(Id::unique(FIRST_ANSWER), first));
    }
    if let Some(to) = chosen {
        actions.push(Action::DismissToast(id));
        actions.push(Action::Edit(Edit::HandOver(wishes(accounts.iter().copied(), to, *on, ""))));
    }
}

/// A button for Undo. Once something else was done since, Undo would take that back instead.
fn undo_ui(ui: &mut Ui, cx: &Cx<'_>, of: Seq, actions: &mut Actions) {
    let undoes_this = cx.journal.next_undo().is_some_and(|next| next.seq == of);
    if !undoes_this {
        return;
    }
    if ui.button("Undo").clicked() {
        actions.push(Action::Command(Command::Undo));
    }
    if let Some(shortcut) = Command::Undo.spec().shortcut {
        keycap(ui, &ui.ctx().format_shortcut(&shortcut), cx.tokens);
    }
}
