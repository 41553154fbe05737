//! Words that stand for one of a list, in English, German, French, Spanish, Italian and Dutch.

use crate::model::{
    ActivityKind, ActivityStatus, Contact, Duty, Influence, Initiator, Likelihood, Metric, OpportunityOutcome,
    PeriodKind, PursuitList, QpcSource, RiskKind, Severity, Stage, StageSource,
};

/// A short text folded for comparing, without a place on the heap: lower case, without accents, runs of blanks as one.
/// What is longer than any word of ours is empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folded {
    bytes: [u8; Self::MOST],
    len: usize,
}

impl Folded {
    const MOST: usize = 40;
    const NOTHING: Self = Self { bytes: [0; Self::MOST], len: 0 };

    pub fn of(text: &str) -> Self {
        Self::try_of(text).unwrap_or(Self::NOTHING)
    }

    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn try_of(text: &str) -> Option<Self> {
        let mut folded = Self::NOTHING;
        let mut blank = false;
        for letter in text.trim().chars() {
            if letter.is_whitespace() {
                blank = true;
                continue;
            }
            if std::mem::take(&mut blank) {
                folded.push(b' ')?;
            }
            match u8::try_from(letter).ok().filter(u8::is_ascii) {
                Some(byte) => folded.push(byte.to_ascii_lowercase())?,
                None => plain(letter).bytes().try_for_each(|byte| folded.push(byte))?,
            }
        }
        Some(folded)
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }
}

/// The plain letters of one with an accent; `?` for what no word of ours has.
const fn plain(letter: char) -> &'static str {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'ª' => "a",
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => "i",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'º' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => "u",
        'ç' | 'Ç' => "c",
        'ñ' | 'Ñ' => "n",
        'ß' | 'ẞ' => "ss",
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        '’' | '‘' => "'",
        '–' | '−' | '‑' => "-",
        '\u{300}'..='\u{36f}' => "",
        _ => "?",
    }
}

/// One of a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Stage,
    QpcSource,
    Influence,
    ActivityKind,
    ActivityStatus,
    Initiator,
    Likelihood,
    RiskKind,
    Severity,
    Outcome,
    Pursuit,
    Duty,
    EventSource,
    Metric,
    Period,
}

impl List {
    /// The word of the list that a text stands for.
    pub fn read(self, text: &str) -> Option<&'static str> {
        let folded = Folded::of(text);
        let word = folded.as_str();
        match self {
            Self::Stage => stage(word).map(Stage::name),
            Self::QpcSource => source(word).map(QpcSource::name),
            Self::Influence => influence(word).map(Influence::name),
            Self::ActivityKind => kind(word).map(ActivityKind::name),
            Self::ActivityStatus => status(word).map(ActivityStatus::name),
            Self::Initiator => initiator(word).map(Initiator::name),
            Self::RiskKind => risk_kind(word).map(RiskKind::name),
            Self::Severity => severity(word).map(Severity::name),
            Self::Likelihood => likelihood(word).map(Likelihood::name),
            Self::Outcome => outcome(word).map(OpportunityOutcome::name),
            Self::Pursuit => pursuit(word).map(PursuitList::name),
            Self::Duty => duty(word).map(Duty::name),
            Self::EventSource => event_source(word).map(StageSource::name),
            Self::Metric => metric(word).map(Metric::name),
            Self::Period => period(word).map(PeriodKind::name),
        }
    }

    /// What a text that stands for none of them was to be.
    pub fn expected(self, text: &str) -> String {
        let (noun, words) = match self {
            Self::Stage => ("a stage", Stage::ALL.map(Stage::name).join(", ")),
            Self::QpcSource => ("a source", QpcSource::ALL.map(QpcSource::name).join(", ")),
            Self::Influence => ("an influence", names(Influence::ALL, Influence::name)),
            Self::ActivityKind => ("a kind of activity", names(ActivityKind::ALL, ActivityKind::name)),
            Self::ActivityStatus => ("a status", names(ActivityStatus::ALL, ActivityStatus::name)),
            Self::Initiator => ("a side", names(Initiator::ALL, Initiator::name)),
            Self::Likelihood => {
                let words = names(Likelihood::ALL, Likelihood::name);
                ("a likelihood", format!("{words}, or 0, 25, 50, 75, 100 %"))
            }
            Self::RiskKind => ("a kind of risk", names(RiskKind::ALL, RiskKind::name)),
            Self::Severity => ("a severity", names(Severity::ALL, Severity::name)),
            Self::Outcome => ("an outcome", names(OpportunityOutcome::ALL, OpportunityOutcome::name)),
            Self::Pursuit => ("a list", names(PursuitList::ALL, PursuitList::name)),
            Self::Duty => ("a duty", names(Duty::ALL, Duty::name)),
            Self::EventSource => ("a source", names(StageSource::ALL, StageSource::name)),
            Self::Metric => ("something to count", names(Metric::ALL, Metric::name)),
            Self::Period => ("a period", names(PeriodKind::ALL, PeriodKind::name)),
        };
        format!("“{text}” is not {noun}; expected {words}")
    }
}

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> String {
    all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(", ")
}

