//! Typed answers by the rules: other subjects than the gold set, and what tries to get by.

use super::Lexicon;
use super::typed::{Judged, Key, judge};
use crate::model::{Lang, VerdictKind};

fn lexicon() -> Lexicon {
    let aliases = [
        ("Tschaikowski", vec!["Tschaikowsky", "Tchaikovsky"]),
        ("Mozart", vec!["Wolfgang Amadeus Mozart"]),
    ];
    let owned = aliases
        .map(|(name, others)| (name.to_owned(), others.into_iter().map(str::to_owned).collect()));
    Lexicon::new(&Lang::default(), &owned)
}

fn kind(answer: &str, typed: &str) -> VerdictKind {
    judge(&Key::plain(answer), &lexicon(), typed, None).verdict.kind
}

#[track_caller]
fn all(wanted: VerdictKind, cases: &[(&str, &str)]) {
    let other: Vec<_> = cases
        .iter()
        .map(|(answer, typed)| (answer, typed, kind(answer, typed)))
        .filter(|(_, _, kind)| *kind != wanted)
        .collect();
    assert!(other.is_empty(), "not {wanted:?}: {other:#?}");
}

#[test]
fn other_forms_of_the_answer_are_variants() {
    all(
        VerdictKind::Variant,
        &[
            ("Donau", "die Donau"),
            ("Generalsekretär", "General Sekretär"),
            ("Donau", "DONAU"),
            ("the Thames", "Thames"),
            ("Mozart", "Wolfgang Amadeus Mozart"),
            ("Tschaikowski", "Tchaikovsky"),
            ("Tschaikowsky", "Tschaikowski"),
            ("Köln", "Koeln"),
            ("Straße", "Strasse"),
            ("Königin Victoria", "Victoria"),
            ("Victoria", "Queen Victoria"),
            ("Adenauer", "Bundeskanzler Dr. Adenauer"),
            ("Dvořák", "Dvorak"),
            ("café", "cafe"),
            ("Łódź", "Lodz"),
            ("Ångström", "Angstroem"),
            ("København", "Kobenhavn"),
            ("O'Neill", "O’Neill"),
            ("O'Neill", "ONeill"),
            ("U.S.A.", "USA"),
            ("J. S. Bach", "J.S. Bach"),
            ("CO₂", "CO2"),
            ("Rhein-Main-Gebiet", "Rhein Main Gebiet"),
            ("Rheingold", "Rhein-Gold"),
            ("Hamlet", "„Hamlet“"),
            ("Hamlet", "  hamlet  "),
            ("Hamlet", "Hamlet?"),
            ("Paris", "in Paris"),
            ("Paris", "das ist Paris"),
            ("Paris", "I think it was Paris"),
            ("Heinrich VIII.", "Heinrich der Achte"),
            ("Elizabeth I", "Elizabeth the First"),
            ("Fünfte Sinfonie", "5. Sinfonie"),
            ("Neunte Sinfonie", "die neunte Sinfonie"),
            ("5th Symphony", "Fifth Symphony"),
            ("Schleswig-Holstein", "Schleswig/Holstein"),
            ("Simon and Garfunkel", "Simon & Garfunkel"),
            ("50 %", "50%"),
            ("Prime Minister Thatcher", "Thatcher"),
            ("A-Bombe", "A Bombe"),
            ("Nichtraucher", "Nicht-Raucher"),
            ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
            ("Mozart", "\u{202e}Mozart!"),
            ("Fußball", "FUSSBALL"),
            ("Fuẞball", "fussball"),
        ],
    );
}

#[test]
fn saying_how_sure_one_is_is_no_second_answer() {
    all(
        VerdictKind::Variant,
        &[
            ("Mozart", "I think, Mozart"),
            ("Mozart", "Mozart, I think"),
            ("Mozart", "Mozart, I think."),
            ("Mozart", "Mozart I think"),
            ("Mozart", "it was, I think, Mozart"),
            ("Mozart", "Ich glaube, Mozart"),
            ("Mozart", "ich glaube, es war Mozart"),
            ("Mozart", "Das war, glaube ich, Mozart"),
            ("Mozart", "Mozart – glaube ich"),
            ("Größe", "ich glaube, es war die Größe?"),
        ],
    );
    all(
        VerdictKind::Wrong,
        &[
            ("Mozart", "Mozart, I think it was Haydn"),
            ("Mozart", "ich glaube, Mozart, Haydn"),
            ("Mozart", "Mozart, glaube ich, Haydn"),
            ("Mozart", "Mozart, I think not"),
            ("Mozart", "ich glaube"),
            ("in", "in, on"),
            ("it is", "it was, it is"),
        ],
    );
    all(
        VerdictKind::Slip,
        &[("I think, therefore I am", "I think, therefor I am"), ("Hund, Katze", "Hund, Kaze")],
    );
    let strict = Key { strict: true, ..Key::plain("Mozart") };
    let judged = judge(&strict, &lexicon(), "I think, Mozart", None);
    assert_eq!(judged.verdict.reason, "not the answer");
}

