//! An account carried from place to place: what would become of it where the pointer is, said beside the pointer. Nothing
//! is written before it is dropped.

use egui::{
    Align2, Color32, CursorIcon, DragAndDrop, FontId, Id, LayerId, Order, Pos2, Rect, Response, Shape, Stroke,
    StrokeKind, Ui, pos2, vec2,
};

use super::name_of;
use super::slots::Wanted;
use crate::model::{Account, AccountId, Edit, PursuitList};
use crate::rules::pursuits::{Placing, Seller, places, placing, summary};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

/// Of the strip at the bottom where places are given up.
pub const TRAY_HEIGHT: f32 = 40.0;
/// So near to an edge the places scroll on.
const EDGE: f32 = 24.0;
/// Points a second.
const SCROLL_SPEED: f32 = 420.0;

/// What is dragged, out of a place or out of the chooser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dragged(AccountId);

/// The account that is carried in this frame.
#[derive(Clone, Copy)]
pub struct Carried<'a> {
    pub account: &'a Account,
    at: Option<Pos2>,
    /// It is let go of in this frame.
    released: bool,
}

/// What comes of a list that an account may be dropped on.
#[derive(Default)]
pub struct OverList {
    /// The account can come there.
    pub goes: bool,
    pub wanted: Option<Wanted>,
}

/// What would happen where the pointer is.
pub struct Aim {
    words: String,
    ink: Ink,
}

enum Ink {
    Goes,
    GivesUp,
    Refused,
    Stays,
}

/// Whether places can be taken and given up now.
pub fn may_change(cx: &Cx<'_>) -> bool {
    cx.env.may_write().is_ok()
}

/// Lets this be carried, which stands for an account.
pub fn carry(response: &Response, cx: &Cx<'_>, account: AccountId) {
    if may_change(cx) {
        response.dnd_set_drag_payload(Dragged(account));
    }
}

impl<'a> Carried<'a> {
    pub fn of(ui: &Ui, cx: &Cx<'a>) -> Option<Self> {
        let dragged = DragAndDrop::payload::<Dragged>(ui.ctx())?;
        let account = cx.portfolio.account(dragged.0)?;
        let (at, released) = ui.input(|input| (input.pointer.hover_pos(), input.pointer.any_released()));
        Some(Self { account, at, released })
    }

    /// Lights up the places of a list where the account can come onto it, and takes what is dropped there. `aim` is set
    /// where the pointer is.
    pub fn over_list(
        self,
        ui: &Ui,
        cx: &Cx<'_>,
        (seller, list, places_rect): (&Seller, PursuitList, Rect),
        aim: &mut Option<Aim>,
        actions: &mut Actions,
    ) -> OverList {
        let Self { account, at, released } = self;
        let placing = placing(account, list, &seller.name);
        let over = at.is_some_and(|at| places_rect.intersect(ui.clip_rect()).contains(at));
        let goes = matches!(placing, Placing::Takes { .. } | Placing::Asks(_));
        if goes {
            let fill = if over { cx.tokens.accent_fill() } else { Color32::TRANSPARENT };
            let stroke = Stroke::new(if over { 2.0 } else { 1.0 }, cx.tokens.accent);
            ui.painter().rect(places_rect.expand(3.0), theme::CARD_RADIUS, fill, stroke, StrokeKind::Outside);
        }
        let mut wanted = None;
        if over {
            *aim = Some(Aim::on_list(cx, &placing, seller, list));
        }
        if over && released {
            let (account, owner) = (account.id, seller.name.clone());
            match placing {
                Placing::There | Placing::Refused(_) => {}
                Placing::Asks(_) => wanted = Some(Wanted::Ask { account, owner }),
                Placing::Takes { becomes_prospect: _ } => {
                    actions.push(Action::Edit(Edit::TakePlace { account, list, owner }));
                }
            }
        }
        OverList { goes, wanted }
    }

    /// Scrolls what is under the pointer on, when it comes near to the upper or lower end of `seen`.
    pub fn scroll(self, ui: &Ui, seen: Rect) {
        let Some(at) = self.at.filter(|at| seen.contains(*at)) else { return };
        let towards = if at.y < seen.top() + EDGE {
            1.0
        } else if at.y > seen.bottom() - EDGE {
            -1.0
        } else {
            return;
        };
        let seconds = ui.input(|input| input.stable_dt).min(0.1);
        ui.scroll_with_delta(vec2(0.0, towards * SCROLL_SPEED * seconds));
    }

