use crate::chart::Rgba;

/// Typefaces, the first that is installed counts.
const FONTS: &str = "Inter, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', Arial, sans-serif";

/// An SVG document under construction. Lengths are points of its own space, which is scaled to `size_px`.
#[derive(Debug)]
pub(super) struct Svg {
    body: String,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size_px: f32,
    pub(super) colour: Rgba,
    pub(super) bold: bool,
    pub(super) anchor: Anchor,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(super) fn new(size_px: (u32, u32), space: (f32, f32), title: &str) -> Self {
        let ((width, height), (across, down)) = (size_px, (n(space.0), n(space.1)));
        let body = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {across} {down}\" role=\"img\" font-family=\"{FONTS}\" \
             style=\"font-variant-numeric:tabular-nums\">\n<title>{}</title>\n",
            escaped(title)
        );
        Self { body }
    }

    pub(super) fn finish(mut self) -> String {
        self.body.push_str("</svg>\n");
        self.body
    }

    pub(super) fn rect(&mut self, rect: &crate::chart::Rect, corner_px: f32, fill: Rgba, border: Option<Rgba>) {
        let stroke = border.map_or_else(String::new, |colour| format!(" stroke=\"{}\"", colour.css()));
        self.line(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" {}{stroke}/>",
            n(rect.min_x),
            n(rect.min_y),
            n(rect.width()),
            n(rect.height()),
            n(corner_px),
            fill_of(fill),
        ));
    }

    /// A line along `path`, in the little language of SVG paths.
    pub(super) fn stroke(&mut self, path: &str, colour: Rgba, width_px: f32) {
        let opacity = opacity_of("stroke", colour);
        self.line(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\"{opacity} stroke-width=\"{}\"/>",
            colour.css(),
            n(width_px)
        ));
    }

    /// The same, of short dashes.
    pub(super) fn dashes(&mut self, path: &str, colour: Rgba, width_px: f32) {
        let opacity = opacity_of("stroke", colour);
        self.line(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\"{opacity} stroke-width=\"{}\" stroke-dasharray=\"4 3\"/>",
            colour.css(),
            n(width_px)
        ));
    }

    /// A closed shape with these corners; `tip` is for who points at it, and for who cannot see it.
    pub(super) fn shape(&mut self, corners: &[(f32, f32)], fill: Rgba, tip: &str) {
        let corners: Vec<String> = corners.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        self.line(&format!(
            "<polygon points=\"{}\" {}><title>{}</title></polygon>",
            corners.join(" "),
            fill_of(fill),
            escaped(tip)
        ));
    }

    /// A disc with a thin rim and, for who points at it, a tooltip.
    pub(super) fn dot(&mut self, (x, y): (f32, f32), radius_px: f32, fill: Rgba, rim: Rgba, tip: &str) {
        self.line(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {} stroke=\"{}\" stroke-width=\"1.2\"><title>{}</title></circle>",
            n(x),
            n(y),
            n(radius_px),
            fill_of(fill),
            rim.css(),
            escaped(tip),
        ));
    }

    pub(super) fn disc(&mut self, (x, y): (f32, f32), radius_px: f32, colour: Rgba) {
        let (x, y, r) = (n(x), n(y), n(radius_px));
        self.line(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {}/>", fill_of(colour)));
    }

    pub(super) fn ring(&mut self, (x, y): (f32, f32), radius_px: f32, colour: Rgba) {
        let (x, y, r) = (n(x), n(y), n(radius_px));
        self.line(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"none\" stroke=\"{}\"/>", colour.css()));
    }

    /// Several pieces of text one after the other, each in its own type with a gap before it,
    /// all with a halo of the surface.
    pub(super) fn words(&mut self, (x, y): (f32, f32), pieces: &[(String, Type, f32)], halo: Rgba) {
        let mut spans = String::new();
        for (text, style, gap_px) in pieces {
            // Words in capitals need air.
            let capitals = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
            let spacing = if capitals { " letter-spacing=\"0.7\"" } else { "" };
            let (dx, rest, words) = (n(*gap_px), attributes(style), escaped(text));
            spans.push_str(&format!("<tspan dx=\"{dx}\"{spacing}{rest}>{words}</tspan>"));
        }
        let anchor = pieces.first().map_or("start", |(_, style, _)| style.anchor.name());
        self.line(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\"{}>{spans}</text>",
            n(x),
            n(y),
            halo_of(halo)
        ));
    }

    pub(super) fn text(&mut self, (x, y): (f32, f32), text: &str, style: &Type) {
        let (anchor, rest) = (style.anchor.name(), attributes(style));
        let words = escaped(text);
        self.line(&format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\"{rest}>{words}</text>", n(x), n(y)));
    }

    /// Text with a halo of the surface, which stays legible over dots and lines.
    pub(super) fn haloed(&mut self, (x, y): (f32, f32), text: &str, style: &Type, halo: Rgba) {
        let (x, y, rest) = (n(x), n(y), attributes(style));
        let words = escaped(text);
        self.line(&format!("<text x=\"{x}\" y=\"{y}\"{rest}{}>{words}</text>", halo_of(halo)));
    }

    /// Text that reads upward, its middle at the point.
    pub(super) fn upward(&mut self, (x, y): (f32, f32), text: &str, style: &Type) {
        let rest = attributes(style);
        let words = escaped(text);
        self.line(&format!(
            "<text transform=\"translate({} {}) rotate(-90)\" text-anchor=\"middle\"{rest}>{words}</text>",
            n(x),
            n(y)
        ));
    }

    fn line(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }
}

