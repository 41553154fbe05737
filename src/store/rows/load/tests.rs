use uuid::Uuid;

use super::*;
use crate::model::{AccountId, ActivityId};

fn activity(number: u128) -> Activity {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    Activity::new(ActivityId(Uuid::from_u128(number)), AccountId(Uuid::from_u128(1)), day)
}

fn filled(count: u128) -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    for sql in ["0001_workspace.sql", "0002_more_settings.sql", "0003_records_and_ledger.sql", "0004_evidence.sql"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sql").join(sql);
        conn.execute_batch(&std::fs::read_to_string(path).unwrap()).unwrap();
    }
    let mut insert = conn.prepare(&super::super::insert_sql::<Activity>()).unwrap();
    for number in 1..=count {
        activity(number).bind(&mut insert).unwrap();
        insert.raw_execute().unwrap();
    }
    drop(insert);
    conn
}

/// Wherever the two meet, each record is read once and stands in its order.
#[test]
fn two_readers_who_meet_have_read_each_record_once() {
    let conn = filled(5_000);
    let wanted: Vec<u128> = (1..=5_000).collect();
    let numbers = |records: Vec<Arc<Activity>>| records.iter().map(|record| record.id.0.as_u128()).collect::<Vec<_>>();
    for down_stopped in [0, 1, 1024, 2048, 3000, 4096, 5_000_u128] {
        let ends = Mutex::default();
        // One has read so many from the end when the other begins.
        let last: Vec<Arc<Activity>> = (0..down_stopped).map(|back| Arc::new(activity(5_000 - back))).collect();
        if let Some(least) = last.last() {
            publish(&ends, Direction::Down, least.id.0);
        }
        let first = some::<Activity>(&conn, Direction::Up, &ends).unwrap();
        assert!(first.len() <= 5_000 - usize::try_from(down_stopped).unwrap() + STRIDE, "{down_stopped}");
        assert_eq!(numbers(joined(first, last)), wanted, "{down_stopped}");
    }
    let ends = Mutex::default();
    publish(&ends, Direction::Up, Uuid::max());
    assert_eq!(some::<Activity>(&conn, Direction::Down, &ends).unwrap().len(), STRIDE);
}
