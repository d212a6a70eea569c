//! What the experiments share: seeded chance, how many runs there are, and the promise of a
//! session, which is every line that said `recorded`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Deck, Home};

/// Chance that is the same in every run (splitmix64).
pub struct Chance(u64);

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to just below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() % end as u64) as usize
    }
}

/// How many runs: a few, or all where `PAUK_FAULTS=full` asks for them.
pub fn runs(few: usize, all: usize) -> usize {
    if is_full() { all } else { few }
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says how many runs")]
pub fn is_full() -> bool {
    std::env::var_os("PAUK_FAULTS").is_some_and(|value| value == "full")
}

/// A deck of plain cards that is small enough for hundreds of runs.
pub fn small_deck() -> Deck {
    Deck::basics(&["c1", "c2", "c3", "c4", "c5"])
}

/// A session as it could come from any front end: mostly answers, now and then something else.
pub fn script(chance: &mut Chance, actions: usize) -> String {
    let mut lines = String::new();
    for _ in 0..actions {
        let others = ["undo", "flag", "skip", "bury", "hint", "suspend", "reveal"];
        match chance.below(10) {
            0..=2 => {
                let other = others[chance.below(others.len())];
                lines.push_str(&format!("{}\n", json!({"do": other})));
            }
            _ => {
                let grade = ["again", "hard", "good", "good", "easy"][chance.below(5)];
                lines.push_str(&format!("{}\n", json!({"do": "reveal"})));
                lines.push_str(&format!("{}\n", json!({"do": "grade", "grade": grade})));
            }
        }
    }
    lines
}

/// What sessions have told the learner, to be held against what is on disk.
#[derive(Default)]
pub struct Promise {
    recorded: BTreeMap<String, i64>,
    undone: BTreeSet<String>,
}

impl Promise {
    /// Takes in what a session wrote; a line that the fault cut off promises nothing.
    pub fn told(&mut self, output: &str) {
        for line in output.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let said: Value = serde_json::from_str(line).expect("a line of the protocol");
            match (said["event"].as_str(), said["review"].as_str()) {
                (Some("recorded"), Some(review)) => {
                    let quality = said["quality"].as_i64().expect("a quality");
                    self.recorded.insert(review.to_owned(), quality);
                }
                (Some("undone"), Some(review)) => {
                    self.undone.insert(review.to_owned());
                }
                _ => {}
            }
        }
    }

    pub fn count(&self) -> usize {
        self.recorded.len()
    }

    /// Everything that was promised stands, nothing stands twice, and the database is sound. What
    /// the fault kept from being told may stand or not: `untold` actions at most.
    #[track_caller]
    pub fn is_kept(&self, home: &Home, untold: usize) {
        let history = home.json(["history"]);
        let mut held = BTreeMap::new();
        for review in history["reviews"].as_array().expect("reviews") {
            let id = review["review"].as_str().expect("a review").to_owned();
            assert!(held.insert(id, review).is_none(), "a review stands twice: {history}");
        }
        let mut taken_back = 0;
        for (id, quality) in &self.recorded {
            let review = held.get(id).unwrap_or_else(|| panic!("{id} is lost: {history}"));
            assert_eq!(review["quality"], *quality, "{id} has another grade");
            if self.undone.contains(id) {
                assert_eq!(review["undone"], true, "{id} was taken back and stands");
            } else if review["undone"] == true {
                taken_back += 1;
            }
        }
        let further = held.len() - self.recorded.len();
        assert!(further + taken_back <= untold, "{further} more than were told: {history}");
        home.assert_sound();
    }
}
