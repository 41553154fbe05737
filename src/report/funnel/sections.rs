//! What a document of the funnel says, in its order: tables with a heading and a sentence that says what kind of figure
//! they hold.

use chrono::NaiveDate;

use crate::model::{Money, Stage};
use crate::rules::funnel::MedianOf;

use super::{FunnelReport, MOST_NAMED, PeriodState, StageReport};

/// A table with its words.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The sheet of a workbook that it stands in; several may share one.
    pub(super) sheet: &'static str,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What is said where there are no rows.
    pub(super) empty: &'static str,
    /// Whether documents name only the first [`MOST_NAMED`] rows.
    pub(super) is_list: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) label: String,
    /// Whether what stands below it are words: then it begins on the left.
    pub(super) is_text: bool,
}

/// What stands in a cell. Documents write it as the workspace does, workbooks as a number with a format.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Nothing,
    /// Our own words.
    Word(String),
    /// What somebody called something.
    Name(String),
    Count(usize),
    Number(f64),
    /// Of 1.
    Share(f64),
    Days(u32),
    Day(NaiveDate),
    Money(Money),
    Months(f64),
}

/// What stands over all of it.
#[derive(Clone, Debug)]
pub(super) struct Caption {
    /// Of the workspace; it may be blank.
    pub(super) workspace: String,
    pub(super) title: String,
    /// Its days, and how far it has come.
    pub(super) period: String,
    /// What was asked of, with the names that were asked for: "Seller", "Anna".
    pub(super) scope: Vec<(&'static str, String)>,
    /// What the reader must know, in whole sentences.
    pub(super) remarks: Vec<String>,
}

impl Section {
    /// The rows that a document names, and how many more there are.
    pub(super) fn named(&self) -> (&[Vec<Cell>], usize) {
        let most = if self.is_list { MOST_NAMED } else { self.rows.len() };
        let named = self.rows.get(..most.min(self.rows.len())).unwrap_or_default();
        (named, self.rows.len() - named.len())
    }
}

impl Cell {
    fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, cell)
    }
}

impl FunnelReport {
    pub(super) fn caption(&self) -> Caption {
        let Self { workspace, today, period, scope, undated, dates, numbers, .. } = self;
        let day = |day: NaiveDate| dates.day(day);
        let days = format!("{} – {}", day(period.from), day(period.to));
        let mut remarks = Vec::new();
        match period.state {
            PeriodState::NotBegun => {
                remarks.push(
                    "The period has not begun: nothing happened in it, and who stands where is of today".to_owned(),
                );
            }
            PeriodState::NotOver => remarks.push(format!(
                "The period is not over: it is day {} of {}, and figures are counted until {}",
                period.day,
                period.days,
                day(period.until)
            )),
            PeriodState::Over => {}
        }
        if *undated > 0 {
            let (count, who) = (numbers.count(*undated), if *undated == 1 { "account has" } else { "accounts have" });
            remarks.push(format!(
                "{count} {who} no dated change of stage: counted where they stand, but as entering nothing"
            ));
        }
        let asked = [("Seller", &scope.seller), ("Channel", &scope.channel), ("Region", &scope.region)];
        let name = |name: &String| if name.trim().is_empty() { "(none)".to_owned() } else { name.clone() };
        Caption {
            workspace: workspace.clone(),
            title: format!("Funnel, {}", period.label),
            period: format!("{days} · written on {}", day(*today)),
            scope: asked.into_iter().filter_map(|(what, asked)| Some((what, name(asked.as_ref()?)))).collect(),
            remarks,
        }
    }

    pub(super) fn sections(&self) -> Vec<Section> {
        let mut sections = vec![self.flow(), self.snapshot(), self.cohort(), self.time(), self.by_month()];
        sections.push(self.goal_list());
        sections.extend(self.channel_lists());
        sections.push(self.stuck_list());
        sections.extend(self.waiting_lists());
        sections
    }

    fn of_stages(
        &self,
        title: String,
        note: String,
        heads: &[&str],
        cells: impl Fn(&StageReport) -> Vec<Cell>,
    ) -> Section {
        let row = |stage: &StageReport| {
            let mut row = vec![Cell::Word(stage.stage.plural().to_owned())];
            row.extend(cells(stage));
            row
        };
        Section {
            sheet: "Funnel",
            title,
            note,
            heads: std::iter::once(text("Stage")).chain(heads.iter().map(|label| figure(label))).collect(),
            rows: self.stages.iter().map(row).collect(),
            empty: "",
            is_list: false,
        }
    }

