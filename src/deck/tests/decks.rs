//! Decks of all kinds with nasty texts, for properties that hold of every deck.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::super::*;
use crate::model::*;

/// A deck that holds.
pub(super) fn deck() -> impl Strategy<Value = Deck> {
    let named = || vec((text(), vec(text(), 1..4)), 0..3);
    let words = || vec(text(), 0..3);
    (
        ("[a-z0-9-]{1,8}(/[a-z0-9-]{1,8}){0,2}", text(), lang()),
        (option::of(text()), words(), option::of(text()), option::of(text()), option::of(text())),
        (words(), named(), named()),
        vec(note(), 0..8),
    )
        .prop_map(|((id, title, lang), texts, (tags, aliases, pools), mut notes)| {
            let (version, authors, license, source, description) = texts;
            for (at, note) in notes.iter_mut().enumerate() {
                let id = format!("{}-{at}", note.id);
                note.id = id.parse().expect("an id with a number is an id");
                if let Kind::Choice(choice) = &mut note.kind {
                    choice.pool = pools.first().map(|(name, _)| format!("{name}~0"));
                }
            }
            Deck {
                id: id.parse().expect("the pattern is that of an id"),
                title,
                lang,
                version,
                authors,
                license,
                source,
                description,
                tags,
                aliases: numbered(aliases),
                pools: numbered(pools),
                notes,
            }
        })
}

fn note() -> impl Strategy<Value = Note> {
    let was = vec("[a-z0-9]{1,6}:[a-z0-9]{1,6}", 0..2);
    (
        ("[a-z0-9-]{1,8}", kind(), was),
        (vec(text(), 0..3), vec(text(), 0..2)),
        (option::of(text()), option::of(text()), option::of(text())),
        1..=3_i64,
    )
        .prop_map(|((id, kind, was), (tags, media), (hint, note, cite), importance)| Note {
            // Earlier names are claimed once in a deck, so the id makes them its own.
            was: was
                .iter()
                .enumerate()
                .map(|(at, key)| {
                    format!("{key}-{id}-{at}").parse().expect("it has the form of a key")
                })
                .collect(),
            id: id.parse().expect("the pattern is that of an id"),
            kind,
            tags,
            hint,
            note,
            cite,
            importance: Importance::new(importance).expect("it is from 1 to 3"),
            media,
        })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        (text(), text(), any::<bool>()).prop_map(|(front, back, reverse)| Kind::Basic {
            front,
            back,
            reverse
        }),
        (gaps(), any::<bool>()).prop_map(|(cloze, typed)| Kind::Cloze { cloze, typed }),
        typed(),
        number(),
        date(),
        (text(), vec(text(), 2..6), 1..3_usize, any::<bool>()).prop_map(choice),
        (text(), vec(vec(text(), 1..4), 2..6), any::<bool>()).prop_map(|(ask, groups, ordered)| {
            let groups = distinct_groups(groups).into_iter();
            let items =
                groups.map(|mut forms| Item { preferred: forms.remove(0), variants: forms });
            Kind::List { ask, items: items.collect(), ordered }
        }),
        (text(), vec(vec(text(), 1..4), 2..6))
            .prop_map(|(ask, groups)| Kind::Order { ask, items: distinct_groups(groups) }),
        (text(), vec(text(), 4..12), vec(text(), 0..3)).prop_map(|(ask, sides, extra)| {
            let all = distinct(sides.into_iter().chain(extra).collect());
            let (extra, sides) = all.split_at(all.len() % 4);
            let pairs = sides.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone()));
            Kind::Match { ask, pairs: pairs.collect(), extra: extra.to_vec() }
        }),
    ]
}

fn typed() -> impl Strategy<Value = Kind> {
    let replies = || vec((text(), text()), 0..3);
    (text(), text(), vec(text(), 0..3), (replies(), replies()), any::<bool>()).prop_map(
        |(ask, answer, accept, (prompt, reject), strict)| {
            let split = prompt.len();
            let mut replies = numbered_keys(prompt.into_iter().chain(reject).collect());
            let reject = replies.split_off(split);
            let key = TypedAnswer { answer, accept, prompt: replies, reject, strict };
            Kind::Typed { ask, key }
        },
    )
}

fn number() -> impl Strategy<Value = Kind> {
    let positive = || prop_oneof![0.0..1e6, Just(0.0), Just(10.0), Just(1e300)];
    let answer = prop_oneof![
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        any::<i32>().prop_map(f64::from),
        Just(9_007_199_254_740_993.0),
    ];
    let tolerance = prop_oneof![
        positive().prop_map(Tolerance::Absolute),
        positive().prop_map(Tolerance::Percent),
    ];
    let partial = vec((positive(), 0.001..0.999), 0..3);
    (text(), answer, tolerance, option::of(text()), partial).prop_map(
        |(ask, answer, tolerance, unit, partial)| {
            let key = NumberAnswer { answer, tolerance, unit, partial };
            Kind::Number { ask, key }
        },
    )
}

