//! The figures as a JSON document; its keys only ever grow.

use std::fmt::Display;

use serde::{Serialize, Serializer};

use crate::model::{Day, Due, Mode};
use crate::schedule::{Band, EASE_BANDS, INTERVAL_BANDS};
use crate::stats::{
    Answers, CardCounts, DayFigures, DeckFigures, Details, FORECAST, Figures, HardCard, Rate,
    Retention, TIME_BANDS,
};

/// The document. Nothing of it is gathered first: its lines are made as they are written.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    day: Text<Day>,
    since: Option<Text<Day>>,
    filter: Option<&'a str>,
    cards: CountsLine,
    reviews: ReviewsLine,
    retention: RetentionLine,
    forecast: Vec<ForecastLine>,
    intervals: Vec<BandLine>,
    ease: Vec<BandLine>,
    answer_time: TimeLine,
    #[serde(serialize_with = "by_hour")]
    by_hour: &'a Details,
    #[serde(serialize_with = "by_kind")]
    by_kind: &'a Details,
    #[serde(serialize_with = "by_deck")]
    by_deck: &'a [DeckFigures],
    #[serde(serialize_with = "hardest")]
    hardest: &'a [HardCard],
    #[serde(serialize_with = "by_day")]
    by_day: &'a Answers,
}

pub(super) fn document(figures: &Figures) -> Document<'_> {
    let (answers, cards, details) = (&figures.answers, &figures.cards, &figures.details);
    let forecast = cards.forecast(figures.today, FORECAST);
    Document {
        schema: "pauk/stats/1",
        day: Text(figures.today),
        since: figures.since.map(Text),
        filter: figures.filter.as_deref(),
        cards: counts(&cards.counts),
        reviews: ReviewsLine {
            count: answers.reviews(),
            days: answers.days(),
            streak: figures.streak.now,
            longest_streak: figures.streak.longest,
            minutes: minutes(answers.ms()),
            by_mode: answers.by_mode().collect(),
        },
        retention: retention(answers.retention()),
        forecast: forecast
            .into_iter()
            .map(|(day, due)| ForecastLine { day: Text(day), due })
            .collect(),
        intervals: bands(&INTERVAL_BANDS, &cards.intervals),
        ease: bands(&EASE_BANDS, &cards.eases),
        answer_time: TimeLine {
            since: details.from.map(Text),
            count: details.timed(),
            mean_ms: details.mean_ms(),
            median_ms: details.percentile_ms(50),
            p90_ms: details.percentile_ms(90),
            bands: bands(&TIME_BANDS, &details.time_bands()),
        },
        by_hour: details,
        by_kind: details,
        by_deck: &figures.decks,
        hardest: &figures.hardest,
        by_day: answers,
    }
}

