//! Who knows whom: our people and theirs, and what falls when one of ours leaves.

use chrono::NaiveDate;
use egui::{Align, Layout, RichText, Ui};

use super::figures::Figures;
use super::parts::{counted, nothing, part};
use super::{matrix, threads};
use crate::model::{Account, AccountId, Contact};
use crate::rules::threads::{FULL_STRENGTH, Falls, MissingRole, Thread, Web, falls};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// Of more people on a side a matrix is drawn: lines among so many say nothing.
const MOST_OURS: usize = 8;
const MOST_THEIRS: usize = 11;

/// What the part remembers: who of ours is greyed out.
#[derive(Debug, Default)]
pub struct People {
    of: Option<AccountId>,
    without: Option<String>,
    falls: Option<((u64, NaiveDate, String), Falls)>,
}

/// What is drawn, by lines or as a matrix.
pub struct Scene<'a> {
    pub web: &'a Web,
    pub contacts: Vec<&'a Contact>,
    pub without: Option<&'a str>,
    pub falls: Option<&'a Falls>,
}

impl People {
    /// Who is greyed out is so for one account.
    pub fn belong_to(&mut self, account: AccountId) {
        if self.of != Some(account) {
            *self = Self { of: Some(account), ..Self::default() };
        }
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account, figures: &Figures) {
        part(ui, cx, "Who knows whom", |ui| self.content_ui(ui, cx, account, &figures.web));
    }

    fn content_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account, web: &Web) {
        if web.theirs.is_empty() && web.threads.is_empty() {
            nothing(ui, cx, "Nobody of theirs is known. Add contacts in the panel at the right, or import them.");
            missing_ui(ui, cx, &web.missing);
            return;
        }
        self.refresh(cx, account, web);
        let model = &cx.portfolio.settings().more.model;
        let live = web.threads.iter().filter(|thread| thread.is_live()).count();
        let words = format!("{} in {} days", counted(cx, live, "thread", "threads"), model.window_days);
        ui.label(RichText::new(words).color(cx.tokens.weak)).on_hover_text(format!(
            "A thread is a colleague and a contact with an activity of both. Its line is as strong as their contact is \
             frequent and fresh: the sum of 1 − age ÷ {} days over their activities, ÷ {FULL_STRENGTH:.0}, 1 at most. \
             Dashed: nothing in {} days any more.",
            model.window_days, model.window_days
        ));
        ui.add_space(space::XS);
        let contacts = web.theirs.iter().filter_map(|theirs| cx.portfolio.contacts().get(theirs.contact));
        let falls = self.falls.as_ref().map(|(_, falls)| falls);
        let scene = Scene {
            web,
            contacts: contacts.map(|contact| &**contact).collect(),
            without: self.without.as_deref().filter(|name| web.ours.iter().any(|ours| ours.name == *name)),
            falls,
        };
        let many = web.ours.len() > MOST_OURS || web.theirs.len() + web.missing.len() > MOST_THEIRS;
        let clicked = if many { matrix::matrix_ui(ui, cx, &scene) } else { threads::threads_ui(ui, cx, &scene) };
        if many {
            missing_ui(ui, cx, &web.missing);
        } else {
            not_reached_ui(ui, cx, &web.missing);
        }
        ui.add_space(space::XS);
        match (scene.without, falls) {
            (Some(name), Some(falls)) => falls_ui(ui, cx, name, falls, &scene),
            _ => {
                ui.label(theme::weak("Click one of ours to see what falls without them", cx.tokens));
            }
        }
        if let Some(name) = clicked {
            self.without = Some(name).filter(|name| Some(name) != self.without.as_ref());
        }
    }

    fn refresh(&mut self, cx: &Cx<'_>, account: &Account, web: &Web) {
        let wanted = self.without.clone().map(|name| (cx.portfolio.revision(), cx.today, name));
        if self.falls.as_ref().map(|(made_for, _)| made_for) != wanted.as_ref() {
            self.falls = wanted.map(|wanted| {
                let falls = falls(cx.portfolio, account, web, &wanted.2, cx.today);
                (wanted, falls)
            });
        }
    }
}

