//! Reading the search language.

use super::{Comparison, Pattern, Property, Query, State, Term};
use crate::model::{CardKey, Grade, Kind};
use crate::spelling;

/// What cannot be read, and what could have been meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QueryError {
    #[error("a quotation mark in the query is not closed")]
    Quote,
    #[error("a parenthesis in the query is not closed")]
    Open,
    #[error("a parenthesis in the query is closed that was never opened")]
    Close,
    #[error("the query is nested deeper than {limit} levels")]
    Deep { limit: usize },
    #[error("`{word}` in the query is followed by nothing")]
    Dangling { word: String },
    #[error("`{word}` is no search word")]
    Word { word: String, known: Vec<&'static str> },
    #[error("`{found}` is nothing that `{word}:` knows")]
    Value { word: &'static str, found: String, known: Vec<&'static str> },
    #[error("`{found}` is no number for `{word}`")]
    Number { word: String, found: String },
    #[error("`{found}` is no comparison such as `lapses>3` or `ease<2`")]
    Comparison { found: String },
}

/// The words that stand before a colon.
pub(crate) const WORDS: [&str; 8] = ["deck", "tag", "kind", "is", "prop", "rated", "added", "text"];

/// Deeper nesting than this is refused, so hostile input cannot exhaust the stack.
const DEEPEST: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Minus,
    Or,
    And,
    /// The text, and whether it began with a quotation mark (so it is words and no term).
    Word(String, bool),
}

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let query = parser.any(0)?;
    match parser.peek() {
        None if query == Query::All(vec![]) && !tokens.is_empty() => {
            Err(QueryError::Dangling { word: "and".to_owned() })
        }
        None => Ok(query),
        Some(_) => Err(QueryError::Close),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(&c) = chars.peek() {
        match c {
            c if c.is_whitespace() => {
                chars.next();
            }
            '(' => {
                chars.next();
                tokens.push(Token::Open);
            }
            ')' => {
                chars.next();
                tokens.push(Token::Close);
            }
            '-' => {
                chars.next();
                tokens.push(Token::Minus);
            }
            _ => {
                let quoted = c == '"';
                let word = word(&mut chars)?;
                tokens.push(match word.to_lowercase().as_str() {
                    "or" if !quoted => Token::Or,
                    "and" if !quoted => Token::And,
                    _ => Token::Word(word, quoted),
                });
            }
        }
    }
    Ok(tokens)
}

/// A word up to a blank or a parenthesis; quotation marks may hold both, also behind a colon.
fn word(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String, QueryError> {
    let mut word = String::new();
    while let Some(&c) = chars.peek() {
        if c.is_whitespace() || c == '(' || c == ')' {
            break;
        }
        chars.next();
        if c != '"' {
            word.push(c);
            continue;
        }
        loop {
            match chars.next() {
                Some('"') => break,
                Some(c) => word.push(c),
                None => return Err(QueryError::Quote),
            }
        }
    }
    Ok(word)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn any(&mut self, depth: usize) -> Result<Query, QueryError> {
        if depth > DEEPEST {
            return Err(QueryError::Deep { limit: DEEPEST });
        }
        let mut parts = vec![self.all(depth)?];
        while self.peek() == Some(&Token::Or) {
            self.at += 1;
            if matches!(self.peek(), None | Some(Token::Close | Token::Or))
                || parts[0] == Query::All(vec![])
            {
                return Err(QueryError::Dangling { word: "or".to_owned() });
            }
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Result<Query, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None | Some(Token::Close | Token::Or) => break,
                Some(Token::And) => self.at += 1,
                Some(Token::Open | Token::Minus | Token::Word(..)) => parts.push(self.one(depth)?),
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::All(parts) })
    }

    fn one(&mut self, depth: usize) -> Result<Query, QueryError> {
        if depth > DEEPEST {
            return Err(QueryError::Deep { limit: DEEPEST });
        }
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Minus) => match self.peek() {
                Some(Token::Open | Token::Minus | Token::Word(..)) => {
                    Ok(Query::Not(Box::new(self.one(depth + 1)?)))
                }
                None | Some(Token::Close | Token::Or | Token::And) => {
                    Err(QueryError::Dangling { word: "-".to_owned() })
                }
            },
            Some(Token::Open) => {
                let query = self.any(depth + 1)?;
                if self.peek() != Some(&Token::Close) {
                    return Err(QueryError::Open);
                }
                self.at += 1;
                match query == Query::All(vec![]) {
                    true => Err(QueryError::Dangling { word: "(".to_owned() }),
                    false => Ok(query),
                }
            }
            Some(Token::Word(word, true)) => Ok(Query::Term(Term::Text(Pattern::new(&word)))),
            Some(Token::Word(word, false)) => term(&word).map(Query::Term),
            None | Some(Token::Close | Token::Or | Token::And) => {
                Err(QueryError::Dangling { word: "(".to_owned() })
            }
        }
    }
}