fn duty(word: &str) -> Option<Duty> {
    Some(match word {
        "acquires" | "acquire" | "acquisition" | "hunter" | "hunts" | "wins" | "new business" | "akquise"
        | "akquiriert" | "neukunden" | "neukundengewinnung" | "jager" | "chasseur" | "prospection" | "captacion"
        | "cazador" | "acquisizione" | "cacciatore" | "acquisitie" => Duty::Acquires,
        "grows" | "grow" | "farmer" | "farms" | "account management" | "account manager" | "existing business"
        | "entwickelt" | "bestandskunden" | "kundenbetreuung" | "betreuung" | "bestand" | "eleveur"
        | "fidelisation" | "developpement" | "cultivador" | "fidelizacion" | "coltivatore" | "sviluppo"
        | "accountbeheer" | "boer" => Duty::Grows,
        "both" | "beides" | "beide" | "les deux" | "ambos" | "ambas" | "entrambi" | "entrambe" => Duty::Both,
        _ => return None,
    })
}

fn stage(word: &str) -> Option<Stage> {
    Some(match word {
        "suspect" | "target" | "cold" | "verdacht" | "zielkunde" | "adresse" | "cible" | "piste" | "sospechoso"
        | "sospetto" | "doelgroep" => Stage::Suspect,
        "prospect" | "lead" | "interessent" | "prospekt" | "potenzieller kunde" | "client potentiel" | "prospecto"
        | "cliente potencial" | "cliente potenziale" | "potenziale" | "potentiele klant" => Stage::Prospect,
        "customer" | "new customer" | "buyer" | "kunde" | "neukunde" | "erstkunde" | "nouveau client" | "acheteur"
        | "nuevo cliente" | "cliente nuevo" | "comprador" | "nuovo cliente" | "acquirente" | "klant"
        | "nieuwe klant" | "koper" => Stage::Customer,
        "client" | "regular customer" | "stammkunde" | "bestandskunde" | "client regulier" | "client fidele"
        | "cliente habitual" | "cliente fijo" | "cliente abituale" | "cliente fedele" | "vaste klant" => Stage::Client,
        "lost" | "former customer" | "churned" | "verloren" | "ehemalig" | "ehemaliger kunde" | "perdu"
        | "ancien client" | "perdido" | "antiguo cliente" | "perso" | "ex cliente" | "ex-cliente"
        | "verloren klant" | "oud-klant" => Stage::Lost,
        _ => return None,
    })
}

fn source(word: &str) -> Option<QpcSource> {
    Some(match word {
        "asked" | "gefragt" | "erfragt" | "demande" | "preguntado" | "chiesto" | "gevraagd" => QpcSource::Asked,
        "formula" | "calculated" | "formel" | "berechnet" | "formule" | "calcule" | "calculado" | "calcolato"
        | "berekend" => QpcSource::Formula,
        "guess" | "guessed" | "estimate" | "estimated" | "schatzung" | "geschatzt" | "estimation" | "estime"
        | "estimacion" | "estimado" | "stima" | "stimato" | "schatting" | "geschat" => QpcSource::Guess,
        _ => return None,
    })
}

fn influence(word: &str) -> Option<Influence> {
    Some(match word {
        "low" | "l" | "niedrig" | "gering" | "klein" | "faible" | "bajo" | "baja" | "basso" | "bassa" | "laag" => {
            Influence::Low
        }
        "medium" | "m" | "med" | "mid" | "moderate" | "mittel" | "moyen" | "moyenne" | "medio" | "media"
        | "gemiddeld" | "middel" => Influence::Medium,
        "high" | "h" | "hoch" | "gross" | "stark" | "eleve" | "elevee" | "fort" | "forte" | "alto" | "alta"
        | "hoog" => Influence::High,
        _ => return None,
    })
}

