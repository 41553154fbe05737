//! The funnel, the goals and the channels against plain questions put to what was exported.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use fourfold::jobs::{DemoSize, make_whole_demo};
use fourfold::model::{
    AccountPatch, AccountValue, CorrectedStage, Edit, Import, ImportRow, ImportTarget, Metric, Money, Period,
    PeriodKind, Portfolio, Progress, Span, Stage, StageChange, StageCorrection, Whose,
};
use fourfold::rules::channels::compare;
use fourfold::rules::funnel::{
    Funnel, History, MedianOf, ProposalKind, Scope, StageFigures, created, funnel, proposals,
};
use fourfold::rules::goals;
use fourfold::sheets::{ExportFormat, ExportOptions, ExportSource, ExportWhat, TextGuard, export};
use fourfold::store::Store;
use rusqlite::{Connection, ToSql, params};
use serde_json::Value;

use crate::support::Desk;
use crate::support::purchases::{Sale, import_of, purchases};

const STUCK: u16 = 200;

/// What was exported, in a database of its own: accounts, stage events, purchases and spending, with the changes of stage
/// that follow from the events that stand.
struct Asked {
    conn: Connection,
    today: NaiveDate,
}

const TABLES: &str = "
    CREATE TABLE account (id TEXT PRIMARY KEY, owner TEXT, channel TEXT, stage TEXT);
    CREATE TABLE event (
        number INTEGER PRIMARY KEY, id TEXT, account TEXT, day TEXT, came_from TEXT, came_to TEXT, corrects TEXT,
        stands INTEGER
    );
    CREATE TABLE purchase (account TEXT, day TEXT, cents INTEGER);
    CREATE TABLE spend (channel TEXT, month TEXT, cents INTEGER);
    CREATE TABLE stage (name TEXT PRIMARY KEY, rank INTEGER);
    INSERT INTO stage VALUES ('suspect', 0), ('prospect', 1), ('customer', 2), ('client', 3), ('lost', NULL);";

/// Every step is a standing event that comes to another stage than the one before it, which is told by LAG.
const STEPS: &str = "
    CREATE TABLE opening AS
    SELECT a.id AS account, CASE WHEN first.number IS NULL THEN a.stage
        WHEN first.came_from IS NULL THEN NULL ELSE told.came_from END AS stage
    FROM account a
    LEFT JOIN event first ON first.number = (
        SELECT number FROM event WHERE account = a.id ORDER BY day, number LIMIT 1)
    LEFT JOIN event told ON told.number = (
        SELECT number FROM event WHERE account = a.id ORDER BY corrects IS NOT NULL, day, number LIMIT 1);
    CREATE TABLE step AS
    SELECT ROW_NUMBER() OVER (PARTITION BY account ORDER BY day, number) AS nth, account, day, came_from, came_to,
        CASE WHEN came_from IS NULL THEN 0 WHEN came_to = 'lost' THEN 0 WHEN came_from = 'lost' THEN 1
            ELSE (SELECT t.rank > f.rank FROM stage t, stage f WHERE t.name = came_to AND f.name = came_from) END
            AS onward
    FROM (
        SELECT e.number, e.account, e.day, e.came_to,
            LAG(e.came_to, 1, o.stage) OVER (PARTITION BY e.account ORDER BY e.day, e.number) AS came_from
        FROM event e JOIN opening o ON o.account = e.account
        WHERE e.stands AND e.came_to IS NOT NULL)
    WHERE came_from IS NOT came_to;
    CREATE INDEX step_of ON step (account, nth);";

