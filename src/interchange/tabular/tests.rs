//! Tables of all three kinds, as files of the programs that write them.

use std::path::Path;

use serde_json::Value;

use super::*;
use crate::deck::{parse_note, print_note};
use crate::model::{Kind, Note};

fn options() -> Options {
    Options {
        format: None,
        delimiter: None,
        row_delimiter: None,
        header: None,
        columns: None,
        encoding: None,
        html: None,
        reverse: false,
        deck: None,
        name: "Words".to_owned(),
        lang: Lang::default(),
        langs: HashMap::new(),
        file: None,
    }
}

struct Read {
    shape: Shape,
    decks: Vec<Deck>,
    /// Each with the id of its deck.
    notes: Vec<(String, Note)>,
    problems: Vec<Problem>,
    repeated: u64,
}

fn read_with(bytes: &[u8], options: Options) -> Read {
    let mut table = match Tabular::open(bytes, options) {
        Ok(table) => table,
        Err(problem) => panic!("{problem:?}"),
    };
    let (mut notes, mut problems) = (Vec::new(), Vec::new());
    while let Some(next) = table.next() {
        match next {
            Ok(found) => {
                let deck = table.decks().nth(found.deck).unwrap().id.to_string();
                let id = deck.parse().unwrap();
                notes.push((deck, parse_note(&found.entry.text, &id).unwrap()));
            }
            Err(more) => problems.extend(more),
        }
    }
    let decks = table.decks().cloned().collect();
    Read { shape: table.shape().clone(), decks, notes, problems, repeated: table.repeated() }
}

fn read(text: &str) -> Read {
    read_with(text.as_bytes(), options())
}

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tabular");
    std::fs::read(folder.join(name)).unwrap()
}

fn expected(name: &str) -> Value {
    serde_json::from_slice(&file(name)).unwrap()
}