impl Anchor {
    const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Roughly how wide a text is in Inter, without measuring it: by kinds of letters.
pub(super) fn width_px(text: &str, size_px: f32) -> f32 {
    text.chars().map(em).sum::<f32>() * size_px
}

fn em(letter: char) -> f32 {
    match letter {
        '\u{300}'..='\u{36f}' => 0.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ';' | ':' | '\'' | '’' | '|' | '!' | ' ' | '\u{a0}' => 0.29,
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' => 0.39,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 0.88,
        // Hangul, kana, ideographs, wide forms.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{1f000}'..='\u{3ffff}' => 1.0,
        _ if letter.is_uppercase() => 0.68,
        _ => 0.58,
    }
}

/// A length with as few digits as a picture needs.
fn n(length_px: f32) -> String {
    let text = format!("{length_px:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn attributes(style: &Type) -> String {
    let Type { size_px, colour, bold, anchor: _ } = style;
    let weight = if *bold { " font-weight=\"600\"" } else { "" };
    format!(" font-size=\"{}\"{weight} {}", n(*size_px), fill_of(*colour))
}

fn halo_of(surface: Rgba) -> String {
    format!(
        " stroke=\"{}\" stroke-opacity=\"0.8\" stroke-width=\"2.6\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
        surface.css()
    )
}

fn fill_of(colour: Rgba) -> String {
    format!("fill=\"{}\"{}", colour.css(), opacity_of("fill", colour))
}

fn opacity_of(what: &str, colour: Rgba) -> String {
    if colour.a == 255 { String::new() } else { format!(" {what}-opacity=\"{}\"", n(colour.opacity())) }
}

/// Safe inside XML. Characters that XML cannot hold, not even escaped, are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_or_left_out() {
        assert_eq!(escaped("Bon app' & \"Söhne\" <b>\u{0}\u{1b}\n"), "Bon app&#39; &amp; &quot;Söhne&quot; &lt;b&gt; ");
    }

    #[test]
    fn wide_letters_are_wide() {
        assert!(width_px("東京", 10.0) > width_px("ab", 10.0));
        assert!(width_px("illi", 10.0) < width_px("mwmw", 10.0));
    }

    #[test]
    fn lengths_have_no_idle_digits() {
        assert_eq!([n(12.0), n(0.5), n(2.34567), n(-7.25), n(100.0)], ["12", "0.5", "2.35", "-7.25", "100"]);
    }
}
