//! What the rows of a sheet are and what its columns hold, as headers and values tell.

use std::collections::BTreeSet;

use crate::model::RecordKind;

use super::column::{could_be, is_day, is_money};
use super::{Cell, Field, Sheet, headers};

/// So many rows are looked at.
const SAMPLE: usize = 1000;

/// What each column holds if the rows are of this kind: what its header says unless its values gainsay it, and what
/// its values say where no header does. No field is held twice.
pub(super) fn fields(sheet: &Sheet, kind: RecordKind) -> Vec<Option<Field>> {
    let looked = Looked::at(sheet);
    looked.fields(kind)
}

/// What the rows are.
pub(super) fn kind(sheet: &Sheet) -> RecordKind {
    let looked = Looked::at(sheet);
    let as_kind = |kind| Held { looked: &looked, fields: looked.fields(kind) };
    let (activities, opportunities) = (as_kind(RecordKind::Activities), as_kind(RecordKind::Opportunities));
    let (purchases, contacts) = (as_kind(RecordKind::Purchases), as_kind(RecordKind::Contacts));
    let products = as_kind(RecordKind::Products);
    let (risks, colleagues) = (as_kind(RecordKind::Risks), as_kind(RecordKind::Colleagues));
    let (events, hand_overs) = (as_kind(RecordKind::StageEvents), as_kind(RecordKind::HandOvers));
    let (goals, spend) = (as_kind(RecordKind::Goals), as_kind(RecordKind::Spend));
    // The surest first: what few kinds have decides before what many have.
    if events.are_corrected_events() {
        RecordKind::StageEvents
    } else if opportunities.are_opportunities() {
        RecordKind::Opportunities
    } else if risks.are_risks() {
        RecordKind::Risks
    } else if goals.are_goals() {
        RecordKind::Goals
    } else if hand_overs.are_hand_overs() {
        RecordKind::HandOvers
    } else if events.are_stage_events() {
        RecordKind::StageEvents
    } else if spend.are_spend() {
        RecordKind::Spend
    } else if purchases.are_purchases() {
        RecordKind::Purchases
    } else if activities.are_activities() {
        RecordKind::Activities
    } else if contacts.are_contacts() {
        RecordKind::Contacts
    } else if colleagues.are_colleagues() {
        RecordKind::Colleagues
    } else if products.are_products() {
        RecordKind::Products
    } else {
        RecordKind::Accounts
    }
}

/// A sheet with the bare letters of its headers.
struct Looked<'a> {
    sheet: &'a Sheet,
    headers: Vec<String>,
}

/// What values look like, whatever their header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Mail,
    Page,
    Day,
    Amount,
}

/// What the columns of a sheet hold if its rows are of this kind.
struct Held<'a> {
    looked: &'a Looked<'a>,
    fields: Vec<Option<Field>>,
}

impl<'a> Looked<'a> {
    fn at(sheet: &'a Sheet) -> Self {
        let mut headers: Vec<String> = sheet.header_cells().iter().map(|header| headers::bare(header)).collect();
        headers.resize(sheet.columns(), String::new());
        Self { sheet, headers }
    }

    fn fields(&self, kind: RecordKind) -> Vec<Option<Field>> {
        let mut fields: Vec<Option<Field>> = vec![None; self.headers.len()];
        // Our own words first, so that an export of ours never finds another meaning.
        for field in Field::of(kind).iter().copied() {
            self.put(&mut fields, kind, field, |header| headers::is_ours(field, header));
        }
        for field in Field::of(kind).iter().copied().filter(|field| *field != Field::Id) {
            for name in headers::names(kind, field) {
                self.put(&mut fields, kind, field, |header| header == *name);
            }
        }
        for field in Field::of(kind).iter().copied() {
            for name in headers::vague_names(kind, field) {
                self.put(&mut fields, kind, field, |header| header == *name);
            }
        }
        self.by_values(&mut fields, kind);
        fields
    }