fn kind(word: &str) -> Option<ActivityKind> {
    Some(match word {
        "call" | "phone call" | "phone" | "telephone" | "anruf" | "telefonat" | "telefon" | "telefonisch" | "appel"
        | "appel telephonique" | "coup de fil" | "llamada" | "telefono" | "chiamata" | "telefonata" | "telefoontje"
        | "bellen" | "gesprek" | "telefoongesprek" => ActivityKind::Call,
        "visit" | "site visit" | "besuch" | "kundenbesuch" | "aussendienst" | "visite" | "visita" | "bezoek"
        | "klantbezoek" => ActivityKind::Visit,
        "email" | "e-mail" | "mail" | "courriel" | "mel" | "correo" | "correo electronico" | "posta elettronica"
        | "e-mailen" => ActivityKind::Email,
        "meeting" | "appointment" | "conference" | "termin" | "besprechung" | "treffen" | "sitzung" | "reunion"
        | "rendez-vous" | "rdv" | "cita" | "riunione" | "incontro" | "appuntamento" | "vergadering" | "afspraak"
        | "bijeenkomst" | "bespreking" | "video call" | "videokonferenz" => ActivityKind::Meeting,
        "note" | "memo" | "comment" | "notiz" | "bemerkung" | "vermerk" | "remarque" | "nota" | "notitie"
        | "aantekening" => ActivityKind::Note,
        _ => return None,
    })
}

fn status(word: &str) -> Option<ActivityStatus> {
    Some(match word {
        "planned" | "open" | "scheduled" | "pending" | "not started" | "to do" | "todo" | "geplant" | "offen"
        | "anstehend" | "prevu" | "prevue" | "planifie" | "planifiee" | "a faire" | "ouvert" | "planificado"
        | "planificada" | "previsto" | "prevista" | "pendiente" | "pianificato" | "pianificata" | "programmato"
        | "da fare" | "aperto" | "aperta" | "gepland" | "te doen" => ActivityStatus::Planned,
        "done" | "completed" | "complete" | "closed" | "finished" | "held" | "erledigt" | "abgeschlossen"
        | "durchgefuhrt" | "stattgefunden" | "fait" | "faite" | "termine" | "terminee" | "effectue" | "effectuee"
        | "hecho" | "hecha" | "realizado" | "realizada" | "completado" | "completada" | "terminado" | "fatto"
        | "fatta" | "completato" | "completata" | "eseguito" | "chiuso" | "gedaan" | "afgerond" | "voltooid"
        | "uitgevoerd" => ActivityStatus::Done,
        _ => return None,
    })
}

fn initiator(word: &str) -> Option<Initiator> {
    Some(match word {
        "us" | "we" | "outbound" | "outgoing" | "out" | "wir" | "uns" | "ausgehend" | "nous" | "sortant"
        | "sortante" | "nosotros" | "saliente" | "noi" | "in uscita" | "uscita" | "wij" | "uitgaand" => Initiator::Us,
        "them" | "they" | "inbound" | "incoming" | "in" | "customer" | "client" | "account" | "sie" | "kunde"
        | "eingehend" | "eux" | "entrant" | "entrante" | "ellos" | "cliente" | "loro" | "in entrata" | "entrata"
        | "zij" | "klant" | "inkomend" => Initiator::Them,
        _ => return None,
    })
}

fn likelihood(word: &str) -> Option<Likelihood> {
    let figure = word.trim_end_matches('%').trim_end();
    Some(match figure {
        "0" | "never" | "nie" | "jamais" | "nunca" | "mai" | "nooit" => Likelihood::Never,
        "25" | "unlikely" | "unwahrscheinlich" | "peu probable" | "improbable" | "poco probable" | "improbabile"
        | "poco probabile" | "onwaarschijnlijk" => Likelihood::Unlikely,
        "50" | "possible" | "moglich" | "posible" | "possibile" | "mogelijk" => Likelihood::Possible,
        "75" | "likely" | "probable" | "wahrscheinlich" | "probabile" | "waarschijnlijk" => Likelihood::Likely,
        "100" | "planned" | "certain" | "geplant" | "sicher" | "prevu" | "planifie" | "planificado" | "previsto"
        | "pianificato" | "gepland" => Likelihood::Planned,
        _ => return None,
    })
}

