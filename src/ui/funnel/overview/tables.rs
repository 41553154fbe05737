//! The same figures as tables, one for each way of counting: who entered and what became of them, who stands where, who
//! moved of those who were there.

use egui::{Align2, FontId, Id, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit, pos2, vec2};

use crate::model::Stage;
use crate::rules::funnel::{StageFigures, Which};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::drawing::{figure_ui, galley};
use super::drill::Figure;
use super::words::{Words, percent};

const ROW: f32 = 24.0;
const HEAD: f32 = 20.0;
/// Of the names of the stages, in points.
const NAMES: f32 = 74.0;
/// Narrower than this, the tables stand one below the other.
const ROOMY: f32 = 720.0;

/// A way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    Cohort,
    Snapshot,
    Flow,
}

/// One figure of a table.
struct Cell {
    text: String,
    says: String,
    /// Who is behind it, where that can be shown.
    which: Option<Which>,
}

impl Counting {
    const ALL: [Self; 3] = [Self::Cohort, Self::Snapshot, Self::Flow];

    fn heading(self, words: Words<'_>) -> String {
        match self {
            Self::Cohort => format!("Cohort: entered in {}", words.period()),
            Self::Snapshot => format!("Snapshot: standing {}", words.at_the_end()),
            Self::Flow => format!("Flow: present in {}", words.period()),
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Cohort => "Who came, and what became of them until today",
            Self::Snapshot => "Who stands where at the end of a day",
            Self::Flow => "Of all who were there at some time in it",
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Cohort => &["Entered", "Moved on", "Share", "Not yet"],
            Self::Snapshot => &["Before", "Standing", "Stuck"],
            Self::Flow => &["Present", "Moved on", "Share", "Lost"],
        }
    }

    fn cells(self, words: Words<'_>, figures: &StageFigures) -> Vec<Cell> {
        let cell = |count: usize, says: String, which| Cell { text: words.count(count), says, which };
        let share = |share: Option<f64>, says: String| Cell {
            text: share.map_or_else(|| "–".to_owned(), percent),
            says,
            which: None,
        };
        let is_lost = figures.stage == Stage::Lost;
        match self {
            Self::Cohort => vec![
                cell(figures.cohort, words.entered(figures), Some(Which::Entered)),
                cell(figures.cohort_moved_on, words.cohort(figures), Some(Which::CohortMovedOn)),
                share(figures.cohort_rate(), words.cohort(figures)),
                cell(
                    figures.cohort.saturating_sub(figures.cohort_moved_on),
                    words.cohort(figures),
                    Some(Which::CohortWaiting),
                ),
            ],
            Self::Snapshot => vec![
                cell(figures.before, words.standing(figures), Some(Which::Before)),
                cell(figures.standing, words.standing(figures), Some(Which::Standing)),
                if is_lost {
                    Cell { text: String::new(), says: String::new(), which: None }
                } else {
                    cell(figures.stuck, words.stuck(figures), Some(Which::Stuck))
                },
            ],
            Self::Flow => vec![
                cell(figures.present, words.rate(figures), Some(Which::Present)),
                cell(figures.progressed, words.rate(figures), Some(Which::Progressed)),
                share(figures.rate(), words.rate(figures)),
                if is_lost {
                    Cell { text: String::new(), says: String::new(), which: None }
                } else {
                    cell(figures.lost, words.lost(figures), Some(Which::Lost))
                },
            ],
        }
    }
}

/// The three tables beside or below each other; says which figure was clicked.
pub fn tables_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>) -> Option<Figure> {
    let mut pressed = None;
    if ui.available_width() >= ROOMY {
        ui.columns_const(|columns: &mut [Ui; 3]| {
            for (ui, counting) in columns.iter_mut().zip(Counting::ALL) {
                pressed = card_ui(ui, cx, words, counting).or(pressed);
            }
        });
    } else {
        for counting in Counting::ALL {
            pressed = card_ui(ui, cx, words, counting).or(pressed);
            ui.add_space(space::S);
        }
    }
    pressed
}

fn card_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, counting: Counting) -> Option<Figure> {
    let tokens = cx.tokens;
    cx.tokens
        .card_frame()
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add(egui::Label::new(theme::strong(counting.heading(words))).truncate());
            ui.add(egui::Label::new(theme::weak(counting.about(), tokens)).truncate());
            ui.add_space(space::XS);
            let columns = counting.columns();
            let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
            for (nth, name) in columns.iter().enumerate() {
                let at = cell_rect(head, nth, columns.len()).right_center();
                let font = FontId::new(theme::size::SMALL, theme::medium());
                ui.painter().text(at, Align2::RIGHT_CENTER, *name, font, tokens.weak);
            }
            let mut pressed = None;
            for figures in &words.funnel.stages {
                let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                ui.painter().hline(row.x_range(), row.top(), Stroke::new(1.0, tokens.grid));
                let font = FontId::new(theme::size::BODY, theme::medium());
                ui.painter().text(row.left_center(), Align2::LEFT_CENTER, figures.stage.plural(), font, tokens.text);
                let cells = counting.cells(words, figures);
                let last = cells.len();
                for (nth, (cell, name)) in cells.into_iter().zip(columns).enumerate() {
                    let rect = cell_rect(row, nth, last);
                    let at = (figures.stage, counting, *name);
                    pressed = cell_ui(ui, cx, rect, at, &cell).or(pressed);
                }
            }
            pressed
        })
        .inner
}

fn cell_rect(row: Rect, nth: usize, of: usize) -> Rect {
    let room = row.with_min_x(row.left() + NAMES);
    #[expect(clippy::cast_precision_loss, reason = "a handful of columns")]
    let (width, nth) = (room.width() / of.max(1) as f32, nth as f32);
    Rect::from_min_size(pos2(room.left() + nth * width, room.top()), vec2(width, room.height()))
}

fn cell_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    rect: Rect,
    (stage, counting, column): (Stage, Counting, &str),
    cell: &Cell,
) -> Option<Figure> {
    if cell.text.is_empty() {
        return None;
    }
    let color = if matches!(cell.text.as_str(), "0" | "–") { cx.tokens.weak } else { cx.tokens.text };
    let galley = galley(ui, &cell.text, theme::size::BODY, egui::FontFamily::Proportional, color);
    let place = Align2::RIGHT_CENTER.align_size_within_rect(galley.size(), rect);
    let what = match counting {
        Counting::Cohort => "cohort",
        Counting::Snapshot => "snapshot",
        Counting::Flow => "flow",
    };
    let name = format!("{}, {what}, {}: {}", stage.plural(), column.to_lowercase(), cell.text);
    let id = Id::unique(("funnel table", stage, what, column));
    if let Some(which) = cell.which {
        let response = figure_ui(ui, place, id, &name, galley, color).on_hover_text(cell.says.as_str());
        return response.clicked().then_some(Figure::Of(stage, which));
    }
    let response = ui.interact(place.expand(3.0), id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, &name));
    ui.painter().galley(place.min, galley, color);
    response.on_hover_text(cell.says.as_str());
    None
}
