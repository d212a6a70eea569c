//! What SQLite, the disk and a plain loop allow, on the same cards and history as the programs.
//!
//! Each command does the least that its workload needs and prints one line of JSON with times in
//! milliseconds. It knows nothing of decks that change, of marking, of merging or of safety beyond
//! the transaction, so it is a floor and no program.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;
use std::{env, error, fs};

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

type Outcome = Result<(), Box<dyn error::Error>>;

const USAGE: &str = "limits nothing
limits load DATA DATABASE              cards.csv and reviews.csv into a new database
limits first DATABASE TODAY            open, the next card, its text
limits answer DATABASE TODAY COUNT     answers, each a transaction on the disk
limits undo DATABASE COUNT             takes back the last answers
limits counts DATABASE TODAY [TIMES]   due and new by deck
limits stats DATABASE [TIMES]          the summary by day
limits scan DATABASE [TIMES]           the same sums by one pass over all reviews
limits search DATABASE WORD [TIMES]    a word in all texts
limits parse FOLDER [TIMES]            deck files, split into keys and values
limits read-csv DATA                   cards.csv and reviews.csv, read only
limits read-log LOG                    a log of JSON lines, read only";

const TABLES: &str = "
create table deck (id integer primary key, name text not null unique) strict;
create table card (
    id integer primary key, deck integer not null, state integer not null, due integer not null,
    interval integer not null, ease integer not null, repetitions integer not null,
    reviews integer not null, lapses integer not null,
    front text not null, back text not null, tags text not null
) strict;
create table review (
    id integer primary key, card integer not null, quality integer not null, kind integer not null,
    interval integer not null, last_interval integer not null, ease integer not null,
    taken integer not null
) strict;
create table day (
    day integer not null, kind integer not null, quality integer not null, mature integer not null,
    count integer not null, taken integer not null,
    primary key (day, kind, quality, mature)
) strict, without rowid;";

const INDEXES: &str = "
create index card_due on card (deck, state, due);
create index card_next on card (state, due);
create index review_card on review (card);
insert into day
select id / 86400000, kind, quality, last_interval >= 21, count(*), sum(taken)
from review group by 1, 2, 3, 4;";

const NEXT: &str =
    "select id, front from card where state = 2 and due <= ?1 order by due, id limit 1";
const NEXT_NEW: &str = "select id, front from card where state = 0 order by due limit 1";

fn main() -> Outcome {
    let words: Vec<String> = env::args().skip(1).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let times = |at: usize| words.get(at).map_or(Ok(1), |word| word.parse::<usize>());
    match word(0) {
        "nothing" => Ok(()),
        "load" => load(word(1), word(2)),
        "first" => first(word(1), word(2).parse()?),
        "answer" => answer(word(1), word(2).parse()?, word(3).parse()?),
        "undo" => undo(word(1), word(2).parse()?),
        "counts" => counts(word(1), word(2).parse()?, times(3)?),
        "stats" => stats(word(1), times(2)?),
        "scan" => scan(word(1), times(2)?),
        "search" => search(word(1), word(2), times(3)?),
        "parse" => parse(word(1), times(2)?),
        "read-csv" => read_csv(word(1)),
        "read-log" => read_log(word(1)),
        _ => Err(USAGE.into()),
    }
}

fn load(data: &str, database: &str) -> Outcome {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(format!("{database}{ending}"));
    }
    let start = Instant::now();
    let mut connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    let (cards, reviews) = {
        let mut decks: HashMap<String, i64> = HashMap::new();
        let mut deck = transaction.prepare("insert into deck (name) values (?1)")?;
        let mut card = transaction.prepare(
            "insert into card values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        let cards = each_row(&format!("{data}/cards.csv"), |row| {
            let number = |at: usize| row[at].parse::<i64>();
            let deck = match decks.get(&row[1]) {
                Some(number) => *number,
                None => {
                    let number = deck.insert([&row[1]])?;
                    decks.insert(row[1].to_owned(), number);
                    number
                }
            };
            let state = if &row[5] == "new" { 0 } else { 2 };
            card.execute(params![
                number(0)?,
                deck,
                state,
                number(6)?,
                number(7)?,
                number(8)?,
                number(9)?,
                number(10)?,
                number(11)?,
                &row[2],
                &row[3],
                &row[4],
            ])?;
            Ok(())
        })?;
        let mut review =
            transaction.prepare("insert into review values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        let reviews = each_row(&format!("{data}/reviews.csv"), |row| {
            let mut cells = [0_i64; 8];
            for (cell, text) in cells.iter_mut().zip(row) {
                *cell = text.parse()?;
            }
            review.execute(cells)?;
            Ok(())
        })?;
        (cards, reviews)
    };
    let rows_ms = since(start);
    transaction.execute_batch(INDEXES)?;
    transaction.commit()?;
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    let bytes = fs::metadata(database)?.len();
    println!(
        r#"{{"cards":{cards},"reviews":{reviews},"rows_ms":{rows_ms:.2},"ms":{:.2},"bytes":{bytes}}}"#,
        since(start)
    );
    Ok(())
}

