//! What a query asks of every card that fits, as conditions of SQL, as far as they can be said there:
//! rows that cannot fit are not even handed out. Whether a card fits is asked of the query all the
//! same.

use super::DeckNumber;
use super::find::Search;
use crate::model::{CardKey, Day, DeckId, Kind, NoteKey};
use crate::query::{Comparison, Property, State, Term};

/// A condition on rows of state and note, which holds for every card that the search may find.
pub(super) fn narrowed(search: &Search<'_>, installed: &[(DeckNumber, DeckId)]) -> String {
    let mut within = vec!["class < 3".to_owned()];
    let may_be_in = |(number, id): &&(DeckNumber, DeckId)| {
        let is_asked = search.decks.as_ref().is_none_or(|decks| decks.contains(number));
        is_asked && search.query.may_be_in(id)
    };
    let decks: Vec<String> =
        installed.iter().filter(may_be_in).map(|(number, _)| number.0.to_string()).collect();
    if decks.len() < installed.len() {
        within.push(format!("state.deck in ({})", decks.join(", ")));
    }
    for term in search.query.required() {
        within.extend(condition(term, search.today, search.leech_threshold));
    }
    within.join(" and ")
}

/// What holds for the rows of every card that fits; `None` where only the query itself can say it.
fn condition(term: &Term, today: Day, leech_threshold: u32) -> Option<String> {
    let day = today.number();
    Some(match term {
        // In review, which suspended cards are not, and asked from today on at the latest.
        Term::Is(State::Due) => format!("class = 1 and state.ready <= {day}"),
        Term::Is(State::New) => "state.due is null".to_owned(),
        Term::Is(State::Review) => "state.due is not null".to_owned(),
        Term::Is(State::Learning) => "state.due is not null and repetitions = 0".to_owned(),
        Term::Is(State::Drill) => format!("drill = {day}"),
        Term::Is(State::Suspended) => "suspended = 1".to_owned(),
        Term::Is(State::Buried) => format!("buried > {day}"),
        Term::Is(State::Leech) => format!("lapses >= {leech_threshold}"),
        Term::Is(State::Flagged) => "flagged = 1".to_owned(),
        Term::Property(property, comparison, number) => {
            let (column, number) = match property {
                Property::Lapses => ("lapses", *number),
                Property::Ease => ("ease", *number),
                Property::Interval => ("interval", *number),
                Property::Repetitions => ("repetitions", *number),
                Property::Reviews => ("reviews", *number),
                Property::Due => ("state.due", number.checked_add(day)?),
                Property::Importance => return None,
            };
            let sign = match comparison {
                Comparison::Less => "<",
                Comparison::AtMost => "<=",
                Comparison::Equal => "=",
                Comparison::Unequal => "<>",
                Comparison::AtLeast => ">=",
                Comparison::More => ">",
            };
            format!("{column} {sign} {number}")
        }
        Term::Kind(kind) => {
            let code = Kind::NAMES.iter().position(|name| name == kind)?;
            format!("note.kind = {code}")
        }
        // Ids are of letters, figures and signs that mean nothing in a text of SQL.
        Term::Card(CardKey { note: NoteKey { deck, note }, .. }) => format!(
            "note.number = (
                 select note.number
                 from deck
                 join note on note.deck = deck.number
                 where deck.id = '{deck}'
                 and note.id = '{note}'
             )"
        ),
        Term::Added(days) => format!("note.added >= {}", today.minus(days - 1).number()),
        Term::Deck(_) | Term::Tag(_) | Term::Rated(..) | Term::Text(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deck::parse;
    use crate::model::{CardChange, DeviceId, Event, EventKind, Grade, Mode, Moment, Review};
    use crate::query::Query;
    use crate::store::{Incoming, Store};

    const TODAY: i64 = 20_000;

    /// Cards in all states, in two decks.
    fn store() -> Store {
        let mut store = Store::in_memory(DeviceId([7; 16])).unwrap();
        let day = Day::from_number;
        for (deck, added) in [("d/e", TODAY - 40), ("f", TODAY)] {
            let cards: String = (0..12)
                .map(|card| {
                    format!("[[card]]\nid = \"c{card}\"\nfront = \"{card}?\"\nback = \"B\"\n")
                })
                .collect();
            let text = format!("[deck]\nid = \"{deck}\"\ntitle = \"D\"\n{cards}");
            let deck = parse(text).deck.unwrap();
            let plans = store.plan(&[Incoming { deck: &deck, file: None }]).unwrap();
            store.install(&plans, Moment::new(1_000, 0), day(added)).unwrap();
        }
        let mut at = 1_000;
        let mut say = |store: &mut Store, on: i64, kind: EventKind| {
            at += 1;
            store.record(Event { at: Moment::new(at, 0), day: day(on), kind }).unwrap();
        };
        for deck in ["d/e", "f"] {
            let key = |card: usize| format!("{deck}:c{card}").parse().unwrap();
            let review = |card: usize, grade: Grade| EventKind::Review {
                card: key(card),
                review: Review {
                    mode: Mode::Review,
                    quality: grade.quality(),
                    response: None,
                    verdict: None,
                    duration_ms: None,
                },
            };
            for (card, answers) in
                [(0, "gg"), (1, "g"), (2, "ah"), (3, "a"), (4, "aaa"), (5, "gge")]
            {
                for (step, answer) in answers.chars().enumerate() {
                    let grade = match answer {
                        'a' => Grade::Again,
                        'h' => Grade::Hard,
                        'g' => Grade::Good,
                        _ => Grade::Easy,
                    };
                    say(&mut store, TODAY - 12 + 6 * step as i64, review(card, grade));
                }
            }
            say(&mut store, TODAY, review(6, Grade::Again));
            for (card, change) in [
                (0, CardChange::Flagged(true)),
                (1, CardChange::Suspended(true)),
                (3, CardChange::BuriedUntil(Some(day(TODAY + 1)))),
                (7, CardChange::BuriedUntil(Some(day(TODAY + 1)))),
                (8, CardChange::Suspended(true)),
                (4, CardChange::BuriedUntil(Some(day(TODAY)))),
            ] {
                say(&mut store, TODAY, EventKind::Set { card: key(card), change });
            }
        }
        store
    }

    #[test]
    fn no_card_that_fits_is_passed_over() {
        let store = store();
        let found = |query: Query| -> Vec<String> {
            let today = Day::from_number(TODAY);
            let search = Search { query: &query, decks: None, today, leech_threshold: 2 };
            store.find_bare(&search).unwrap().iter().map(|card| card.key.to_string()).collect()
        };
        let words = [
            "is:due",
            "is:new",
            "is:review",
            "is:learning",
            "is:drill",
            "is:suspended",
            "is:buried",
            "is:leech",
            "is:flagged",
            "prop:lapses>0",
            "prop:ease<2.5",
            "prop:ease!=2.5",
            "prop:ivl>=6",
            "prop:reps=1",
            "prop:reviews<=1",
            "prop:due<0",
            "prop:due=0",
            "prop:due>-6",
            "prop:due<99999999999",
            "added:1",
            "added:30",
            "deck:d",
            "deck:d/e",
            "deck:*",
            "deck:g",
            "d/e:c0",
            "f:c7#1",
            "d/e:none",
            "rated:1",
            "rated:9:again",
            "kind:basic",
            "kind:typed",
        ];
        let mut seen = 0;
        for one in words {
            for other in words {
                let text = format!("{one} {other}");
                let query = Query::parse(&text).unwrap();
                // Of what is not required nothing is said in SQL.
                let whole = found(Query::Any(vec![query.clone()]));
                assert_eq!(found(query), whole, "{text}");
                seen += whole.len();
            }
        }
        assert!(seen > 400, "{seen}");
        let alone = |text: &str| found(Query::parse(text).unwrap()).len();
        for word in words {
            let none = ["deck:g", "d/e:none", "f:c7#1", "kind:typed"].contains(&word);
            assert_eq!(alone(word) == 0, none, "{word}: {}", alone(word));
        }
    }
}