    /// Puts the field into the first free column that is called so and may hold it, unless it is held already.
    fn put(&self, fields: &mut [Option<Field>], kind: RecordKind, field: Field, called: impl Fn(&str) -> bool) {
        if fields.contains(&Some(field)) {
            return;
        }
        let called = |place: usize| self.headers.get(place).is_some_and(|header| !header.is_empty() && called(header));
        let free = (0..fields.len()).filter(|place| fields.get(*place) == Some(&None));
        let place = free.filter(|place| called(*place)).find(|place| self.allow(*place, kind, field));
        if let Some(held) = place.and_then(|place| fields.get_mut(place)) {
            *held = Some(field);
        }
    }

    /// Whether the first values of a column could be values of the field. A few bad ones are for the plan to reject.
    fn allow(&self, place: usize, kind: RecordKind, field: Field) -> bool {
        /// Fewer values prove nothing.
        const ENOUGH: usize = 3;
        let (count, fitting) = self.share(place, |cell| could_be(field, kind, cell));
        match field {
            // `ID` is a customer number in the files of others; ours are unmistakable.
            Field::Id => count > 0 && fitting == count,
            // Under our own words stands what people wrote, whatever it looks like.
            Field::Email | Field::Website if self.is_ours(place, field) => true,
            _ => count < ENOUGH || fitting > 0,
        }
    }

    fn is_ours(&self, place: usize, field: Field) -> bool {
        self.headers.get(place).is_some_and(|header| headers::is_ours(field, header))
    }

    /// How many cells of a column are not blank, and how many of these are so.
    fn share(&self, place: usize, is_so: impl Fn(Cell<'_>) -> bool) -> (usize, usize) {
        let cells = self.sheet.rows().take(SAMPLE.min(self.body())).map(|row| row.cell(place));
        let cells = cells.filter(|cell| !cell.is_blank());
        cells.fold((0, 0), |(count, fitting), cell| (count + 1, fitting + usize::from(is_so(cell))))
    }

    /// How many rows there are without a footer.
    fn body(&self) -> usize {
        self.sheet.len().saturating_sub(self.sheet.footer)
    }

    /// Addresses of mail and pages are unmistakable under any header; days and amounts only where no header speaks.
    fn by_values(&self, fields: &mut [Option<Field>], kind: RecordKind) {
        for shape in [Shape::Mail, Shape::Page, Shape::Day, Shape::Amount] {
            let field = shape.fields().iter().copied().find(|field| Field::of(kind).contains(field));
            let Some(field) = field.filter(|field| !fields.contains(&Some(*field))) else { continue };
            let fits = |place: &usize| {
                let silent = self.headers.get(*place).is_some_and(String::is_empty);
                let free = fields.get(*place) == Some(&None);
                free && (silent || shape.is_unmistakable()) && {
                    let (count, fitting) = self.share(*place, |cell| shape.has(cell));
                    count > 0 && fitting * 10 >= count * 9
                }
            };
            let mut places = (0..fields.len()).filter(fits);
            let (first, second) = (places.next(), places.next());
            // Of two columns of amounts nobody knows which is meant.
            let place = first.filter(|_| second.is_none() || shape != Shape::Amount);
            if let Some(held) = place.and_then(|place| fields.get_mut(place)) {
                *held = Some(field);
            }
        }
    }

    /// Whether any header is what an account is called.
    fn names_companies(&self) -> bool {
        self.headers.iter().any(|header| {
            let names = |field| headers::names(RecordKind::Purchases, field).contains(&header.as_str());
            names(Field::Account) || names(Field::AccountKey)
        })
    }

    fn says(&self, words: &[&str]) -> bool {
        self.headers.iter().any(|header| words.contains(&header.as_str()))
    }

    /// Whether a text stands in several rows of a column; one or two of a hundred are an oversight.
    fn repeats(&self, place: usize) -> bool {
        let rows = self.sheet.rows().take(SAMPLE.min(self.body()));
        let texts: Vec<_> = rows.map(|row| row.text(place)).filter(|text| !text.trim().is_empty()).collect();
        let distinct: BTreeSet<&str> = texts.iter().map(|text| text.trim()).collect();
        texts.len() > 1 && distinct.len() * 10 <= texts.len() * 9
    }
}

impl Shape {
    /// What a column of such values holds, whichever of them the kind has.
    const fn fields(self) -> &'static [Field] {
        match self {
            Self::Mail => &[Field::Email],
            Self::Page => &[Field::Website],
            Self::Day => &[Field::OrderDate, Field::Day, Field::Due],
            Self::Amount => &[Field::Amount, Field::Value],
        }
    }

