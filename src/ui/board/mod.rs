//! The board: every placed account as a dot, engagement upward, potential across.

mod atlas;
mod camera;
mod fan;
mod footnote;
mod gesture;
mod ghosts;
mod glide;
mod index;
mod interact;
mod lasso;
mod layout;
mod legend;
mod look;
mod menu;
mod mesh;
mod model;
mod nodes;
mod paint;
mod paint_dots;
mod present;
mod readout;
pub mod replay;
mod toolbar;
mod trails;
mod tray;

use std::collections::BTreeSet;

use egui::{Rect, Sense, Ui};

use crate::chart::color::{DotColor, Group};
use crate::chart::radius::DotSize;
use crate::model::AccountId;
use crate::rules::effort::LoadMemo;

use super::suggestions::SuggestionsView;
use super::theme::{self, space};
use super::view::{Actions, Cx};
use atlas::Atlas;
pub use camera::{Camera, Stage};
use fan::Fan;
use gesture::Gesture;
use ghosts::Ghosts;
use glide::Glides;
use layout::BoardLayout;
use look::{BoardScale, Look};
use mesh::RestingDots;
use model::BoardModel;
pub use nodes::node_id;
use present::Presentation;

/// What the board remembers between frames.
#[derive(Debug, Default)]
pub struct BoardView {
    pub camera: Camera,
    pub size: DotSize,
    pub color: DotColor,
    pub trails: bool,
    /// Every drag draws a lasso.
    pub lasso: bool,
    pub suggestions: SuggestionsView,
    /// Where the evidence puts accounts is shown of all of them.
    pub evidence: bool,
    ghosts: Ghosts,
    /// What the accounts take of the team's hours.
    load: LoadMemo,
    presentation: Presentation,
    scale: BoardScale,
    legend_closed: bool,
    groups: Vec<Group>,
    /// The generation of the model that `groups` were counted in.
    groups_made_for: Option<u64>,
    /// Of the legend as it was last shown.
    legend: Option<Rect>,
    model: BoardModel,
    atlas: Option<Atlas>,
    resting: RestingDots,
    layout: BoardLayout,
    gesture: Gesture,
    fan: Option<Fan>,
    glides: Glides,
    /// The dot under the pointer or, from the keyboard, with the focus.
    hovered: Option<usize>,
    /// When the pointer came to it, in seconds.
    hovered_since: f64,
    /// The last scrolling came from a wheel, which zooms, not from a trackpad, which pans.
    wheel_zooms: bool,
    /// Whether keys were meant for the board in the frame before: a key may close what it was meant for.
    had_keyboard: bool,
    stage: Option<Stage>,
    tray_rect: Option<Rect>,
    tray_search: String,
}

impl BoardView {
    /// The board with its toolbar and tray, filling `ui`.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        search: &str,
        actions: &mut Actions,
    ) {
        self.refresh(ui, cx, search, BoardScale::DESK);
        self.toolbar_ui(ui, cx, actions);
        ui.add_space(space::S);

        let tray_height = if self.model.unplaced.is_empty() { 0.0 } else { tray::HEIGHT };
        let (card, _) = ui.allocate_exact_size(ui.available_size() - egui::vec2(0.0, tray_height), Sense::hover());
        ui.painter().rect(card, theme::CARD_RADIUS, cx.tokens.raised, cx.tokens.thin_line(), egui::StrokeKind::Inside);
        let mut plot_ui = ui.new_child(egui::UiBuilder::new().max_rect(card.shrink2(egui::vec2(space::S, space::S))));
        self.plot_ui(&mut plot_ui, cx, selection, search, actions);
        // Where the tray was is board again once the last account is placed.
        self.tray_rect = None;
        if tray_height > 0.0 {
            self.tray_ui(ui, cx, selection, actions);
        }
        // What is dragged out of the tray is drawn over everything, the tray too.
        if let Gesture::FromTray { account } = self.gesture {
            self.tray_drag_ui(ui, cx, account, actions);
        }
    }

    /// Brings all that is derived up to date.
    fn refresh(&mut self, ui: &Ui, cx: &Cx<'_>, search: &str, scale: BoardScale) {
        let now = ui.input(|input| input.time);
        self.scale = scale;
        let look = Look { size: self.size, color: self.color, scale };
        let moved = self.model.refresh(cx.portfolio, cx.filtered, cx.workspace, look);
        self.glides.start(moved, now, cx.glide_seconds);
        self.model.search(cx.filtered, search);
    }

    fn plot_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        search: &str,
        actions: &mut Actions,
    ) {
        let response = paint::axes_ui(ui, cx.tokens, self.camera, self.scale);
        let stage = Stage { rect: response.rect, camera: self.camera };
        self.stage = Some(stage);
        self.interact(ui, cx, &response, &stage, selection, actions);
        // The camera may have moved just now; what is painted follows in this very frame.
        let stage = Stage { rect: response.rect, camera: self.camera };
        self.paint(ui, cx, &stage, selection, search);
        self.nodes_ui(ui, cx, &stage, selection, actions);
        self.footnote_ui(ui, cx, &stage);
        if !cx.env.presenting {
            self.suggestions_ui(ui, cx, &stage, actions);
        }
        self.legend_ui(ui, cx, &stage, actions);
        self.menu_ui(ui, cx, &response, &stage, selection, actions);
        if self.model.dots.is_empty() {
            paint::empty_board(ui, cx, &stage, self.model.unplaced.len());
        }
    }

    /// Zooms about the middle of what is seen, by a factor above 1 to come closer.
    pub fn zoom(&mut self, factor: f64) {
        let middle = |axis: usize| {
            let (min, max) = (self.camera.min.get(axis), self.camera.max.get(axis));
            min.zip(max).map_or(50.0, |(min, max)| f64::midpoint(*min, *max))
        };
        self.camera.zoom(factor, [middle(0), middle(1)]);
    }

    /// Where an account stands on the screen, once the board has been shown.
    #[must_use]
    pub fn screen_position(&self, account: AccountId) -> Option<egui::Pos2> {
        Some(self.model.dot(account)?.on_screen(self.stage.as_ref()?))
    }

    /// The account whose dot lies under a point of the screen.
    #[must_use]
    pub fn account_at(&self, at: egui::Pos2) -> Option<AccountId> {
        let index = self.model.dot_at(at, self.stage.as_ref()?)?;
        self.model.dots.get(index).map(model::Dot::id)
    }

    /// Of the tray of the unplaced, as it was last shown; 0 while there is none.
    #[must_use]
    pub fn tray_height(&self) -> f32 {
        self.tray_rect.map_or(0.0, |tray| tray.height())
    }

    /// The place on the screen for a position, once the board has been shown.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.stage
    }

    /// Names and counts as they are written on the board now, for tests: one line each, in the order of painting.
    #[must_use]
    pub fn written(&self) -> Vec<String> {
        let labels = self.layout.labels.iter().filter_map(|label| {
            let dot = self.model.dots.get(label.dot)?;
            Some(format!("{:>4.0} {:>4.0}  {}", label.at.x, label.at.y, dot.account.name))
        });
        let stacks = self.layout.stacks.iter().filter_map(|stack| {
            let at = self.model.dots.get(stack.leader)?.on_screen(self.stage.as_ref()?);
            Some(format!("{:>4.0} {:>4.0}  ×{}", at.x, at.y, stack.members.len()))
        });
        labels.chain(stacks).collect()
    }
}

/// 12,345
#[must_use]
pub fn grouped(count: usize) -> String {
    crate::model::Money::from_minor_units(i64::try_from(count).unwrap_or(i64::MAX / 100).saturating_mul(100)).grouped()
}
