//! A `[[card]]` entry in the making: written field by field by whoever has a card in another form,
//! then read as that of a file is, so that the same rules hold for both.

use super::print::Lines;
use super::problem::Problem;
use super::written;
use crate::model::{DeckId, Note};

/// An entry that is not checked yet.
#[derive(Debug, Default)]
pub(crate) struct Drafted(String);

impl Drafted {
    /// Begins an entry anew.
    pub(crate) fn begin(&mut self, id: &str) {
        self.0.clear();
        Lines::below("[[card]]", &mut self.0).text("id", id);
    }

    pub(crate) fn text(&mut self, field: &str, text: &str) {
        Lines(&mut self.0).text(field, text);
    }

    /// Nothing where there are none.
    pub(crate) fn texts(&mut self, field: &str, texts: &[String]) {
        Lines(&mut self.0).some_texts(field, texts);
    }

    pub(crate) fn number(&mut self, field: &str, number: f64) {
        Lines(&mut self.0).value(field, &written::number(number));
    }

    pub(crate) fn whole(&mut self, field: &str, number: i64) {
        Lines(&mut self.0).value(field, &number.to_string());
    }

    pub(crate) fn flag(&mut self, field: &str) {
        Lines(&mut self.0).flag(field, true);
    }

    /// Texts, each with the others that count as the same.
    pub(crate) fn groups(&mut self, field: &str, groups: &[Vec<String>]) {
        Lines(&mut self.0).groups(field, groups);
    }

    pub(crate) fn pairs(&mut self, field: &str, pairs: &[(String, String)]) {
        Lines(&mut self.0).pairs(field, pairs);
    }

    /// The note.
    ///
    /// # Errors
    /// What is wrong with it; the places are those in the entry.
    pub(crate) fn read(&self, deck: &DeckId) -> Result<Note, Vec<Problem>> {
        super::parse_note(&self.0, deck)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deck::print_note;

    #[test]
    fn an_entry_is_read_as_that_of_a_file_is() {
        let deck: DeckId = "d".parse().unwrap();
        let mut drafted = Drafted::default();
        drafted.begin("a");
        drafted.text("front", "He said \"one\"\nand\ttwo");
        drafted.text("back", "three");
        drafted.texts("tags", &["x".to_owned(), "y z".to_owned()]);
        let note = drafted.read(&deck).unwrap();
        assert_eq!(note.tags, ["x", "y z"]);
        assert!(print_note(&note).contains("He said \"one\"\nand\\ttwo"), "{}", print_note(&note));

        drafted.begin("b");
        drafted.text("ask", "Who?");
        drafted.pairs("pairs", &[("a".into(), "1".into()), ("b".into(), "2".into())]);
        assert_eq!(drafted.read(&deck).unwrap().kind.name(), "match");

        drafted.begin("c");
        drafted.text("front", "no back");
        assert_eq!(drafted.read(&deck).unwrap_err().len(), 1);
    }
}
