//! A report of the funnel as one HTML file that needs nothing else: its charts are in it, it prints, and no text of
//! anybody is ever markup.

use crate::chart::palette::LIGHT;
use crate::report::svg::escaped;

use super::FunnelReport;
use super::pictures::{FunnelChart, chart_in_document};
use super::sections::{Cell, Section};
use super::words::Style;

/// The whole document.
#[must_use]
pub fn html(report: &FunnelReport) -> String {
    let (caption, style) = (report.caption(), report.style());
    let name = caption.workspace.trim();
    let title = if name.is_empty() { caption.title.clone() } else { format!("{name}: {}", caption.title) };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<header>\n",
        escaped(&title),
        style_sheet()
    );
    if !name.is_empty() {
        out.push_str(&format!("<p class=\"workspace\" dir=\"auto\">{}</p>\n", escaped(name)));
    }
    out.push_str(&format!("<h1>{}</h1>\n<p>{}</p>\n", escaped(&caption.title), escaped(&caption.period)));
    let asked = |(what, name): &(&str, String)| format!("{what}: <bdi>{}</bdi>", escaped(name));
    let scope: Vec<String> = caption.scope.iter().map(asked).collect();
    let scope = if scope.is_empty() { "All accounts".to_owned() } else { scope.join(" · ") };
    out.push_str(&format!("<p>{scope}</p>\n"));
    for remark in &caption.remarks {
        out.push_str(&format!("<p class=\"remark\">{}</p>\n", escaped(remark)));
    }
    out.push_str("</header>\n");
    for chart in FunnelChart::ALL {
        if let Some(svg) = chart_in_document(report, chart) {
            let (id, caption) = (chart.id(), escaped(chart.title()));
            out.push_str(&format!("<figure id=\"chart-{id}\">\n<figcaption>{caption}</figcaption>\n{svg}</figure>\n"));
        }
    }
    for section in report.sections() {
        write_section(&mut out, &section, &style);
    }
    out.push_str("<footer>Fourfold</footer>\n</body>\n</html>\n");
    out
}

fn write_section(out: &mut String, section: &Section, style: &Style) {
    let Section { title, note, heads, rows, empty, .. } = section;
    out.push_str(&format!("<section>\n<h2>{}</h2>\n<p class=\"note\">{}</p>\n", escaped(title), escaped(note)));
    if rows.is_empty() {
        out.push_str(&format!("<p>{}</p>\n</section>\n", escaped(empty)));
        return;
    }
    out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    for head in heads {
        let class = if head.is_text { "" } else { " class=\"figure\"" };
        out.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escaped(&head.label)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let (named, more) = section.named();
    for row in named {
        out.push_str("<tr>");
        for (nth, (cell, head)) in row.iter().zip(heads).enumerate() {
            let words = escaped(&style.cell(cell));
            let class = if head.is_text { "" } else { " class=\"figure\"" };
            // A name stands in its own direction.
            let dir = if matches!(cell, Cell::Name(_)) { " dir=\"auto\"" } else { "" };
            let (open, close) = if nth == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
            out.push_str(&format!("<{open}{class}{dir}>{words}</{close}>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
    if more > 0 {
        out.push_str(&format!("<p>and {} more</p>\n", style.count(more)));
    }
    out.push_str("</section>\n");
}

fn style_sheet() -> String {
    let (text, weak, line, sunken, warn) =
        (LIGHT.text.css(), LIGHT.weak.css(), LIGHT.line.css(), LIGHT.sunken.css(), LIGHT.warn.css());
    let raised = LIGHT.raised.css();
    format!(
        "body {{ margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: {raised}; color: {text};\n\
         \x20 font: 14px/1.45 Inter, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', Arial, sans-serif; }}\n\
         h1 {{ font-size: 1.6rem; margin: 0 0 .4rem; }}\n\
         h2 {{ font-size: 1.1rem; margin: 2rem 0 .2rem; }}\n\
         header p {{ margin: .1rem 0; color: {weak}; overflow-wrap: anywhere; }}\n\
         header .workspace {{ font-weight: 600; color: {text}; }}\n\
         header .remark {{ color: {warn}; }}\n\
         .note {{ margin: 0 0 .6rem; color: {weak}; max-width: 46rem; }}\n\
         figure {{ margin: 1.5rem 0; }}\n\
         figcaption {{ font-weight: 600; margin-bottom: .4rem; }}\n\
         svg {{ display: block; max-width: 100%; height: auto; }}\n\
         .wide {{ overflow-x: auto; }}\n\
         table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}\n\
         th, td {{ padding: .3rem .6rem; text-align: start; border-bottom: 1px solid {line}; font-weight: 400;\n\
         \x20 overflow-wrap: anywhere; }}\n\
         thead th {{ font-weight: 600; background: {sunken}; overflow-wrap: normal; vertical-align: bottom; }}\n\
         .figure {{ text-align: end; white-space: nowrap; }}\n\
         thead .figure {{ white-space: normal; }}\n\
         footer {{ margin-top: 2rem; color: {weak}; }}\n\
         @page {{ size: A4 landscape; margin: 14mm; }}\n\
         @media print {{\n\
         \x20 body {{ margin: 0; max-width: none; font-size: 10pt; }}\n\
         \x20 figure, tr {{ break-inside: avoid; }}\n\
         \x20 h2 {{ break-after: avoid; }}\n\
         \x20 thead {{ display: table-header-group; }}\n\
         \x20 .wide {{ overflow: visible; }}\n\
         \x20 thead th {{ print-color-adjust: exact; }}\n\
         }}\n"
    )
}