fn severity(word: &str) -> Option<Severity> {
    Some(match word {
        "1" | "l" | "low" | "minor" | "niedrig" | "gering" | "klein" | "faible" | "baja" | "bajo" | "bassa"
        | "basso" | "laag" => Severity::Low,
        "2" | "m" | "medium" | "moderate" | "mittel" | "moyenne" | "moyen" | "media" | "medio" | "gemiddeld"
        | "middel" => Severity::Medium,
        "3" | "h" | "high" | "critical" | "severe" | "hoch" | "kritisch" | "haute" | "elevee" | "eleve"
        | "critique" | "alta" | "alto" | "critico" | "critica" | "hoog" => Severity::High,
        _ => return None,
    })
}

fn risk_kind(word: &str) -> Option<RiskKind> {
    Some(match word {
        "competitor" | "competition" | "rival" | "wettbewerb" | "wettbewerber" | "mitbewerber" | "konkurrenz"
        | "concurrent" | "concurrence" | "competencia" | "competidor" | "concorrente" | "concorrenza"
        | "concurrentie" => RiskKind::Competitor,
        "relationship" | "relation" | "beziehung" | "kontakt" | "relacion" | "relazione" | "relatie" => {
            RiskKind::Relationship
        }
        "payment" | "credit" | "zahlung" | "bonitat" | "paiement" | "pago" | "pagamento" | "betaling" => {
            RiskKind::Payment
        }
        "quality" | "complaint" | "qualitat" | "reklamation" | "qualite" | "reclamation" | "calidad" | "qualita"
        | "kwaliteit" => RiskKind::Quality,
        "change" | "reorganisation" | "reorganization" | "veranderung" | "umbau" | "changement" | "cambio"
        | "cambiamento" | "verandering" => RiskKind::Change,
        "other" | "sonstiges" | "andere" | "anderes" | "autre" | "otro" | "altro" | "overig" | "anders" => {
            RiskKind::Other
        }
        _ => return None,
    })
}

fn pursuit(word: &str) -> Option<PursuitList> {
    Some(match word {
        "target" | "targets" | "target list" | "ziel" | "zielkunde" | "zielliste" | "cible" | "objetivo"
        | "obiettivo" | "doel" | "doelklant" => PursuitList::Target,
        "lead" | "leads" | "lead list" | "piste" | "pista" | "contatto" => PursuitList::Lead,
        _ => return None,
    })
}

fn event_source(word: &str) -> Option<StageSource> {
    Some(match word {
        "person" | "user" | "manual" | "mensch" | "manuell" | "personne" | "persona" | "persoon" => StageSource::Person,
        "evidence" | "records" | "daten" | "preuve" | "datos" | "dati" | "gegevens" => StageSource::Evidence,
        "import" | "file" | "datei" | "fichier" | "archivo" | "file importato" | "bestand" => StageSource::Import,
        _ => return None,
    })
}

fn metric(word: &str) -> Option<Metric> {
    Some(match word {
        "suspects found" | "suspects" | "new suspects" | "gefundene adressen" | "suspects trouves" => {
            Metric::SuspectsFound
        }
        "prospects qualified"
        | "prospects"
        | "new prospects"
        | "qualified prospects"
        | "interessenten"
        | "prospects qualifies"
        | "prospectos"
        | "prospetti" => Metric::ProspectsQualified,
        "customers created" | "customers" | "new customers" | "neukunden" | "neue kunden" | "nouveaux clients"
        | "nuevos clientes" | "clientes nuevos" | "nuovi clienti" | "nieuwe klanten" => Metric::CustomersCreated,
        "clients created"
        | "clients"
        | "new clients"
        | "stammkunden"
        | "neue stammkunden"
        | "clients fideles"
        | "clientes habituales"
        | "clienti abituali"
        | "vaste klanten" => Metric::ClientsCreated,
        "revenue" | "sales" | "turnover" | "umsatz" | "chiffre d'affaires" | "ca" | "ventas" | "facturacion"
        | "fatturato" | "ricavi" | "omzet" => Metric::Revenue,
        "breadth of key accounts" | "key breadth" | "breadth" | "sortimentsbreite" => Metric::KeyBreadth,
        "key accounts grown" | "grown key accounts" | "gewachsene schlusselkunden" => Metric::KeyAccountsGrown,
        "reviews held" | "reviews" | "gesprache" | "revues" | "revisiones" | "revisioni" => Metric::ReviewsHeld,
        _ => return None,
    })
}