fn first(database: &str, today: i64) -> Outcome {
    let start = Instant::now();
    let connection = open(database)?;
    let (card, text) = next(&connection, today)?.ok_or("no card")?;
    println!(r#"{{"card":{card},"length":{},"ms":{:.3}}}"#, text.len(), since(start));
    Ok(())
}

fn answer(database: &str, today: i64, count: usize) -> Outcome {
    let connection = open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let mut begin = connection.prepare("begin immediate")?;
    let mut review =
        connection.prepare("insert into review values (?1, ?2, 4, 1, ?3, 5, 250, 4000)")?;
    let mut card = connection.prepare(
        "update card
         set state = 2, due = ?2, interval = ?3, repetitions = repetitions + 1,
             reviews = reviews + 1
         where id = ?1",
    )?;
    let mut day = connection.prepare(
        "insert into day values (?1, 1, 4, 0, 1, 4000)
         on conflict do update set count = count + 1, taken = taken + 4000",
    )?;
    let mut commit = connection.prepare("commit")?;
    let last: i64 =
        connection.query_row("select ifnull(max(id), 0) from review", [], |row| row.get(0))?;
    let (mut answers, mut nexts) = (Vec::new(), Vec::new());
    for number in 0..count as i64 {
        let start = Instant::now();
        let (id, text) = next(&connection, today)?.ok_or("no card")?;
        black_box(text);
        nexts.push(since(start));
        let start = Instant::now();
        let interval = 10 + number % 50;
        begin.execute([])?;
        review.execute([last + 1000 + number, id, interval])?;
        card.execute([id, today + interval, interval])?;
        day.execute([today])?;
        commit.execute([])?;
        answers.push(since(start));
    }
    println!(r#"{{"answer":{},"next":{}}}"#, spread(&mut answers), spread(&mut nexts));
    Ok(())
}

fn undo(database: &str, count: usize) -> Outcome {
    let connection = open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    let mut all = Vec::new();
    for _ in 0..count {
        let start = Instant::now();
        connection.execute_batch(
            "begin immediate;
             update card
             set due = due - interval, reviews = reviews - 1, repetitions = repetitions - 1
             where id = (select card from review order by id desc limit 1);
             update day set count = count - 1, taken = taken - 4000
             where day = (select max(day) from day) and kind = 1 and quality = 4 and mature = 0;
             delete from review where id = (select max(id) from review);
             commit;",
        )?;
        all.push(since(start));
    }
    println!(r#"{{"undo":{}}}"#, spread(&mut all));
    Ok(())
}

fn counts(database: &str, today: i64, times: usize) -> Outcome {
    let connection = open(database)?;
    let (mut due, mut new) = (0, 0);
    let spread = timed(times, || {
        let mut statement = connection.prepare_cached(
            "select name,
                (select count(*) from card where deck = deck.id and state = 2 and due <= ?1),
                (select count(*) from card where deck = deck.id and state = 0)
             from deck",
        )?;
        let mut rows = statement.query([today])?;
        (due, new) = (0, 0);
        while let Some(row) = rows.next()? {
            black_box(row.get_ref(0)?);
            due += row.get::<_, i64>(1)?;
            new += row.get::<_, i64>(2)?;
        }
        Ok(())
    })?;
    println!(r#"{{"due":{due},"new":{new},"ms":{spread}}}"#);
    Ok(())
}

fn stats(database: &str, times: usize) -> Outcome {
    let connection = open(database)?;
    let mut reviews = 0;
    let spread = timed(times, || {
        let mut statement = connection
            .prepare_cached("select day, kind, quality, mature, count, taken from day")?;
        let mut rows = statement.query([])?;
        reviews = 0;
        while let Some(row) = rows.next()? {
            black_box((row.get::<_, i64>(0)?, row.get::<_, i64>(5)?));
            reviews += row.get::<_, i64>(4)?;
        }
        Ok(())
    })?;
    println!(r#"{{"reviews":{reviews},"ms":{spread}}}"#);
    Ok(())
}

/// One pass over every review: by day, by hour, by quality, retention young and mature.
fn scan(database: &str, times: usize) -> Outcome {
    let connection = open(database)?;
    let mut reviews = 0;
    let spread = timed(times, || {
        let mut statement = connection.prepare_cached(
            "select id, quality, interval, last_interval, taken, kind from review",
        )?;
        let mut rows = statement.query([])?;
        let mut days = vec![(0_u32, 0_i64); 40_000];
        let (mut hours, mut qualities, mut kept) =
            ([[0_u32; 6]; 24], [[0_u32; 6]; 3], [[0_u32; 2]; 2]);
        reviews = 0;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(0)?;
            let quality: usize = row.get(1)?;
            let last_interval: i64 = row.get(3)?;
            let taken: i64 = row.get(4)?;
            let kind: usize = row.get(5)?;
            black_box(row.get::<_, i64>(2)?);
            let day = &mut days[(at / 86_400_000) as usize];
            *day = (day.0 + 1, day.1 + taken);
            hours[(at / 3_600_000 % 24) as usize][quality] += 1;
            qualities[kind][quality] += 1;
            if kind == 1 {
                kept[usize::from(last_interval >= 21)][usize::from(quality >= 3)] += 1;
            }
            reviews += 1;
        }
        black_box((days, hours, qualities, kept));
        Ok(())
    })?;
    println!(r#"{{"reviews":{reviews},"ms":{spread}}}"#);
    Ok(())
}

fn search(database: &str, word: &str, times: usize) -> Outcome {
    let connection = open(database)?;
    let finder = memchr::memmem::Finder::new(word);
    let mut hits = 0;
    let spread = timed(times, || {
        let mut statement = connection.prepare_cached("select front, back from card")?;
        let mut rows = statement.query([])?;
        hits = 0;
        while let Some(row) = rows.next()? {
            let holds = finder.find(row.get_ref(0)?.as_bytes()?).is_some()
                || finder.find(row.get_ref(1)?.as_bytes()?).is_some();
            hits += usize::from(holds);
        }
        Ok(())
    })?;
    println!(r#"{{"hits":{hits},"ms":{spread}}}"#);
    Ok(())
}

/// Reads every deck file and finds the keys, the values and the ends of its cards; copies nothing.
fn parse(folder: &str, times: usize) -> Outcome {
    let (mut cards, mut bytes) = (0, 0);
    let spread = timed(times, || {
        (cards, bytes) = (0, 0);
        for entry in fs::read_dir(folder)? {
            let text = fs::read_to_string(entry?.path())?;
            bytes += text.len();
            for line in text.lines() {
                if line == "[[card]]" {
                    cards += 1;
                } else if let Some((key, value)) = line.split_once(" = ") {
                    black_box((key, value.trim_matches('"')));
                }
            }
        }
        Ok(())
    })?;
    println!(r#"{{"cards":{cards},"bytes":{bytes},"ms":{spread}}}"#);
    Ok(())
}

fn read_csv(data: &str) -> Outcome {
    let start = Instant::now();
    let mut cells = 0;
    let mut rows = 0;
    for file in ["cards.csv", "reviews.csv"] {
        rows += each_row(&format!("{data}/{file}"), |row| {
            cells += row.len();
            Ok(())
        })?;
    }
    println!(r#"{{"rows":{rows},"cells":{cells},"ms":{:.2}}}"#, since(start));
    Ok(())
}

/// What every line of a log has, borrowed from it.
#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    event: Option<&'a str>,
    hlc: Option<i64>,
    at: Option<&'a str>,
    day: Option<&'a str>,
    card: Option<&'a str>,
    quality: Option<u8>,
    ms: Option<u32>,
}

fn read_log(path: &str) -> Outcome {
    let start = Instant::now();
    let mut events = 0;
    let mut reader = std::io::BufReader::with_capacity(1 << 16, fs::File::open(path)?);
    let mut line = String::new();
    while std::io::BufRead::read_line(&mut reader, &mut line)? > 0 {
        let said: Line = serde_json::from_str(&line)?;
        black_box((said.hlc, said.at, said.day, said.card, said.quality, said.ms));
        events += usize::from(said.event.is_some());
        line.clear();
    }
    println!(r#"{{"events":{events},"ms":{:.2}}}"#, since(start));
    Ok(())
}

fn each_row(
    path: &str,
    mut take: impl FnMut(&csv::StringRecord) -> Outcome,
) -> Result<usize, Box<dyn error::Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut row = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut row)? {
        take(&row)?;
        rows += 1;
    }
    Ok(rows)
}

fn open(database: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(database, flags)
}

fn next(connection: &Connection, today: i64) -> rusqlite::Result<Option<(i64, String)>> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match connection.prepare_cached(NEXT)?.query_row([today], read).optional()? {
        Some(due) => Ok(Some(due)),
        None => connection.prepare_cached(NEXT_NEW)?.query_row([], read).optional(),
    }
}

fn timed(times: usize, mut work: impl FnMut() -> Outcome) -> Result<String, Box<dyn error::Error>> {
    let mut all = Vec::new();
    for _ in 0..times.max(1) {
        let start = Instant::now();
        work()?;
        all.push(since(start));
    }
    Ok(spread(&mut all))
}

fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn spread(all: &mut [f64]) -> String {
    all.sort_by(f64::total_cmp);
    let at = |share: f64| all[((all.len() as f64 * share) as usize).min(all.len() - 1)];
    format!(
        r#"{{"n":{},"min":{:.4},"med":{:.4},"p99":{:.4},"max":{:.4}}}"#,
        all.len(),
        at(0.0),
        at(0.5),
        at(0.99),
        at(1.0)
    )
}
