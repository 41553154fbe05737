//! The look: colours by meaning, spaces, type. The only place that makes colours for the screen.
#![expect(clippy::disallowed_methods, reason = "colour literals are forbidden everywhere but here")]

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText, Shadow, Stroke, TextStyle,
    Vec2, vec2,
};

use crate::chart::color::Hue;
use crate::chart::palette::{self, DOT_OPACITY};
use crate::chart::{Palette, Rgba};
use crate::rules::class::Class;

/// Distances, in points.
pub mod space {
    pub const XS: f32 = 4.0;
    pub const S: f32 = 8.0;
    pub const M: f32 = 12.0;
    pub const L: f32 = 16.0;
    pub const XL: f32 = 24.0;
}

/// Sizes of type, in points.
pub mod size {
    pub const SMALL: f32 = 11.5;
    pub const BODY: f32 = 13.0;
    pub const TITLE: f32 = 19.0;
    pub const FIGURE: f32 = 22.0;
}

pub const CONTROL_RADIUS: u8 = 6;
pub const CARD_RADIUS: u8 = 8;
pub const TOAST_RADIUS: u8 = 10;
pub const CONTROL_HEIGHT: f32 = 28.0;
pub const PANEL_WIDTH: f32 = 348.0;

/// The colours of the theme that is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    pub dark: bool,
    pub bg: Color32,
    pub raised: Color32,
    pub sunken: Color32,
    pub line: Color32,
    pub grid: Color32,
    pub text: Color32,
    pub weak: Color32,
    pub faint: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    pub danger: Color32,
    pub good: Color32,
    pub warn: Color32,
    pub shadow: Color32,
    palette: Palette,
}

fn color(rgba: Rgba) -> Color32 {
    Color32::from_rgba_unmultiplied(rgba.r, rgba.g, rgba.b, rgba.a)
}

impl Tokens {
    #[must_use]
    pub fn new(dark: bool) -> Self {
        let palette = if dark { palette::DARK } else { palette::LIGHT };
        Self {
            dark,
            bg: color(palette.bg),
            raised: color(palette.raised),
            sunken: color(palette.sunken),
            line: color(palette.line),
            grid: color(palette.grid),
            text: color(palette.text),
            weak: color(palette.weak),
            faint: color(palette.faint),
            accent: color(palette.accent),
            on_accent: color(palette.on_accent),
            danger: color(palette.danger),
            good: color(palette.good),
            warn: color(palette.warn),
            shadow: color(palette.shadow),
            palette,
        }
    }

    /// Of the theme that `ctx` has on.
    #[must_use]
    pub fn of(ctx: &egui::Context) -> Self {
        Self::new(ctx.theme() == egui::Theme::Dark)
    }

    /// Of a class, for dots.
    #[must_use]
    pub fn dot(&self, class: Class) -> Color32 {
        color(self.palette.class(class).dot)
    }

    /// Of what the colour of a dot stands for.
    #[must_use]
    pub fn hue(&self, hue: Hue) -> Color32 {
        color(self.palette.hue(hue))
    }

    /// Of a class, for words.
    #[must_use]
    pub fn class_word(&self, class: Class) -> Color32 {
        color(self.palette.class(class).word)
    }

    /// Of a class, for its quadrant and for badges.
    #[must_use]
    pub fn class_fill(&self, class: Class) -> Color32 {
        color(self.palette.class(class).fill)
    }

    /// The accent so thin that text on it stays readable: selected rows, active chips.
    #[must_use]
    pub fn accent_fill(&self) -> Color32 {
        color(self.palette.key.fill)
    }

    #[must_use]
    pub fn thin_line(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }

    /// The one shadow, for what floats.
    #[must_use]
    pub fn float_shadow(&self) -> Shadow {
        Shadow { offset: [0, 6], blur: 24, spread: 0, color: self.shadow }
    }

    /// A floating card: readouts, toasts.
    pub fn float_frame(&self) -> egui::Frame {
        egui::Frame::new()
            .fill(self.raised)
            .stroke(self.thin_line())
            .corner_radius(CornerRadius::same(TOAST_RADIUS))
            .inner_margin(Margin::symmetric(12, 10))
            .shadow(self.float_shadow())
    }

    /// A dialog over the window.
    #[must_use]
    pub fn dialog(&self, id: egui::Id) -> egui::Modal {
        egui::Modal::new(id).frame(self.float_frame().inner_margin(20.0)).backdrop_color(covered(self.bg, 0.72))
    }

    /// A card that lies in a panel.
    pub fn card_frame(&self) -> egui::Frame {
        egui::Frame::new()
            .fill(self.raised)
            .stroke(self.thin_line())
            .corner_radius(CornerRadius::same(CARD_RADIUS))
            .inner_margin(Margin::symmetric(12, 10))
    }
}