fn term(word: &str) -> Result<Term, QueryError> {
    let Some((name, value)) = word.split_once(':') else {
        return Ok(Term::Text(Pattern::new(word)));
    };
    if value.is_empty() {
        return Err(QueryError::Dangling { word: format!("{name}:") });
    }
    match name.to_lowercase().as_str() {
        "deck" => Ok(Term::Deck(Pattern::new(value))),
        "tag" => Ok(Term::Tag(Pattern::new(value))),
        "text" => Ok(Term::Text(Pattern::new(value))),
        "kind" => {
            let found = value.to_lowercase();
            match Kind::NAMES.into_iter().find(|name| *name == found) {
                Some(kind) => Ok(Term::Kind(kind.to_owned())),
                None => Err(unknown("kind", value, Kind::NAMES.to_vec())),
            }
        }
        "is" => {
            let found = value.to_lowercase();
            match State::ALL.into_iter().find(|(name, _)| *name == found) {
                Some((_, state)) => Ok(Term::Is(state)),
                None => Err(unknown("is", value, State::ALL.map(|(name, _)| name).to_vec())),
            }
        }
        "prop" => property(value),
        "rated" => rated(value),
        "added" => Ok(Term::Added(days("added:", value)?)),
        _ => match word.parse::<CardKey>() {
            Ok(key) => Ok(Term::Card(key)),
            Err(_) => Err(QueryError::Word { word: name.to_owned(), known: WORDS.to_vec() }),
        },
    }
}

fn unknown(word: &'static str, found: &str, known: Vec<&'static str>) -> QueryError {
    QueryError::Value { word, found: found.to_owned(), known }
}

fn days(word: &str, text: &str) -> Result<u32, QueryError> {
    match text.parse() {
        Ok(days @ 1..=1_000_000) => Ok(days),
        _ => Err(QueryError::Number { word: word.to_owned(), found: text.to_owned() }),
    }
}

fn rated(value: &str) -> Result<Term, QueryError> {
    let Some((count, grade)) = value.split_once(':') else {
        return Ok(Term::Rated(days("rated:", value)?, None));
    };
    let found = grade.to_lowercase();
    let numbered = found.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let grade = Grade::from_name(&found)
        .or_else(|| numbered.and_then(|at| Grade::ALL.get(at).copied()))
        .ok_or_else(|| unknown("rated", grade, Grade::ALL.map(Grade::name).to_vec()))?;
    Ok(Term::Rated(days("rated:", count)?, Some(grade)))
}

fn property(value: &str) -> Result<Term, QueryError> {
    const COMPARISONS: [(&str, Comparison); 7] = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("!=", Comparison::Unequal),
        ("==", Comparison::Equal),
        ("<", Comparison::Less),
        (">", Comparison::More),
        ("=", Comparison::Equal),
    ];
    let error = || QueryError::Comparison { found: value.to_owned() };
    let at = value.find(['<', '>', '!', '=']).ok_or_else(error)?;
    let (name, rest) = value.split_at(at);
    let (sign, comparison) =
        COMPARISONS.into_iter().find(|(sign, _)| rest.starts_with(sign)).ok_or_else(error)?;
    let name = name.to_lowercase();
    let (_, property) = Property::ALL
        .into_iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| unknown("prop", &name, Property::ALL.map(|(name, _)| name).to_vec()))?;
    let number = &rest[sign.len()..];
    let scaled = scaled(property, number).ok_or_else(|| QueryError::Number {
        word: format!("prop:{name}"),
        found: number.to_owned(),
    })?;
    Ok(Term::Property(property, comparison, scaled))
}