    /// The name of what is carried, at the pointer, and what would become of it there.
    pub fn ui(self, ui: &Ui, cx: &Cx<'_>, aim: Option<&Aim>) {
        let Some(at) = self.at else { return };
        let tokens = cx.tokens;
        let refused = aim.is_some_and(|aim| matches!(aim.ink, Ink::Refused));
        ui.ctx().set_cursor_icon(if refused { CursorIcon::NotAllowed } else { CursorIcon::Grabbing });
        let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("carried to a list")));
        let name = FontId::new(theme::size::BODY, theme::medium());
        let name = painter.layout(self.account.name.clone(), name, tokens.text, 320.0);
        let (words, ink) = match aim {
            Some(Aim { words, ink: Ink::Goes }) => (words.as_str(), tokens.accent),
            Some(Aim { words, ink: Ink::GivesUp | Ink::Refused }) => (words.as_str(), tokens.danger),
            Some(Aim { words, ink: Ink::Stays }) => (words.as_str(), tokens.weak),
            None => ("Esc leaves it where it was", tokens.weak),
        };
        let words = painter.layout(words.to_owned(), theme::small_font(), ink, 320.0);
        let inner = vec2(name.size().x.max(words.size().x), name.size().y + 2.0 + words.size().y);
        let screen = ui.ctx().content_rect().shrink(space::S);
        let size = inner + vec2(20.0, 14.0);
        let least = screen.min.min(screen.max - size);
        let corner = (at + vec2(14.0, 10.0)).clamp(least, (screen.max - size).max(least));
        let rect = Rect::from_min_size(corner, size);
        let edge = if refused { tokens.danger } else { tokens.accent };
        painter.add(tokens.float_shadow().as_shape(rect, theme::CARD_RADIUS));
        painter.rect(rect, theme::CARD_RADIUS, tokens.raised, Stroke::new(1.0, edge), StrokeKind::Inside);
        let below = name.size().y + 2.0;
        painter.galley(rect.min + vec2(10.0, 7.0), name, tokens.text);
        painter.galley(rect.min + vec2(10.0, 7.0 + below), words, ink);
    }
}

impl Aim {
    fn on_list(cx: &Cx<'_>, placing: &Placing, seller: &Seller, list: PursuitList) -> Self {
        let (who, kind) = (name_of(&seller.name), list.name());
        let refused = |words: String| Self { words, ink: Ink::Refused };
        let slots = usize::from(places(&cx.portfolio.settings().more.model, list));
        let full = seller.slots(list).len() >= slots;
        let room = if full { format!("; all {slots} places are taken: who goes?") } else { String::new() };
        match placing {
            Placing::There => Self { words: format!("It is a {kind} of {who} already"), ink: Ink::Stays },
            Placing::Refused(_) if seller.name.is_empty() => refused("Nobody pursues anything here".to_owned()),
            Placing::Refused(obstacles) => refused(summary(obstacles)),
            Placing::Asks(open) => {
                let open = summary(open).replacen("Not answered", "First asks", 1);
                Self { words: format!("A {kind} of {who}? {open}{room}"), ink: Ink::Goes }
            }
            Placing::Takes { becomes_prospect: true } => {
                Self { words: format!("Becomes a prospect, and a {kind} of {who}{room}"), ink: Ink::Goes }
            }
            Placing::Takes { becomes_prospect: false } => {
                Self { words: format!("Becomes a {kind} of {who}{room}"), ink: Ink::Goes }
            }
        }
    }
}

/// The strip where places are given up: always there, so that nothing moves when a card is taken up.
pub fn tray_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    strip: Rect,
    carried: Option<Carried<'_>>,
    aim: &mut Option<Aim>,
    actions: &mut Actions,
) {
    let tokens = cx.tokens;
    let frame = strip.shrink2(vec2(1.0, 5.0));
    let held = carried.and_then(|carried| Some((carried, carried.account.pursuit?)));
    let over = carried.is_some_and(|carried| carried.at.is_some_and(|at| strip.contains(at)));
    let (words, ink) = match (carried, held) {
        (Some(Carried { account, .. }), Some(_)) => {
            (format!("Drop here to give up the place of {}", account.name), tokens.danger)
        }
        (None, _) if may_change(cx) => {
            ("Drag an account to another place, or here to give its place up".to_owned(), tokens.faint)
        }
        (Some(_) | None, _) => (String::new(), tokens.line),
    };
    if let Some((carried, pursuit)) = held.filter(|_| over) {
        ui.painter().rect_filled(frame, theme::CARD_RADIUS, tokens.danger);
        let words = format!("Is a {} no more; you may say why", pursuit.list.name());
        *aim = Some(Aim { words, ink: Ink::GivesUp });
        if carried.released {
            let give_up = vec![carried.account.id];
            actions.push(Action::Edit(Edit::SetPursuits { take: Vec::new(), give_up }));
        }
    } else if over {
        *aim = Some(Aim { words: "It has no place to give up".to_owned(), ink: Ink::Stays });
    }
    let ink = if over && held.is_some() { tokens.raised } else { ink };
    dashed(ui, frame, if carried.is_some() { ink } else { tokens.line });
    let font = FontId::proportional(theme::size::BODY);
    let mut job = egui::text::LayoutJob::simple_singleline(words.clone(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(frame.width() - space::L);
    let words_at = ui.painter().layout_job(job);
    let at = Align2::CENTER_CENTER.anchor_size(frame.center(), words_at.size()).min;
    ui.painter().galley(at, words_at, ink);
    if !words.is_empty() {
        let response = ui.interact(strip, Id::unique("tray of the lists"), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    }
}

/// A quiet frame for a place that nobody has.
pub fn dashed(ui: &Ui, frame: Rect, ink: Color32) {
    let Rect { min, max } = frame;
    let corners = [min, pos2(max.x, min.y), max, pos2(min.x, max.y), min];
    ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, ink), 5.0, 4.0));
}