fn sides(note: &Note) -> (String, String) {
    match &note.kind {
        Kind::Basic { front, back, .. } => (front.clone(), back.clone()),
        Kind::Typed { ask, key } => (ask.clone(), key.answer.clone()),
        Kind::Cloze { cloze, .. } => (cloze.source.clone(), note.note.clone().unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn spreadsheets_say_what_their_columns_are() {
    let table = read_with(&file("basic-header.csv"), options());
    let wanted = expected("basic-header.expected.json");
    assert!(table.problems.is_empty(), "{:?}", table.problems);
    assert_eq!((table.shape.header, table.shape.delimiter.as_str()), (true, ","));
    assert_eq!(table.notes.len() as u64, wanted["cards"].as_u64().unwrap());
    assert_eq!(sides(&table.notes[1].1).1, wanted["second_answer"].as_str().unwrap());
    assert_eq!(sides(&table.notes[2].1).0, wanted["third_question"].as_str().unwrap());
    assert_eq!(table.notes[0].1.tags, ["war", "england", "france"]);
    assert_eq!(table.decks[0].id.as_str(), "words");
    assert_eq!(table.decks[0].title, "Words");
}

#[test]
fn a_semicolon_a_byte_order_mark_and_a_column_of_decks() {
    let table = read_with(&file("excel-semicolon-bom.csv"), options());
    let wanted = expected("excel-semicolon-bom.expected.json");
    assert!(table.problems.is_empty(), "{:?}", table.problems);
    assert_eq!(table.shape.delimiter, wanted["delimiter"].as_str().unwrap());
    let header: Vec<&str> =
        wanted["header"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(table.shape.names, header);
    assert_eq!(table.notes.len(), 2);
    assert_eq!(sides(&table.notes[1].1).1, wanted["second_answer"].as_str().unwrap());
    assert_eq!(table.notes[0].0, "dejiny/ceske");
    assert_eq!(table.decks[0].title, "České");
}

#[test]
fn a_first_row_that_is_data_is_a_card() {
    let table = read_with(&file("no-header.tsv"), options());
    assert_eq!(table.notes.len(), 3);
    assert!(!table.shape.header);
    let forced = read_with(&file("no-header.tsv"), Options { header: Some(true), ..options() });
    assert_eq!(forced.notes.len(), 2);
    assert_eq!(forced.shape.columns, [Role::Question, Role::Answer]);
    let forced = Options { header: Some(false), ..options() };
    assert_eq!(read_with(&file("basic-header.csv"), forced).notes.len(), 4);
}

#[test]
fn exports_of_anki_come_in_as_anki_knows_them() {
    for name in ["basic_new", "note_types", "studied_sm2", "cloze"] {
        let table = read_with(&file(&format!("{name}.notes.txt")), options());
        let wanted = expected(&format!("{name}.expected.json"));
        let wanted = wanted["notes_with_html"].as_array().unwrap();
        assert_eq!((table.shape.format, table.shape.html), (Format::Anki, true), "{name}");
        let mut wrong = table.problems.len();
        for note in wanted {
            let guid = note["guid"].as_str().unwrap();
            let Some((deck, found)) = table.notes.iter().find(|(_, note)| note.id.as_str() == guid)
            else {
                // What decks do not have: a gap within a gap.
                assert!(
                    note["fields"].to_string().contains("{{c2::Verdun::town}} divided"),
                    "{note}"
                );
                wrong -= 1;
                continue;
            };
            assert_eq!(*deck, deck_id(note["deck"].as_str().unwrap()).unwrap().to_string());
            let tags: Vec<&str> =
                note["tags"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(found.tags, tags, "{note}");
            assert_eq!(found.variants().len() as u64, note["cards"].as_u64().unwrap(), "{note}");
        }
        assert_eq!(wrong, 0, "{name}: {:?}", table.problems);
        assert_eq!(table.notes.len() + table.problems.len(), wanted.len(), "{name}");
    }
    let table = read_with(&file("basic_new.notes.txt"), options());
    let answers: Vec<String> = table.notes.iter().map(|(_, note)| sides(note).1).collect();
    assert!(
        answers.contains(&"9 November 1799\n(18 Brumaire, Year VIII)".to_owned()),
        "{answers:?}"
    );
    assert!(answers.contains(&"1215\nKing John, Runnymede".to_owned()), "{answers:?}");
    let cloze = read_with(&file("cloze.notes.txt"), options());
    let texts: Vec<String> = cloze.notes.iter().map(|(_, note)| sides(note).0).collect();
    assert!(
        texts.contains(&"First line\n{{1::bold answer::html hint}}\nlast line".to_owned()),
        "{texts:?}"
    );
}

#[test]
fn plain_exports_of_anki_are_read_as_text() {
    let table = read_with(&file("basic_new.notes-plain.txt"), options());
    assert!(table.problems.is_empty(), "{:?}", table.problems);
    assert_eq!((table.notes.len(), table.shape.html), (8, false));
    assert!(table.notes.iter().all(|(deck, _)| deck == "words"));
}

#[test]
fn sets_of_quizlet_are_parted_by_what_one_says() {
    let wanted = expected_sets();
    for (file_name, cell, row, first, count) in wanted {
        let options = Options {
            format: Some(Format::Quizlet),
            delimiter: Some(cell),
            row_delimiter: Some(row),
            ..options()
        };
        let table = read_with(&file(&file_name), options);
        assert!(table.problems.is_empty(), "{file_name} {:?}", table.problems);
        assert_eq!(table.notes.len(), count, "{file_name}");
        assert!(table.notes.iter().any(|(_, note)| sides(note) == first), "{file_name}");
    }
    // Tabs and commas need no help.
    assert_eq!(read_with(&file("tab-newline.txt"), options()).notes.len(), 5);
    assert_eq!(read_with(&file("comma-newline.txt"), options()).notes.len(), 2);
    // Nothing is quoted there.
    let quoted = Options { format: Some(Format::Quizlet), ..options() };
    let table = read_with(b"\"Hello\" she said\tgreeting\r\n\"open\tquote\r\n", quoted);
    assert_eq!(sides(&table.notes[0].1).0, "\"Hello\" she said");
    assert_eq!(sides(&table.notes[1].1), ("\"open".to_owned(), "quote".to_owned()));
}

/// A file, what parts its cells and rows, one of its cards, and how many there are.
type Set = (String, String, String, (String, String), usize);

fn expected_sets() -> Vec<Set> {
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    vec![
        (
            "tab-newline.txt".into(),
            "\t".into(),
            "\n".into(),
            pair("Renaissance", "Rebirth of classical learning, 14th-17th century"),
            5,
        ),
        (
            "dash-semicolon.txt".into(),
            " - ".into(),
            ";".into(),
            pair("Medici", "Banking family of Florence"),
            3,
        ),
        (
            "comma-newline.txt".into(),
            ",".into(),
            "\n".into(),
            pair("Peter the Great", "Tsar who founded St Petersburg in 1703"),
            2,
        ),
    ]
}

#[test]
fn a_card_without_an_id_is_known_by_its_question() {
    let one = read("q,a\nWho?,Me\nWhy?,So\n");
    let two = read("question,answer\nWhy?,Because\nWho?,Me\n");
    let id = |table: &Read, at: usize| table.notes[at].1.id.clone();
    assert_eq!(id(&one, 0), id(&two, 1));
    assert_eq!(id(&one, 1), id(&two, 0));
    // The same letters in another composition are the same question.
    let composed = read("question,answer\nCaf\u{e9}?,x\n");
    let apart = read("question,answer\nCafe\u{301}?,x\n");
    assert_eq!(print_note(&composed.notes[0].1), print_note(&apart.notes[0].1));
}

#[test]
fn rows_that_say_the_same_are_one_card_and_two_answers_are_two() {
    let table = read("question,answer\nbank,Bank\nbank,Ufer\nbank,Bank\nbank,Ufer\n");
    assert_eq!((table.notes.len(), table.repeated), (2, 2));
    assert_ne!(table.notes[0].1.id, table.notes[1].1.id);
    let table = read("id,question,answer\na,x,y\nb,x,z\na,other,y\na,x,y\n");
    assert_eq!((table.notes.len(), table.repeated), (2, 1));
    assert_eq!(table.problems[0].code, codes::DOUBLE);
    assert_eq!(table.problems[0].line, 4);
    assert!(table.problems[0].message.contains("line 2"), "{:?}", table.problems);
}

#[test]
fn every_problem_has_its_line_and_the_other_rows_are_read() {
    let table = read("question,answer,type\na,,\n,b,\nx,\"two\nlines\",\ny,9,number\nz,1,essay\n");
    let told: Vec<(u32, &str, &str)> =
        table.problems.iter().map(|p| (p.line, p.code, p.source.as_str())).collect();
    assert_eq!(told, [(2, "T005", "a,,"), (3, "T004", ",b,"), (7, "T007", "z,1,essay")]);
    assert_eq!(table.notes.len(), 2);
}

#[test]
fn numbers_are_read_by_the_language_of_their_deck() {
    let english = Lang::default();
    let german = Lang::new("de").unwrap();
    let langs = HashMap::from([("here".parse().unwrap(), german)]);
    let rows =
        "question,answer,type,deck\na,1.000,number,Here\nb,1.000,number,New\nc,1e6,number,New\n";
    let table = read_with(rows.as_bytes(), Options { lang: english, langs, ..options() });
    let answers: Vec<f64> = table
        .notes
        .iter()
        .map(|(_, note)| match &note.kind {
            Kind::Number { key, .. } => key.answer,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(answers, [1_000.0, 1.0]);
    assert_eq!((table.problems[0].code, table.problems[0].line), (codes::CELL, 4));
}

#[test]
fn rows_that_differ_in_blanks_around_cells_are_one_card() {
    let rows = "a,b\na,\"b \"\na,b\t\n\"a\u{a0}\",b\n a,b\n";
    let table = read(&format!("question,answer\n{rows}"));
    assert_eq!((table.notes.len(), table.repeated), (1, 4));
    let table = read(&format!("question,answer,id\n{}", rows.replace('\n', ",x\n")));
    assert_eq!((table.notes.len(), table.repeated, table.problems.len()), (1, 4, 0));
}

#[test]
fn a_file_of_anki_may_begin_with_a_comment() {
    let table = read("# exported by hand, in May\nParis\tFrance, a country\n# more\nRome\tItaly\n");
    assert_eq!((table.shape.format, table.shape.delimiter.as_str()), (Format::Anki, "\t"));
    assert_eq!((table.notes.len(), table.problems.len()), (2, 0));
    for (table, notes) in [
        ("# of players,11\ngoals,2\n", 2),
        ("#1\tone\n#2\ttwo\n", 2),
        ("#,question,answer\n1,a,b\n", 1),
    ] {
        let table = read(table);
        assert_eq!((table.shape.format, table.notes.len()), (Format::Table, notes));
    }
}

#[test]
fn a_hint_of_excel_is_no_card() {
    for hint in ["sep=;\r\n", "SEP=;\n", "\"sep=;\"\r", "\u{feff}sep=;\n"] {
        let table = read(&format!("{hint}question;answer\na, b;\nc, d, e;f, g\n"));
        assert_eq!((table.shape.delimiter.as_str(), table.shape.header), (";", true), "{hint:?}");
        assert_eq!((table.notes.len(), table.problems[0].line), (1, 3), "{hint:?}");
    }
    assert_eq!(read("sep=x y;z\nb;c\n").notes.len(), 2);
}

#[test]
fn a_set_of_quizlet_has_the_columns_that_one_says() {
    let columns = Some(vec![Role::Answer, Role::Question]);
    let given = Options { format: Some(Format::Quizlet), columns, header: Some(true), ..options() };
    let table = read_with(b"term\tdefinition\nMedici\tbankers\n", given);
    assert_eq!(table.notes.len(), 1);
    assert_eq!(sides(&table.notes[0].1), ("bankers".to_owned(), "Medici".to_owned()));
}

#[test]
fn cells_that_look_like_html_are_told() {
    assert!(read("a,<b>x</b><br>y\n").shape.has_markup);
    assert!(!read("a,1 < 2\n").shape.has_markup);
    assert!(!read("#separator:comma\n#html:false\na,<b>x</b>\n").shape.has_markup);
    assert!(!read("#separator:comma\n#html:true\na,<b>x</b>\n").shape.has_markup);
    let html = Some(true);
    assert!(!read_with(b"a,<b>x</b>\n", Options { html, ..options() }).shape.has_markup);
}

#[test]
fn a_file_that_is_surely_no_table_is_refused_with_what_to_do() {
    let refused = |text: &str, file: Option<&str>| {
        let file = file.map(PathBuf::from);
        Tabular::open(text.as_bytes(), Options { file, ..options() }).err()
    };
    let help = |text, file| refused(text, file).unwrap().help;
    assert!(help("[deck]\n", Some("a/b.txt")).contains("`pauk deck add a/b.txt`"));
    assert!(help("", Some("x.apkg")).contains("in plain text"));
    assert!(help("<?xml version='1.0'?>\n<quiz>", None).contains("--format csv"));
    assert!(refused("[deck],a table\n", Some("x.csv")).is_none());
    let given = Options { format: Some(Format::Table), file: Some("x.md".into()), ..options() };
    assert_eq!(read_with(b"a,b\n", given).notes.len(), 1);
}

#[test]
fn a_byte_of_zero_is_told_with_its_place() {
    let Err(problem) = Tabular::open(&b"a,b\r\nc,d\r\n\xc3\xa4,\0\r\n"[..], options()) else {
        panic!("it was read");
    };
    assert_eq!((problem.line, problem.column), (3, 3));
}

#[test]
fn a_row_with_too_many_cells_loses_none_of_them() {
    let table = read("question,answer\na,b\nc,d, e\nf,g,,\n");
    assert_eq!(table.notes.len(), 2);
    assert_eq!((table.problems[0].code, table.problems[0].line), (codes::RAGGED, 3));
}

#[test]
fn without_a_header_the_table_has_the_columns_that_most_rows_have() {
    let table = read("a,b\nc,d, e\nf,g\n");
    assert_eq!(table.shape.columns, [Role::Question, Role::Answer]);
    assert_eq!((table.problems[0].code, table.problems[0].line), (codes::RAGGED, 2));
    let columns = Some(vec![Role::Answer, Role::Question]);
    let table = read_with(b"a,b,c\nd,e,f\n", Options { columns, ..options() });
    assert_eq!(table.shape.columns, [Role::Answer, Role::Question, Role::Unused]);
    assert_eq!(sides(&table.notes[0].1), ("b".to_owned(), "a".to_owned()));
}

#[test]
fn what_cannot_part_cells_is_refused() {
    for delimiter in ["", "ab", "\"", "\n", "ä"] {
        let given = Options { delimiter: Some(delimiter.to_owned()), ..options() };
        let Err(problem) = Tabular::open(&b"a,b\n"[..], given.clone()) else {
            panic!("{delimiter:?}");
        };
        assert_eq!(problem.code, codes::FILE);
        let nothing = Some(String::new());
        let format = Some(Format::Quizlet);
        let set = Options { format, row_delimiter: nothing, ..given };
        assert!(read_with(b"a\tb\nc\td", set).notes.len() <= 2);
    }
}

#[test]
fn the_file_itself_may_be_no_table() {
    let problem = |bytes: &[u8]| match Tabular::open(bytes, options()) {
        Err(problem) => problem,
        Ok(mut table) => loop {
            match table.next() {
                Some(Err(mut problems)) => {
                    assert!(table.next().is_none());
                    break problems.remove(0);
                }
                Some(Ok(_)) => {}
                None => panic!("{bytes:?}"),
            }
        },
    };
    let utf16: Vec<u8> = "a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(problem(&utf16).code, codes::FILE);
    assert!(problem(b"PK\x03\x04\x14\0").help.contains("as CSV"));
    assert_eq!((problem(b"a,b\nc,\xe4\n").code, problem(b"a,b\nc,\xe4\n").line), (codes::FILE, 2));
    let open = [&b"a,b\nc,\"d\n"[..], &b"e,f\n".repeat(50_000)].concat();
    assert_eq!((problem(&open).code, problem(&open).line), (codes::UNCLOSED, 2));
    struct Endless;
    impl std::io::Read for Endless {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            room.fill(b'x');
            Ok(room.len())
        }
    }
    let mut endless = Tabular::open(Endless, options()).unwrap_or_else(|p| panic!("{p:?}"));
    let problems = endless.next().unwrap().unwrap_err();
    assert!(problems[0].message.contains("larger than 64 MB"), "{problems:?}");
    assert!(endless.next().is_none());
}

#[test]
fn other_encodings_are_read_where_they_are_named_or_marked() {
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend("frage;antwort\nGrüße;ja\n".encode_utf16().flat_map(u16::to_le_bytes));
    let table = read_with(&utf16, options());
    assert_eq!(sides(&table.notes[0].1).0, "Grüße");
    let named = Options { encoding: encoding("windows-1252"), ..options() };
    let table = read_with(b"frage;antwort\nGr\xfc\xdfe;ja\n", named);
    assert_eq!(sides(&table.notes[0].1).0, "Grüße");
}

#[test]
fn what_parts_cells_is_what_parts_most_rows_alike() {
    for (text, wanted) in [
        ("a;b, c\nd;e\n", ";"),
        ("a\tb, c; d\ne\tf\n", "\t"),
        ("\"a; x\",b\nc,\"d; e\"\n", ","),
        ("a|b\nc|d\n", "|"),
        ("", ","),
    ] {
        assert_eq!(read(text).shape.delimiter, wanted, "{text:?}");
    }
}

#[test]
fn the_deck_is_what_one_says() {
    let given = Options { deck: Some("mine/own".parse().unwrap()), ..options() };
    let table = read_with(b"question,answer,deck\na,b,Other\nc,d,\n", given);
    assert!(table.notes.iter().all(|(deck, _)| deck == "mine/own"));
    let table = read("question,answer,deck\na,b,A::B\nc,d,\ne,f,a::b\n");
    let decks: Vec<&str> = table.notes.iter().map(|(deck, _)| deck.as_str()).collect();
    assert_eq!(decks, ["a/b", "words", "a/b"]);
    assert_eq!(table.decks.len(), 2);
    let hostile = read("question,answer,deck\na,b,X::Y\u{1b}[2J\u{202e}\n");
    assert_eq!(hostile.decks[0].id.as_str(), "x/y-2j");
    assert!(!hostile.decks[0].title.contains(['\u{1b}', '\u{202e}']), "{:?}", hostile.decks);
    let nameless = read_with(b"a,b\n", Options { name: "??".into(), ..options() });
    assert_eq!(nameless.problems[0].code, codes::DECK);
}

#[test]
fn a_table_longer_than_what_is_looked_at_is_read_whole() {
    let mut text = String::from("question,answer\n");
    for number in 0..20_000 {
        text.push_str(&format!("\"What, then, is {number}?\",{number}\n"));
    }
    let table = read(&text);
    assert_eq!((table.notes.len(), table.repeated, table.problems.len()), (20_000, 0, 0));
    let cut = read(&text[..text.len() - 3]);
    assert_eq!(cut.notes.len(), 20_000);
}
