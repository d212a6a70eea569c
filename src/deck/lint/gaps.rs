//! Clozes whose gaps are poor: they leave too little to go by, or carry another program's numbers.
//!
//! That a gap's answer stands beside it is found with the other giveaways, not here.

use crate::model::{ClozePart, Kind};

use super::super::characters::shown;
use super::super::codes;
use super::{Findings, Subject};

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, note) in subject.deck.notes.iter().enumerate() {
        let Kind::Cloze { cloze, .. } = &note.kind else {
            continue;
        };
        let at = subject.places.field(index, "text");
        let mut hidden = 0;
        let mut all = 0;
        for part in &cloze.parts {
            match part {
                ClozePart::Text(text) => all += letters(text),
                ClozePart::Gap { answer, hint, .. } => {
                    hidden += letters(answer);
                    all += letters(answer);
                    if hint.is_some() && is_anki_number(answer) {
                        let message = format!("`{}` looks like the number of a gap", shown(answer));
                        let help = "Write the number alone, `{{1::answer}}`; the `c` is Anki's.";
                        findings.add(at, codes::ANKI_GAP, message, help);
                    }
                }
            }
        }
        if hidden * 2 > all {
            let message = "the gaps are more than half of the cloze";
            let help = "Hide less, or say more around the gaps.";
            findings.add(at, codes::MOSTLY_GAPS, message, help);
        }
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// `c1`
fn is_anki_number(text: &str) -> bool {
    text.strip_prefix('c')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::trial::card;

    #[test]
    fn a_cloze_of_mostly_gaps_is_found() {
        assert_eq!(
            card("text = 'The {{Berlin Wall}} fell in {{November 1989}}.'"),
            ["L012 3:8 the gaps are more than half of the cloze"]
        );
    }

    #[test]
    fn a_cloze_with_enough_around_its_gaps_is_fine() {
        assert_eq!(
            card("text = 'Modern weapons tie the buyer, who needs {{spare parts::what?}}.'"),
            [""; 0]
        );
    }

    #[test]
    fn a_gap_numbered_as_in_anki_is_found() {
        assert_eq!(
            card("text = 'The capital of all France is {{c1::Paris}}.'"),
            ["L013 3:8 `c1` looks like the number of a gap"]
        );
    }
}
