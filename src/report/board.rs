use std::cmp::Reverse;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::chart::palette::{LIGHT, Palette};
use crate::chart::radius::{DotSize, LARGEST_PX, SMALLEST_PX, amount};
use crate::chart::{Rect, Rgba};
use crate::model::{Account, Money, Portfolio, Position};
use crate::rules::class::Class;
use crate::rules::filter::Filtered;
use crate::rules::quadrants::{Quadrant, quadrants_among};

use super::legend::{DotColours, draw_legend};
use super::svg::{Anchor, Svg, Type, width_px};

/// What a picture of the board shows besides the board.
#[derive(Clone, Debug)]
pub struct BoardPicture {
    /// In pixels; from 320 by 240 to 8,000 by 8,000, others are brought into that range.
    pub size_px: (u32, u32),
    /// The day that the picture is of.
    pub day: NaiveDate,
    /// Whether that day is in the past of the workspace: the caption then says "as of".
    pub replayed: bool,
    pub dots: DotSize,
    /// `None`: coloured by class, which the quadrants name already.
    pub colours: Option<DotColours>,
    /// `None`: all accounts.
    pub seen: Option<Seen>,
}

/// What a filter left when the picture was asked for.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What its conditions hide is left out, what its words miss is dimmed.
    pub filtered: Arc<Filtered>,
    /// The filter, for who was not there when it was set.
    pub words: String,
}

/// The sheet is drawn as if it were so large, then scaled to the size asked for: so a larger picture is a sharper
/// one with the same words, not one with smaller words.
const DRAWN_FOR: (f32, f32) = (1280.0, 800.0);
/// Of the line that tells of the filter, where there is one.
const FILTER_LINE: f32 = 19.0;

/// The board as a standalone SVG document, in the light theme. Archived and unplaced accounts are not drawn; the
/// caption counts the unplaced.
#[must_use]
pub fn board_svg(portfolio: &Portfolio, picture: &BoardPicture) -> String {
    let size_px = (picture.size_px.0.clamp(320, 8_000), picture.size_px.1.clamp(240, 8_000));
    let (width, height) = (f32_of(size_px.0), f32_of(size_px.1));
    let scale = (width / DRAWN_FOR.0).min(height / DRAWN_FOR.1).max(0.5);
    let space = (width / scale, height / scale);
    let seen = picture.seen.as_ref();
    let top = if seen.is_some() { FILTER_LINE } else { 0.0 };
    let accounts = shown(portfolio, seen);
    let sheet = Sheet {
        palette: &LIGHT,
        space,
        plot: Rect::new(72.0, 86.0 + top, space.0 - 34.0, space.1 - 88.0),
        portfolio,
        placed: placed(portfolio, &accounts),
        accounts,
        picture,
    };
    let name = &portfolio.settings().name;
    let title = if name.is_empty() { "Accounts by engagement and potential" } else { name };
    let mut svg = Svg::new(size_px, space, title);
    sheet.surface(&mut svg);
    sheet.caption(&mut svg, title);
    sheet.axes(&mut svg);
    let headings = sheet.headings();
    sheet.dots(&mut svg, headings.iter().map(|heading| heading.taken).collect());
    for Heading { at, pieces, taken: _ } in &headings {
        svg.words(*at, pieces, LIGHT.raised);
    }
    sheet.foot(&mut svg);
    svg.finish()
}

/// The accounts that the picture is about.
fn shown<'a>(portfolio: &'a Portfolio, seen: Option<&Seen>) -> Vec<&'a Arc<Account>> {
    match seen {
        None => portfolio.active().collect(),
        Some(Seen { filtered, .. }) => portfolio.accounts().filter(|account| filtered.passes(account.id)).collect(),
    }
}

/// The accounts on the board, the most important (the largest) first.
fn placed<'a>(portfolio: &Portfolio, accounts: &[&'a Arc<Account>]) -> Vec<(&'a Arc<Account>, Position)> {
    let mut placed: Vec<_> =
        accounts.iter().filter_map(|account| Some((*account, portfolio.position(account)?))).collect();
    let capacity = |account: &Account| account.qpc.map(|qpc| qpc.amount);
    let bought = |account: &Account| portfolio.revenue_12m(account).max(Some(Money::ZERO));
    placed.sort_by_cached_key(|(account, _)| Reverse((bought(account), capacity(account))));
    placed
}

