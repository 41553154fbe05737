use std::ffi::OsStr;

use anyhow::bail;
use serde_json::json;

use crate::chart::radius::DotSize;
use crate::model::{Clock, Portfolio};
use crate::report::board::{BoardPicture, board_svg};
use crate::report::pixels::board_png;

use super::arguments::{Board, Size, is_stream};
use super::exchange::write_whole;
use super::{Reply, close, open};

pub(super) fn board(wanted: &Board, clock: Clock) -> anyhow::Result<Reply> {
    let Board { workspace, out, size: Size(width, height), as_of } = wanted;
    let extension = out.extension().map(OsStr::to_ascii_lowercase);
    let as_png = match extension.as_deref().and_then(OsStr::to_str) {
        Some("png") => true,
        Some("svg") => false,
        // What is piped on is most often read as text.
        _ if is_stream(out) => false,
        _ => bail!("A picture of the board is an SVG or a PNG; call the file something.svg or .png: {}", out.display()),
    };
    let store = open(workspace, clock)?;
    let past: Option<Portfolio> = as_of.map(|day| store.as_of(day)).transpose()?;
    let portfolio = past.as_ref().unwrap_or(store.portfolio());
    let picture = BoardPicture {
        size_px: (*width, *height),
        day: as_of.unwrap_or_else(|| clock.today()),
        replayed: as_of.is_some(),
        dots: DotSize::Revenue,
        colours: None,
        seen: None,
    };
    let svg = board_svg(portfolio, &picture);
    let (all, placed) =
        (portfolio.active().count(), portfolio.active().filter_map(|account| portfolio.position(account)).count());
    close(store)?;
    // Here, unlike from the window, the size is that of the file: a script knows how many pixels it wants.
    let bytes = if as_png { board_png(&svg, 1.0)? } else { svg.into_bytes() };
    let output_taken = write_whole(out, &bytes)?;
    let json = json!({ "path": out, "width": width, "height": height, "placed": placed, "accounts": all });
    let text = format!("Drew {placed} of {all} accounts ({} unplaced) to {}", all - placed, out.display());
    Ok(Reply { output_taken, ..Reply::new(json, text) })
}
