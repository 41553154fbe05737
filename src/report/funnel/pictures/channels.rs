use crate::chart::Rect;
use crate::chart::palette::LIGHT;
use crate::chart::scatter::{Thing, scatter};
use crate::model::Money;
use crate::report::svg::{Anchor, Svg, width_px};

use super::super::{ChannelRow, FunnelReport};
use super::words;

const NAME_PX: f32 = 12.0;

/// Those of which both numbers are known.
pub(super) fn compared(report: &FunnelReport) -> Vec<(&ChannelRow, Money, Money)> {
    let rows = report.channels_12_months.rows.iter();
    rows.filter_map(|row| Some((row, row.cost_to_win_one?, row.lifetime_value?))).collect()
}

/// Above the dashed line a customer is worth so much more than it cost as the rules of the workspace want.
pub(super) fn draw_channels(svg: &mut Svg, report: &FunnelReport, area: &Rect) {
    let style = report.style();
    let compared = compared(report);
    if compared.is_empty() {
        let words = words(13.0, LIGHT.weak, false, Anchor::Middle);
        let middle = (f32::midpoint(area.min_x, area.max_x), f32::midpoint(area.min_y, area.max_y));
        svg.text(middle, "No channel has spending, customers and purchases yet", &words);
        return;
    }
    let name = |row: &ChannelRow| {
        let letters = row.name.chars().count();
        let short: String = row.name.chars().take(28).collect();
        match letters {
            0 => "No channel".to_owned(),
            1..=28 => short,
            _ => format!("{}…", short.trim_end()),
        }
    };
    let thing = |(row, cost, worth): &(&ChannelRow, Money, Money)| Thing {
        across: cost.approximate(),
        up: worth.approximate(),
        name_width: width_px(&name(row), NAME_PX),
    };
    let things: Vec<Thing> = compared.iter().map(thing).collect();
    let plot = Rect::new(area.min_x + 80.0, area.min_y + 8.0, area.max_x - 24.0, area.max_y - 48.0);
    let drawn = scatter(&plot, &things, report.worth_over_cost);
    let small = |anchor| words(11.0, LIGHT.faint, false, anchor);
    for (number, y) in &drawn.up {
        svg.stroke(&format!("M{:.1} {y:.1}H{:.1}", plot.min_x, plot.max_x), LIGHT.grid, 1.0);
        svg.text((plot.min_x - 8.0, y + 4.0), &style.number(*number), &small(Anchor::End));
    }
    for (number, x) in &drawn.across {
        svg.stroke(&format!("M{x:.1} {:.1}V{:.1}", plot.max_y, plot.min_y), LIGHT.grid, 1.0);
        svg.text((*x, plot.max_y + 16.0), &style.number(*number), &small(Anchor::Middle));
    }
    let (x, y) = drawn.slope_ends;
    svg.dashes(&format!("M{:.1} {:.1}L{x:.1} {y:.1}", plot.min_x, plot.max_y), LIGHT.good, 1.5);
    let axis = |anchor| words(11.5, LIGHT.weak, false, anchor);
    let across = format!("Cost to win one ({}) →", report.currency);
    svg.text((plot.max_x, plot.max_y + 36.0), &across, &axis(Anchor::End));
    let line =
        format!("above the dashed line a customer is worth {} times its cost", style.number(report.worth_over_cost));
    svg.text((plot.min_x, plot.max_y + 36.0), &line, &words(11.5, LIGHT.good, false, Anchor::Start));
    let up = format!("Lifetime value ({}) →", report.currency);
    svg.upward((area.min_x + 12.0, f32::midpoint(plot.min_y, plot.max_y)), &up, &axis(Anchor::Middle));
    for ((row, cost, worth), point) in compared.iter().zip(&drawn.points) {
        let tip = format!("{}: costs {}, worth {}", name(row), style.money(*cost), style.money(*worth));
        svg.dot(point.at, 6.0, LIGHT.accent.with_alpha(0xC7), LIGHT.raised, &tip);
        svg.haloed(point.name_at, &name(row), &words(NAME_PX, LIGHT.text, false, Anchor::Start), LIGHT.raised);
    }
}
