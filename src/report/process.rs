//! The cards of the process as a page that can be printed: one card a sheet, with room to write by hand.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::model::{DateStyle, Journal, Period, Portfolio, ProcessCard, ProcessStep, text::capitalised};
use crate::rules::funnel::History;
use crate::rules::process::{metric_of, overdue_days, progress_of_steps, prompt};

use super::svg::escaped;

/// Black on white, for paper: nothing is told by a colour, and nothing is fetched from anywhere.
const STYLE: &str = "\
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.45 'Inter', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; max-width: 178mm; margin: 0 auto; }
header { border-bottom: 1pt solid; padding-bottom: 3mm; margin-bottom: 6mm; }
h1 { font-size: 18pt; margin: 0; }
header p { margin: 1mm 0 0; }
section { break-after: page; page-break-after: always; padding-top: 2mm; }
section:last-of-type { break-after: auto; page-break-after: auto; }
h2 { font-size: 15pt; margin: 0 0 4mm; }
h3 { font-size: 11pt; margin: 6mm 0 2mm; }
dl { display: grid; grid-template-columns: 38mm 1fr; gap: 2mm 4mm; margin: 0; }
dt { font-weight: 600; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 0.5pt solid; padding: 1.5mm 2mm 1.5mm 0; text-align: start; vertical-align: top; }
td { overflow-wrap: anywhere; white-space: pre-wrap; }
tr { break-inside: avoid; page-break-inside: avoid; }
th:nth-child(2), td:nth-child(2), th:nth-child(4), td:nth-child(4) { white-space: nowrap; }
.room { border: 0.5pt solid; height: 42mm; }
@media screen { body { padding: 8mm; } section { border-bottom: 1pt solid; padding-bottom: 8mm; margin-bottom: 8mm; } }
";