/// Ease is written as people say it, `2.36`, and counted in hundredths; other numbers are whole.
fn scaled(property: Property, text: &str) -> Option<i64> {
    if property != Property::Ease {
        return text.parse().ok();
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + format!("{part:0<2}").parse::<i64>().ok()?)
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self { pieces: text.split('*').map(spelling::fold).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term_of(text: &str) -> Term {
        match Query::parse(text) {
            Ok(Query::Term(term)) => term,
            other => panic!("{text} is one term, not {other:?}"),
        }
    }

    #[test]
    fn the_words_of_the_language_are_read() {
        assert_eq!(term_of("is:due"), Term::Is(State::Due));
        assert_eq!(term_of("prop:ease<2"), Term::Property(Property::Ease, Comparison::Less, 200));
        assert_eq!(
            term_of("prop:ease>=2.36"),
            Term::Property(Property::Ease, Comparison::AtLeast, 236)
        );
        assert_eq!(term_of("rated:7:again"), Term::Rated(7, Some(Grade::Again)));
        assert_eq!(term_of("rated:7:1"), Term::Rated(7, Some(Grade::Again)));
        assert_eq!(term_of("kind:Date"), Term::Kind("date".to_owned()));
        assert_eq!(term_of("a/b:c#1"), Term::Card("a/b:c#1".parse().unwrap()));
        assert_eq!(term_of("\"is:due now\""), Term::Text(Pattern::new("is:due now")));
        assert_eq!(term_of("tag:\"two words\""), Term::Tag(Pattern::new("two words")));
        assert_eq!(term_of("tag:fakt:x"), Term::Tag(Pattern::new("fakt:x")));
    }

    #[test]
    fn or_binds_weaker_than_standing_side_by_side() {
        let text = |word: &str| Query::Term(Term::Text(Pattern::new(word)));
        assert_eq!(
            Query::parse("a b or -(c d)").unwrap(),
            Query::Any(vec![
                Query::All(vec![text("a"), text("b")]),
                Query::Not(Box::new(Query::All(vec![text("c"), text("d")]))),
            ])
        );
        assert_eq!(Query::parse("").unwrap(), Query::All(vec![]));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let message = |text: &str| Query::parse(text).unwrap_err().to_string();
        assert_eq!(message("(a"), "a parenthesis in the query is not closed");
        assert_eq!(message("a)"), "a parenthesis in the query is closed that was never opened");
        assert_eq!(message("\"a"), "a quotation mark in the query is not closed");
        assert_eq!(message("is:dew"), "`dew` is nothing that `is:` knows");
        assert_eq!(message("dekk:A"), "`dekk` is no search word");
        assert_eq!(message("prop:ease<two"), "`two` is no number for `prop:ease`");
        assert_eq!(
            message("prop:lapses"),
            "`lapses` is no comparison such as `lapses>3` or `ease<2`"
        );
        assert_eq!(message("rated:0"), "`0` is no number for `rated:`");
        assert_eq!(message("a or"), "`or` in the query is followed by nothing");
        assert_eq!(message("or a"), "`or` in the query is followed by nothing");
        for nothing in ["()", "a ()", "( )", "(and)"] {
            assert_eq!(message(nothing), "`(` in the query is followed by nothing", "{nothing}");
        }
        assert_eq!(message("and"), "`and` in the query is followed by nothing");
        assert_eq!(message("deck:"), "`deck:` in the query is followed by nothing");
        assert!(Query::parse(&"(".repeat(10_000)).is_err());
        assert!(Query::parse(&"-".repeat(10_000)).is_err());
    }
}
