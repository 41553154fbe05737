//! How many different products the account buys, and which came and went.

use egui::{Align, Color32, Layout, RichText, Ui};

use super::figures::Figures;
use super::parts::{counted, nothing, part, whole};
use crate::model::{AccountId, Money};
use crate::rules::breadth::{Breadth, Headline, ProductChange};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// So many products of each list are shown at first.
const FEW: usize = 5;

/// Which lists are shown in full.
#[derive(Debug, Default)]
pub struct Lists {
    of: Option<AccountId>,
    open: [bool; 3],
}

impl Lists {
    pub fn belong_to(&mut self, account: AccountId) {
        if self.of != Some(account) {
            *self = Self { of: Some(account), ..Self::default() };
        }
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, figures: &Figures) {
        part(ui, cx, "Breadth", |ui| {
            let breadth = &figures.breadth;
            if breadth.last_12m() + breadth.prior_12m() == 0 {
                nothing(ui, cx, "No product was bought in two years. Import purchases that name their products.");
            } else {
                account_ui(ui, cx, breadth);
                let Breadth { gained, kept, lost } = breadth;
                let [gained_open, kept_open, lost_open] = &mut self.open;
                list_ui(ui, cx, "Gained", cx.tokens.good, gained, gained_open);
                list_ui(ui, cx, "Lost", cx.tokens.danger, lost, lost_open);
                list_ui(ui, cx, "Kept", cx.tokens.weak, kept, kept_open);
            }
            ui.add_space(space::S);
            ui.separator();
            headline_ui(ui, cx, figures.headline);
        });
    }
}

fn account_ui(ui: &mut Ui, cx: &Cx<'_>, breadth: &Breadth) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.label(theme::strong(counted(cx, breadth.last_12m(), "product", "products")));
        ui.label(RichText::new("in 12 months,").color(cx.tokens.weak));
        let (last, prior) = (breadth.last_12m(), breadth.prior_12m());
        let color = match last.cmp(&prior) {
            std::cmp::Ordering::Less => cx.tokens.danger,
            std::cmp::Ordering::Equal => cx.tokens.weak,
            std::cmp::Ordering::Greater => cx.tokens.good,
        };
        let words = format!("{} in the 12 before", cx.portfolio.settings().more.numbers.count(prior));
        ui.label(RichText::new(words).color(color));
    });
}

fn list_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, color: Color32, changes: &[ProductChange], open: &mut bool) {
    if changes.is_empty() {
        return;
    }
    ui.add_space(space::S);
    let heading = format!("{name} {}", cx.portfolio.settings().more.numbers.count(changes.len()));
    ui.horizontal(|ui| {
        ui.label(theme::strong(heading).color(color).size(12.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let columns = format!("12 months · 12 before, {}", cx.portfolio.settings().currency);
            ui.label(theme::weak(columns, cx.tokens));
        });
    });
    let shown = if *open { changes.len() } else { FEW };
    for change in changes.iter().take(shown) {
        product_ui(ui, cx, change);
    }
    let hidden = changes.len().saturating_sub(FEW);
    if hidden > 0 {
        let words = if *open {
            format!("Fewer of {}", name.to_lowercase())
        } else {
            format!("{hidden} more {}", name.to_lowercase())
        };
        if ui.link(RichText::new(words).size(theme::size::SMALL)).clicked() {
            *open = !*open;
        }
    }
}

fn product_ui(ui: &mut Ui, cx: &Cx<'_>, change: &ProductChange) {
    let product = cx.portfolio.products().get(change.product);
    let name = product.map_or("A product that is gone", |product| product.name.as_str());
    let category = product.map_or("", |product| product.category.as_str());
    ui.spacing_mut().interact_size.y = 20.0;
    let amount = |amount: Option<Money>| amount.map_or_else(|| "–".to_owned(), |amount| whole(cx, amount));
    ui.horizontal(|ui| {
        let room = ui.available_width() - 130.0;
        ui.allocate_ui_with_layout(egui::vec2(room, 20.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(room);
            let label = ui.add(egui::Label::new(name).truncate());
            if !category.is_empty() {
                label.on_hover_text(category);
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for text in [amount(change.prior_12m), amount(change.last_12m)] {
                ui.allocate_ui_with_layout(egui::vec2(58.0, 20.0), Layout::right_to_left(Align::Center), |ui| {
                    ui.set_width(58.0);
                    ui.label(RichText::new(text).color(cx.tokens.weak));
                });
            }
        });
    });
}

/// The key accounts of the workspace: the measure of a client well made.
pub fn headline_ui(ui: &mut Ui, cx: &Cx<'_>, headline: Headline) {
    let Headline { accounts, last_12m, prior_12m } = headline;
    let Some((mean, before)) = headline.means() else {
        ui.label(theme::weak("No account is of class Key yet, so key accounts have no breadth", cx.tokens));
        return;
    };
    let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
    let words = format!("Key accounts: {mean:.1} products each in 12 months, {before:.1} in the 12 before");
    ui.label(words)
        .on_hover_text("Accounts of class Key today, in both years; those of the key list are another matter");
    let words = format!(
        "{} together, {} before, over {}",
        count(last_12m),
        count(prior_12m),
        counted(cx, accounts, "account of class Key", "accounts of class Key")
    );
    ui.label(theme::weak(words, cx.tokens));
}
