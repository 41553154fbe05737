//! What a frame of the whole window costs, run and tessellated, without a GPU: medians, and ratios to two simpler ways
//! of painting the same dots. `cargo bench --bench board`

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

mod window;

use std::hint::black_box;
use std::time::Instant;

use chrono::{NaiveDate, NaiveTime};
use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, pos2, vec2};
use fourfold::jobs::make_demo;
use fourfold::model::{Edit, Placement, Position, Score, Stamp};
use fourfold::store::{Store, Wish};
use fourfold::ui::view::Action;

use window::{FRAMES, SCREEN, Window, key, median, report};

const LOOKS: u32 = 2_000;

fn idle(window: &mut Window) -> f64 {
    median((0..FRAMES).map(|_| window.frame(Vec::new())).collect())
}

fn hovering(window: &mut Window) -> f64 {
    median((0..FRAMES).map(|step| window.moved(window.circle(step, 160.0))).collect())
}

fn dragging(window: &mut Window) -> f64 {
    let dot = window.app.store().unwrap().portfolio().active().find(|account| account.judged().is_some()).unwrap().id;
    let at = window.app.view.board.screen_position(dot).unwrap();
    window.moved(at);
    window.button(PointerButton::Primary, true);
    for step in 0..8 {
        window.moved(window.circle(step, 60.0));
    }
    let times = (0..FRAMES).map(|step| window.moved(window.circle(step, 160.0))).collect();
    window.frame(vec![key(egui::Key::Escape)]);
    window.button(PointerButton::Primary, false);
    median(times)
}

fn panning(window: &mut Window) -> f64 {
    window.app.view.board.zoom(1.6);
    window.moved(window.circle(0, 80.0));
    window.button(PointerButton::Middle, true);
    for step in 0..8 {
        window.moved(window.circle(step, 80.0));
    }
    let times = (0..FRAMES).map(|step| window.moved(window.circle(step, 80.0))).collect();
    window.button(PointerButton::Middle, false);
    window.app.view.board.zoom(0.1);
    median(times)
}

fn zooming(window: &mut Window) -> f64 {
    window.moved(window.circle(0, 80.0));
    let wheel = |step: usize| Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, if (step / 4).is_multiple_of(2) { 0.4 } else { -0.4 }),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    };
    let times = (0..FRAMES).map(|step| window.frame(vec![wheel(step)])).collect();
    for _ in 0..40 {
        window.frame(Vec::new());
    }
    window.app.view.board.zoom(0.01);
    median(times)
}

/// Everything selected: standing still, and dragged.
fn all_selected(window: &mut Window) -> (f64, f64) {
    let ctx = window.ctx.clone();
    let accounts = window.app.store().unwrap().portfolio().active();
    let all = accounts.filter(|account| account.judged().is_some()).map(|account| account.id).collect();
    window.app.perform(Action::Select(all), &ctx);
    let times = (idle(window), dragging(window));
    window.app.perform(Action::Select(std::collections::BTreeSet::new()), &ctx);
    times
}

/// One edit at the waist and the frame that shows it.
fn editing(window: &mut Window) -> f64 {
    let dot = window.app.store().unwrap().portfolio().active().find(|account| account.judged().is_some()).unwrap().id;
    let ctx = window.ctx.clone();
    let mut times = Vec::new();
    for step in 0..30_u8 {
        let to = Some(Position::new(Score::whole(20 + step), Score::whole(30 + step)));
        let began = Instant::now();
        window.app.perform(Action::Edit(Edit::Move(vec![Placement { account: dot, to }])), &ctx);
        let written = began.elapsed();
        times.push(written + window.frame(Vec::new()));
    }
    median(times)
}

/// The same dots by `egui_plot`, one `Points` item for each account.
fn plot_points(dots: &[(f32, f32, f32)]) -> f64 {
    let ctx = egui::Context::default();
    let frame = || {
        let input = egui::RawInput { screen_rect: Some(SCREEN), ..egui::RawInput::default() };
        let began = Instant::now();
        let output = ctx.run_ui(input, |ui| {
            egui_plot::Plot::new("points").show(ui, |plot| {
                for (potential, engagement, radius) in dots {
                    let at = [f64::from(*potential), f64::from(*engagement)];
                    plot.points(egui_plot::Points::new("account", vec![at]).radius(*radius));
                }
            });
        });
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        began.elapsed()
    };
    median((0..12).map(|_| frame()).collect())
}