/// What is written as text.
#[derive(Debug)]
struct Text<T>(T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[derive(Debug, Serialize)]
struct CountsLine {
    new: u64,
    learning: u64,
    young: u64,
    mature: u64,
    suspended: u64,
    leech: u64,
    total: u64,
}

fn counts(cards: &CardCounts) -> CountsLine {
    let CardCounts { new, learning, young, mature, suspended, leech } = *cards;
    CountsLine { new, learning, young, mature, suspended, leech, total: cards.total() }
}

#[derive(Debug, Serialize)]
struct ReviewsLine {
    count: u64,
    days: u64,
    streak: u32,
    longest_streak: u32,
    minutes: f64,
    #[serde(serialize_with = "by_mode")]
    by_mode: Vec<(Mode, Rate)>,
}

fn by_mode<S: Serializer>(modes: &[(Mode, Rate)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(modes.iter().map(|(mode, known)| (mode.name(), rate(*known))))
}

#[derive(Debug, Serialize)]
struct RetentionLine {
    young: RateLine,
    mature: RateLine,
    all: RateLine,
}

fn retention(known: Retention) -> RetentionLine {
    RetentionLine { young: rate(known.young), mature: rate(known.mature), all: rate(known.all()) }
}

#[derive(Debug, Serialize)]
struct RateLine {
    passed: u64,
    failed: u64,
    rate: Option<f64>,
}

fn rate(known: Rate) -> RateLine {
    let share = known.share().map(|share| (share * 10_000.0).round() / 10_000.0);
    RateLine { passed: known.passed, failed: known.failed, rate: share }
}

/// Milliseconds as minutes, to a hundredth.
fn minutes(ms: u64) -> f64 {
    (ms as f64 / 600.0).round() / 100.0
}

#[derive(Debug, Serialize)]
struct ForecastLine {
    day: Text<Day>,
    due: u64,
}

#[derive(Debug, Serialize)]
struct BandLine {
    from: u32,
    below: Option<u32>,
    count: u64,
}

/// Bands with their counts.
fn bands(bands: &[Band], counts: &[u64]) -> Vec<BandLine> {
    let numbered = bands.iter().zip(counts).enumerate();
    let told = numbered.map(|(at, (band, count))| {
        let below = bands.get(at + 1).map(|next| next.from);
        BandLine { from: band.from, below, count: *count }
    });
    told.collect()
}

#[derive(Debug, Serialize)]
struct TimeLine {
    since: Option<Text<Day>>,
    count: u64,
    mean_ms: Option<u64>,
    median_ms: Option<u64>,
    p90_ms: Option<u64>,
    bands: Vec<BandLine>,
}

#[derive(Debug, Serialize)]
struct HourLine {
    hour: usize,
    passed: u64,
    failed: u64,
}

fn by_hour<S: Serializer>(details: &&Details, serializer: S) -> Result<S::Ok, S::Error> {
    let hours = details.hours.iter().enumerate();
    serializer.collect_seq(hours.map(|(hour, known)| {
        let Rate { passed, failed } = *known;
        HourLine { hour, passed, failed }
    }))
}

#[derive(Debug, Serialize)]
struct KindLine {
    kind: &'static str,
    retention: RetentionLine,
}

fn by_kind<S: Serializer>(details: &&Details, serializer: S) -> Result<S::Ok, S::Error> {
    let kinds = details.kinds.iter();
    serializer
        .collect_seq(kinds.map(|(kind, known)| KindLine { kind, retention: retention(*known) }))
}

#[derive(Debug, Serialize)]
struct DeckLine<'a> {
    deck: &'a str,
    cards: CountsLine,
    due: u64,
    reviews: u64,
    minutes: f64,
    retention: RetentionLine,
}

fn by_deck<S: Serializer>(decks: &[DeckFigures], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(decks.iter().map(|figures| DeckLine {
        deck: figures.deck.as_str(),
        cards: counts(&figures.cards),
        due: figures.due,
        reviews: figures.answers.reviews,
        minutes: minutes(figures.answers.ms),
        retention: retention(figures.answers.retention),
    }))
}

#[derive(Debug, Serialize)]
struct HardLine<'a> {
    card: &'a str,
    question: &'a str,
    answer: &'a str,
    lapses: u32,
    reviews: u32,
    ease: u16,
    interval: u32,
    due: Option<Text<Day>>,
    confusions: Vec<ConfusionLine<'a>>,
}

#[derive(Debug, Serialize)]
struct ConfusionLine<'a> {
    answer: &'a str,
    count: u64,
}

fn hardest<S: Serializer>(cards: &[HardCard], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(cards.iter().map(|hard| {
        HardLine {
            card: &hard.card,
            question: &hard.question,
            answer: &hard.answer,
            lapses: hard.memory.lapses,
            reviews: hard.memory.reviews,
            ease: hard.memory.ease.hundredths(),
            interval: hard.memory.interval.days(),
            due: match hard.memory.due {
                Due::New => None,
                Due::On(day) => Some(Text(day)),
            },
            confusions: hard
                .confusions
                .iter()
                .map(|(answer, count)| ConfusionLine { answer, count: *count })
                .collect(),
        }
    }))
}

#[derive(Debug, Serialize)]
struct DayLine {
    day: Text<Day>,
    reviews: u64,
    new: u64,
    failed: u64,
    minutes: f64,
    imported: u64,
    retention: RetentionLine,
}

fn by_day<S: Serializer>(answers: &&Answers, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(answers.by_day.iter().map(|(day, figures)| {
        let DayFigures { reviews, failed, new, ms, retention: known, imported, .. } = *figures;
        DayLine {
            day: Text(*day),
            reviews,
            new,
            failed,
            minutes: minutes(ms),
            imported,
            retention: retention(known),
        }
    }))
}