impl Asked {
    fn new(portfolio: &Portfolio, store: &mut Store, today: NaiveDate) -> Self {
        let lines = store.ledger_reader().purchases(&Progress::default()).unwrap();
        let source = ExportSource { portfolio, journal: store.journal(), purchases: Some(&lines) };
        let options =
            ExportOptions { what: ExportWhat::All, format: ExportFormat::Json, guard: TextGuard::Safe, only: None };
        let mut bytes = Vec::new();
        export(&mut bytes, &options, source, &Progress::default()).unwrap();
        let all: Value = serde_json::from_slice(&bytes).unwrap();
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(TABLES).unwrap();
        let rows = |kind: &str| all[kind].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let cents = |value: &Value| value.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
        conn.execute_batch("BEGIN").unwrap();
        for one in rows("accounts").iter().filter(|one| one["archived"] == false) {
            let values = params![text(&one["id"]), text(&one["owner"]), text(&one["channel"]), text(&one["stage"])];
            conn.execute("INSERT INTO account VALUES (?, ?, ?, ?)", values).unwrap();
        }
        for (number, one) in (1_i64..).zip(rows("stage_events")) {
            let stage = |field: &str| text(&one[field]);
            let values = params![
                number,
                text(&one["id"]),
                text(&one["account_id"]),
                text(&one["day"]),
                stage("from_stage"),
                stage("stage"),
                text(&one["corrects"]),
                one["stands"].as_bool().unwrap()
            ];
            conn.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values).unwrap();
        }
        for one in rows("purchases") {
            let values = params![text(&one["account_id"]), text(&one["order_date"]), cents(&one["amount"])];
            conn.execute("INSERT INTO purchase VALUES (?, ?, ?)", values).unwrap();
        }
        for one in rows("spend") {
            let values = params![text(&one["channel"]), text(&one["month"]), cents(&one["amount"])];
            conn.execute("INSERT INTO spend VALUES (?, ?, ?)", values).unwrap();
        }
        conn.execute_batch("COMMIT").unwrap();
        conn.execute_batch(STEPS).unwrap();
        Self { conn, today }
    }

    /// A number, of the accounts of a seller or a channel, or of all.
    fn ask(&self, scope: &Scope, question: &str, (stage, span): (Stage, Span)) -> i64 {
        let until = span.to.min(self.today);
        let question = format!(
            "WITH mine AS (SELECT id FROM account WHERE (:owner IS NULL OR owner = :owner)
                AND (:channel IS NULL OR channel = :channel)),
            way AS (SELECT * FROM step WHERE account IN (SELECT id FROM mine)),
            within AS (SELECT * FROM way WHERE day BETWEEN :first AND :last),
            there AS (SELECT account, stage FROM opening WHERE account IN (SELECT id FROM mine)
                AND NOT EXISTS (SELECT 1 FROM way WHERE way.account = opening.account AND day < :first)
                UNION ALL SELECT account, came_to FROM way w WHERE day < :first
                AND NOT EXISTS (SELECT 1 FROM way l WHERE l.account = w.account AND l.nth > w.nth AND l.day < :first)),
            end_ AS (SELECT account, stage FROM opening WHERE account IN (SELECT id FROM mine)
                AND NOT EXISTS (SELECT 1 FROM way WHERE way.account = opening.account AND day <= :last)
                UNION ALL SELECT account, came_to FROM way w WHERE day <= :last
                AND NOT EXISTS (SELECT 1 FROM way l WHERE l.account = w.account AND l.nth > w.nth AND l.day <= :last))
            {question}"
        );
        let (first, last, today) = (span.from.to_string(), until.to_string(), self.today.to_string());
        let name = stage.name();
        let all: [(&str, &dyn ToSql); 6] = [
            (":owner", &scope.seller),
            (":channel", &scope.channel),
            (":first", &first),
            (":last", &last),
            (":stage", &name),
            (":today", &today),
        ];
        let mut statement = self.conn.prepare(&question).unwrap();
        let named: Vec<(&str, &dyn ToSql)> =
            all.into_iter().filter(|(name, _)| statement.parameter_index(name).unwrap().is_some()).collect();
        statement.query_row(named.as_slice(), |row| row.get::<_, Option<i64>>(0)).unwrap().unwrap_or_default()
    }

    /// Compares every figure of the funnel of a period.
    fn check(&self, history: &History, scope: &Scope, span: Span) -> Funnel {
        let figures = funnel(history, scope, span, self.today, STUCK);
        for of in &figures.stages {
            let ask = |question: &str| usize::try_from(self.ask(scope, question, (of.stage, span))).unwrap();
            let fell = "came_from IS NOT NULL AND came_from <> 'lost' AND came_to <> 'lost' AND NOT onward";
            let entered = "FROM within WHERE came_to = :stage";
            let wanted = StageFigures {
                before: ask("SELECT COUNT(*) FROM there WHERE stage = :stage"),
                entered: ask(&format!("SELECT COUNT(*) {entered}")),
                fell_back: ask(&format!("SELECT COUNT(*) {entered} AND {fell}")),
                regained: ask(&format!("SELECT COUNT(*) {entered} AND came_from = 'lost'")),
                left: ask("SELECT COUNT(*) FROM within WHERE came_from = :stage"),
                lost: ask("SELECT COUNT(*) FROM within WHERE came_from = :stage AND came_to = 'lost'"),
                standing: ask("SELECT COUNT(*) FROM end_ WHERE stage = :stage"),
                present: ask(&format!(
                    "SELECT COUNT(*) FROM (SELECT account FROM there WHERE stage = :stage UNION SELECT account {entered})"
                )),
                progressed: ask("SELECT COUNT(DISTINCT account) FROM within WHERE came_from = :stage AND onward"),
                cohort: ask(&format!("SELECT COUNT(DISTINCT account) {entered}")),
                cohort_moved_on: ask(&format!(
                    "SELECT COUNT(*) FROM (SELECT account, MIN(nth) AS nth {entered} GROUP BY account) c WHERE EXISTS (
                        SELECT 1 FROM way WHERE way.account = c.account AND way.nth > c.nth AND came_from = :stage
                        AND onward AND day <= :today)"
                )),
                ..of.clone()
            };
            assert_eq!(*of, wanted, "{} of {scope:?} in {span:?}", of.stage.name());
            assert_eq!(of.standing + of.left, of.before + of.entered, "they are all accounted for");
            if of.median_of == MedianOf::Period {
                let days = "SELECT julianday(w.day) - julianday(c.day) AS days FROM within w
                    JOIN way c ON c.account = w.account AND c.nth = w.nth - 1
                    WHERE w.came_from = :stage AND w.onward";
                let median = format!(
                    "SELECT CAST(ROUND(AVG(days) + 0.0001) AS INTEGER) FROM (
                        SELECT days, ROW_NUMBER() OVER (ORDER BY days) AS n, COUNT(*) OVER () AS of FROM ({days}))
                    WHERE n IN ((of + 1) / 2, (of + 2) / 2)"
                );
                assert_eq!(of.timed, ask(&format!("SELECT COUNT(*) FROM ({days})")));
                assert_eq!(of.median_days.unwrap_or_default() as usize, ask(&median), "{scope:?} {span:?} {of:?}");
            }
        }
        let undated = "SELECT COUNT(*) FROM mine WHERE id NOT IN (SELECT account FROM step)";
        assert_eq!(figures.undated, usize::try_from(self.ask(scope, undated, (Stage::Suspect, span))).unwrap());
        figures
    }

    /// What goals count, in a period.
    fn check_goals(&self, portfolio: &Portfolio, history: &History, whose: &Whose, span: Span) {
        let scope = goals::scope_of(whose);
        let actual = |metric| goals::actual(portfolio, history, metric, span, whose, self.today);
        for (metric, stage) in [
            (Metric::SuspectsFound, Stage::Suspect),
            (Metric::ProspectsQualified, Stage::Prospect),
            (Metric::CustomersCreated, Stage::Customer),
            (Metric::ClientsCreated, Stage::Client),
        ] {
            let asked = self.ask(&scope, CREATED, (stage, span));
            let counted = f64::from(u32::try_from(asked).unwrap());
            assert_eq!(actual(metric), Some(counted), "{} of {whose:?} in {span:?}", metric.name());
            let until = Span { to: span.to.min(self.today), ..span };
            assert_eq!(created(history, &scope, stage, until), usize::try_from(asked).unwrap());
        }
        let bought =
            "SELECT SUM(cents) FROM purchase WHERE account IN (SELECT id FROM mine) AND day BETWEEN :first AND :last";
        let cents = self.ask(&scope, bought, (Stage::Customer, span));
        if let Some(revenue) = actual(Metric::Revenue) {
            let sum = Money::from_minor_units(cents).approximate();
            assert!((revenue - sum).abs() < 1e-9, "{whose:?} in {span:?}: {revenue} and {sum}");
        } else {
            assert_eq!(cents, 0);
        }
    }

    /// What channels cost and brought, in a period.
    fn check_channels(&self, portfolio: &Portfolio, history: &History, span: Span) -> usize {
        let rows = compare(portfolio, history, span, self.today).rows;
        for row in rows.iter().filter(|row| !row.name.is_empty()) {
            let scope = Scope { channel: Some(row.name.clone()), ..Scope::default() };
            let spent = "SELECT SUM(cents) FROM spend WHERE channel = :channel AND month BETWEEN :first AND :last";
            let spent = self.ask(&scope, spent, (Stage::Customer, span));
            let [found, qualified, customers, clients] =
                [Stage::Suspect, Stage::Prospect, Stage::Customer, Stage::Client]
                    .map(|stage| usize::try_from(self.ask(&scope, CREATED, (stage, span))).unwrap());
            assert_eq!(row.spend.minor_units(), spent, "{} in {span:?}", row.name);
            assert_eq!((row.found, row.qualified, row.customers, row.clients), (found, qualified, customers, clients));
            let cost = Some(spent).filter(|spent| *spent > 0 && customers > 0);
            let cost = cost.map(|spent| {
                let customers = i64::try_from(customers).unwrap();
                // Halves go up.
                (2 * spent + customers) / (2 * customers)
            });
            assert_eq!(row.cac.map(Money::minor_units), cost, "{} in {span:?}", row.name);
        }
        rows.iter().filter(|row| row.cac.is_some()).count()
    }
}