/// The same dots as circles with a stroke.
fn stroked_circles(dots: &[(f32, f32, f32)]) -> f64 {
    let ctx = egui::Context::default();
    let frame = || {
        let input = egui::RawInput { screen_rect: Some(SCREEN), ..egui::RawInput::default() };
        let began = Instant::now();
        let output = ctx.run_ui(input, |ui| {
            let (fill, stroke) = (egui::Color32::BLUE, egui::Stroke::new(1.2, egui::Color32::WHITE));
            for (potential, engagement, radius) in dots {
                ui.painter().circle(pos2(potential * 9.0, engagement * 6.0), *radius, fill, stroke);
            }
        });
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        began.elapsed()
    };
    median((0..12).map(|_| frame()).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "scores are small")]
fn main() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (accounts, target) in [(10_000, 2.0), (100_000, 8.0)] {
        println!("{accounts} accounts, whole window, run and tessellate, median of {FRAMES} frames");
        let path = folder.path().join(format!("{accounts}.fourfold"));
        make_demo(&path, accounts, 1, today).unwrap().close().unwrap();
        let began = Instant::now();
        let mut store = Store::open(&path).unwrap();
        report("open the workspace", began.elapsed().as_secs_f64() * 1e3, (accounts == 100_000).then_some(1000.0));

        let dot = store.portfolio().active().find(|account| account.judged().is_some()).unwrap().id;
        let mut edits = Vec::new();
        for step in 0..200_u16 {
            let points = |from: u16| Score::whole(u8::try_from(from + step % 40).unwrap());
            let to = Some(Position::new(points(20), points(30)));
            let now = today.and_time(NaiveTime::MIN).and_utc();
            let began = Instant::now();
            let wish = Wish::Edit(Edit::Move(vec![Placement { account: dot, to }]));
            store.perform(wish, Stamp::seeded(now, "Anna", 1)).unwrap();
            edits.push(began.elapsed());
        }
        edits.sort_unstable();
        let p95 = edits.get(edits.len() * 95 / 100).unwrap().as_secs_f64() * 1e3;
        report("one edit, fsync included, p95", p95, Some(20.0));

        let dots: Vec<(f32, f32, f32)> = {
            let scale =
                fourfold::chart::radius::Scale::new(store.portfolio(), fourfold::chart::radius::DotSize::Revenue);
            let place = |account: &fourfold::model::Account| {
                let position = account.judged()?;
                let score = |score: Score| score.points() as f32;
                Some((
                    score(position.potential),
                    score(position.engagement),
                    scale.radius_px(store.portfolio(), account),
                ))
            };
            store.portfolio().active().filter_map(|account| place(account)).collect()
        };
        let mut window = Window::new(store, today);
        report("idle", idle(&mut window), Some(target));
        report("hovering", hovering(&mut window), Some(target));
        let drag = dragging(&mut window);
        report("dragging a dot", drag, Some(target));
        let pan = panning(&mut window);
        report("panning", pan, Some(target));
        let zoom = zooming(&mut window);
        report("zooming", zoom, Some(target));
        report("one edit and the frame that shows it", editing(&mut window), None);
        let (standing, dragged) = all_selected(&mut window);
        report("all selected", standing, None);
        report("all selected, dragged", dragged, None);

        let stage = window.app.view.board.stage().unwrap();
        let began = Instant::now();
        for look in 0..LOOKS {
            black_box(window.app.view.board.account_at(window.circle(look as usize, stage.rect.height() / 3.0)));
        }
        println!(
            "  {:<36} {:>9.3} µs  target ≤ 50",
            "nearest dot",
            began.elapsed().as_secs_f64() * 1e6 / f64::from(LOOKS)
        );

        let (points, circles) = (plot_points(&dots), stroked_circles(&dots));
        let slowest = drag.max(pan).max(zoom);
        report("egui_plot, a Points item each", points, None);
        report("circles with a stroke", circles, None);
        println!(
            "  ours at its slowest: {:.1}× less than Points (wanted 4), {:.1}× less than circles (wanted 20)\n",
            points / slowest,
            circles / slowest
        );
    }
}
