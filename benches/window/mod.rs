//! A window without a screen, for benchmarks: frames run and tessellated, no GPU.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use egui::{Event, Modifiers, PointerButton, Pos2, Rect, pos2};
use fourfold::app::App;
use fourfold::dialogs::ScriptedDialogs;
use fourfold::model::Clock;
use fourfold::store::Store;

pub const SCREEN: Rect = Rect::from_min_max(Pos2::ZERO, pos2(1360.0, 860.0));
pub const FRAMES: usize = 80;

/// A window without a screen.
pub struct Window {
    pub ctx: egui::Context,
    pub app: App,
    frame: eframe::Frame,
    time: f64,
    pub pointer: Pos2,
}

impl Window {
    /// One that rests.
    pub fn new(store: Store, today: NaiveDate) -> Self {
        let mut window = Self::first(store, today);
        for _ in 0..30 {
            window.frame(Vec::new());
        }
        window
    }

    /// One that has shown nothing yet.
    pub fn first(store: Store, today: NaiveDate) -> Self {
        let ctx = egui::Context::default();
        let mut app = App::new(&ctx, Box::new(ScriptedDialogs::default()), Clock::Fixed(today), "Anna".to_owned());
        app.show_workspace(store, &ctx);
        let frame = eframe::Frame::_new_kittest();
        Self { ctx, app, frame, time: 0.0, pointer: pos2(400.0, 400.0) }
    }

    /// Runs and tessellates one frame, and says how long that took.
    pub fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input =
            egui::RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..egui::RawInput::default() };
        let Self { ctx, app, frame, .. } = self;
        let began = Instant::now();
        app.background(ctx);
        let output = ctx.run_ui(input, |ui| app.frame(ui, frame));
        let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = began.elapsed();
        black_box(primitives);
        output.textures_delta.set.len();
        took
    }

    pub fn moved(&mut self, to: Pos2) -> Duration {
        self.pointer = to;
        self.frame(vec![Event::PointerMoved(to)])
    }

    pub fn button(&mut self, button: PointerButton, pressed: bool) {
        let modifiers = Modifiers::NONE;
        self.frame(vec![Event::PointerButton { pos: self.pointer, button, pressed, modifiers }]);
    }

    /// The middle of the plot, and a circle about it.
    pub fn circle(&self, step: usize, radius: f32) -> Pos2 {
        let middle = self.app.view.board.stage().unwrap().rect.center();
        #[expect(clippy::cast_precision_loss, reason = "a few dozen steps")]
        let angle = step as f32 * 0.17;
        middle + radius * egui::Vec2::angled(angle)
    }
}

pub fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

pub fn key(key: egui::Key) -> Event {
    pressed(key, Modifiers::NONE)
}

pub fn pressed(key: egui::Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

pub fn report(what: &str, milliseconds: f64, target: Option<f64>) {
    let target = target.map_or_else(String::new, |target| {
        format!("  target ≤ {target:.1} {}", if milliseconds <= target { "met" } else { "MISSED" })
    });
    println!("  {what:<36} {milliseconds:>9.3} ms{target}");
}
