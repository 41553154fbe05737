//! A quarter of which every figure was counted by hand, in all its forms.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::html::html;
use super::markdown::markdown;
use super::pictures::{FunnelChart, chart_svg};
use super::xlsx::xlsx;
use super::*;
use crate::model::{
    Account, AccountId, DayTotal, Extra, Goal, GoalId, GoalKey, Journal, Ledger, Metric, Money, Period, PeriodKind,
    Portfolio, Rows, Spend, SpendId, Stage, StageEvent, StageEventId, Target, Whose,
};
use crate::report::pixels::board_png;
use crate::rules::funnel::{History, Scope};
use crate::rules::goals::{self, Ground};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euros(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

#[derive(Default)]
struct Bench {
    rows: Rows,
    ledger: BTreeMap<AccountId, Vec<DayTotal>>,
}

impl Bench {
    fn account(&mut self, name: &str, owner: &str, channel: &str, moves: &[(&str, Stage)], orders: &[(&str, i64)]) {
        let id = AccountId(Uuid::from_u128(self.rows.accounts.len() as u128 + 1));
        let stage = moves.last().map_or(Stage::Suspect, |(_, stage)| *stage);
        let named = Account { owner: owner.to_owned(), channel: channel.to_owned(), ..Account::new(id, name) };
        self.rows.accounts.push(Account { stage, region: "Nord".to_owned(), ..named });
        let mut from = None;
        for (on, to) in moves {
            let key = StageEventId(Uuid::from_u128(self.rows.stage_events.len() as u128 + 1));
            self.rows.stage_events.push(StageEvent { from, ..StageEvent::new(key, id, day(on), *to) });
            from = Some(*to);
        }
        let order = |(on, units): &(&str, i64)| DayTotal::of_line(day(on), euros(*units), Some(euros(units / 2)));
        self.ledger.insert(id, orders.iter().map(order).collect());
    }

    fn goal(&mut self, metric: Metric, kind: PeriodKind, on: &str, whose: Whose, hundredths: i64) {
        self.rows.goals.push(Goal {
            id: GoalId(Uuid::from_u128(self.rows.goals.len() as u128 + 1)),
            version: 1,
            of: GoalKey { metric, period: Period::holding(kind, day(on), 1), whose },
            target: Target(hundredths),
            extra: Extra::new(),
        });
    }

    fn spend(&mut self, channel: &str, month: &str, units: i64) {
        self.rows.spends.push(Spend {
            id: SpendId(Uuid::from_u128(self.rows.spends.len() as u128 + 1)),
            version: 1,
            channel: channel.to_owned(),
            month: day(month),
            amount: euros(units),
            notes: String::new(),
            extra: Extra::new(),
        });
    }

    fn portfolio(&self) -> Portfolio {
        let mut rows = self.rows.clone();
        rows.ledger = Ledger::new(self.ledger.clone());
        Portfolio::new(rows)
    }

    fn report(&self, scope: &Scope, period: Period, today: &str) -> FunnelReport {
        let portfolio = self.portfolio();
        let (history, journal) = (History::of(&portfolio), Journal::default());
        let source = Source { portfolio: &portfolio, journal: &journal, history: &history };
        FunnelReport::of(source, scope, period, day(today))
    }
}

const HOSTILE: [&str; 5] = [
    "'); DROP TABLE accounts;--",
    "=HYPERLINK(\"http://x\",\"y\")",
    "a|b\\c\n*d*",
    "<script>alert(1)</script>",
    "شركة",
];

/// Two were found, one of them qualified; one from before was won; one stands as a prospect since 2025.
fn quarter() -> Bench {
    let mut bench = Bench::default();
    bench.rows.settings.name = "Nordwind <&>".to_owned();
    bench.account(
        "Alfreds",
        "Anna",
        "Trade fair",
        &[("2026-10-05", Stage::Suspect), ("2026-10-25", Stage::Prospect)],
        &[],
    );
    bench.account("Blondel", "Bert", "", &[("2026-11-02", Stage::Suspect)], &[]);
    let won = [("2026-08-01", Stage::Prospect), ("2026-11-01", Stage::Customer)];
    bench.account("Chop-suey", "Anna", "Trade fair", &won, &[("2026-11-01", 1_000)]);
    bench.account(HOSTILE[1], HOSTILE[2], "Web", &[("2025-01-01", Stage::Prospect)], &[]);
    bench.account("Ernst Handel", "Anna", "Web", &[], &[]);
    bench.goal(Metric::CustomersCreated, PeriodKind::Quarter, "2026-10-01", Whose::Team, 1_200);
    bench.goal(Metric::CustomersCreated, PeriodKind::Month, "2026-11-01", Whose::Team, 400);
    bench.goal(Metric::Revenue, PeriodKind::Quarter, "2026-10-01", Whose::Seller("Anna".to_owned()), 500_050);
    bench.spend("Trade fair", "2026-10-01", 900);
    bench
}

fn q4() -> Period {
    Period::holding(PeriodKind::Quarter, day("2026-11-22"), 1)
}

fn now() -> FunnelReport {
    quarter().report(&Scope::default(), q4(), "2026-11-22")
}

#[test]
fn figures_are_those_that_were_counted_by_hand() {
    let report = now();
    let flows: Vec<[usize; 4]> = report
        .stages
        .iter()
        .map(|stage| [stage.snapshot.before, stage.flow.entered, stage.flow.left, stage.snapshot.standing])
        .collect();
    // Ernst Handel has been a suspect since ever.
    assert_eq!(flows, [[1, 2, 1, 2], [2, 1, 1, 2], [0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]]);
    assert_eq!((report.undated, report.period.day, report.period.days), (1, 53, 92));
    let prospects = report.stage(Stage::Prospect).unwrap();
    assert_eq!((prospects.time.median_days, prospects.time.stays), (Some(92), 1), "from August to November");
    assert_eq!((prospects.snapshot.stuck, prospects.snapshot.stuck_after_days), (1, Some(184)));
    let stuck: Vec<(&str, u32)> = report.stuck.iter().map(|one| (one.name.as_str(), one.days)).collect();
    assert_eq!(stuck, [(HOSTILE[1], 690)]);
    let suspects = report.stage(Stage::Suspect).unwrap();
    assert_eq!((suspects.cohort.accounts, suspects.cohort.moved_on), (2, 1));
    assert_eq!(suspects.flow.progressed_of_present, Some(1.0 / 3.0));
    assert_eq!(report.months.len(), 12);
    let november = &report.months[10].created[2];
    assert_eq!((november.created, november.goal, november.year_before), (Some(1), Some(4.0), 0));
    assert_eq!(report.months[11].created[2].created, None, "December has not begun");
    let fair = report.channels.rows.iter().find(|row| row.name == "Trade fair").unwrap();
    assert_eq!((fair.spend, fair.customers, fair.cost_to_win_one), (euros(900), 1, Some(euros(900))));
    assert_eq!(fair.first_order_result, Some(euros(-400)), "half of 1,000 is margin");
}

#[test]
fn goals_are_those_of_the_rules_and_of_who_is_asked_for() {
    let (bench, report) = (quarter(), now());
    let portfolio = bench.portfolio();
    let history = History::of(&portfolio);
    let of = GoalKey { metric: Metric::CustomersCreated, period: q4(), whose: Whose::Team };
    let wanted = Ground::new(&portfolio, &history, None, day("2026-11-22")).progress(&of).unwrap();
    let [team, anna] = &report.goals[..] else { panic!("{:?}", report.goals) };
    assert_eq!((team.target, team.actual, team.share), (Amount::Number(12.0), Some(Amount::Number(1.0)), wanted.share));
    assert_eq!(team.words, goals::pace_words(&wanted, portfolio.settings(), day("2026-11-22")));
    assert_eq!((anna.name.as_str(), anna.target), ("Anna", Amount::Money(Money::from_minor_units(500_050))));
    assert_eq!(anna.actual, Some(Amount::Money(euros(1_000))));
    let asked = |scope: Scope| bench.report(&scope, q4(), "2026-11-22");
    let of_anna = asked(Scope { seller: Some("anna".to_owned()), ..Scope::default() });
    assert_eq!(of_anna.goals.len(), 1);
    assert_eq!(of_anna.stage(Stage::Suspect).unwrap().flow.entered, 1);
    assert!(of_anna.months[10].created[2].goal.is_none(), "that is the team's");
    let of_fair = asked(Scope { channel: Some("trade fair".to_owned()), ..Scope::default() });
    assert_eq!((of_fair.channels.rows.len(), of_fair.channels.all.is_none(), of_fair.goals.len()), (1, true, 0));
    let of_region = asked(Scope { region: Some("Nord".to_owned()), ..Scope::default() });
    assert!(of_region.goals.is_empty(), "nobody sets goals for a region");
}

#[test]
fn json_has_every_figure_under_a_plain_name() {
    let report = now();
    let json = report.to_json().unwrap();
    assert_eq!(json["period"]["label"], "Q4 2026");
    assert_eq!(json["period"]["from"], "2026-10-01");
    assert_eq!(json["period"]["state"], "not_over");
    assert_eq!(json["stages"][1]["stage"], "prospect");
    assert_eq!(json["stages"][1]["snapshot"]["standing"], 2);
    assert_eq!(json["stages"][0]["cohort"]["moved_on_of_accounts"], 0.5);
    assert_eq!(json["goals"][1]["target"], "5000.50");
    assert_eq!(json["channels"]["rows"][0]["spend"], "900.00");
    assert_eq!(json["channels"]["rows"][1]["cost_to_win_one"], Value::Null);
    assert_eq!(json["stuck"][0]["since"], "2025-01-01");
    assert_eq!((&json["hand_overs"][0]["name"], &json["hand_overs"][0]["days"]), (&"Chop-suey".into(), &21.into()));
    assert!(report.figures() > 200, "{}", report.figures());
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(markdown(&now()));
}

#[test]
fn as_html_it_is_one_file_that_asks_for_nothing() {
    let html = html(&now());
    for outside in ["http:", "https:", "src=", "href=", "@import", "url(", "<script", "<link"] {
        let named = html.replace("http://www.w3.org/2000/svg", "").replace("http://x", "");
        assert!(!named.contains(outside), "{outside}");
    }
    assert_eq!(html.matches("<svg").count(), html.matches("</svg>").count());
    assert!(html.contains("@media print") && html.contains("dir=\"auto\"") && html.contains("</html>"));
    insta::assert_snapshot!(text_of(&html));
}

/// What a reader sees: no markup, no charts.
fn text_of(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let mut text = String::new();
    let mut inside = body;
    while let Some((before, rest)) = inside.split_once('<') {
        text.push_str(before);
        let (tag, after) = rest.split_once('>').unwrap();
        if matches!(tag.split(' ').next(), Some("/th" | "/td")) {
            text.push_str(" · ");
        }
        inside = if tag.starts_with("svg") { after.split_once("</svg>").unwrap().1 } else { after };
    }
    let lines = text.lines().map(|line| line.trim_end_matches(" · ").trim()).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn charts_are_drawn_in_words_and_dots() {
    let report = now();
    insta::assert_snapshot!(chart_svg(&report, FunnelChart::Funnel, (1000, 625)));
    insta::assert_snapshot!(chart_svg(&report, FunnelChart::Months, (1000, 625)));
    for chart in FunnelChart::ALL {
        let png = board_png(&chart_svg(&report, chart, (640, 400)), 1.0).unwrap();
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((side(16), side(20)), (640, 400));
    }
}

#[test]
fn hostile_names_stay_names_everywhere() {
    let mut bench = quarter();
    for name in HOSTILE {
        bench.account(name, name, name, &[("2025-01-02", Stage::Prospect)], &[]);
    }
    let report = bench.report(&Scope::default(), q4(), "2026-11-22");
    let html = html(&report);
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;") && html.contains("شركة"), "{html}");
    let markdown = markdown(&report);
    assert!(!markdown.replace("\\<", "").contains('<') && markdown.contains("\\<script>"), "{markdown}");
    for line in markdown.lines().filter(|line| line.starts_with('|')) {
        let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        assert!([3, 5, 6, 8, 10, 11, 14].contains(&bars), "{bars}: {line}");
    }
}

#[test]
fn nothing_at_all_and_other_times_are_said() {
    let empty = Bench::default();
    let report = empty.report(&Scope::default(), q4(), "2026-11-22");
    assert!(markdown(&report).contains("Nobody is stuck"));
    assert!(html(&report).contains("No goals are set"));
    xlsx(&report).unwrap();
    for chart in FunnelChart::ALL {
        assert!(chart_svg(&report, chart, (320, 240)).ends_with("</svg>\n"));
    }
    let bench = quarter();
    let said = |today: &str| markdown(&bench.report(&Scope::default(), q4(), today));
    assert!(said("2026-11-22").contains("The period is not over: it is day 53 of 92"));
    assert!(said("2026-12-31").contains("The period is not over: it is day 92 of 92"), "on its last day");
    assert!(!said("2027-01-01").contains("not over"));
    assert!(said("2026-09-30").contains("The period has not begun"));
}
