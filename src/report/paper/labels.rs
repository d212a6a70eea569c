//! The words that a paper adds to its questions, in the language of the paper.

use crate::model::Lang;
use crate::quiz::TimeLimit;

/// German for German papers, English for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    German,
    English,
}

impl Words {
    pub(super) fn of(lang: &Lang) -> Self {
        if lang.is_german() { Self::German } else { Self::English }
    }

    /// The tag of the language in which the words are.
    pub(super) fn tag(self) -> &'static str {
        self.pick("de", "en")
    }

    pub(super) fn name(self) -> &'static str {
        self.pick("Name", "Name")
    }

    pub(super) fn date(self) -> &'static str {
        self.pick("Datum", "Date")
    }

    pub(super) fn points_label(self) -> &'static str {
        self.pick("Punkte", "Points")
    }

    pub(super) fn key(self) -> &'static str {
        self.pick("Lösungen", "Key")
    }

    pub(super) fn also(self) -> &'static str {
        self.pick("auch", "also")
    }

    pub(super) fn source(self) -> &'static str {
        self.pick("Quelle", "Source")
    }

    pub(super) fn paper(self, number: &str) -> String {
        format!("{} {number}", self.pick("Blatt Nr.", "Paper no."))
    }

    pub(super) fn time(self, limit: TimeLimit) -> String {
        let seconds = limit.ms() / 1000;
        let time = match (seconds / 60, seconds % 60) {
            (minutes, 0) => format!("{minutes} min"),
            (0, seconds) => format!("{seconds} s"),
            (minutes, seconds) => format!("{minutes} min {seconds} s"),
        };
        format!("{}: {time}", self.pick("Zeit", "Time"))
    }

    pub(super) fn questions(self, count: usize) -> String {
        match (self, count) {
            (Self::German, 1) => "1 Frage".to_owned(),
            (Self::German, _) => format!("{count} Fragen"),
            (Self::English, 1) => "1 question".to_owned(),
            (Self::English, _) => format!("{count} questions"),
        }
    }

    pub(super) fn points(self, count: u32) -> String {
        match (self, count) {
            (Self::German, 1) => "1 Punkt".to_owned(),
            (Self::German, _) => format!("{count} Punkte"),
            (Self::English, 1) => "1 point".to_owned(),
            (Self::English, _) => format!("{count} points"),
        }
    }

    pub(super) fn several_right(self) -> &'static str {
        self.pick("Mehrere sind richtig.", "Several are right.")
    }

    pub(super) fn number_them(self) -> &'static str {
        self.pick("Nummeriere in der richtigen Reihenfolge.", "Number them in the right order.")
    }

    pub(super) fn letter_them(self) -> &'static str {
        self.pick(
            "Schreibe zu jeder Zahl den passenden Buchstaben.",
            "Write the fitting letter beside each number.",
        )
    }

    pub(super) fn in_order(self) -> &'static str {
        self.pick("In der richtigen Reihenfolge.", "In the right order.")
    }

    pub(super) fn boxes_downwards(self) -> &'static str {
        self.pick("Kästchen von oben nach unten", "Boxes from top to bottom")
    }

    pub(super) fn rule_of_list(self, wanted: usize) -> String {
        match self {
            Self::German => format!("Punkte = {wanted} × richtige ÷ max({wanted}, genannte)"),
            Self::English => format!("points = {wanted} × right ones ÷ max({wanted}, given ones)"),
        }
    }

    pub(super) fn rule_of_order(self) -> &'static str {
        self.pick(
            "Punkte = die meisten Einträge, die untereinander richtig stehen, minus 1",
            "points = the most items that stand rightly among each other, minus 1",
        )
    }

    pub(super) fn rule_of_match(self) -> &'static str {
        self.pick("je richtiges Paar 1 Punkt", "1 point for each right pair")
    }

    pub(super) fn rule_of_choices(self) -> &'static str {
        self.pick(
            "je richtiges Kreuz 1 Punkt, je falsches 1 Punkt ab, nie unter 0",
            "1 point for each right cross, 1 point off for each wrong one, never below 0",
        )
    }

    pub(super) fn rule_of_date(self) -> &'static str {
        self.pick(
            "stimmt nur ein gröberer Teil (etwa das Jahr): ½ Punkt",
            "only a coarser part right (the year, say): ½ point",
        )
    }

    pub(super) fn rule_of_range(self) -> &'static str {
        self.pick("stimmt nur ein Ende: ½ Punkt", "only one end right: ½ point")
    }

    pub(super) fn within(self, distance: &str) -> String {
        format!("{} ± {distance}", self.pick("richtig bis", "right within"))
    }

    pub(super) fn partial_within(self, distance: &str, share: &str) -> String {
        match self {
            Self::German => format!("bis ± {distance}: {share} Punkt"),
            Self::English => format!("within ± {distance}: {share} point"),
        }
    }

    pub(super) fn years(self, count: u32) -> String {
        match (self, count) {
            (Self::German, 1) => "1 Jahr".to_owned(),
            (Self::German, _) => format!("{count} Jahre"),
            (Self::English, 1) => "1 year".to_owned(),
            (Self::English, _) => format!("{count} years"),
        }
    }

    fn pick(self, german: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::German => german,
            Self::English => english,
        }
    }
}