/// The words in the corner of a quadrant.
struct Heading {
    at: (f32, f32),
    pieces: Vec<(String, Type, f32)>,
    /// What they take up, for labels to keep clear of.
    taken: Rect,
}

/// What is drawn, and where on the sheet.
pub(super) struct Sheet<'a> {
    pub(super) palette: &'a Palette,
    /// Width and height of the sheet in points.
    space: (f32, f32),
    pub(super) plot: Rect,
    pub(super) portfolio: &'a Portfolio,
    pub(super) accounts: Vec<&'a Arc<Account>>,
    pub(super) placed: Vec<(&'a Arc<Account>, Position)>,
    pub(super) picture: &'a BoardPicture,
}

impl Sheet<'_> {
    fn surface(&self, svg: &mut Svg) {
        let Self { palette, space, plot, .. } = self;
        svg.rect(&Rect::new(0.0, 0.0, space.0, space.1), 0.0, palette.bg, None);
        svg.rect(
            &Rect::new(16.5, plot.min_y - 21.5, space.0 - 16.5, space.1 - 48.5),
            8.0,
            palette.raised,
            Some(palette.line),
        );
        for class in Class::ALL {
            svg.rect(&self.quadrant(class), 0.0, palette.class(class).fill, None);
        }
        for quarter in [0.0, 25.0, 50.0, 75.0, 100.0] {
            let (x, y) = (self.x(quarter), self.y(quarter));
            svg.stroke(&format!("M{x:.1} {:.1}V{:.1}", plot.max_y, plot.min_y), palette.grid, 1.0);
            svg.stroke(&format!("M{:.1} {y:.1}H{:.1}", plot.min_x, plot.max_x), palette.grid, 1.0);
        }
    }

    fn caption(&self, svg: &mut Svg, title: &str) {
        let Self { palette, space, accounts, placed, picture, .. } = self;
        let more = &self.portfolio.settings().more;
        svg.text((18.0, 33.0), &shortened(title, 64), &words(19.0, palette.text, true, Anchor::Start));
        let when = if picture.replayed { "as of " } else { "" };
        let line = format!("Accounts by engagement and potential · {when}{}", more.dates.day(picture.day));
        svg.text((18.0, 53.0), &line, &words(12.5, palette.weak, false, Anchor::Start));
        if let Some(Seen { words: filter, .. }) = &picture.seen {
            let letters = (2..=filter.chars().count().max(2)).rev();
            let room = space.0 - 36.0;
            let fitting = letters.map(|letters| shortened(filter, letters)).find(|text| width_px(text, 12.5) <= room);
            let style = words(12.5, palette.text, false, Anchor::Start);
            svg.text((18.0, 53.0 + FILTER_LINE), &fitting.unwrap_or_default(), &style);
        }
        let (all, placed) = (accounts.len(), placed.len());
        let figure = format!("{} of {}", more.numbers.count(placed), more.numbers.count(all));
        svg.text((space.0 - 18.0, 33.0), &figure, &words(15.0, palette.text, true, Anchor::End));
        let unplaced = match all - placed {
            0 => "accounts placed".to_owned(),
            rest => format!("accounts placed · {} unplaced", more.numbers.count(rest)),
        };
        svg.text((space.0 - 18.0, 53.0), &unplaced, &words(12.5, palette.weak, false, Anchor::End));
    }

    fn axes(&self, svg: &mut Svg) {
        let Self { palette, plot, .. } = self;
        let lines = self.portfolio.settings().lines;
        for quarter in [0_u8, 25, 50, 75, 100] {
            let at = f64::from(quarter);
            let number = quarter.to_string();
            let below = words(11.0, palette.faint, false, Anchor::Middle);
            svg.text((self.x(at), plot.max_y + 17.0), &number, &below);
            let beside = words(11.0, palette.faint, false, Anchor::End);
            svg.text((plot.min_x - 9.0, self.y(at) + 4.0), &number, &beside);
        }
        let axis = |anchor| words(11.5, palette.weak, false, anchor);
        svg.text((plot.max_x, plot.max_y + 32.0), "Potential →", &axis(Anchor::End));
        svg.upward((34.0, f32::midpoint(plot.min_y, plot.max_y)), "Engagement →", &axis(Anchor::Middle));
        let divider = palette.weak.with_alpha(0x8C);
        let (x, y) = (self.x(lines.potential.points()), self.y(lines.engagement.points()));
        svg.stroke(&format!("M{x:.1} {:.1}V{:.1}", plot.max_y, plot.min_y), divider, 1.2);
        svg.stroke(&format!("M{:.1} {y:.1}H{:.1}", plot.min_x, plot.max_x), divider, 1.2);
        svg.rect(&Rect::new(x - 3.0, y - 3.0, x + 3.0, y + 3.0), 1.5, palette.weak, None);
    }

    /// Name, count and share of each quadrant in its outer corner.
    fn headings(&self) -> Vec<Heading> {
        let Self { palette, .. } = self;
        let mut headings = Vec::new();
        let quadrants = quadrants_among(self.portfolio, self.accounts.iter().copied());
        for (class, quadrant) in Class::ALL.map(|class| (class, quadrants.of(class))) {
            let area = self.quadrant(class);
            let name = class.name().to_uppercase();
            let count = self.count(quadrant.accounts);
            let share = share_of_revenue(&quadrant);
            let heading = words(11.5, palette.class(class).word, true, Anchor::Start);
            let mut pieces = vec![
                (name, heading, 0.0),
                (count, words(11.5, palette.text, true, Anchor::Start), 8.0),
                (share, words(11.5, palette.weak, false, Anchor::Start), 6.0),
            ];
            // Where a quadrant is narrow, the share goes first, then the count; a name without room is left out.
            let width = |pieces: &[(String, Type, f32)]| {
                let letters = pieces.first().map_or(0.0, |(name, ..)| f32_of(name.chars().count()) * 0.7);
                letters + pieces.iter().map(|(text, style, gap)| width_px(text, style.size_px) + gap).sum::<f32>()
            };
            while width(&pieces) + 20.0 > area.width() && !pieces.is_empty() {
                pieces.pop();
            }
            if pieces.is_empty() || area.height() < 30.0 {
                continue;
            }
            let (up, _) = class.halves();
            let y = if up { area.min_y + 22.0 } else { area.max_y - 12.0 };
            let x = area.min_x + 12.0;
            let taken = Rect::new(x - 4.0, y - 14.0, x + width(&pieces) + 6.0, y + 6.0);
            headings.push(Heading { at: (x, y), pieces, taken });
        }
        headings
    }

    /// What size and colour of a dot mean, and where the picture comes from.
    fn foot(&self, svg: &mut Svg) {
        let Self { palette, space, portfolio, picture, .. } = self;
        let settings = portfolio.settings();
        let y = space.1 - 24.0;
        let small = words(11.0, palette.weak, false, Anchor::Start);
        let largest =
            portfolio.active().filter_map(|account| amount(portfolio, account, picture.dots)).max().unwrap_or_default();
        let mut end = 18.0;
        if largest > Money::ZERO {
            let (small_x, large_x) = (18.0 + SMALLEST_PX, 18.0 + SMALLEST_PX * 2.0 + 6.0 + LARGEST_PX);
            svg.ring((small_x, y), SMALLEST_PX, palette.weak);
            svg.ring((large_x, y), LARGEST_PX, palette.weak);
            let whole = Money::from_minor_units(largest.minor_units() / 100 * 100);
            let what = match picture.dots {
                DotSize::Revenue => "revenue of the last 12 months",
                DotSize::Qpc => "what the account could buy in 12 months (QPC)",
                DotSize::Equal => "",
            };
            let text = format!("Area: {what}, up to {} {}", settings.more.numbers.money(whole), settings.currency);
            let x = large_x + LARGEST_PX + 8.0;
            svg.text((x, y + 4.0), &text, &small);
            end = x + width_px(&text, 11.0) + 24.0;
        }
        let right = words(11.0, palette.faint, false, Anchor::End);
        svg.text((space.0 - 18.0, y + 4.0), "Fourfold", &right);
        if let Some(DotColours { legend, .. }) = &picture.colours {
            draw_legend(svg, legend, (end, space.0 - 90.0), y, palette, settings.more.numbers);
        }
    }

    pub(super) fn count(&self, count: usize) -> String {
        self.portfolio.settings().more.numbers.count(count)
    }

    fn quadrant(&self, class: Class) -> Rect {
        let plot = self.plot;
        let lines = self.portfolio.settings().lines;
        let (x, y) = (self.x(lines.potential.points()), self.y(lines.engagement.points()));
        let (up, right) = class.halves();
        let (min_x, max_x) = if right { (x, plot.max_x) } else { (plot.min_x, x) };
        let (min_y, max_y) = if up { (plot.min_y, y) } else { (y, plot.max_y) };
        Rect::new(min_x, min_y, max_x, max_y)
    }

    pub(super) fn at(&self, position: Position) -> (f32, f32) {
        (self.x(position.potential.points()), self.y(position.engagement.points()))
    }

    /// Across, of a potential in points.
    #[expect(clippy::cast_possible_truncation, reason = "0..=100")]
    fn x(&self, potential: f64) -> f32 {
        self.plot.min_x + self.plot.width() * potential as f32 / 100.0
    }

    /// Down, of an engagement in points.
    #[expect(clippy::cast_possible_truncation, reason = "0..=100")]
    fn y(&self, engagement: f64) -> f32 {
        self.plot.max_y - self.plot.height() * engagement as f32 / 100.0
    }
}