    const fn is_unmistakable(self) -> bool {
        match self {
            Self::Mail | Self::Page => true,
            Self::Day | Self::Amount => false,
        }
    }

    fn has(self, cell: Cell<'_>) -> bool {
        match self {
            Self::Mail => is_email(cell),
            Self::Page => is_page(cell),
            Self::Day => is_day(cell),
            Self::Amount => is_money(cell),
        }
    }
}

impl Held<'_> {
    fn place(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|held| *held == Some(field))
    }

    fn has(&self, field: Field) -> bool {
        self.place(field).is_some()
    }

    fn any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.has(*field))
    }

    fn header(&self, field: Field) -> &str {
        let header = self.place(field).and_then(|place| self.looked.headers.get(place));
        header.map_or("", String::as_str)
    }

    fn names_accounts(&self) -> bool {
        self.any(&[Field::Account, Field::AccountKey])
    }

    fn accounts_repeat(&self) -> bool {
        let places = [Field::Account, Field::AccountKey].into_iter().filter_map(|field| self.place(field));
        places.into_iter().any(|place| self.looked.repeats(place))
    }

    fn are_opportunities(&self) -> bool {
        let chance = ["opportunity", "deal", "chance", "opportunit", "oportunidad", "kans"];
        let called = chance.iter().any(|word| self.header(Field::Name).contains(word));
        self.names_accounts()
            && self.has(Field::Name)
            && (self.has(Field::Likelihood)
                || self.has(Field::NextStep) && self.any(&[Field::Value, Field::Due, Field::Outcome])
                || called && self.any(&[Field::Value, Field::Due, Field::Outcome])
                || self.has(Field::OutcomeReason) && self.has(Field::Outcome))
    }

    /// Lists of much else have a kind, a day and a description; only risks are called so, or have a severity.
    fn are_risks(&self) -> bool {
        let risk = ["risk", "risiko", "risque", "riesgo", "rischio", "risico"];
        let severity = ["severity", "schwere", "gravite", "gravedad", "gravita", "ernst"];
        let says = |field: Field, words: &[&str]| words.iter().any(|word| self.header(field).contains(word));
        let called = says(Field::Reason, &risk) || says(Field::RiskKind, &risk);
        let of_a_list = [Field::Severity, Field::RiskKind, Field::Since, Field::Resolved];
        self.names_accounts()
            && self.has(Field::Reason)
            && (called && self.any(&of_a_list) || says(Field::Severity, &severity))
            && !self.looked.says(&["revenue", "umsatz", "subject", "betreff"])
    }

    /// People of ours belong to no account; they have a team, sell or not, or hours.
    fn are_colleagues(&self) -> bool {
        let said = |field: Field| {
            self.place(field).is_some_and(|place| {
                let (count, fitting) = self.looked.share(place, |cell| could_be(field, RecordKind::Colleagues, cell));
                count == fitting
            })
        };
        let staff = headers::colleagues::STAFF.contains(&self.header(Field::Name));
        let seller = said(Field::Seller) && self.any(&[Field::Team, Field::HoursPerYear, Field::Email, Field::Left]);
        let hours = said(Field::HoursPerYear) && self.any(&[Field::Team, Field::Email]);
        let of_staff = [Field::Team, Field::Seller, Field::Email, Field::HoursPerYear, Field::Duty, Field::Key];
        self.has(Field::Name) && !self.looked.names_companies() && (staff && self.any(&of_staff) || seller || hours)
    }

    /// A goal counts something of ours; no other list has such a column.
    fn are_goals(&self) -> bool {
        self.has(Field::Metric) && self.has(Field::Target) && self.any(&[Field::PeriodStart, Field::PeriodKind])
    }

    /// A list of accounts may say their stage and a day as well. A list of events says more of the change, or has
    /// accounts in several rows.
    fn are_stage_events(&self) -> bool {
        let others = ["subject", "betreff", "kind", "type", "art", "revenue", "umsatz", "region", "amount", "betrag"];
        let change = self.any(&[Field::FromStage, Field::Corrects]);
        self.names_accounts()
            && self.has(Field::Stage)
            && self.has(Field::Day)
            && !self.looked.says(&others)
            && (change || self.accounts_repeat())
    }

    /// Only a list of events, as ours, says which of them corrects another.
    fn are_corrected_events(&self) -> bool {
        self.names_accounts() && [Field::Stage, Field::FromStage, Field::Corrects].iter().all(|field| self.has(*field))
    }

    fn are_hand_overs(&self) -> bool {
        let others = ["subject", "betreff", "kind", "type", "art", "amount", "betrag"];
        let both = [Field::Day, Field::HandedFrom, Field::HandedTo].iter().all(|field| self.has(*field));
        let stages = self.place(Field::HandedTo).is_some_and(|place| {
            let stage = |cell: Cell<'_>| could_be(Field::Stage, RecordKind::StageEvents, cell);
            let (count, fitting) = self.looked.share(place, stage);
            count > 0 && count == fitting
        });
        self.names_accounts() && both && !stages && !self.looked.says(&others)
    }

    /// What is spent belongs to no account.
    fn are_spend(&self) -> bool {
        let all = [Field::Channel, Field::Month, Field::Amount].into_iter().all(|field| self.has(field));
        let others = ["product", "produkt", "artikel", "quantity", "menge", "name", "orderno", "invoiceno"];
        all && !self.looked.names_companies() && (self.has(Field::Id) || !self.looked.says(&others))
    }

    fn are_purchases(&self) -> bool {
        let lines = self.any(&[Field::Product, Field::ProductKey, Field::Document, Field::Quantity]);
        let figures = self.has(Field::Amount) && self.has(Field::OrderDate);
        // A list of customers may say when they last bought and for how much in a year.
        let yearly =
            ["revenue", "sales", "turnover", "umsatz", "chiffredaffaires", "ca", "ventas", "fatturato", "omzet"];
        let of_a_sale = !yearly.contains(&self.header(Field::Amount)) || self.accounts_repeat();
        if self.looked.sheet.header.is_none() {
            return figures;
        }
        if self.names_accounts() {
            figures && (lines || of_a_sale) && !self.looked.says(&["subject", "betreff"])
                || self.has(Field::Amount) && self.has(Field::Product) && self.any(&[Field::Document, Field::Quantity])
        } else {
            figures && self.any(&[Field::Product, Field::ProductKey]) && self.any(&[Field::Document, Field::Quantity])
        }
    }

    fn are_activities(&self) -> bool {
        let told = [Field::Kind, Field::Subject, Field::InitiatedBy, Field::Minutes, Field::Answered];
        self.names_accounts()
            && self.has(Field::Day)
            && (self.any(&told) || self.any(&[Field::Contacts, Field::Notes]) && self.accounts_repeat())
    }

    /// Lists of customers often name a person of each. They are lists of contacts if the person comes first, or if
    /// an account stands in several rows.
    fn are_contacts(&self) -> bool {
        let address = [
            "address",
            "street",
            "city",
            "zip",
            "postalcode",
            "postcode",
            "adresse",
            "strasse",
            "ort",
            "stadt",
            "plz",
            "rue",
            "ville",
            "codepostal",
            "direccion",
            "calle",
            "ciudad",
            "codigopostal",
            "indirizzo",
            "via",
            "citta",
            "cap",
            "adres",
            "straat",
            "plaats",
            "stad",
            "region",
            "industry",
            "branche",
            "revenue",
            "umsatz",
        ];
        let generic = headers::vague_names(RecordKind::Contacts, Field::Name);
        let person = [Field::Email, Field::Phone, Field::Title];
        let role = [Field::Role, Field::Influence, Field::Champion, Field::CadenceDays];
        let Some(name) = self.place(Field::Name).filter(|_| self.names_accounts()) else { return false };
        // `Name` beside a customer number is the customer.
        if !self.has(Field::Account) && generic.contains(&self.header(Field::Name)) && !self.accounts_repeat() {
            return self.any(&role);
        }
        let account = self.place(Field::Account).or_else(|| self.place(Field::AccountKey)).unwrap_or_default();
        self.any(&role)
            || self.any(&person) && (name < account || self.accounts_repeat() || !self.looked.says(&address))
    }

    fn are_products(&self) -> bool {
        let name = self.header(Field::Name);
        let generic = headers::vague_names(RecordKind::Products, Field::Name).contains(&name);
        self.has(Field::Name)
            && !self.looked.names_companies()
            && (self.has(Field::Category) || !generic && self.has(Field::Key))
    }
}

