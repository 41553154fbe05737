//! A report of the funnel as Markdown: tables that are aligned where they are read as text, too.

use super::FunnelReport;
use super::sections::{Cell, Section};
use super::words::Style;

/// The whole report.
#[must_use]
pub fn markdown(report: &FunnelReport) -> String {
    let (caption, style) = (report.caption(), report.style());
    let name = if caption.workspace.trim().is_empty() { String::new() } else { format!("{}: ", caption.workspace) };
    let mut out = format!("# {}{}\n\n{}\n", escaped(&name), escaped(&caption.title), escaped(&caption.period));
    let asked = |(what, name): &(&str, String)| format!("{what}: {}", escaped(name));
    let scope: Vec<String> = caption.scope.iter().map(asked).collect();
    out.push('\n');
    out.push_str(&if scope.is_empty() { "All accounts".to_owned() } else { scope.join(" · ") });
    out.push('\n');
    for remark in &caption.remarks {
        out.push_str(&format!("\n> {}\n", escaped(remark)));
    }
    for section in report.sections() {
        write_section(&mut out, &section, &style);
    }
    out
}

fn write_section(out: &mut String, section: &Section, style: &Style) {
    let Section { title, note, heads, rows, empty, .. } = section;
    out.push_str(&format!("\n## {}\n\n{}\n\n", escaped(title), escaped(note)));
    if rows.is_empty() {
        out.push_str(&format!("{}\n", escaped(empty)));
        return;
    }
    let (named, more) = section.named();
    let row = |row: &Vec<Cell>| row.iter().map(|cell| escaped(&style.cell(cell))).collect::<Vec<String>>();
    let header: Vec<String> = heads.iter().map(|head| escaped(&head.label)).collect();
    let rows: Vec<Vec<String>> = named.iter().map(row).collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            let cells = std::iter::once(&header).chain(&rows).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default().max(3)
        })
        .collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(heads).zip(&widths).map(|((cell, head), width)| {
            let blank = " ".repeat(width.saturating_sub(cell.chars().count()));
            if head.is_text { format!("{cell}{blank}") } else { format!("{blank}{cell}") }
        });
        format!("| {} |\n", cells.collect::<Vec<String>>().join(" | "))
    };
    let rule = |(head, width): (&super::sections::Head, &usize)| {
        if head.is_text { "-".repeat(*width) } else { format!("{}:", "-".repeat(width.saturating_sub(1))) }
    };
    let rules: Vec<String> = heads.iter().zip(&widths).map(rule).collect();
    out.push_str(&line(&header));
    out.push_str(&line(&rules));
    for row in &rows {
        out.push_str(&line(row));
    }
    if more > 0 {
        out.push_str(&format!("\nand {} more\n", style.count(more)));
    }
}

/// Safe in a cell: nothing of it is markup, and it stays on its line.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' | '$' => {
                safe.push('\\');
                safe.push(letter);
            }
            // The beginning of an entity.
            '&' if letters.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#') => {
                safe.push_str("\\&");
            }
            letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(escaped("A|B\n<script> *x* [l](m) &lt; & Co"), "A\\|B \\<script> \\*x\\* \\[l\\](m) \\&lt; & Co");
    }
}
