use std::path::PathBuf;
use std::sync::Arc;

use crate::chart::color::{Colors, DotColor};
use crate::chart::palette;
use crate::jobs::Job;
use crate::model::Portfolio;
use crate::report::board::{BoardPicture, Seen};
use crate::report::legend::{DotColours, Legend};
use crate::rules::filter::Filtered;
use crate::rules::filter_words;
use crate::ui::board::replay::Replay;

use super::App;

/// Of a picture of the board, in points.
const PICTURE_PX: (u32, u32) = (1600, 1000);

impl App {
    pub(super) fn save_picture(&mut self, path: PathBuf) {
        let (portfolio, picture) = self.picture();
        self.begin(Job::Picture { path, portfolio, picture });
    }

    pub(super) fn copy_picture(&mut self) {
        self.flush_drafts();
        let (portfolio, picture) = self.picture();
        self.begin(Job::CopyPicture { portfolio, picture });
    }

    pub(super) fn take_drawn(&mut self, drawn: Result<egui::ColorImage, String>, ctx: &egui::Context) {
        match drawn {
            Ok(image) => {
                ctx.copy_image(image);
                self.view.toasts.info("Copied the board as a picture");
            }
            Err(error) => self.view.toasts.error(error),
        }
    }

    /// What is seen of the board: its day, its filter, the meaning of size and colour. The whole board, however far
    /// in the window has zoomed, and in the light theme, since it is for paper and slides.
    fn picture(&mut self) -> (Arc<Portfolio>, BoardPicture) {
        let today = self.clock.today();
        let (present, journal) = (Arc::clone(self.portfolio()), Arc::clone(self.journal()));
        self.filtered.refresh(&present, &journal, self.workspace, &self.view.filter, today);
        let words = filter_words::words(&self.view.filter, &self.filtered, present.settings());
        let seen = words.map(|words| Seen { filtered: Arc::new(self.filtered.clone()), words });
        let past = self.past();
        let picture = BoardPicture {
            size_px: PICTURE_PX,
            day: past.map_or(today, Replay::day),
            replayed: past.is_some(),
            dots: self.view.board.size,
            colours: None,
            seen,
        };
        let portfolio = past.map_or(present, |replay| Arc::new(replay.settled()));
        let colours = colours(&portfolio, self.view.board.color, &self.filtered);
        (portfolio, BoardPicture { colours, ..picture })
    }
}

/// What the dots are coloured by, with a legend of those that are seen; nothing for the class, which a place tells.
fn colours(portfolio: &Arc<Portfolio>, by: DotColor, filtered: &Filtered) -> Option<DotColours> {
    if by == DotColor::Class {
        return None;
    }
    let colors = Colors::new(portfolio, by);
    let placed =
        portfolio.active().filter(|account| portfolio.position(account).is_some() && filtered.passes(account.id));
    let groups = colors.groups_of(placed.map(|account| colors.of(portfolio, account)));
    let entries = groups.into_iter().map(|group| (group.name, palette::LIGHT.hue(group.hue), group.count)).collect();
    let legend = Legend { title: by.name().to_owned(), entries };
    let portfolio = Arc::clone(portfolio);
    Some(DotColours { legend, of: Arc::new(move |account| palette::LIGHT.hue(colors.of(&portfolio, account))) })
}
