use anyhow::bail;
use serde_json::json;

use crate::chart::radius::DotSize;
use crate::model::{Clock, Portfolio};
use crate::report::board::{BoardPicture, board_svg};
use crate::store::Store;

use super::arguments::{Board, Size};
use super::exchange::write_whole;
use super::{Reply, close};

pub(super) fn board(wanted: &Board, clock: Clock) -> anyhow::Result<Reply> {
    let Board { workspace, out, size: Size(width, height), as_of } = wanted;
    let extension = out.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        None if super::arguments::is_stream(out) => {}
        Some("svg") => {}
        Some("png") => bail!(
            "This release draws the board as SVG only; write to a .svg, which browsers and office programs open: {}",
            out.display()
        ),
        Some(_) | None => bail!("A picture of the board is an SVG; call the file something.svg: {}", out.display()),
    }
    let store = Store::open(workspace)?;
    let past: Option<Portfolio> = as_of.map(|day| store.as_of(day)).transpose()?;
    let portfolio = past.as_ref().unwrap_or(store.portfolio());
    let picture = BoardPicture {
        size_px: (*width, *height),
        day: as_of.unwrap_or_else(|| clock.today()),
        replayed: as_of.is_some(),
        dots: DotSize::Revenue,
    };
    let svg = board_svg(portfolio, &picture);
    let (all, placed) = (portfolio.active().count(), portfolio.active().filter_map(|a| a.position()).count());
    close(store)?;
    let output_taken = write_whole(out, svg.as_bytes())?;
    let json = json!({ "path": out, "width": width, "height": height, "placed": placed, "accounts": all });
    let text = format!("Drew {placed} of {all} accounts ({} unplaced) to {}", all - placed, out.display());
    Ok(Reply { output_taken, ..Reply::new(json, text) })
}
