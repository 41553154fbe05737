//! What another scoring model would change, before it is chosen.

use std::sync::Arc;

use super::class::Class;
use super::evidence::settle;
use crate::model::{AccountId, Change, ChangeSet, Money, Portfolio, Position, RowChange, ScoringModel, Settings};

/// The portfolio under another model, and who would stand elsewhere.
#[derive(Clone, Debug)]
pub struct Remodelled {
    pub model: ScoringModel,
    /// The revision of the portfolio that it was worked out for.
    pub revision: u64,
    /// As the board would show it.
    pub shown: Portfolio,
    /// Accounts that stand by evidence and would stand elsewhere.
    pub moved: usize,
    /// Of those, who would be of another class, the largest revenue first.
    pub reclassed: Vec<Reclassed>,
    /// Judged accounts stay; so many of them would have an evidence of another class than now.
    pub evidence_of_judged: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reclassed {
    pub account: AccountId,
    pub name: String,
    /// `None` where it is unplaced.
    pub from: Option<Class>,
    pub to: Option<Class>,
}

/// Works out what `model` would change, on a copy with this number (see [`Portfolio::apart`]). Looks at every account.
#[must_use]
pub fn remodelled(present: &Portfolio, number: u32, model: &ScoringModel) -> Remodelled {
    let mut shown = present.apart(number);
    let before = Arc::clone(present.settings());
    let mut after = Settings::clone(&before);
    after.more.model = model.clone();
    let change = RowChange::Settings(Change { before: Some(before), after: Some(Arc::new(after)) });
    shown.apply(&ChangeSet { rows: vec![change] });
    settle(&mut shown);

    let lines = present.settings().lines;
    let (mut moved, mut evidence_of_judged) = (0, 0);
    let mut reclassed: Vec<(Option<Money>, Reclassed)> = Vec::new();
    for account in present.active() {
        if account.judgement.is_some() {
            evidence_of_judged +=
                usize::from(evidence_class(present, account.id) != evidence_class(&shown, account.id));
            continue;
        }
        let stands = |portfolio: &Portfolio| -> Option<Position> { portfolio.position(account) };
        moved += usize::from(stands(present) != stands(&shown));
        let (from, to) = (Class::of_account(present, account, lines), Class::of_account(&shown, account, lines));
        if from != to {
            let one = Reclassed { account: account.id, name: account.name.clone(), from, to };
            reclassed.push((present.revenue_12m(account), one));
        }
    }
    reclassed.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.name.cmp(&b.name)));
    Remodelled {
        model: model.clone(),
        revision: present.revision(),
        shown,
        moved,
        reclassed: reclassed.into_iter().map(|(_, one)| one).collect(),
        evidence_of_judged,
    }
}

fn evidence_class(portfolio: &Portfolio, account: AccountId) -> Option<Class> {
    let evidence = portfolio.evidence(account)?;
    evidence.potential.map(|_| Class::of_halves(evidence.halves))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Activity, Judgement, KeyCutOff, MoreSettings, Qpc, QpcSource, Rows, Score, Stamp};

    /// Alpha and Beta were both met today, by nobody named; Beta was judged. Both have potential 30: of the gap alone,
    /// 60 % × 50, since their untapped 1,000 are the cut-off.
    fn portfolio() -> Portfolio {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        let today = stamp.today;
        let amount = Money::from_minor_units(100_000);
        let qpc = Some(Qpc { amount, source: QpcSource::Asked, as_of: Some(today) });
        let alpha = Account { qpc, ..Account::new(stamp.account_id(), "Alpha") };
        let position = Position::new(Score::whole(80), Score::whole(80));
        let judgement = Some(Judgement { position, at: now, by: "Anna".to_owned(), evidence: None });
        let beta = Account { judgement, qpc, ..Account::new(stamp.account_id(), "Beta") };
        let met = |account: &Account, stamp: &mut Stamp| Activity::new(stamp.activity_id(), account.id, today);
        let activities = vec![met(&alpha, &mut stamp), met(&beta, &mut stamp)];
        let more = MoreSettings { key_cut_off: Some(KeyCutOff { amount, as_of: today }), ..MoreSettings::default() };
        let settings = Settings { more, ..Settings::default() };
        let mut portfolio =
            Portfolio::new(Rows { settings, accounts: vec![alpha, beta], activities, ..Rows::default() });
        portfolio.set_today(today);
        settle(&mut portfolio);
        portfolio
    }

    #[test]
    fn who_stands_by_evidence_moves_and_who_was_judged_stays() {
        let present = portfolio();
        let mut model = present.settings().more.model.clone();
        let same = remodelled(&present, 1, &model);
        assert_eq!((same.moved, same.reclassed.len(), same.evidence_of_judged), (0, 0, 0));
        // Engagement was 20 % × 1 for recency, now 60 %; potential was 60 % × 50, now 100 % × 50.
        (model.engagement.people, model.engagement.recency) = (0, 60);
        (model.potential.gap, model.potential.breadth, model.potential.likelihood) = (100, 0, 0);
        let other = remodelled(&present, 2, &model);
        let stands: Vec<_> = other.shown.accounts().map(|account| other.shown.position(account).unwrap()).collect();
        assert_eq!(stands[0], Position::new(Score::whole(60), Score::whole(50)));
        assert_eq!(stands[1], Position::new(Score::whole(80), Score::whole(80)), "judged");
        assert_eq!((other.moved, other.evidence_of_judged), (1, 1));
        let [alpha] = other.reclassed.as_slice() else { panic!("{:?}", other.reclassed) };
        assert_eq!((alpha.name.as_str(), alpha.from, alpha.to), ("Alpha", Some(Class::Service), Some(Class::Key)));
        assert_eq!(present.settings().more.model, ScoringModel::default(), "the present is as it was");
        assert_ne!(other.shown.revision(), present.revision());
    }
}
