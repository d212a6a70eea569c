//! The figures as a JSON document; its keys only ever grow.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::model::{Day, Due};
use crate::schedule::{Band, EASE_BANDS, INTERVAL_BANDS};
use crate::stats::{
    Answers, CardCounts, Details, FORECAST, Figures, HardCard, Rate, Retention, TIME_BANDS,
};

/// The document. Its days are many, and written as they are met.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    most: Value,
    #[serde(serialize_with = "by_day")]
    by_day: &'a Answers,
}

pub(super) fn document(figures: &Figures) -> Document<'_> {
    Document { most: most(figures), by_day: &figures.answers }
}

fn most(figures: &Figures) -> Value {
    let answers = &figures.answers;
    let cards = &figures.cards;
    let by_mode: Map<String, Value> = answers
        .by_mode()
        .map(|(mode, known)| (mode.name().to_owned(), json!(rate(known))))
        .collect();
    json!({
        "schema": "pauk/stats/1",
        "day": figures.today.to_string(),
        "since": figures.since.map(|day| day.to_string()),
        "filter": figures.filter,
        "cards": counts(&cards.counts),
        "reviews": {
            "count": answers.reviews(), "days": answers.days(),
            "streak": figures.streak.now, "longest_streak": figures.streak.longest,
            "minutes": minutes(answers.ms()), "by_mode": by_mode,
        },
        "retention": retention(answers.retention()),
        "forecast": cards.forecast(figures.today, FORECAST).iter()
            .map(|(day, due)| json!({"day": day.to_string(), "due": due})).collect::<Vec<_>>(),
        "intervals": bands(&INTERVAL_BANDS, &cards.intervals),
        "ease": bands(&EASE_BANDS, &cards.eases),
        "answer_time": answer_time(&figures.details),
        "by_hour": by_hour(&figures.details),
        "by_kind": figures.details.kinds.iter().map(|(kind, known)| {
            json!({"kind": kind, "retention": retention(*known)})
        }).collect::<Vec<_>>(),
        "by_deck": figures.decks.iter().map(|deck| json!({
            "deck": deck.deck.to_string(), "cards": counts(&deck.cards), "due": deck.due,
            "reviews": deck.answers.reviews, "minutes": minutes(deck.answers.ms),
            "retention": retention(deck.answers.retention),
        })).collect::<Vec<_>>(),
        "hardest": figures.hardest.iter().map(hard_card).collect::<Vec<_>>(),
    })
}

fn counts(cards: &CardCounts) -> Value {
    json!({
        "new": cards.new, "learning": cards.learning, "young": cards.young,
        "mature": cards.mature, "suspended": cards.suspended, "leech": cards.leech,
        "total": cards.total(),
    })
}

#[derive(Debug, Clone, Copy, Serialize)]
struct RetentionLine {
    young: RateLine,
    mature: RateLine,
    all: RateLine,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct RateLine {
    passed: u64,
    failed: u64,
    rate: Option<f64>,
}

#[derive(Debug, Serialize)]
struct DayLine {
    #[serde(serialize_with = "as_text")]
    day: Day,
    reviews: u64,
    new: u64,
    failed: u64,
    minutes: f64,
    imported: u64,
    retention: RetentionLine,
}

fn retention(known: Retention) -> RetentionLine {
    RetentionLine { young: rate(known.young), mature: rate(known.mature), all: rate(known.all()) }
}

fn rate(known: Rate) -> RateLine {
    let share = known.share().map(|share| (share * 10_000.0).round() / 10_000.0);
    RateLine { passed: known.passed, failed: known.failed, rate: share }
}

/// Milliseconds as minutes, to a hundredth.
fn minutes(ms: u64) -> f64 {
    (ms as f64 / 600.0).round() / 100.0
}

fn as_text<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

fn by_day<S: Serializer>(answers: &&Answers, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(answers.by_day.iter().map(|(day, figures)| DayLine {
        day: *day,
        reviews: figures.reviews,
        new: figures.new,
        failed: figures.failed,
        minutes: minutes(figures.ms),
        imported: figures.imported,
        retention: retention(figures.retention),
    }))
}

/// Bands with their counts.
fn bands(bands: &[Band], counts: &[u64]) -> Vec<Value> {
    let numbered = bands.iter().zip(counts).enumerate();
    let told = numbered.map(|(at, (band, count))| {
        let to = bands.get(at + 1).map(|next| next.from);
        json!({"from": band.from, "below": to, "count": count})
    });
    told.collect()
}

fn answer_time(details: &Details) -> Value {
    json!({
        "since": details.from.map(|day| day.to_string()), "count": details.timed(),
        "mean_ms": details.mean_ms(), "median_ms": details.percentile_ms(50),
        "p90_ms": details.percentile_ms(90),
        "bands": bands(&TIME_BANDS, &details.time_bands()),
    })
}

fn by_hour(details: &Details) -> Vec<Value> {
    let hours =
        details.hours.iter().enumerate().map(
            |(hour, known)| json!({"hour": hour, "passed": known.passed, "failed": known.failed}),
        );
    hours.collect()
}

fn hard_card(card: &HardCard) -> Value {
    let due = match card.memory.due {
        Due::New => None,
        Due::On(day) => Some(day.to_string()),
    };
    json!({
        "card": card.card, "question": card.question, "answer": card.answer,
        "lapses": card.memory.lapses, "reviews": card.memory.reviews,
        "ease": card.memory.ease.hundredths(), "interval": card.memory.interval.days(), "due": due,
        "confusions": card.confusions.iter()
            .map(|(text, count)| json!({"answer": text, "count": count})).collect::<Vec<_>>(),
    })
}
