use std::sync::Arc;

use fontdb::Database;
use resvg::{tiny_skia, usvg};

/// The typeface of the window, so that a picture has its words anywhere.
const FACES: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../assets/fonts/Inter-Medium.otf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
];

/// A picture as dots of light.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    /// Row by row from the top, red, green, blue and opacity of each; all opaque.
    pub rgba: Vec<u8>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PixelsError {
    #[error("The picture cannot be drawn ({0}); save it as SVG instead")]
    Drawing(#[from] usvg::Error),
    #[error("A picture of {width} × {height} pixels is too large; ask for a smaller one, or for an SVG")]
    TooLarge { width: f32, height: f32 },
    #[error("The picture cannot be written as PNG ({0}); save it as SVG instead")]
    Encoding(String),
}

/// A picture of the board as a PNG, `scale` times as large as the SVG says.
///
/// # Errors
/// [`PixelsError`]
pub fn board_png(svg: &str, scale: f32) -> Result<Vec<u8>, PixelsError> {
    drawn(svg, scale)?.encode_png().map_err(|error| PixelsError::Encoding(error.to_string()))
}

/// The same, for the clipboard.
///
/// # Errors
/// [`PixelsError`]
pub fn board_pixels(svg: &str, scale: f32) -> Result<Pixels, PixelsError> {
    let drawn = drawn(svg, scale)?;
    // The board fills its sheet, so that premultiplied is no different from straight.
    Ok(Pixels { width: drawn.width(), height: drawn.height(), rgba: drawn.take() })
}

fn drawn(svg: &str, scale: f32) -> Result<tiny_skia::Pixmap, PixelsError> {
    let options =
        usvg::Options { font_family: "Inter".to_owned(), fontdb: Arc::new(fonts(svg)), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let size = tree.size().to_int_size().scale_by(scale);
    let mut drawn = size
        .and_then(|size| tiny_skia::Pixmap::new(size.width(), size.height()))
        .ok_or(PixelsError::TooLarge { width, height })?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut drawn.as_mut());
    Ok(drawn)
}

/// Inter; with the typefaces of the system beside it only where there are words that it has no letters for, since
/// those take a while to find.
fn fonts(svg: &str) -> Database {
    let mut fonts = Database::new();
    for face in FACES {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
    }
    fonts.set_sans_serif_family("Inter");
    if !svg.chars().all(is_in_inter) {
        fonts.load_system_fonts();
    }
    fonts
}

/// Latin, Greek and Cyrillic with their marks, punctuation, currencies, arrows.
const fn is_in_inter(letter: char) -> bool {
    matches!(letter, '\u{0}'..='\u{52f}' | '\u{1e00}'..='\u{20cf}' | '\u{2100}'..='\u{22ff}' | '\u{25a0}'..='\u{25ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"
        font-family="Inter, sans-serif"><rect width="200" height="100" fill="#FFFFFF"/>
        <text x="10" y="60" font-size="40" fill="#000000">WORDS</text></svg>"##;

    fn ink(pixels: &Pixels) -> usize {
        pixels.rgba.chunks(4).filter(|pixel| pixel[0] < 128).count()
    }

    #[test]
    fn words_are_drawn_without_a_typeface_of_the_system() {
        let pixels = board_pixels(SHEET, 2.0).unwrap();
        assert_eq!((pixels.width, pixels.height, pixels.rgba.len()), (400, 200, 400 * 200 * 4));
        assert!(ink(&pixels) > 2_000, "{}", ink(&pixels));
        assert!(pixels.rgba.chunks(4).all(|pixel| pixel[3] == 255));
        let bold = SHEET.replace("font-size", "font-weight=\"600\" font-size");
        assert!(ink(&board_pixels(&bold, 2.0).unwrap()) > ink(&pixels) + 500, "semibold is heavier");
    }

    #[test]
    fn a_picture_that_is_too_large_is_refused() {
        assert!(matches!(board_png(SHEET, 1.0e7), Err(PixelsError::TooLarge { .. })));
        assert!(matches!(board_png("<svg", 1.0), Err(PixelsError::Drawing(_))));
    }
}