#[test]
fn typing_errors_within_the_rules_are_slips() {
    all(
        VerdictKind::Slip,
        &[
            ("Tschaikowski", "Tschaikovski"),
            ("Tschaikowski", "Tchaikovski"),
            ("Mississippi", "Missisippi"),
            ("Mississippi", "Misisippi"),
            ("Photosynthese", "Fotosynthese"),
            ("Photosynthese", "Photosyntese"),
            ("Beethoven", "Bethoven"),
            ("Beethoven", "Beehtoven"),
            ("Shakespeare", "Shakespear"),
            ("Shakespeare", "Shakspear"),
            ("Müller", "Muller"),
            ("Königsberg", "Konigsberg"),
            ("Südkorea", "Sudkorea"),
            ("Größe", "Grosse"),
            ("Der Zauberlehrling", "Zauberlerling"),
            ("Gaius Julius Caesar", "Gaius Julius Ceasar"),
            ("Wilhelm II.", "Wilhlm II"),
            ("Nordrhein-Westfalen", "Nordrhein-Westfallen"),
            ("Afrika", "Afirka"),
            ("Indonesien", "Indonesein"),
            ("17th parallel", "17th paralell"),
            ("Nordkorea", "Nordkoera"),
            ("Antarctica", "Antartica"),
            ("asymmetrisch", "asymetrisch"),
            ("Non-Proliferation", "Non-Prolifaration"),
        ],
    );
}

#[test]
fn what_is_another_answer_is_wrong() {
    all(
        VerdictKind::Wrong,
        &[
            // short words, abbreviations, figures
            ("Oslo", "Olso"),
            ("Rom", "Rum"),
            ("NATO", "NAOT"),
            ("UNESCO", "UNESC"),
            ("B-52", "B-25"),
            ("Artikel 5", "Artikel 6"),
            ("G8", "G20"),
            ("Apollo 11", "Apollo 12"),
            ("CO₂", "CO"),
            ("C++", "C"),
            ("C#", "C"),
            ("9/11", "911"),
            ("-273 Grad", "273 Grad"),
            // ordinals and numerals
            ("Heinrich VIII.", "Heinrich VII."),
            ("Heinrich VIII.", "Heinrich der Siebte"),
            ("Ludwig XIV.", "Ludwig XVI."),
            ("Fifth Avenue", "Fifty Avenue"),
            ("5th Symphony", "6th Symphony"),
            ("Neunte Sinfonie", "Neun Sinfonien"),
            ("Dritter Punischer Krieg", "Erster Punischer Krieg"),
            ("Second Punic War", "Third Punic War"),
            ("Elizabeth II", "Elizabeth the First"),
        ],
    );
    all(
        VerdictKind::Wrong,
        &[
            // negations
            ("Mozart", "nicht Mozart"),
            ("Mozart", "Mozart nicht"),
            ("Mozart", "das war nicht Mozart"),
            ("Mozart", "it wasn't Mozart"),
            ("Mozart", "it isn’t Mozart"),
            ("Mozart", "not Mozart"),
            ("Mozart", "never Mozart"),
            ("Mozart", "kein Mozart"),
            ("Mozart", "weder Mozart"),
            ("Mozart", "Mozart? nein"),
            ("kleine Terz", "keine Terz"),
            ("verständlich", "unverständlich"),
            ("organisch", "anorganisch"),
            ("anorganisch", "organisch"),
            ("Nichtraucher", "Raucher"),
            ("without oxygen", "oxygen"),
            ("Non-Aligned Movement", "Aligned Movement"),
            ("ohne Worte", "Worte"),
            ("Independence Day", "Dependence Day"),
            ("symmetrisch", "asymmetrisch"),
            ("relevant", "irrelevant"),
            ("Nichtangriffspakt", "Angriffspakt"),
            // opposites
            ("Nordkorea", "Südkorea"),
            ("Ostberlin", "Westberlin"),
            ("Ost-Berlin", "West-Berlin"),
            ("East Germany", "West Germany"),
            ("Vorkriegszeit", "Nachkriegszeit"),
            ("Aufrüstung", "Abrüstung"),
            ("Import", "Export"),
            ("Immigration", "Emigration"),
            ("Innere Mongolei", "Äussere Mongolei"),
            ("de facto", "de jure"),
            ("pro", "anti"),
            ("prowestlich", "antiwestlich"),
            ("Südostasien", "Südwestasien"),
            ("First Symphony", "Last Symphony"),
            ("unilateral", "multilateral"),
            ("a-Moll", "A-Dur"),
            ("Inflation", "Deflation"),
            ("North Dakota", "South Dakota"),
            ("prenatal", "postnatal"),
            ("Anstieg", "Abstieg"),
        ],
    );
    all(
        VerdictKind::Wrong,
        &[
            // hedges
            ("Mozart", "Mozart oder Haydn"),
            ("Mozart", "Mozart/Haydn"),
            ("Mozart", "Haydn, Mozart"),
            ("Mozart", "Mozart; Haydn"),
            ("Mozart", "Mozart & Haydn"),
            ("Mozart", "Mozart bzw. Haydn"),
            ("Mozart", "Mozart | Haydn"),
            ("Mozart", "Mozart – Haydn"),
            ("Mozart", "Mozart (oder Haydn)"),
            ("Mozart", "either Mozart or Haydn"),
            ("Mozart", "Mozart\nHaydn"),
            ("Mozart", "Mozart + Haydn"),
            ("Nordkorea", "Nord-/Südkorea"),
            ("Nordkorea", "Nord- und Südkorea"),
            ("Nordkorea", "Nord(Süd)korea"),
            ("Heinrich VIII.", "Heinrich VII./VIII."),
            ("Heinrich VIII.", "Heinrich VII. oder VIII."),
            ("Marx und Engels", "Marx oder Engels"),
            ("Mozart", "Mozart, oder Haydn?"),
            ("Mozart", "Mozart, nein Haydn"),
            ("Mozart", "Mozart Haydn"),
            ("Mozart", "Mozart vs. Haydn"),
            ("South Korea", "South/North Korea"),
            ("South Korea", "Korea (South or North)"),
            ("Paris", "in Paris or in London"),
            // other people, other things
            ("Johann Strauss", "Richard Strauss"),
            ("Thomas Mann", "Heinrich Mann"),
            ("Mozart", "Mozarts Vater"),
            ("Mozart", "Leopold Mozart"),
            ("Mozart", ""),
            ("Mozart", " \t\n"),
            ("Mozart", "\u{200b}\u{feff}"),
            ("Mozart", "—"),
            ("Mozart", "🙂"),
            ("Mozart", "???"),
            ("South Korea", "Korea South Korea"),
            ("South Korea", "South South"),
        ],
    );
}

