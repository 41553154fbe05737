//! Reading and planning 100,000 rows, beside the bare CSV parser as the floor.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use fourfold::model::{Portfolio, Progress, Stamp};
use fourfold::sheets::{Against, Mapping, PlanOptions, ReadOptions, plan, read_csv};

const ROWS: usize = 100_000;

fn file() -> String {
    let mut text = "Key,Name,Owner,Region,Revenue 12 months,Engagement,Potential,Notes\n".to_owned();
    for row in 0..ROWS {
        let (score, amount) = (row % 101, row * 7);
        text.push_str(&format!("K{row},Account {row},Anna,North,{amount}.50,{score},{score},\"a note, no. {row}\"\n"));
    }
    text
}

fn sheets(c: &mut Criterion) {
    let text = file();
    let mut group = c.benchmark_group("100,000 rows");
    group.sample_size(10);
    group.bench_function("bare parse", |b| {
        b.iter(|| {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let mut record = csv::ByteRecord::new();
            let mut cells = 0;
            while reader.read_byte_record(&mut record).unwrap_or(false) {
                cells += record.len();
            }
            black_box(cells)
        });
    });
    group.bench_function("read", |b| {
        b.iter(|| read_csv("", black_box(text.as_bytes()), &ReadOptions::default(), &Progress::default()));
    });
    if let Ok(sheet) = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()) {
        let (mapping, options) = (Mapping::guess(&sheet), PlanOptions::default());
        let empty = Portfolio::default();
        group.bench_function("plan", |b| {
            let against = Against { portfolio: &empty, purchases: None };
            b.iter(|| {
                let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 1);
                plan(black_box(&sheet), &mapping, &against, &options, &mut stamp, &Progress::default())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, sheets);
criterion_main!(benches);