impl Scene<'_> {
    pub fn is_out(&self, ours: usize) -> bool {
        self.without.is_some() && self.web.ours.get(ours).map(|ours| ours.name.as_str()) == self.without
    }

    /// Whether nobody of ours is left for this contact.
    pub fn is_orphan(&self, theirs: usize) -> bool {
        let contact = self.web.theirs.get(theirs).map(|theirs| theirs.contact);
        self.falls.is_some_and(|falls| contact.is_some_and(|contact| falls.orphans.contains(&contact)))
    }

    /// "Anna Berg – Roland Mendel: strength 63 %, 4 activities in 180 days, the last on 2 March 2026".
    pub fn thread_words(&self, cx: &Cx<'_>, thread: &Thread) -> String {
        let more = &cx.portfolio.settings().more;
        let ours = self.web.ours.get(thread.ours).map_or("", |ours| ours.name.as_str());
        let theirs = self.contacts.get(thread.theirs).map_or("", |contact| contact.name.as_str());
        let last = more.dates.day(thread.last);
        if thread.is_live() {
            format!(
                "{ours} – {theirs}: strength {:.0} %, {} in {} days, the last on {last}",
                thread.strength * 100.0,
                counted(cx, thread.activities, "activity", "activities"),
                more.model.window_days
            )
        } else {
            format!("{ours} – {theirs}: nothing in {} days, the last on {last}", more.model.window_days)
        }
    }
}

/// What falls, in words.
fn falls_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, falls: &Falls, scene: &Scene<'_>) {
    let tokens = cx.tokens;
    egui::Frame::new().fill(tokens.sunken).corner_radius(theme::CARD_RADIUS).inner_margin(10.0).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::strong(format!("Without {name}")));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let figure = format!("Engagement {:.0} → {:.0}", falls.engagement_before, falls.engagement_after);
                let fell = falls.engagement_after + 0.5 < falls.engagement_before;
                ui.label(theme::strong(figure).color(if fell { tokens.danger } else { tokens.text }));
            });
        });
        let lost = falls.threads_before.saturating_sub(falls.threads_after);
        let threads = match lost {
            0 => "No thread falls".to_owned(),
            1 => format!("1 of {} falls", counted(cx, falls.threads_before, "thread", "threads")),
            lost => format!("{lost} of {} fall", counted(cx, falls.threads_before, "thread", "threads")),
        };
        ui.label(threads);
        let orphans = scene.contacts.iter().filter(|contact| falls.orphans.contains(&contact.id));
        let orphans: Vec<&str> = orphans.map(|contact| contact.name.as_str()).collect();
        if !orphans.is_empty() {
            ui.label(RichText::new(format!("Nobody left for {}", orphans.join(", "))).color(tokens.danger));
        }
        if !falls.roles_lost.is_empty() {
            let words = format!("Nobody reaches the {} any more", falls.roles_lost.join(" or the "));
            ui.label(RichText::new(words).color(tokens.danger));
        }
        ui.label(theme::weak("Click again to bring them back", tokens));
    });
}

/// Roles without anybody, in words, where no empty people are drawn.
fn missing_ui(ui: &mut Ui, cx: &Cx<'_>, missing: &[MissingRole]) {
    let unknown: Vec<&str> =
        missing.iter().filter(|missing| !missing.known).map(|missing| missing.role.as_str()).collect();
    if !unknown.is_empty() {
        ui.label(RichText::new(format!("Nobody is known as {}", unknown.join(", "))).color(cx.tokens.warn));
    }
    not_reached_ui(ui, cx, missing);
}

fn not_reached_ui(ui: &mut Ui, cx: &Cx<'_>, missing: &[MissingRole]) {
    let cold: Vec<&str> = missing.iter().filter(|missing| missing.known).map(|missing| missing.role.as_str()).collect();
    if !cold.is_empty() {
        let days = cx.portfolio.settings().more.model.window_days;
        let words = format!("Nobody talked to the {} in {days} days", cold.join(" or the "));
        ui.label(RichText::new(words).color(cx.tokens.warn));
    }
}