pub(super) const fn words(size_px: f32, colour: Rgba, bold: bool, anchor: Anchor) -> Type {
    Type { size_px, colour, bold, anchor }
}

/// "63 % of revenue"; nothing where no account has revenue.
fn share_of_revenue(quadrant: &Quadrant) -> String {
    match quadrant.revenue_share {
        None => String::new(),
        Some(share) if share > 0.0 && share < 0.005 => "under 1\u{a0}% of revenue".to_owned(),
        Some(share) => format!("{:.0}\u{a0}% of revenue", share * 100.0),
    }
}

pub(super) fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let start: String = text.chars().take(letters - 1).collect();
    format!("{}…", start.trim_end_matches([' ', ',', '&', '-']))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an opacity of 0..=1")]
pub(super) fn alpha(opacity: f32) -> u8 {
    (opacity.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// Exact below 2^24, far more than any picture has pixels or any name letters.
fn f32_of(number: impl TryInto<u16>) -> f32 {
    f32::from(number.try_into().unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, Column, Condition, Filter, Journal, Judgement, Score, Settings, Test};
    use crate::report::legend::Legend;
    use crate::rules::filter_words;

    /// A name, whole points of engagement and potential, and revenue in major units.
    type Sketch = (&'static str, Option<(u8, u8)>, i64);

    fn portfolio(accounts: &[Sketch]) -> Portfolio {
        let at = chrono::DateTime::UNIX_EPOCH;
        let accounts = accounts.iter().enumerate().map(|(index, (name, position, revenue))| {
            let mut account = Account::new(AccountId(uuid::Uuid::from_u128(index as u128 + 1)), *name);
            account.revenue_12m = (*revenue > 0).then(|| Money::from_minor_units(revenue * 100));
            account.judgement = position.map(|(engagement, potential)| Judgement {
                position: Position::new(Score::whole(engagement), Score::whole(potential)),
                at,
                by: "Anna".to_owned(),
                evidence: None,
            });
            account
        });
        Portfolio::from_rows(Settings { name: "North & South".to_owned(), ..Settings::default() }, accounts)
    }

    fn picture() -> BoardPicture {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        BoardPicture { size_px: (1280, 800), day, replayed: false, dots: DotSize::Revenue, colours: None, seen: None }
    }

    #[test]
    fn a_small_board() {
        let portfolio = portfolio(&[
            ("Ernst Handel", Some((66, 78)), 113_240),
            ("Bon app' <b>", Some((20, 30)), 9_000),
            ("東京フーズ株式会社", Some((20, 30)), 0),
            ("QUICK-Stop", Some((84, 20)), 40_000),
            ("Laughing Bacchus", None, 500),
        ]);
        insta::assert_snapshot!(board_svg(&portfolio, &picture()));
    }

    #[test]
    fn a_filter_leaves_out_dims_and_is_told() {
        let portfolio = portfolio(&[
            ("Ernst Handel", Some((66, 78)), 300),
            ("Ernst Winkler", Some((20, 30)), 100),
            ("QUICK-Stop", Some((84, 20)), 600),
        ]);
        let at_least = Condition { column: Column::Revenue, test: Test::AtMost(50_000) };
        let filter = Filter { text: "handel".to_owned(), conditions: vec![at_least], ..Filter::default() };
        let mut filtered = Filtered::default();
        filtered.refresh(&portfolio, &Journal::default(), 1, &filter, picture().day);
        let words = filter_words::words(&filter, &filtered, portfolio.settings()).unwrap();
        let seen = Some(Seen { filtered: Arc::new(filtered), words });
        let svg = board_svg(&portfolio, &BoardPicture { seen, ..picture() });
        assert!(svg.contains("Revenue, 12 months ≤ 500 EUR · “handel” · 1 of 3 accounts"), "{svg}");
        assert!(!svg.contains("QUICK-Stop"), "hidden");
        assert!(svg.contains("Ernst Winkler: ") && !svg.contains(">Ernst Winkler<"), "dimmed, without a name");
        assert!(svg.contains("fill-opacity=\"0.13\"") && svg.contains(">Ernst Handel<"));
        assert!(svg.contains("75\u{a0}% of revenue"), "of what is seen");
    }

    #[test]
    fn other_colours_come_with_a_legend() {
        let portfolio = portfolio(&[("Ernst Handel", Some((66, 78)), 300), ("QUICK-Stop", Some((84, 20)), 600)]);
        let solid = |r, g, b| Rgba { r, g, b, a: 255 };
        let (blue, red) = (solid(0, 0x11, 0xAA), solid(0xAA, 0, 0x11));
        let entries = vec![("Anna".to_owned(), blue, 1), ("Nobody".to_owned(), red, 1)];
        let legend = Legend { title: "Owner".to_owned(), entries };
        let of = Arc::new(move |account: &Account| if account.name.starts_with('E') { blue } else { red });
        let svg = board_svg(&portfolio, &BoardPicture { colours: Some(DotColours { legend, of }), ..picture() });
        assert_eq!((svg.matches("#0011AA").count(), svg.matches("#AA0011").count()), (2, 2), "a dot and an entry each");
        for words in [">Owner<", ">Anna<", ">Nobody<"] {
            assert!(svg.contains(words), "{words}");
        }
    }

    #[test]
    fn an_empty_board_says_so() {
        let svg = board_svg(&portfolio(&[]), &picture());
        assert!(svg.contains("No account is placed yet"));
        assert!(svg.contains("0 of 0"));
        assert!(!svg.contains("of revenue"));
    }

    #[test]
    fn the_picture_has_the_size_asked_for_within_reason() {
        let head = |size_px| board_svg(&portfolio(&[]), &BoardPicture { size_px, ..picture() });
        assert!(head((1600, 1000)).contains("width=\"1600\" height=\"1000\" viewBox=\"0 0 1280 800\""));
        assert!(head((0, 90_000)).contains("width=\"320\" height=\"8000\""));
    }

    #[test]
    fn lines_at_the_rim_leave_out_headings_without_room() {
        let base = portfolio(&[("A", Some((99, 99)), 5)]);
        let mut settings = (**base.settings()).clone();
        settings.lines.engagement = Score::whole(97);
        settings.lines.potential = Score::whole(99);
        let accounts = base.accounts().map(|account| (**account).clone());
        let svg = board_svg(&Portfolio::from_rows(settings, accounts), &picture());
        assert!(svg.contains("SERVICE") && !svg.contains(">KEY<") && !svg.contains("GROWTH"));
    }
}
