//! How the account came to its stage: what stands, and what was said wrongly.

use egui::{Label, RichText, Ui, WidgetInfo, accesskit};

use super::figures::Figures;
use super::parts::{nothing, part};
use crate::command::Command;
use crate::model::text::capitalised;
use crate::model::{Account, Stage};
use crate::rules::funnel::{Instead, Standing, Told};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

pub fn stages_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, figures: &Figures, actions: &mut Actions) {
    part(ui, cx, "Stages", |ui| {
        if figures.stages.is_empty() {
            let words = if account.stage == Stage::Lost {
                "It is lost; nobody wrote down since when.".to_owned()
            } else {
                format!("It is a {}; nobody wrote down since when.", account.stage.name())
            };
            nothing(ui, cx, &words);
        } else if let Some(opening) = cx.portfolio.stage_path(account).opening {
            ui.label(theme::weak(format!("{} before that", capitalised(opening.name())), cx.tokens));
        }
        for told in &figures.stages {
            told_ui(ui, cx, told, actions);
        }
        ui.add_space(space::XS);
        let available = Command::ChangeStage.availability(cx.env);
        let button = ui.add_enabled(available.is_ok(), egui::Button::new("Change stage…"));
        match available {
            Err(why) => drop(button.on_disabled_hover_text(why)),
            Ok(()) if button.clicked() => actions.push(Action::Command(Command::ChangeStage)),
            Ok(()) => {}
        }
    });
}

fn told_ui(ui: &mut Ui, cx: &Cx<'_>, told: &Told, actions: &mut Actions) {
    let Told { event, on, to, by, channel, reason, corrects, standing, .. } = told;
    let dates = cx.portfolio.settings().more.dates;
    let day = dates.day(*on);
    let stage = capitalised(to.name());
    let what = match standing {
        Standing::Step { .. } => format!("{stage} since {day}"),
        Standing::NoStep | Standing::Corrected(_) => format!("{stage} on {day}"),
    };
    let through = (!channel.is_empty()).then(|| format!("through {channel}"));
    let mut facts: Vec<String> = match standing {
        Standing::Step { days, until_now: true } => vec![format!("{} until today", days_words(*days))],
        Standing::Step { days, until_now: false } => vec![days_words(*days)],
        Standing::NoStep => vec!["stood there already".to_owned()],
        Standing::Corrected(_) => Vec::new(),
    };
    facts.extend([by.clone()].into_iter().filter(|by| !by.is_empty()).chain(through));
    facts.extend([reason.clone()].into_iter().filter(|reason| !reason.is_empty()));
    facts.extend(corrects.then(|| "corrected".to_owned()));
    let facts = facts.join(" · ");
    ui.horizontal(|ui| {
        let (headline, struck) = match standing {
            Standing::Step { .. } => (theme::strong(what.as_str()), false),
            Standing::NoStep => (theme::weak(what.as_str(), cx.tokens), false),
            Standing::Corrected(_) => (theme::weak(what.as_str(), cx.tokens).strikethrough(), true),
        };
        let label = ui.add(Label::new(headline));
        if struck {
            let name = format!("{what}, corrected");
            label.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, &name));
        }
        if !struck {
            let available = Command::ChangeStage.availability(cx.env);
            let correct = ui.add_enabled(available.is_ok(), egui::Button::new("Correct…").small().frame(false));
            let name = format!("Correct {what}…");
            correct.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, available.is_ok(), &name));
            match available {
                Err(why) => drop(correct.on_disabled_hover_text(why)),
                Ok(()) if correct.clicked() => actions.push(Action::CorrectStage(*event)),
                Ok(()) => {}
            }
        }
    });
    if let Standing::Corrected(Instead { to, by: _, reason }) = standing {
        let instead = match to {
            Some((to, on)) => format!("Instead: {} on {}", to.name(), dates.day(*on)),
            None => "It never happened".to_owned(),
        };
        let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        ui.add(Label::new(theme::weak(format!("{instead}{why}"), cx.tokens)).wrap());
    } else if !facts.is_empty() {
        ui.add(Label::new(RichText::new(facts).color(cx.tokens.weak)).wrap());
    }
    ui.add_space(space::XS);
}

/// "1 day", "45 days".
fn days_words(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
