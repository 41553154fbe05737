//! The charts of a report as SVG, on paper as in the window: geometry and colours come from `chart`.

mod channels;

use crate::chart::bars::{Month, bars};
use crate::chart::funnel_shape::{band_colour, bands};
use crate::chart::palette::LIGHT;
use crate::chart::{Rect, Rgba};
use crate::model::Stage;
use crate::report::svg::{Anchor, Svg, Type, width_px};

use super::{FunnelReport, StageReport};

/// A chart of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunnelChart {
    /// The stages as bands.
    #[default]
    Funnel,
    /// Customers created, month by month.
    Months,
    /// Channels by what it costs to win a customer and what one is worth.
    Channels,
}

impl FunnelChart {
    pub const ALL: [Self; 3] = [Self::Funnel, Self::Months, Self::Channels];

    /// In commands.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Funnel => "funnel",
            Self::Months => "months",
            Self::Channels => "channels",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Funnel => "Entered in the period (flow), standing at its end (snapshot), moved on of those present",
            Self::Months => "Customers created a month, with the goal",
            Self::Channels => "Channels, last 12 months: lifetime value over the cost to win a customer",
        }
    }

    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chart| chart.id().eq_ignore_ascii_case(id))
    }
}

/// A picture is drawn as if it were so large, then scaled.
const DRAWN_FOR: (f32, f32) = (1000.0, 625.0);
/// Of a chart within a document, whose headings say the rest.
const IN_DOCUMENT: (u16, u16) = (940, 340);
const MARGIN: f32 = 24.0;

/// The chart with its caption, as a standalone SVG document of that size in pixels, in the light theme.
#[must_use]
pub fn chart_svg(report: &FunnelReport, chart: FunnelChart, size_px: (u32, u32)) -> String {
    let size_px = (size_px.0.clamp(320, 8_000), size_px.1.clamp(240, 8_000));
    let (width, height) = (pixels(size_px.0), pixels(size_px.1));
    let scale = (width / DRAWN_FOR.0).min(height / DRAWN_FOR.1).max(0.32);
    let space = (width / scale, height / scale);
    let caption = report.caption();
    let mut svg = Svg::new(size_px, space, &format!("{}: {}", caption.title, chart.title()));
    svg.rect(&Rect::new(0.0, 0.0, space.0, space.1), 0.0, LIGHT.raised, None);
    let room = space.0 - 2.0 * MARGIN;
    let name = caption.workspace.trim();
    let title = if name.is_empty() { caption.title.clone() } else { format!("{} · {name}", caption.title) };
    svg.text((MARGIN, 40.0), &fitting(&title, 19.0, room), &words(19.0, LIGHT.text, true, Anchor::Start));
    let mut line = caption.period.clone();
    for (what, name) in &caption.scope {
        line.push_str(&format!(" · {what}: {name}"));
    }
    let weak = words(12.5, LIGHT.weak, false, Anchor::Start);
    svg.text((MARGIN, 62.0), &fitting(&line, 12.5, room), &weak);
    let mut top = 84.0;
    if let Some(remark) = caption.remarks.first() {
        svg.text((MARGIN, 80.0), &fitting(remark, 12.5, room), &words(12.5, LIGHT.warn, false, Anchor::Start));
        top = 102.0;
    }
    svg.text((MARGIN, top + 8.0), chart.title(), &words(13.0, LIGHT.text, true, Anchor::Start));
    let area = Rect::new(MARGIN, top + 24.0, space.0 - MARGIN, space.1 - 40.0);
    draw(&mut svg, report, chart, &area);
    svg.text((space.0 - MARGIN, space.1 - 16.0), "Fourfold", &words(11.0, LIGHT.faint, false, Anchor::End));
    svg.finish()
}

