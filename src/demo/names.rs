use std::collections::HashMap;

use crate::model::text::folded;

use super::dice::Dice;

/// How companies of one country are called, and who looks after them.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) region: &'static str,
    /// Of a hundred accounts, about so many.
    weight: usize,
    pub(super) sellers: &'static [&'static str],
    /// `{r}` stands for the root, `{t}` for the trade.
    patterns: &'static [&'static str],
    roots: &'static [&'static str],
    trades: &'static [&'static str],
    cities: &'static [&'static str],
    /// Written in another script than ours: rare, and never among the largest.
    pub(super) far: bool,
}

/// A made-up company.
#[derive(Clone, Debug)]
pub(super) struct Company {
    pub(super) name: String,
    /// Under a domain that can belong to nobody (RFC 2606); empty for names that no domain spells.
    pub(super) website: String,
    pub(super) country: &'static Country,
}

/// Makes up companies, no two of one name.
#[derive(Debug)]
pub(super) struct Namer {
    /// Folded names, each with how often it was wanted.
    taken: HashMap<String, usize>,
    /// For each country, roots waiting for their turn: so one comes back only after all others had theirs.
    decks: Vec<Vec<&'static str>>,
}

impl Namer {
    pub(super) fn new() -> Self {
        Self { taken: HashMap::new(), decks: COUNTRIES.iter().map(|_| Vec::new()).collect() }
    }

    pub(super) fn company(&mut self, dice: &mut Dice) -> Company {
        let total: usize = COUNTRIES.iter().map(|country| country.weight).sum();
        let mut drawn = dice.below(total);
        let mut chosen = 0;
        for (index, country) in COUNTRIES.iter().enumerate() {
            chosen = index;
            match drawn.checked_sub(country.weight) {
                Some(rest) => drawn = rest,
                None => break,
            }
        }
        let country = COUNTRIES.get(chosen).unwrap_or(&GERMANY);
        let root = self.root(chosen, country, dice);
        let trade = dice.pick(country.trades, "");
        let pattern = dice.pick(country.patterns, "{r}");
        let name = pattern.replace("{r}", root).replace("{t}", trade);
        let website = domain(&[root, if pattern.contains("{t}") { trade } else { "" }]);
        Company { name: self.unique(name, country, dice), website, country }
    }