    fn flow(&self) -> Section {
        self.of_stages(
            format!("In {} (flow)", self.period.label),
            "How often stages were entered and left in the period. Created is who entered and did not fall back from a \
             later stage; moved on is who left for a later stage, of all who stood there at some time in the period"
                .to_owned(),
            &["Entered", "Created", "Fell back", "Won back", "Left", "Lost", "Present", "Moved on", "Moved on of present"],
            |stage| {
                let flow = &stage.flow;
                vec![
                    Cell::Count(flow.entered),
                    Cell::Count(flow.created),
                    Cell::Count(flow.fell_back),
                    Cell::Count(flow.regained),
                    Cell::Count(flow.left),
                    Cell::Count(flow.lost),
                    Cell::Count(flow.present),
                    Cell::Count(flow.progressed),
                    Cell::maybe(flow.progressed_of_present, Cell::Share),
                ]
            },
        )
    }

    fn snapshot(&self) -> Section {
        self.of_stages(
            format!("Standing on {} (snapshot)", self.dates.day(self.period.until)),
            "Who stood in each stage at the end of the day before the period, and at the end of its last counted day; \
             stuck is who has stood there for more than the days that are named"
                .to_owned(),
            &["Before", "Standing", "Stuck", "Stuck after (days)"],
            |stage| {
                let snapshot = &stage.snapshot;
                vec![
                    Cell::Count(snapshot.before),
                    Cell::Count(snapshot.standing),
                    Cell::Count(snapshot.stuck),
                    Cell::maybe(snapshot.stuck_after_days, Cell::Days),
                ]
            },
        )
    }

    fn cohort(&self) -> Section {
        self.of_stages(
            format!("Who entered in {}, and what became of them (cohort)", self.period.label),
            format!(
                "Accounts that entered a stage in the period, each once, and how many of them moved on to a later stage \
                 until {}, in the period or after it",
                self.dates.day(self.today)
            ),
            &["Accounts", "Moved on", "Moved on of accounts"],
            |stage| {
                let cohort = &stage.cohort;
                vec![
                    Cell::Count(cohort.accounts),
                    Cell::Count(cohort.moved_on),
                    Cell::maybe(cohort.moved_on_of_accounts, Cell::Share),
                ]
            },
        )
    }

    fn time(&self) -> Section {
        let mut section = self.of_stages(
            "Days in a stage before moving on".to_owned(),
            "The median of stays that ended in progress within the period, or within 24 months where fewer than 5 did"
                .to_owned(),
            &["Median (days)", "Stays", "Ended in"],
            |stage| {
                let time = &stage.time;
                let ended = match time.ended_in {
                    MedianOf::Period => "the period",
                    MedianOf::TwoYears => "24 months",
                };
                let ended = if time.stays == 0 { Cell::Nothing } else { Cell::Word(ended.to_owned()) };
                vec![Cell::maybe(time.median_days, Cell::Days), Cell::Count(time.stays), ended]
            },
        );
        if let Some(last) = section.heads.last_mut() {
            last.is_text = true;
        }
        section
    }

    fn by_month(&self) -> Section {
        let mut heads = vec![text("Month")];
        for stage in self.months.first().into_iter().flat_map(|month| &month.created) {
            heads.push(figure(created_words(stage.stage)));
            heads.push(figure("Goal"));
            heads.push(figure("Year before"));
        }
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for month in &self.months {
            let mut row = vec![Cell::Word(month.label.clone())];
            for stage in &month.created {
                row.push(Cell::maybe(stage.created, Cell::Count));
                row.push(Cell::maybe(stage.goal, Cell::Number));
                row.push(Cell::Count(stage.year_before));
            }
            rows.push(row);
        }
        Section {
            sheet: "Months",
            title: "Created, month by month (flow)".to_owned(),
            note:
                "The fiscal year that the period lies in; the month of today is counted until today, the year before \
                   as a whole"
                    .to_owned(),
            heads,
            rows,
            empty: "",
            is_list: false,
        }
    }

    fn stuck_list(&self) -> Section {
        let row = |account: &super::StuckAccount| {
            vec![
                Cell::Name(account.name.clone()),
                Cell::Word(account.stage.name().to_owned()),
                Cell::Day(account.since),
                Cell::Days(account.days),
                Cell::Name(account.owner.clone()),
                Cell::Name(account.channel.clone()),
                Cell::Name(account.region.clone()),
            ]
        };
        let (since, days) = (figure("Since"), figure("Days"));
        Section {
            sheet: "Stuck",
            title: format!("Stuck on {} (snapshot)", self.dates.day(self.period.until)),
            note: "Who has stood in a stage for much longer than those who moved on; the longest first".to_owned(),
            heads: vec![text("Account"), text("Stage"), since, days, text("Owner"), text("Channel"), text("Region")],
            rows: self.stuck.iter().map(row).collect(),
            empty: "Nobody is stuck",
            is_list: true,
        }
    }
}

pub(super) fn text(label: &str) -> Head {
    Head { label: label.to_owned(), is_text: true }
}

pub(super) fn figure(label: &str) -> Head {
    Head { label: label.to_owned(), is_text: false }
}

/// "Customers created".
pub(super) const fn created_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspect => "Suspects found",
        Stage::Prospect => "Prospects qualified",
        Stage::Customer => "Customers created",
        Stage::Client => "Clients created",
        Stage::Lost => "Lost",
    }
}