fn is_email(cell: Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim();
    let parts = text.split_once('@');
    parts.is_some_and(|(who, place)| !who.is_empty() && place.contains('.') && !place.contains('@'))
        && !text.contains(char::is_whitespace)
}

fn is_page(cell: Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim();
    ["http://", "https://", "www."]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|t| t.eq_ignore_ascii_case(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Progress;
    use crate::sheets::{HeaderRow, Mapping, ReadOptions, read_csv};

    fn sheet_with(text: &str, header: HeaderRow) -> Sheet {
        let options = ReadOptions { header, ..ReadOptions::default() };
        read_csv("", text.as_bytes(), &options, &Progress::default()).unwrap()
    }

    fn told(mapping: &Mapping) -> String {
        let fields = (0..mapping.columns().len()).map(|place| mapping.field(place).map_or("-", Field::id));
        format!("{}: {}", mapping.kind.id(), fields.collect::<Vec<_>>().join(" "))
    }

    fn check(text: &str, wanted: &str) {
        assert_eq!(told(&Mapping::guess(&sheet_with(text, HeaderRow::Line(1)))), wanted, "{text}");
    }

    #[test]
    fn what_we_write_ourselves_is_recognised() {
        for kind in RecordKind::ALL {
            let wanted = Field::of(kind);
            let names: [fn(Field) -> &'static str; 2] = [Field::label, Field::id];
            for name in names {
                let header: Vec<_> = wanted.iter().map(|field| name(*field)).collect();
                let id = "019ab3f2-0000-7000-8000-000000000000";
                let cells: Vec<_> = wanted.iter().map(|field| if *field == Field::Id { id } else { "" }).collect();
                let text = format!("{}\n{}\n", header.join(";"), cells.join(";"));
                let mapping = Mapping::guess(&sheet_with(&text, HeaderRow::Line(1)));
                let fields: Vec<_> = (0..wanted.len()).filter_map(|place| mapping.field(place)).collect();
                assert_eq!((mapping.kind, fields.as_slice()), (kind, wanted));
            }
            for field in wanted.iter().copied().filter(|field| *field != Field::Id) {
                for name in [field.label(), field.id()] {
                    let sheet = sheet_with(&format!("{name}\n"), HeaderRow::Line(1));
                    assert_eq!(Mapping::guess_as(&sheet, kind).field(0), Some(field), "{name}");
                }
            }
        }
    }

    #[test]
    fn no_header_is_listed_as_it_would_never_be_compared() {
        for kind in RecordKind::ALL {
            for field in Field::of(kind) {
                for name in headers::names(kind, *field).iter().chain(headers::vague_names(kind, *field)) {
                    assert_eq!(headers::bare(name), *name, "{field:?}");
                }
            }
        }
    }

    #[test]
    fn headers_tell_the_kind_in_several_languages() {
        check(
            "Order No,Order date,Customer ID,Customer,Sales rep,Product,Category,Quantity,Amount\n\
             10248,1996-07-04,VINET,Vins et alcools,Steven,Queso,Dairy,12,168.00\n",
            "purchases: document order_date account_key account owner product category quantity amount",
        );
        check(
            "Rechnungsnr.;Rechnungsdatum;Kundennr.;Kunde;Artikelnr.;Artikel;Menge;Nettobetrag\n1;3.4.2026;7;Ernst;A1;Rohr;2;1,50\n",
            "purchases: document order_date account_key account product_key product quantity amount",
        );
        check(
            "N° facture;Date de facture;Client;Désignation;Quantité;Montant HT\n1;3.4.2026;Bon app;Pain;2;1,50\n",
            "purchases: document order_date account product quantity amount",
        );
        check("Fecha;Cliente;Importe\n3/4/2026;Ana;1,50\n", "purchases: order_date account amount");
        check("Data;Cliente;Importo\n3/4/2026;Ana;1,50\n", "purchases: order_date account amount");
        check("Datum;Klant;Bedrag\n3/4/2026;Ana;1,50\n", "purchases: order_date account amount");
        check(
            "Kundennr;Name;Datum;Betrag\n1;Ernst;3.4.2026;1,50\n",
            "purchases: account_key account order_date amount",
        );
        check(
            "Name;Firma;E-Mail;Telefon;Position\nAnna;Ernst;a@b.de;1;Chefin\n",
            "contacts: name account email phone title",
        );
        check("Contact,Account,Role\nAnna,Ernst,Champion\n", "contacts: name account role");
        check("Nom complet;Société;Courriel\nAnne;Bon app;a@b.fr\n", "contacts: name account email");
        check(
            "Company,Full name,Email\nErnst,Anna,a@b.de\nErnst,Bert,b@b.de\nFolk,Carl,c@b.de\n",
            "contacts: account name email",
        );
        check(
            "Datum;Kunde;Art;Betreff;Dauer (min)\n3.4.2026;Ernst;Besuch;Angebot;45\n",
            "activities: day account kind subject minutes",
        );
        check("Date,Account,Type,Notes\n2026-04-03,Ernst,Call,x\n", "activities: day account kind notes");
        check(
            "Date;Client;Type d'activité;Objet\n3.4.2026;Bon app;Visite;Offre\n",
            "activities: day account kind subject",
        );
        check("SKU,Product,Category\nA1,Pipe,Pipes\n", "products: key name category");
        check("Artikelnummer;Bezeichnung;Warengruppe\nA1;Rohr;Rohre\n", "products: key name category");
        check("Name,Category\nPipe,Pipes\n", "products: name category");
        check(
            "Opportunity,Account,Amount,Probability,Close date\nPipes,Ernst,1.50,50%,2026-04-03\n",
            "opportunities: name account value likelihood due",
        );
        check(
            "Verkaufschance;Kunde;Wert;Abschlussdatum\nRohre;Ernst;1,50;3.4.2026\n",
            "opportunities: name account value due",
        );
    }

    #[test]
    fn risks_and_colleagues_are_told_from_all_others() {
        check(
            "Risk,Customer,Severity,Since\nRival offers,Ernst,high,2026-04-03\n",
            "risks: reason account severity since",
        );
        check(
            "Risiko;Kunde;Risikoart;Schwere;Seit;Erledigt am\nRivale;Ernst;Wettbewerb;hoch;3.4.2026;\n",
            "risks: reason account risk_kind severity since resolved",
        );
        check("Client;Risque;Gravité;Depuis\nBon app;Départ;élevée;3.4.2026\n", "risks: account reason severity since");
        check("Cliente;Riesgo;Gravedad\nAna;Pago;alta\n", "risks: account reason severity");
        check("Cliente;Rischio;Gravità\nAna;Pagamento;alta\n", "risks: account reason severity");
        check("Klant;Risico;Ernst;Sinds\nAna;Betaling;hoog;2026-04-03\n", "risks: account reason severity since");
        // What has a risk beside other things is no list of risks.
        check("Company,Revenue,Risk,Since\nErnst,1.50,low,2026-04-03\n", "accounts: name revenue_12m - -");
        check(
            "Opportunity,Account,Amount,Probability,Risk\nPipes,Ernst,1.50,50%,none\n",
            "opportunities: name account value likelihood -",
        );
        check("Date,Account,Type,Description\n2026-04-03,Ernst,Call,x\n", "activities: day account kind notes");
        check("Name,Team,Seller,Hours per year\nAnna,Sales,yes,1200\n", "colleagues: name team seller hours_per_year");
        check(
            "Mitarbeiternr;Mitarbeiter;Abteilung;E-Mail\n7;Anna;Vertrieb;a@b.de\n",
            "colleagues: key name team email",
        );
        check("Collaborateur;Équipe;Vendeur\nAnne;Service;non\n", "colleagues: name team seller");
        check("Empleado;Departamento;Horas\nAna;Ventas;1200\n", "colleagues: name team hours_per_year");
        check("Dipendente;Reparto\nAna;Vendite\n", "colleagues: name team");
        check("Medewerker;Afdeling\nAna;Verkoop\n", "colleagues: name team");
        // Whose accounts they are is no seller of a list of sellers.
        check("Name,Seller,Email\nErnst,Anna,a@b.de\n", "accounts: name owner -");
        check("Name,Company,Department,Email\nAnna,Ernst,Purchasing,a@b.de\n", "contacts: name account - email");
        check("Name,Category\nPipe,Service\n", "products: name category");
    }

    #[test]
    fn a_list_of_customers_is_one_though_it_names_a_person_of_each() {
        check(
            "CustomerID,CompanyName,ContactName,ContactTitle,Address,City,Region,PostalCode,Country,Phone,Fax\n\
             ALFKI,Alfreds,Maria,Owner,Street,Berlin,,12209,Germany,1,2\n\
             ANATR,Ana Trujillo,Ana,Owner,Street,México,,05021,Mexico,1,2\n",
            "accounts: key name - - - - region - - - -",
        );
        check(
            "Kundennr;Firma;Ansprechpartner;Telefon;Ort\n1;Ernst;Anna;1;Graz\n2;Folk;Bert;2;Wien\n",
            "accounts: key name - - -",
        );
        check("Kunde;Umsatz;Datum\nErnst;1,50;3.4.2026\nFolk;1,50;3.4.2026\n", "accounts: name revenue_12m -");
        check("Name,Customer No,Phone\nErnst,1,2\n", "accounts: name key -");
        check("Number,Customer No,Name,Company\n", "accounts: - key name -");
        check("Colour,Size\nred,1\n", "accounts: - -");
    }

    #[test]
    fn values_gainsay_a_header_and_speak_where_none_does() {
        check("Name,Company,Mail\nAnna,Ernst,yes\nBert,Ernst,no\nCarl,Folk,no\n", "accounts: name - -");
        check("Name,Website\na,'\nb,?\nc,?\n", "accounts: name website");
        check("Person,Company,Title,Reach me\nAnna,Ernst,Chief,a@b.de\n", "contacts: name account title email");
        check("Company,Where\nErnst,www.ernst.at\nFolk,https://folk.se\n", "accounts: name website");
        check("Datum,Kunde,Art\n3.4.2026,Ernst,7\n3.4.2026,Ernst,8\n4.4.2026,Folk,9\n", "accounts: - name -");
        let silent = "1,3.4.2026,Ernst,\"1,50\"\n2,4.4.2026,Folk,\"2,75\"\n";
        assert_eq!(told(&Mapping::guess(&sheet_with(silent, HeaderRow::None))), "purchases: - order_date - amount");
    }
}