/// The chart for a place among headings and tables; nothing where there is nothing to draw.
pub(super) fn chart_in_document(report: &FunnelReport, chart: FunnelChart) -> Option<String> {
    if chart == FunnelChart::Channels && channels::compared(report).is_empty() {
        return None;
    }
    let (width, height) = IN_DOCUMENT;
    let space = (f32::from(width), f32::from(height));
    let mut svg = Svg::new((width.into(), height.into()), space, chart.title());
    draw(&mut svg, report, chart, &Rect::new(0.0, 4.0, space.0, space.1 - 4.0));
    Some(svg.finish())
}

fn draw(svg: &mut Svg, report: &FunnelReport, chart: FunnelChart, area: &Rect) {
    match chart {
        FunnelChart::Funnel => draw_funnel(svg, report, area),
        FunnelChart::Months => draw_months(svg, report, area),
        FunnelChart::Channels => channels::draw_channels(svg, report, area),
    }
}

fn draw_funnel(svg: &mut Svg, report: &FunnelReport, area: &Rect) {
    const SHOWN: [Stage; 4] = [Stage::Suspect, Stage::Prospect, Stage::Customer, Stage::Client];
    let style = report.style();
    let shape = Rect::new(area.min_x, area.min_y, area.min_x + area.width() * 0.68, area.max_y - 26.0);
    let beside = shape.max_x + 14.0;
    let bands = bands(&shape, 4, 12.0);
    for ((nth, band), stage) in (0..).zip(&bands).zip(SHOWN) {
        let Some(StageReport { snapshot, flow, time, .. }) = report.stage(stage) else { continue };
        let figures = format!("{} entered · {} standing", style.count(flow.entered), style.count(snapshot.standing));
        let colour = band_colour(LIGHT.accent, nth, 4);
        svg.shape(&band.corners, colour, &format!("{}: {figures}", stage.plural()));
        let (x, y) = band.middle;
        svg.text((x, y - 3.0), stage.plural(), &words(14.0, LIGHT.text, true, Anchor::Middle));
        svg.text((x, y + 15.0), &figures, &words(13.0, LIGHT.text, false, Anchor::Middle));
        let Some(next) = bands.get(usize::from(nth) + 1) else { continue };
        let y = f32::midpoint(band.middle.1, next.middle.1);
        let share = flow.progressed_of_present.map_or_else(|| "–".to_owned(), |share| style.share(share));
        let share_words = words(14.0, LIGHT.text, true, Anchor::Start);
        svg.text((beside, y), &share, &share_words);
        let days = time.median_days.map(|days| {
            let noun = if days == 1 { "day" } else { "days" };
            format!(" · median {} {noun}", style.count(usize::try_from(days).unwrap_or(usize::MAX)))
        });
        let rest = format!("of {} moved on{}", style.count(flow.present), days.unwrap_or_default());
        let at = beside + width_px(&share, 14.0) + 6.0;
        svg.text((at, y), &rest, &words(12.5, LIGHT.weak, false, Anchor::Start));
    }
    if let Some(lost) = report.stage(Stage::Lost) {
        let line = format!(
            "Lost: {} in the period (flow) · {} at its end (snapshot)",
            style.count(lost.flow.entered),
            style.count(lost.snapshot.standing)
        );
        svg.text((area.min_x, area.max_y - 4.0), &line, &words(12.5, LIGHT.weak, false, Anchor::Start));
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of accounts")]
fn draw_months(svg: &mut Svg, report: &FunnelReport, area: &Rect) {
    let style = report.style();
    let customers = |month: &super::MonthFigures| {
        let stage = month.created.iter().find(|one| one.stage == Stage::Customer);
        stage.map_or_else(Month::default, |stage| Month {
            value: stage.created.map(|count| count as f64),
            goal: stage.goal,
            before: Some(stage.year_before as f64),
        })
    };
    let months: Vec<Month> = report.months.iter().map(customers).collect();
    let plot = Rect::new(area.min_x + 34.0, area.min_y + 16.0, area.max_x - 56.0, area.max_y - 48.0);
    let drawn = bars(&plot, &months);
    let small = |anchor| words(11.0, LIGHT.faint, false, anchor);
    for (number, y) in &drawn.ticks {
        svg.stroke(&format!("M{:.1} {y:.1}H{:.1}", plot.min_x, plot.max_x), LIGHT.grid, 1.0);
        svg.text((plot.min_x - 8.0, y + 4.0), &style.number(*number), &small(Anchor::End));
    }
    let (here, there) = (LIGHT.accent, LIGHT.accent.with_alpha(0x8C));
    for ((bar, month), figures) in drawn.bars.iter().zip(&months).zip(&report.months) {
        let middle = f32::midpoint(bar.room.min_x, bar.room.max_x);
        if let (Some(rect), Some(value)) = (bar.bar, month.value) {
            let colour = if figures.in_period { here } else { there };
            if value > 0.0 {
                svg.rect(&rect, 2.0, colour, None);
            }
            let halo = words(12.0, LIGHT.text, true, Anchor::Middle);
            svg.text((middle, rect.min_y - 5.0), &style.number(value), &halo);
        }
        if let Some(y) = bar.before_y {
            let half = bar.room.width() * 0.36;
            svg.stroke(&format!("M{:.1} {y:.1}H{:.1}", middle - half, middle + half), LIGHT.weak, 1.5);
        }
        let short: String = figures.label.chars().take(3).collect();
        svg.text((middle, plot.max_y + 17.0), &short, &small(Anchor::Middle));
    }
    svg.stroke(&format!("M{:.1} {:.1}H{:.1}", plot.min_x, plot.max_y, plot.max_x), LIGHT.line, 1.0);
    for line in &drawn.goal {
        svg.dashes(&format!("M{:.1} {:.1}H{:.1}", line.from_x, line.y, line.to_x), LIGHT.warn, 1.5);
    }
    if let Some(last) = drawn.goal.last() {
        let goal = format!("goal {}", style.number(last.goal));
        svg.text((last.to_x + 6.0, last.y + 4.0), &goal, &words(11.5, LIGHT.warn, false, Anchor::Start));
    }
    let y = area.max_y - 8.0;
    let mut x = plot.min_x;
    let mut key = |svg: &mut Svg, mark: &dyn Fn(&mut Svg, f32), label: &str| {
        mark(svg, x);
        svg.text((x + 20.0, y), label, &words(11.5, LIGHT.weak, false, Anchor::Start));
        x += 20.0 + width_px(label, 11.5) + 22.0;
    };
    let square = |colour: Rgba| {
        move |svg: &mut Svg, x: f32| svg.rect(&Rect::new(x, y - 10.0, x + 14.0, y + 1.0), 2.0, colour, None)
    };
    key(svg, &square(here), &format!("in {}", report.period.label));
    if report.months.iter().any(|month| !month.in_period) {
        key(svg, &square(there), "other months");
    }
    let line = |svg: &mut Svg, x: f32| svg.stroke(&format!("M{x:.1} {:.1}h14", y - 4.0), LIGHT.weak, 1.5);
    key(svg, &line, "the same month a year before");
    if !drawn.goal.is_empty() {
        let dashes = |svg: &mut Svg, x: f32| svg.dashes(&format!("M{x:.1} {:.1}h14", y - 4.0), LIGHT.warn, 1.5);
        key(svg, &dashes, "goal");
    }
}

const fn words(size_px: f32, colour: Rgba, bold: bool, anchor: Anchor) -> Type {
    Type { size_px, colour, bold, anchor }
}

/// As many letters as there is room for.
fn fitting(text: &str, size_px: f32, room: f32) -> String {
    if width_px(text, size_px) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut width = width_px("…", size_px);
    for letter in text.chars() {
        width += width_px(letter.encode_utf8(&mut [0; 4]), size_px);
        if width > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

fn pixels(side: u32) -> f32 {
    f32::from(u16::try_from(side).unwrap_or(u16::MAX))
}
