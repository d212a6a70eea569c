//! The fold: all events of one card, in order, into what is known of it.
//!
//! Deterministic, so two logs with the same events give the same state whatever the order in
//! which the events arrived.

use std::collections::HashSet;

use super::step::{Effect, answer};
use crate::model::{CardChange, Day, EventId, Hlc, Memory, Mode, Quality};

/// An event of one card, as far as the fold needs it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CardEvent {
    pub(crate) hlc: Hlc,
    pub(crate) id: EventId,
    pub(crate) day: Day,
    pub(crate) what: What,
}

/// What happened to the card.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    Review(Answered),
    Retract { target: EventId },
    Set(CardChange),
}

/// What a review says, as far as the fold and the sums need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) mode: Mode,
    pub(crate) quality: Quality,
    /// In milliseconds, where it was measured.
    pub(crate) duration_ms: Option<u32>,
    /// Of the wall clock: 0 to 23.
    pub(crate) hour: u8,
}

/// What is known of a card after all its events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Folded {
    pub(crate) memory: Memory,
    pub(crate) standing: Standing,
}

/// What the learner decided about a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Standing {
    pub(crate) suspended: bool,
    pub(crate) flagged: bool,
    pub(crate) buried_until: Option<Day>,
}

/// One review of the fold, with the memory on both sides of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step<'a> {
    pub(crate) event: &'a CardEvent,
    pub(crate) answered: Answered,
    pub(crate) before: Memory,
    pub(crate) after: Memory,
    pub(crate) effect: Effect,
    /// Taken back: it is listed and changed nothing.
    pub(crate) undone: bool,
}

/// Folds the events of one card; `watch` sees every review, undone ones too.
///
/// The events may come in any order and are sorted here by (hlc, device, seq).
pub(crate) fn replay<'a>(events: &'a mut [CardEvent], mut watch: impl FnMut(Step<'a>)) -> Folded {
    events.sort_unstable_by_key(|event| (event.hlc, event.id));
    let events = &*events;
    let retracted = retracted(events);
    let mut folded = Folded::NEW;
    for event in events {
        let undone = retracted.contains(&event.id);
        match &event.what {
            What::Review(answered) => folded.review(event, answered, undone, &mut watch),
            What::Set(change) if !undone => folded.set(change),
            What::Set(_) | What::Retract { .. } => {}
        }
    }
    folded
}

impl Folded {
    /// Of a card that nothing happened to.
    pub(crate) const NEW: Self = Self {
        memory: Memory::NEW,
        standing: Standing { suspended: false, flagged: false, buried_until: None },
    };

    /// Goes on by one event that comes after all others of the card. `watch` sees a review.
    ///
    /// `None` where the events before it must be looked at again: a retraction changes what they
    /// were, and the learner's own texts belong to the note.
    pub(crate) fn go_on<'a>(
        &mut self,
        event: &'a CardEvent,
        watch: impl FnOnce(Step<'a>),
    ) -> Option<()> {
        match &event.what {
            What::Review(answered) => self.review(event, answered, false, watch),
            What::Set(CardChange::Field { .. }) | What::Retract { .. } => return None,
            What::Set(change) => self.set(change),
        }
        Some(())
    }

    fn review<'a>(
        &mut self,
        event: &'a CardEvent,
        answered: &Answered,
        undone: bool,
        watch: impl FnOnce(Step<'a>),
    ) {
        let before = self.memory;
        let (after, effect) = if undone {
            (before, Effect::Unscheduled)
        } else {
            answer(before, answered.mode, event.day, answered.quality)
        };
        self.memory = after;
        watch(Step { event, answered: *answered, before, after, effect, undone });
    }

    fn set(&mut self, change: &CardChange) {
        match change {
            CardChange::Suspended(suspended) => self.standing.suspended = *suspended,
            CardChange::Flagged(flagged) => self.standing.flagged = *flagged,
            CardChange::BuriedUntil(day) => self.standing.buried_until = *day,
            CardChange::Reset => self.memory = Memory::NEW,
            CardChange::Field { .. } => {}
        }
    }
}