#[test]
fn a_part_of_the_answer_is_incomplete_and_asks_back() {
    all(
        VerdictKind::Incomplete,
        &[
            ("Thomas Mann", "Mann"),
            ("Thomas Mann", "Thomas"),
            ("South Korea", "Korea"),
            ("Wilhelm II.", "Wilhelm"),
            ("friedliche Koexistenz", "die Koexistenz"),
            ("Wilhelm der Eroberer", "Wilhelm"),
            ("Artikel 5", "Artikel"),
        ],
    );
    let first = judge(&Key::plain("Thomas Mann"), &lexicon(), "Mann", None);
    assert!(first.ask.is_some() && first.verdict.proposed.is_none());
}

#[test]
fn the_second_answer_counts_alone_or_joined_to_the_first() {
    let again = |answer, first, second| -> Judged {
        judge(&Key::plain(answer), &lexicon(), second, Some(first))
    };
    assert_eq!(again("South Korea", "Korea", "South").verdict.kind, VerdictKind::Variant);
    assert_eq!(again("Wilhelm II.", "Wilhelm", "II.").verdict.kind, VerdictKind::Variant);
    assert_eq!(again("Wilhelm II.", "Wilhelm", "der Zweite").verdict.kind, VerdictKind::Variant);
    assert_eq!(again("Wilhelm II.", "Wilhelm", "Wilhelm II.").verdict.kind, VerdictKind::Exact);
    for (first, second) in [
        ("Korea", "North"),
        ("Korea", "not South"),
        ("Korea", "South or North"),
        ("Korea", "korea"),
        ("Korea", ""),
    ] {
        let judged = again("South Korea", first, second);
        assert_eq!(judged.verdict.kind, VerdictKind::Wrong, "{first}, {second}");
        assert!(judged.ask.is_none() && judged.verdict.proposed.is_some());
    }
}

#[test]
fn strict_keys_take_neither_slips_nor_articles() {
    let strict = |typed| {
        judge(&Key { strict: true, ..Key::plain("die Größe") }, &lexicon(), typed, None)
            .verdict
            .kind
    };
    assert_eq!(strict("die Größe"), VerdictKind::Exact);
    assert_eq!(strict("die  Groesse"), VerdictKind::Variant);
    for typed in ["das Größe", "die Grösze", "die Grosse", "in die Größe"] {
        assert_eq!(strict(typed), VerdictKind::Wrong, "{typed}");
    }
}

#[test]
fn rejected_answers_go_before_accepted_ones() {
    let accept = ["Amadeus".to_owned()];
    let reject = [("Amadeus".to_owned(), "That is a film.".to_owned())];
    let key = Key { accept: &accept, reject: &reject, ..Key::plain("Mozart") };
    let judged = judge(&key, &lexicon(), "AMADEUS", None);
    assert_eq!(
        (judged.verdict.kind, judged.feedback.as_deref()),
        (VerdictKind::Wrong, Some("That is a film."))
    );
}