/// Entered, and not from a later stage.
const CREATED: &str = "SELECT COUNT(*) FROM within WHERE came_to = :stage
    AND (came_from IS NULL OR came_from = 'lost' OR came_to = 'lost' OR onward)";

/// Months, quarters and years, the last of them not over.
fn periods(today: NaiveDate, fiscal_start: u8) -> Vec<Span> {
    let mut spans = Vec::new();
    for (kind, count) in [(PeriodKind::Month, 14), (PeriodKind::Quarter, 7), (PeriodKind::Year, 3)] {
        let mut period = Period::holding(kind, today, fiscal_start);
        for _ in 0..count {
            spans.push(period.span());
            period = period.previous();
        }
    }
    spans
}

/// Choices that repeat.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let count = u64::try_from(all.len()).unwrap();
        all[usize::try_from(self.below(count)).unwrap()]
    }
}

const SELLERS: [&str; 3] = ["Nancy Davolio", "Andrew Fuller", "Janet Leverling"];
const CHANNELS: [&str; 3] = ["Trade fair", "Referral", "Cold call"];

#[test]
fn a_traders_funnel_is_what_plain_questions_answer() {
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    for seed in [3, 11] {
        let mut desk = Desk::new();
        let mut store = desk.create();
        let mut dice = Dice(seed);
        // Accounts of which nobody knows since when they stand there, as files bring them.
        let rows = (0..90).map(|number| {
            let values = vec![
                AccountValue::Name(format!("Trader {number}")),
                AccountValue::Owner(dice.of(&SELLERS).to_owned()),
                AccountValue::Channel(dice.of(&CHANNELS).to_owned()),
            ];
            ImportRow { target: ImportTarget::New, patch: AccountPatch { values, ..AccountPatch::default() } }
        });
        let rows: Vec<ImportRow> = rows.collect();
        desk.edit(&mut store, Edit::Import(Arc::new(Import::of_accounts("traders.csv", rows)))).unwrap();
        let ids: Vec<_> = store.portfolio().accounts().map(|account| account.id).collect();
        let sales: Vec<Sale> = (0..700)
            .map(|_| {
                // Some buy often, some never.
                let account = ids[usize::try_from(dice.below(80) * dice.below(80) / 80).unwrap()];
                let day = i32::try_from(dice.below(1_000)).unwrap() - 940;
                Sale::of(account, day, i64::try_from(dice.below(90_000)).unwrap() + 100)
            })
            .collect();
        let batch = purchases(&mut desk.stamp(), "orders.csv", &sales);
        desk.edit(&mut store, import_of(batch)).unwrap();
        store.set_today(today);
        // All that the purchases speak for is confirmed.
        let portfolio = Arc::clone(store.portfolio());
        let said = portfolio.accounts().flat_map(|account| proposals(&portfolio, account, today));
        let changes: Vec<StageChange> =
            said.filter(|one| one.kind != ProposalKind::Dates).flat_map(|one| one.changes).collect();
        assert!(changes.len() > 100, "there is something to count: {}", changes.len());
        desk.edit(&mut store, Edit::RecordStages(changes)).unwrap();
        // Some of it was wrong, or came otherwise.
        let events: Vec<_> = store.portfolio().stage_events().iter().map(|event| (**event).clone()).collect();
        for event in events.iter().step_by(9) {
            let instead = match dice.below(3) {
                0 => None,
                1 => event.to.map(|to| (to, event.on - chrono::TimeDelta::days(40))),
                _ => Some((Stage::Prospect, event.on)),
            };
            let instead = instead.map(|(to, on)| {
                let (by, channel) = (event.by.clone(), event.channel.clone());
                CorrectedStage { to, on, by, channel }
            });
            let correction = StageCorrection { event: event.id, instead, reason: "looked up".to_owned() };
            desk.edit(&mut store, Edit::CorrectStage(correction)).unwrap();
        }
        let gone = vec![ids[0], ids[7]];
        desk.edit(&mut store, Edit::SetArchived { accounts: gone, archived: true }).unwrap();
        let spend: Vec<_> = (1..=12)
            .flat_map(|month| CHANNELS.map(|channel| (channel, month)))
            .map(|(channel, month)| {
                let cost = Money::from_minor_units(i64::try_from(dice.below(400_000)).unwrap());
                (channel.to_owned(), NaiveDate::from_ymd_opt(2025, month, 1).unwrap(), Some(cost))
            })
            .collect();
        desk.edit(&mut store, Edit::SetSpend(spend)).unwrap();
        store.set_today(today);

        let portfolio = Arc::clone(store.portfolio());
        let history = History::of(&portfolio);
        let asked = Asked::new(&portfolio, &mut store, today);
        let mut scopes = vec![Scope::default()];
        scopes.extend(SELLERS.map(|name| Scope { seller: Some(name.to_owned()), ..Scope::default() }));
        scopes.extend(CHANNELS.map(|name| Scope { channel: Some(name.to_owned()), ..Scope::default() }));
        let mut entered = 0;
        for span in periods(today, 1).into_iter().chain(periods(today, 4)) {
            for scope in &scopes {
                let figures = asked.check(&history, scope, span);
                entered += figures.stages.iter().map(|of| of.entered).sum::<usize>();
            }
            for whose in [Whose::Team, Whose::Seller(SELLERS[1].to_owned()), Whose::Channel(CHANNELS[0].to_owned())] {
                asked.check_goals(&portfolio, &history, &whose, span);
            }
        }
        assert!(entered > 1_000, "seed {seed}: {entered}");
        let year = Period::holding(PeriodKind::Year, today, 1).previous().span();
        assert_eq!(year.from.year(), 2025);
        assert_eq!(asked.check_channels(&portfolio, &history, year), 3, "each won somebody");
        store.close().unwrap();
    }
}

#[test]
fn the_funnel_of_the_demo_is_what_plain_questions_answer() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let desk = Desk::new();
    let size = DemoSize { accounts: 150, purchases: 4_000, activities: 500 };
    let mut store = make_whole_demo(&desk.path(), size, 1, today).unwrap();
    let portfolio = Arc::clone(store.portfolio());
    assert!(portfolio.stage_events().len() > 100, "it has a history");
    let history = History::of(&portfolio);
    let asked = Asked::new(&portfolio, &mut store, today);
    let seller = portfolio.accounts().find(|account| !account.owner.is_empty()).unwrap().owner.clone();
    let of_seller = Scope { seller: Some(seller.clone()), ..Scope::default() };
    let mut costs = 0;
    for span in periods(today, portfolio.settings().more.fiscal_year_start) {
        for scope in [&Scope::default(), &of_seller] {
            asked.check(&history, scope, span);
        }
        for whose in [Whose::Team, Whose::Seller(seller.clone())] {
            asked.check_goals(&portfolio, &history, &whose, span);
        }
        costs += asked.check_channels(&portfolio, &history, span);
    }
    assert!(costs > 0, "some channel cost something and brought somebody");
    store.close().unwrap();
}