fn date() -> impl Strategy<Value = Kind> {
    let year = || 1..=9999_i32;
    let point =
        (year(), option::of((1..=12_u8, option::of(1..=28_u8)))).prop_map(|(year, rest)| {
            DatePoint {
                year,
                month: rest.map(|(month, _)| month),
                day: rest.and_then(|(_, day)| day),
            }
        });
    let season = prop_oneof![
        Just(Season::Spring),
        Just(Season::Summer),
        Just(Season::Autumn),
        Just(Season::Winter)
    ];
    let answer = prop_oneof![
        point.clone().prop_map(DateAnswer::Point),
        (year(), season).prop_map(|(year, season)| DateAnswer::Season(year, season)),
        (1..=999_i32).prop_map(|decade| DateAnswer::Decade(decade * 10)),
        (point.clone(), point).prop_map(|(from, to)| {
            let (from, to) = if from.year > to.year { (to, from) } else { (from, to) };
            let same = from.year == to.year;
            DateAnswer::Range(from, if same { from } else { to })
        }),
    ];
    (text(), answer, option::of(1..=500_u32)).prop_map(|(ask, answer, circa)| {
        let circa = circa.filter(|_| dates::is_of_years(&answer));
        Kind::Date { ask, answer, circa }
    })
}

fn choice((ask, options, right, is_shown): (String, Vec<String>, usize, bool)) -> Kind {
    // No alias of the deck is one of them.
    let options = distinct(options.iter().map(|text| format!("{text}+")).collect());
    let right = right.min(options.len() - 1);
    let show = is_shown.then_some(options.len());
    let (right, wrong) = options.split_at(right);
    Kind::Choice(Choice { ask, right: right.to_vec(), wrong: wrong.to_vec(), pool: None, show })
}

fn gaps() -> impl Strategy<Value = Cloze> {
    let piece = "[a-zäß\"'\\\\\n\t€😀:#]{0,8}";
    let gap = (option::of(1..=999_u16), piece, option::of(piece));
    vec((piece, gap), 1..5).prop_map(|pieces| {
        let mut source = String::new();
        for (before, (number, answer, hint)) in pieces {
            let number = number.map(|number| format!("{number}::")).unwrap_or_default();
            let hint = hint.map(|hint| format!("::{hint}")).unwrap_or_default();
            source.push_str(&format!("{before}{{{{{number}x{answer}{hint}}}}}"));
        }
        // Numbers may count up beyond the last; one gap always holds.
        crate::deck::cloze::cloze(&source)
            .unwrap_or_else(|_| crate::deck::cloze::cloze("{{x}}").expect("it has a gap"))
    })
}

fn lang() -> impl Strategy<Value = Lang> {
    prop_oneof![Just("de"), Just("en"), Just("pt-BR")]
        .prop_map(|tag| Lang::new(tag).expect("it is a tag"))
}

/// Everything that could upset quoting, and never empty.
fn text() -> impl Strategy<Value = String> {
    let nasty = "[a-cA-ZäßÉ \"'\\\\\n\t{}\\[\\]#=,.%$\u{a0}\u{200e}\u{301}\u{feff}😀漢]{0,12}";
    (nasty, "[a-z\"\\\\\n]").prop_map(|(text, last)| format!("{text}x{last}"))
}

fn distinct(texts: Vec<String>) -> Vec<String> {
    let texts = texts.into_iter().enumerate();
    texts.map(|(at, text)| format!("{text}#{at}")).collect()
}

fn distinct_groups(groups: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let groups = groups.into_iter().enumerate();
    groups
        .map(|(at, group)| {
            let texts = distinct(group).into_iter();
            texts.map(|text| format!("{text}#{at}")).collect()
        })
        .collect()
}

fn numbered_keys(entries: Vec<(String, String)>) -> Vec<(String, String)> {
    let entries = entries.into_iter().enumerate();
    entries.map(|(at, (key, value))| (format!("{key}#{at}"), value)).collect()
}

fn numbered(entries: Vec<(String, Vec<String>)>) -> Vec<(String, Vec<String>)> {
    let entries = entries.into_iter().enumerate();
    entries.map(|(at, (key, texts))| (format!("{key}~{at}"), distinct(texts))).collect()
}