/// The events that are taken back. A retraction counts where none takes it back itself, and only
/// for events before it, so a log that was tampered with cannot make a circle. The newest is
/// judged first, because only newer ones can take it back.
pub(crate) fn retracted(events: &[CardEvent]) -> HashSet<EventId> {
    let mut retracted = HashSet::new();
    for (at, event) in events.iter().enumerate().rev() {
        let What::Retract { target } = &event.what else { continue };
        let earlier = || events[..at].iter().rev().any(|other| other.id == *target);
        if !retracted.contains(&event.id) && earlier() {
            retracted.insert(*target);
        }
    }
    retracted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DeviceId, Due, Grade};
    use proptest::prelude::*;

    fn id(device: u8, seq: u64) -> EventId {
        EventId { device: DeviceId([device; 16]), seq }
    }

    fn event(order: i64, device: u8, seq: u64, day: i64, what: What) -> CardEvent {
        let hlc = Hlc::from_bits(order).unwrap();
        CardEvent { hlc, id: id(device, seq), day: Day::from_number(day), what }
    }

    fn review(order: i64, seq: u64, day: i64, grade: Grade) -> CardEvent {
        let what = What::Review(Answered {
            mode: Mode::Review,
            quality: grade.quality(),
            duration_ms: Some(1000),
            hour: 18,
        });
        event(order, 1, seq, day, what)
    }

    fn retract(order: i64, seq: u64, target: u64) -> CardEvent {
        event(order, 1, seq, 0, What::Retract { target: id(1, target) })
    }

    fn fold(mut events: Vec<CardEvent>) -> Folded {
        replay(&mut events, |_| {})
    }

    #[test]
    fn the_same_card_passed_on_two_offline_machines_counts_once_for_the_interval() {
        let mut log = Vec::new();
        let mut day = 0;
        for (n, interval) in [1, 6, 15, 38].into_iter().enumerate() {
            let n = n as u64;
            log.push(review(10 * n as i64, 2 * n + 1, day, Grade::Good));
            log.push(review(10 * n as i64 + 5, 2 * n + 2, day, Grade::Good));
            day += interval;
        }
        let folded = fold(log);
        assert_eq!(folded.memory.interval.days(), 38);
        assert_eq!((folded.memory.repetitions, folded.memory.reviews), (4, 8));
    }

    #[test]
    fn undo_and_redo_lead_back_to_the_exact_state() {
        let first = review(1, 1, 0, Grade::Good);
        let second = review(2, 2, 1, Grade::Again);
        let once = fold(vec![first.clone()]);
        let twice = fold(vec![first.clone(), second.clone()]);
        let undone = vec![first.clone(), second.clone(), retract(3, 3, 2)];
        assert_eq!(fold(undone.clone()), once);
        let mut redone = undone.clone();
        redone.push(retract(4, 4, 3));
        assert_eq!(fold(redone), twice);
    }

    #[test]
    fn a_retraction_of_something_later_counts_for_nothing() {
        let log = vec![
            retract(1, 1, 2),
            review(2, 2, 0, Grade::Good),
            retract(3, 3, 4),
            retract(4, 4, 3),
        ];
        assert_eq!(fold(log).memory.due, Due::On(Day::from_number(1)));
    }

    #[test]
    fn a_reset_card_is_new_and_keeps_what_the_learner_decided() {
        let log = vec![
            review(1, 1, 0, Grade::Good),
            event(2, 1, 2, 0, What::Set(CardChange::Flagged(true))),
            event(3, 1, 3, 0, What::Set(CardChange::Reset)),
        ];
        let folded = fold(log);
        assert_eq!(folded.memory, Memory::NEW);
        assert!(folded.standing.flagged);
    }

    #[test]
    fn going_on_by_the_newest_event_is_the_fold_of_all() {
        let mut events = vec![review(1, 1, 0, Grade::Good), review(2, 2, 1, Grade::Again)];
        let last = review(3, 3, 2, Grade::Good);
        let mut folded = fold(events.clone());
        let mut seen = Vec::new();
        assert!(folded.go_on(&last, |step| seen.push(step.after)).is_some());
        events.push(last);
        assert_eq!(folded, fold(events));
        assert_eq!(seen, [folded.memory]);
        assert!(folded.go_on(&retract(4, 4, 3), |_| {}).is_none());
    }

    fn any_event() -> impl Strategy<Value = CardEvent> {
        let what = prop_oneof![
            6 => (0usize..5, 0i64..6).prop_map(|(mode, quality)| What::Review(Answered {
                mode: Mode::ALL[mode],
                quality: Quality::new(quality).unwrap(),
                duration_ms: Some(10),
                hour: 18,
            })),
            3 => (1u8..4, 1u64..12).prop_map(|(device, seq)| What::Retract { target: id(device, seq) }),
            1 => any::<bool>().prop_map(|on| What::Set(CardChange::Suspended(on))),
            1 => Just(What::Set(CardChange::Reset)),
        ];
        (0i64..40, 1u8..4, 1u64..12, 0i64..60, what)
            .prop_map(|(order, device, seq, day, what)| event(order, device, seq, day, what))
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            mut events in prop::collection::vec(any_event(), 0..24),
            seed in any::<u64>(),
        ) {
            let mut seen = HashSet::new();
            events.retain(|event| seen.insert(event.id));
            let mut shuffled = events.clone();
            let mut state = seed | 1;
            for at in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(at, (state >> 33) as usize % (at + 1));
            }
            prop_assert_eq!(fold(events), fold(shuffled));
        }
    }
}