fn period(word: &str) -> Option<PeriodKind> {
    Some(match word {
        "month" | "monthly" | "m" | "monat" | "monatlich" | "mois" | "mensuel" | "mes" | "mensual" | "mese"
        | "mensile" | "maand" => PeriodKind::Month,
        "quarter" | "quarterly" | "q" | "quartal" | "trimestre" | "trimestriel" | "trimestral" | "trimestrale"
        | "kwartaal" => PeriodKind::Quarter,
        "year" | "yearly" | "y" | "annual" | "fiscal year" | "jahr" | "jahrlich" | "geschaftsjahr" | "an" | "annee"
        | "annuel" | "ano" | "anual" | "anno" | "annuale" | "jaar" => PeriodKind::Year,
        _ => return None,
    })
}

fn outcome(word: &str) -> Option<OpportunityOutcome> {
    Some(match word {
        "open" | "in progress" | "offen" | "laufend" | "ouvert" | "ouverte" | "en cours" | "abierto" | "abierta"
        | "aperto" | "aperta" | "lopend" => OpportunityOutcome::Open,
        "won" | "closed won" | "gewonnen" | "gagne" | "gagnee" | "ganado" | "ganada" | "vinto" | "vinta" => {
            OpportunityOutcome::Won
        }
        "lost" | "closed lost" | "verloren" | "perdu" | "perdue" | "perdido" | "perdida" | "perso" | "persa" => {
            OpportunityOutcome::Lost
        }
        _ => return None,
    })
}

/// The role of that name as [`Contact::ROLES`] has it; `None` for other words, which are kept as they are.
pub(super) fn role(text: &str) -> Option<&'static str> {
    let folded = Folded::of(text);
    let [decision, economic, user, purchasing, sponsor, champion] = Contact::ROLES;
    Some(match folded.as_str() {
        "decision maker" | "decision-maker" | "decisionmaker" | "entscheider" | "entscheiderin" | "decideur"
        | "decideuse" | "decisor" | "decisora" | "decisore" | "decisionista" | "beslisser" => decision,
        "economic buyer"
        | "budget holder"
        | "budgetverantwortlicher"
        | "wirtschaftlicher entscheider"
        | "acheteur economique"
        | "responsable du budget"
        | "comprador economico"
        | "compratore economico"
        | "economische koper"
        | "budgethouder" => economic,
        "user/specifier" | "user" | "specifier" | "user / specifier" | "anwender" | "anwenderin" | "nutzer"
        | "spezifizierer" | "utilisateur" | "utilisatrice" | "prescripteur" | "usuario" | "usuaria" | "prescriptor"
        | "utente" | "utilizzatore" | "prescrittore" | "gebruiker" | "specificeerder" | "voorschrijver" => user,
        "purchasing" | "purchaser" | "procurement" | "buyer" | "einkauf" | "einkaufer" | "einkauferin" | "achats"
        | "acheteur" | "acheteuse" | "compras" | "comprador" | "compradora" | "acquisti" | "buyer acquisti"
        | "inkoop" | "inkoper" => purchasing,
        "executive sponsor"
        | "sponsor"
        | "exec sponsor"
        | "sponsor executif"
        | "sponsor ejecutivo"
        | "patrocinador"
        | "sponsor esecutivo"
        | "unterstutzer der geschaftsleitung" => sponsor,
        "champion" | "advocate" | "fursprecher" | "fursprecherin" | "befurworter" | "ambassadeur" | "defensor"
        | "sostenitore" | "voorvechter" | "pleitbezorger" => champion,
        _ => return None,
    })
}

/// What yes and no are called.
pub(in crate::sheets) fn flag(text: &str) -> Option<bool> {
    match Folded::of(text).as_str() {
        "yes" | "y" | "true" | "t" | "1" | "x" | "ja" | "j" | "wahr" | "oui" | "o" | "vrai" | "si" | "s"
        | "verdadero" | "vero" | "waar" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "-" | "nein" | "falsch" | "non" | "faux" | "falso" | "nee" | "onwaar" => {
            Some(false)
        }
        _ => None,
    }
}