    fn root(&mut self, index: usize, country: &'static Country, dice: &mut Dice) -> &'static str {
        let Some(deck) = self.decks.get_mut(index) else { return "" };
        if deck.is_empty() {
            deck.extend(country.roots);
            dice.shuffle(deck);
        }
        deck.pop().unwrap_or_default()
    }

    /// The name as it is, else with its city, else with a number as well.
    fn unique(&mut self, name: String, country: &Country, dice: &mut Dice) -> String {
        if self.take(&name) == 1 {
            return name;
        }
        let branch = format!("{name}, {}", dice.pick(country.cities, ""));
        loop {
            match self.take(&branch) {
                1 => return branch,
                again => {
                    let numbered = format!("{branch} {again}");
                    if self.take(&numbered) == 1 {
                        return numbered;
                    }
                }
            }
        }
    }

    fn take(&mut self, name: &str) -> usize {
        let times = self.taken.entry(folded(name)).or_default();
        *times += 1;
        *times
    }
}

fn domain(words: &[&str]) -> String {
    let folded = folded(&words.join(" ")).replace('’', "");
    if !folded.is_ascii() {
        return String::new();
    }
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!("https://www.{}.example", words.join("-"))
}

const GERMANY: Country = Country {
    region: "DACH",
    weight: 27,
    sellers: &["Anna Berger", "Jonas Keller"],
    patterns: &[
        "{r} {t} GmbH",
        "{r} {t} AG",
        "{r} & Söhne KG",
        "Gebr. {r} GmbH",
        "{r} {t} GmbH & Co. KG",
        "{r} Gruppe",
        "{t} {r} GmbH",
    ],
    roots: &[
        "Berghoff",
        "Lindner",
        "Haßler",
        "Krönlein",
        "Wiesner",
        "Öttinger",
        "Brandstätter",
        "Falkenrath",
        "Steinbach",
        "Rosskopf",
        "Vogelsang",
        "Zimmerli",
        "Amrein",
        "Kessler",
        "Dörfler",
        "Hufnagel",
        "Mühlbauer",
        "Pfister",
        "Reinhold",
        "Sattler",
        "Thalmann",
        "Uhlig",
        "Weidenfeld",
        "Altmaier",
        "Bruckner",
        "Eberhardt",
        "Fröhlich",
        "Grünwald",
        "Hirschmann",
        "Immler",
        "Jäggi",
        "Kornhaus",
        "Lechner",
        "Moosbrugger",
        "Nordwerk",
        "Oberrhein",
        "Passau",
        "Quellmann",
        "Rheintal",
        "Schönauer",
        "Tannhäuser",
        "Unterberg",
        "Voralpen",
        "Wendelin",
        "Alpstein",
        "Bodensee",
        "Donautal",
        "Elbufer",
        "Frankenwald",
        "Hegau",
        "Isarwerk",
        "Lausitz",
    ],
    trades: &[
        "Messtechnik",
        "Labortechnik",
        "Pharma",
        "Chemie",
        "Lebensmittel",
        "Maschinenbau",
        "Wassertechnik",
        "Optik",
    ],
    cities: &["Bremen", "Linz", "Winterthur", "Ulm", "Kassel", "Graz", "Jena", "Aarau", "Mainz", "Kiel", "Dresden"],
    far: false,
};

const COUNTRIES: &[Country] = &[
    GERMANY,
    Country {
        region: "France",
        weight: 14,
        sellers: &["Claire Moreau"],
        patterns: &[
            "Laboratoires {r}",
            "{r} {t} SA",
            "{r} et Fils",
            "Établissements {r}",
            "{t} {r} SARL",
            "Groupe {r}",
        ],
        roots: &[
            "Lefèvre",
            "Garnier",
            "Beaumont",
            "Chastaing",
            "Delacourt",
            "Fontanel",
            "Gaudreau",
            "Hébrard",
            "Jacquemin",
            "Kerouac",
            "Lavigne",
            "Maréchal",
            "Noël",
            "Ormesson",
            "Périer",
            "Quentin",
            "Rousselot",
            "Séverac",
            "Thévenet",
            "Urbain",
            "Vauquelin",
            "Brémond",
            "Castelnau",
            "Duvernay",
            "Évrard",
            "Fauvel",
            "Grandclément",
            "Hautefeuille",
            "Joliet",
            "Montclar",
        ],
        trades: &["Analyse", "Chimie", "Instruments", "Agroalimentaire", "Biotech", "Optique", "Énergie", "Mesures"],
        cities: &["Lyon", "Nantes", "Grenoble", "Lille", "Dijon", "Rennes", "Toulouse", "Strasbourg"],
        far: false,
    },
    Country {
        region: "UK and Ireland",
        weight: 13,
        sellers: &["Tom Ashworth"],
        patterns: &["{r} {t} Ltd", "{r} & Sons", "{r} {t} plc", "{r} Group", "{r} Brothers", "The {r} {t} Company"],
        roots: &[
            "Harrow",
            "Pemberton",
            "Ashdown",
            "Blackwater",
            "Carrick",
            "Dunmore",
            "Eastleigh",
            "Fairhaven",
            "Galbraith",
            "Hollis",
            "Inverness",
            "Jarrow",
            "Kilbride",
            "Langley",
            "Merrion",
            "Northgate",
            "O’Callaghan",
            "Penrose",
            "Quayside",
            "Ravenscroft",
            "Selwyn",
            "Thornbury",
            "Ulverston",
            "Verity",
            "Whitcombe",
            "Yarrow",
            "Aldwick",
            "Brannigan",
            "Clonmel",
            "Drummond",
        ],
        trades: &["Analytics", "Foods", "Controls", "Chemicals", "Water", "Instruments", "Life Sciences", "Energy"],
        cities: &["Leeds", "Cork", "Bristol", "Dundee", "Derby", "Galway", "Swansea", "Reading"],
        far: false,
    },
    Country {
        region: "Nordics",
        weight: 12,
        sellers: &["Ingrid Lindqvist"],
        patterns: &[
            "{r} {t} AB",
            "{r} {t} A/S",
            "{r} {t} AS",
            "{r} Oy",
            "{r} & Co. AB",
            "{r} Gruppen A/S",
            "{r} Konsern AS",
        ],
        roots: &[
            "Åkerlund",
            "Björkman",
            "Dahlström",
            "Ekström",
            "Fjällbacka",
            "Grönvall",
            "Hedström",
            "Östergård",
            "Sjöholm",
            "Västerdal",
            "Kjærgaard",
            "Møllebro",
            "Nørrevang",
            "Østerhavn",
            "Skovgaard",
            "Ravnsborg",
            "Hagen",
            "Fjordane",
            "Sørlie",
            "Tromsdal",
            "Vestby",
            "Ålgård",
            "Mäkelä",
            "Järvinen",
            "Koskela",
            "Lehtinen",
            "Pohjola",
            "Virtasalmi",
            "Nybro",
            "Solberg",
        ],
        trades: &["Livs", "Kemi", "Analys", "Marin", "Energi", "Medico", "Instrument", "Vann"],
        cities: &["Malmö", "Aarhus", "Bergen", "Turku", "Uppsala", "Odense", "Stavanger", "Tampere"],
        far: false,
    },
    Country {
        region: "Italy",
        weight: 10,
        sellers: &["Giulia Conti"],
        patterns: &[
            "{r} {t} S.p.A.",
            "Fratelli {r} S.r.l.",
            "{r} {t} S.r.l.",
            "Officine {r}",
            "Gruppo {r}",
            "{r} & Figli",
        ],
        roots: &[
            "Bellandi",
            "Carpegna",
            "De Santis",
            "Ferrante",
            "Galvagni",
            "Lombardini",
            "Marchesi",
            "Nardelli",
            "Orsini",
            "Pellegrino",
            "Quarti",
            "Ravagnan",
            "Sartori",
            "Tessitore",
            "Valsecchi",
            "Zanetti",
            "Altobelli",
            "Brambilla",
            "Cattaneo",
            "Donadoni",
            "Fumagalli",
            "Ghirardi",
            "Morandotti",
            "Passalacqua",
            "Rovelli",
        ],
        trades: &["Alimentari", "Chimica", "Strumenti", "Farmaceutici", "Meccanica", "Ottica", "Acque", "Analisi"],
        cities: &["Bologna", "Torino", "Verona", "Parma", "Bari", "Trieste", "Modena", "Brescia"],
        far: false,
    },
    Country {
        region: "Iberia",
        weight: 13,
        sellers: &["Lucía Romero"],
        patterns: &[
            "{r} {t} S.A.",
            "Hermanos {r}",
            "{r} {t} S.L.",
            "Irmãos {r}, Lda.",
            "Grupo {r}",
            "{r} e Filhos",
            "{t} {r}",
        ],
        roots: &[
            "Iberia Norte",
            "Castaño",
            "Echeverría",
            "Figueiredo",
            "Gonçalves",
            "Ibáñez",
            "Junqueira",
            "Llorente",
            "Magalhães",
            "Nogueira",
            "Ordóñez",
            "Peñalver",
            "Quintão",
            "Ribeirinho",
            "Salazar",
            "Teixeira",
            "Urrutia",
            "Vasconcelos",
            "Zurbarán",
            "Albuquerque",
            "Bañuelos",
            "Cerqueira",
            "Domènech",
            "Esteves",
            "Fuentealba",
            "Guimarães",
            "Monteagudo",
            "Sant Jordi",
        ],
        trades: &["Alimentos", "Química", "Análisis", "Farma", "Óptica", "Instrumentos", "Aguas", "Energía"],
        cities: &["Bilbao", "Porto", "Valencia", "Braga", "Zaragoza", "Coimbra", "Vigo", "Aveiro"],
        far: false,
    },
    Country {
        region: "Central Europe",
        weight: 12,
        sellers: &["Marek Novotný"],
        patterns: &[
            "{r} {t} Sp. z o.o.",
            "{r} {t} S.A.",
            "{r} {t} a.s.",
            "{r} {t} s.r.o.",
            "{r} i Synowie",
            "Zakłady {r}",
            "{r} Holding",
        ],
        roots: &[
            "Wiśniewski",
            "Kowalczyk",
            "Zieliński",
            "Dąbrowa",
            "Głowacki",
            "Jabłoński",
            "Łukasiewicz",
            "Mazurek",
            "Ostrowski",
            "Piątek",
            "Sokołowska",
            "Szczepański",
            "Śląsk",
            "Żeromski",
            "Bałtyk",
            "Dvořák",
            "Černý",
            "Havlíček",
            "Jeřábek",
            "Krušnohor",
            "Moravan",
            "Němeček",
            "Říčany",
            "Šebesta",
            "Třeboň",
            "Vltava",
            "Žižkov",
            "Poděbrady",
        ],
        trades: &["Chemia", "Pharma", "Optika", "Analiza", "Energia", "Aparatura", "Laboratoria", "Technika"],
        cities: &["Kraków", "Brno", "Gdańsk", "Plzeň", "Łódź", "Olomouc", "Wrocław", "Ostrava"],
        far: false,
    },
    Country {
        region: "South-East Europe",
        weight: 2,
        sellers: &["Marek Novotný"],
        patterns: &["{r}"],
        roots: &[
            "Αιγαίο Τρόφιμα",
            "Ολυμπία Όργανα",
            "Αφοί Παπαδάκη",
            "Μακεδονία Χημικά",
            "Балкан Прибор",
            "София Лаб",
            "Дунав Химия",
            "Витоша Фарма",
            "Енергия Пловдив",
            "Κρήτη Ελαιώνες",
        ],
        trades: &[],
        cities: &["Αθήνα", "Пловдив", "Θεσσαλονίκη", "Варна", "Πάτρα", "Русе"],
        far: true,
    },
    Country {
        region: "Asia and Middle East",
        weight: 2,
        sellers: &["Mei Tanaka"],
        patterns: &["{r}"],
        roots: &[
            "東京フーズ株式会社",
            "大阪計測工業",
            "北海道乳業",
            "横浜光学",
            "华东仪器有限公司",
            "苏州精密科技",
            "青岛食品集团",
            "한빛전자",
            "서울바이오",
            "대한정밀화학",
            "مختبرات الخليج",
            "شركة النور للأغذية",
            "מעבדות הגליל",
            "כרמל אופטיקה",
        ],
        trades: &[],
        cities: &["大阪", "上海", "부산", "دبي", "חיפה", "名古屋", "深圳"],
        far: true,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_stay_unique_even_folded() {
        let (mut namer, mut dice) = (Namer::new(), Dice::new(3));
        let names: BTreeSet<String> = (0..30_000).map(|_| folded(&namer.company(&mut dice).name)).collect();
        assert_eq!(names.len(), 30_000);
    }

    #[test]
    fn a_domain_is_plain_or_absent() {
        assert_eq!(domain(&["Haßler", "Chemie"]), "https://www.hassler-chemie.example");
        assert_eq!(domain(&["O’Callaghan", ""]), "https://www.ocallaghan.example");
        assert_eq!(domain(&["東京フーズ", ""]), "");
    }
}