/// The page. Texts stand in it as they were written, whatever they hold, each in the direction of its own letters.
#[must_use]
pub fn process_html(portfolio: &Portfolio, journal: &Journal, period: Period, today: NaiveDate) -> String {
    let settings = portfolio.settings();
    let more = &settings.more;
    let name = if settings.name.is_empty() { "Our accounts" } else { &settings.name };
    let name = escaped(name);
    let (label, day) = (period.label(more.fiscal_year_start), more.dates.day(today));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{name}: process cards, {label}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1 dir=\"auto\">{name}</h1>\n<p>Process cards, {label}. Printed {day}</p>\n</header>\n"
    );
    let progress = progress_of_steps(portfolio, &History::of(portfolio), journal, period, today);
    let nobody = ProcessCard::default();
    for (number, step) in (1_u32..).zip(ProcessStep::ALL.iter().copied()) {
        let card = more.process.get(&step).unwrap_or(&nobody);
        let metric = metric_of(step, card);
        let progress = progress.get(&step).map(|progress| progress.words.clone());
        let rows = [
            ("What it looks like", or(&card.looks_like, &format!("Not written yet ({})", prompt(step)))),
            ("Who is responsible", or(&card.responsible.join(", "), "Nobody yet")),
            ("Measured by", metric.label().to_owned()),
            ("Goal and progress", progress.unwrap_or_else(|| "Nothing is known of it yet".to_owned())),
            ("Reviewed", reviewed_words(card, more.dates, today)),
        ];
        push(&mut page, format_args!("<section>\n<h2>{number}. {}</h2>\n<dl>\n", step.label()));
        for (what, text) in rows {
            push(&mut page, format_args!("<dt>{what}</dt><dd dir=\"auto\">{}</dd>\n", lines(&text)));
        }
        page.push_str("</dl>\n<h3>Ways tried, and what came of them</h3>\n");
        ways(&mut page, card, more.dates);
        page.push_str("<h3>Notes of the review</h3>\n<div class=\"room\"></div>\n</section>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn ways(page: &mut String, card: &ProcessCard, dates: DateStyle) {
    if card.ways.is_empty() {
        page.push_str("<p>None is written down yet</p>\n");
        return;
    }
    page.push_str("<table>\n<tr><th>Way</th><th>Since</th><th>Result</th><th>Verdict</th></tr>\n");
    for way in &card.ways {
        let since = way.since.map_or_else(|| "–".to_owned(), |day| dates.day(day));
        let result = or(&way.result, "Nobody knows yet");
        push(
            page,
            format_args!(
                "<tr><td dir=\"auto\">{}</td><td>{since}</td><td dir=\"auto\">{}</td><td>{}</td></tr>\n",
                lines(&way.name),
                lines(&result),
                capitalised(way.verdict.name()),
            ),
        );
    }
    page.push_str("</table>\n");
}

fn reviewed_words(card: &ProcessCard, dates: DateStyle, today: NaiveDate) -> String {
    match (card.reviewed, overdue_days(card, today)) {
        (None, _) => "Never".to_owned(),
        (Some(day), None) => dates.day(day),
        (Some(day), Some(days)) => format!("{}, {days} days ago", dates.day(day)),
    }
}

fn or(text: &str, otherwise: &str) -> String {
    let text = text.trim();
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// Safe inside the page, with its line breaks.
fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

/// Writing to a string cannot fail.
fn push(page: &mut String, what: std::fmt::Arguments<'_>) {
    page.write_fmt(what).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PeriodKind, Settings, Verdict, Way};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn page_of(name: &str, cards: impl IntoIterator<Item = (ProcessStep, ProcessCard)>) -> String {
        let mut settings = Settings { name: name.to_owned(), ..Settings::default() };
        settings.more.process.extend(cards);
        let today = day("2026-11-22");
        let period = Period::holding(PeriodKind::Quarter, today, 1);
        process_html(&Portfolio::from_rows(settings, []), &Journal::default(), period, today)
    }

    #[test]
    fn a_card_of_each_step_on_a_page() {
        let card = ProcessCard {
            looks_like: "Named in the trade register\nand reachable by telephone".to_owned(),
            responsible: vec!["Anna Berger".to_owned(), "Boris".to_owned()],
            metric: None,
            ways: vec![
                Way {
                    name: "Trade fair".to_owned(),
                    since: Some(day("2026-03-02")),
                    result: "12 suspects, 2 customers".to_owned(),
                    verdict: Verdict::Keep,
                },
                Way { name: "Cold calls".to_owned(), ..Way::default() },
            ],
            reviewed: Some(day("2026-07-25")),
        };
        insta::assert_snapshot!(page_of("Northwind", [(ProcessStep::FindSuspects, card)]));
    }

    #[test]
    fn whatever_is_written_stays_text() {
        let hostile = [
            "'); DROP TABLE accounts; --",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "</style></dd></section>",
            "R&D &amp; more",
            "شركة النور للتجارة",
            "עברית",
            "a\u{0}b\u{202e}c",
        ];
        for text in hostile {
            let way = Way { name: text.to_owned(), result: text.to_owned(), ..Way::default() };
            let card = ProcessCard {
                looks_like: text.to_owned(),
                responsible: vec![text.to_owned()],
                ways: vec![way],
                ..ProcessCard::default()
            };
            let page = page_of(text, [(ProcessStep::WinBack, card)]);
            for bad in ["<script", "<img", "\u{0}"] {
                assert!(!page.contains(bad), "{text}: {bad}");
            }
            assert_eq!(page.matches("</style>").count(), 1, "{text}");
            assert_eq!(page.matches("<section>").count(), 6, "{text}");
            assert_eq!(page.matches("</section>").count(), 6, "{text}");
            // Title, heading, looks, who, name and result: each as it was written, once escapes are read back.
            let read = page
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
            if !text.contains('\u{0}') {
                assert_eq!(read.matches(text).count(), 6, "{text}: {page}");
            }
        }
        let arabic = page_of("شركة", []);
        assert!(arabic.contains("<h1 dir=\"auto\">شركة</h1>"));
    }

    #[test]
    fn nothing_is_fetched_from_anywhere() {
        let page = page_of("Northwind", []);
        for outside in ["http", "url(", "src=", "href=", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