/// How solid a dot is, 0..=1.
#[must_use]
pub const fn dot_opacity() -> f32 {
    DOT_OPACITY
}

/// A mixture of two colours as they lie on the screen; `share` of the second, 0..=1.
#[must_use]
pub fn mixed(one: Color32, other: Color32, share: f32) -> Color32 {
    one.lerp_to_gamma(other, share)
}

/// A premultiplied pixel of `color` with `coverage` 0..=1.
#[must_use]
pub fn covered(color: Color32, coverage: f32) -> Color32 {
    color.gamma_multiply(coverage)
}

#[must_use]
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

#[must_use]
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// Text that stands out.
#[must_use]
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).family(semibold())
}

/// Secondary text.
#[must_use]
pub fn weak(text: impl Into<String>, tokens: &Tokens) -> RichText {
    RichText::new(text).color(tokens.weak).size(size::SMALL)
}

#[must_use]
pub fn small_font() -> FontId {
    FontId::new(size::SMALL, FontFamily::Proportional)
}

/// Loads type and styles into a fresh context.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    let faces: [(&str, &'static [u8]); 3] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("Inter Medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
    ];
    for (name, bytes) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, face) in
        [(FontFamily::Proportional, "Inter"), (medium(), "Inter Medium"), (semibold(), "Inter SemiBold")]
    {
        let mut chain = vec![face.to_owned()];
        chain.extend(fallbacks.iter().cloned());
        fonts.families.insert(family, chain);
    }
    ctx.set_fonts(fonts);
    egui_material_icons::initialize(ctx);
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        let tokens = Tokens::new(theme == egui::Theme::Dark);
        ctx.style_mut_of(theme, |style| apply(style, &tokens));
    }
    ctx.options_mut(|options| {
        // Ctrl+Q goes through our own command; zooming the whole window by keyboard is not the board's zoom.
        options.quit_shortcuts.clear();
        options.zoom_with_keyboard = false;
    });
}

fn apply(style: &mut egui::Style, tokens: &Tokens) {
    let family = FontFamily::Proportional;
    style.text_styles = [
        (TextStyle::Small, FontId::new(size::SMALL, family.clone())),
        (TextStyle::Body, FontId::new(size::BODY, family.clone())),
        (TextStyle::Button, FontId::new(size::BODY, family)),
        (TextStyle::Heading, FontId::new(size::TITLE, semibold())),
        (TextStyle::Monospace, FontId::new(size::BODY, FontFamily::Monospace)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(space::S, space::XS);
    spacing.button_padding = vec2(10.0, 5.0);
    spacing.interact_size = vec2(40.0, CONTROL_HEIGHT);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.menu_spacing = 4.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.animation_time = 0.1;

    let visuals = &mut style.visuals;
    *visuals = if tokens.dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    let radius = CornerRadius::same(CONTROL_RADIUS);
    visuals.panel_fill = tokens.raised;
    visuals.window_fill = tokens.raised;
    visuals.window_stroke = tokens.thin_line();
    visuals.window_corner_radius = CornerRadius::same(TOAST_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.window_shadow = tokens.float_shadow();
    visuals.popup_shadow = tokens.float_shadow();
    visuals.extreme_bg_color = tokens.raised;
    visuals.text_edit_bg_color = Some(tokens.raised);
    visuals.faint_bg_color = tokens.sunken;
    visuals.code_bg_color = tokens.sunken;
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.danger;
    visuals.weak_text_color = Some(tokens.weak);
    visuals.selection.bg_fill = mixed(tokens.raised, tokens.accent, 0.25);
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    visuals.striped = false;
    visuals.button_frame = true;
    visuals.indent_has_left_vline = false;

    let hover = mixed(tokens.raised, tokens.text, 0.05);
    let press = mixed(tokens.raised, tokens.text, 0.10);
    let widgets = &mut visuals.widgets;
    for (widget, fill, border, text) in [
        (&mut widgets.noninteractive, tokens.raised, tokens.line, tokens.text),
        (&mut widgets.inactive, tokens.raised, tokens.line, tokens.text),
        (&mut widgets.hovered, hover, mixed(tokens.line, tokens.text, 0.2), tokens.text),
        (&mut widgets.active, press, tokens.accent, tokens.text),
        (&mut widgets.open, hover, tokens.line, tokens.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, border);
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    widgets.inactive.bg_fill = tokens.sunken;
}

/// The button that does what a dialog or a page is for.
pub fn primary_button(text: impl Into<String>, tokens: &Tokens) -> egui::Button<'static> {
    egui::Button::new(RichText::new(text).color(tokens.on_accent).family(semibold()))
        .fill(tokens.accent)
        .stroke(Stroke::NONE)
        .min_size(Vec2::new(0.0, CONTROL_HEIGHT))
}
