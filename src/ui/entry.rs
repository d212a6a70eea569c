//! What is typed: commands, choices, orders and pairs, read alike by terminal and lines.

use crate::given::Given;
use crate::model::{Grade, Quality};
use crate::question::Expects;
use crate::session::Input;

/// How many grades are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grades {
    Four,
    Six,
}

impl Grades {
    /// The grade of a digit.
    pub(super) fn quality(self, digit: char) -> Option<Quality> {
        let number = i64::from(digit.to_digit(10)?);
        match self {
            Self::Four => {
                let at = usize::try_from(number - 1).ok()?;
                Grade::ALL.get(at).map(|grade| grade.quality())
            }
            Self::Six => Quality::new(number),
        }
    }
}

/// What a letter does wherever letters are commands.
pub(super) fn command(letter: char) -> Option<Input> {
    Some(match letter {
        'u' => Input::Undo,
        'e' => Input::Edit,
        'h' => Input::Hint,
        's' => Input::Skip,
        'b' => Input::Bury,
        'x' => Input::Suspend,
        'f' => Input::Flag,
        'i' => Input::Info,
        'w' => Input::Why,
        '?' => Input::Help,
        'q' => Input::Quit,
        _ => return None,
    })
}

/// What a word behind a colon does while text is typed.
pub(super) fn colon_command(word: &str) -> Option<Input> {
    let word = word.trim().to_lowercase();
    let mut letters = word.chars();
    let names = [
        ("undo", 'u'),
        ("edit", 'e'),
        ("hint", 'h'),
        ("skip", 's'),
        ("bury", 'b'),
        ("suspend", 'x'),
        ("flag", 'f'),
        ("info", 'i'),
        ("why", 'w'),
        ("help", '?'),
        ("quit", 'q'),
    ];
    match (letters.next(), letters.next()) {
        (Some(letter), None) => command(letter),
        _ => names.iter().find(|(name, _)| *name == word).and_then(|(_, letter)| command(*letter)),
    }
}

/// Reads a typed line as an answer to what is expected. An empty line shows the answer.
pub(super) fn answer(expects: &Expects, line: &str) -> Result<Input, String> {
    if let Some(word) = line.trim_start().strip_prefix(':') {
        return colon_command(word)
            .ok_or_else(|| format!("`:{}` is no command; :? lists them", word.trim()));
    }
    if line.trim().is_empty() {
        return Ok(Input::Reveal);
    }
    Ok(Input::Answer(match expects {
        Expects::Reveal | Expects::Text => Given::Text(line.to_owned()),
        Expects::Items { .. } => Given::Items(items(line)),
        Expects::Choices { options, .. } => Given::Choices(numbers(line, options.len())?),
        Expects::Order { items, .. } => Given::Order(numbers(line, items.len())?),
        Expects::Pairs { .. } => Given::Pairs(pairs(line)?),
    }))
}

/// Items in one line, parted by semicolons.
fn items(line: &str) -> Vec<String> {
    line.split(';').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// Numbers from 1: `3 1 2`, `3,1,2`, and `312` where there are at most nine.
pub(super) fn numbers(line: &str, most: usize) -> Result<Vec<usize>, String> {
    let wrong = || format!("please a number from 1 to {most}, or several parted by blanks");
    let cells: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '>'))
        .filter(|cell| !cell.is_empty())
        .collect();
    let mut numbers = Vec::new();
    for cell in cells {
        if !cell.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        match cell.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => numbers.push(number),
            _ if most <= 9 => {
                for digit in cell.chars().filter_map(|c| c.to_digit(10)) {
                    let number = digit as usize;
                    if !(1..=most).contains(&number) {
                        return Err(wrong());
                    }
                    numbers.push(number);
                }
            }
            _ => return Err(wrong()),
        }
    }
    if numbers.is_empty() { Err(wrong()) } else { Ok(numbers) }
}

/// Pairs of a number and a letter: `1b 2a`, or of two numbers: `1-2 2-1`.
pub(super) fn pairs(line: &str) -> Result<Vec<(usize, usize)>, String> {
    let wrong = || "please pairs, e.g. 1b 2a or 1-2 2-1".to_owned();
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|cell| !cell.is_empty())
        .map(|cell| {
            let split = cell.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let left = cell[..split].parse::<usize>().map_err(|_| wrong())?;
            let rest = cell[split..].trim_start_matches(['-', '=', ':']);
            let mut letters = rest.chars();
            let right = match (letters.next(), letters.next()) {
                (Some(letter @ 'a'..='z'), None) => letter as usize - 'a' as usize + 1,
                (Some(letter @ 'A'..='Z'), None) => letter as usize - 'A' as usize + 1,
                _ => rest.parse::<usize>().map_err(|_| wrong())?,
            };
            Ok((left, right))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_parted() {
        assert_eq!(numbers("3 1 2", 3), Ok(vec![3, 1, 2]));
        assert_eq!(numbers("3,1, 2", 3), Ok(vec![3, 1, 2]));
        assert_eq!(numbers("312", 3), Ok(vec![3, 1, 2]));
        assert_eq!(numbers("12", 12), Ok(vec![12]));
        assert!(numbers("4", 3).is_err());
        assert!(numbers("a", 3).is_err());
        assert!(numbers("99999999999999999999999", 12).is_err());
    }

    #[test]
    fn pairs_are_read_by_letter_and_by_number() {
        assert_eq!(pairs("1b 2A"), Ok(vec![(1, 2), (2, 1)]));
        assert_eq!(pairs("1-2,2-1"), Ok(vec![(1, 2), (2, 1)]));
        assert!(pairs("b1").is_err());
        assert!(pairs("1").is_err());
    }

    #[test]
    fn commands_begin_with_a_colon_while_text_is_typed() {
        assert_eq!(answer(&Expects::Text, ":u"), Ok(Input::Undo));
        assert_eq!(answer(&Expects::Text, ":Quit"), Ok(Input::Quit));
        assert_eq!(answer(&Expects::Text, " "), Ok(Input::Reveal));
        assert_eq!(answer(&Expects::Text, "u"), Ok(Input::Answer(Given::Text("u".to_owned()))));
        assert!(answer(&Expects::Text, ":nothing").is_err());
    }

    #[test]
    fn six_grades_are_the_qualities_and_four_the_names() {
        assert_eq!(Grades::Six.quality('0'), Quality::new(0));
        assert_eq!(Grades::Four.quality('0'), None);
        assert_eq!(Grades::Four.quality('2'), Quality::new(3));
        assert_eq!(Grades::Six.quality('6'), None);
    }
}
