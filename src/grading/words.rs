//! The closed lists of words that marking goes by, folded, in German and English together.
//!
//! They stand in one place because a word that is missing here is a false accept there. What is
//! not listed is never dropped, never negates and never joins.

use crate::spelling::Word;

/// Whether the word turns what it stands beside into its contrary.
pub(super) fn is_negation(folded: &str) -> bool {
    NEGATIONS.contains(&folded)
}

/// A word that offers a second answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joiner {
    And,
    Or,
}

/// What kind of joiner the word is, if any.
pub(super) fn joiner(folded: &str) -> Option<Joiner> {
    match folded {
        "und" | "and" | "&" | "+" | "sowie" | "/" | "\\" | "|" => Some(Joiner::And),
        "oder" | "or" | "bzw" | "beziehungsweise" | "resp" | "respektive" | "respectively"
        | "entweder" | "either" | "vs" | "versus" => Some(Joiner::Or),
        _ => None,
    }
}

/// `words` without the lead-ins at their start, such as `das war` or `in`, and without an opinion at
/// their end; at least one is left.
pub(super) fn without_lead_in(words: &[Word]) -> &[Word] {
    let mut rest = words;
    while let Some(length) = lead_in_length(rest) {
        rest = &rest[length..];
    }
    let ends = |opinion: &&[&str]| {
        let at = rest.len().checked_sub(opinion.len()).filter(|at| *at > 0);
        at.filter(|at| are(&rest[*at..], opinion))
    };
    OPINIONS.iter().find_map(ends).map_or(rest, |at| &rest[..at])
}

/// Whether the words only say how sure somebody is, as in `Kennedy, I think`.
pub(super) fn is_opinion(words: &[Word]) -> bool {
    let rest = without_lead_in(words);
    OPINIONS.iter().any(|opinion| rest.len() == opinion.len() && are(rest, opinion))
}

fn lead_in_length(words: &[Word]) -> Option<usize> {
    LEAD_INS
        .iter()
        .chain(OPINIONS)
        .find(|lead| words.len() > lead.len() && are(words, lead))
        .map(|lead| lead.len())
}

/// Whether `words` begin with the `phrase`, word by word.
fn are(words: &[Word], phrase: &[&str]) -> bool {
    phrase.iter().zip(words).all(|(known, word)| *known == word.folded && !word.tied)
}

/// Points of the compass as they begin a compound; the longer before the shorter.
const DIRECTIONS: &[&str] =
    &["nord", "noerdlich", "sued", "ost", "oestlich", "west", "north", "south", "east"];

/// Length in bytes of the points of the compass that the word begins with: 7 for `suedostasien`.
pub(super) fn direction_length(folded: &str) -> usize {
    let mut length = 0;
    while let Some(direction) =
        DIRECTIONS.iter().find(|direction| folded[length..].starts_with(**direction))
    {
        length += direction.len();
    }
    length
}

/// The stem of a word of opposites (`inner` of `innere`), which must not be touched by an edit.
pub(super) fn opposite_stem(folded: &str) -> Option<&'static str> {
    OPPOSITES.iter().copied().find(|stem| {
        folded
            .strip_prefix(stem)
            .is_some_and(|ending| ["", "e", "er", "es", "en", "em"].contains(&ending))
    })
}

/// Length in bytes of a prefix that negates beyond doubt; it must not be touched by an edit.
pub(super) fn negation_length(folded: &str) -> usize {
    ["nicht", "non"].into_iter().find(|prefix| folded.starts_with(prefix)).map_or(0, str::len)
}

/// Whether the two words differ by a negating prefix, or by two beginnings that are opposites.
///
/// `same` says whether what is left of both counts as the same word.
pub(super) fn are_opposed(one: &str, other: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    let negated = |plain: &str, negated: &str| {
        NEGATING
            .iter()
            .any(|prefix| negated.strip_prefix(prefix).is_some_and(|rest| same(plain, rest)))
            || negated
                .strip_prefix("an")
                .is_some_and(|rest| rest.starts_with(VOWELS) && same(plain, rest))
            || negated.strip_prefix('a').is_some_and(|rest| {
                A_STEMS.iter().any(|stem| rest.starts_with(stem)) && same(plain, rest)
            })
    };
    let swapped = |left: &str, right: &str| {
        OPPOSITE_PREFIXES.iter().any(|(first, second)| {
            let rests = left.strip_prefix(first).zip(right.strip_prefix(second));
            rests
                .is_some_and(|(left, right)| left.len() > 2 && right.len() > 2 && same(left, right))
        })
    };
    let contrary = |left: &str, right: &str| {
        OPPOSITE_STEMS.iter().any(|(first, second, stems)| {
            let rests = left.strip_prefix(first).zip(right.strip_prefix(second));
            rests.is_some_and(|(left, right)| {
                stems.iter().any(|stem| left.starts_with(stem)) && same(left, right)
            })
        })
    };
    let either = |differ: &dyn Fn(&str, &str) -> bool| differ(one, other) || differ(other, one);
    either(&negated) || either(&swapped) || either(&contrary)
}

const VOWELS: [char; 7] = ['a', 'e', 'i', 'o', 'u', 'y', 'h'];

const NEGATIONS: &[&str] = &[
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keinem",
    "keiner",
    "keines",
    "keins",
    "nie",
    "niemals",
    "nimmer",
    "ohne",
    "nichts",
    "niemand",
    "niemanden",
    "nirgends",
    "nirgendwo",
    "keinesfalls",
    "keineswegs",
    "weder",
    "nein",
    "not",
    "no",
    "never",
    "none",
    "nobody",
    "nothing",
    "nowhere",
    "neither",
    "nor",
    "without",
    "cannot",
    "isnt",
    "wasnt",
    "arent",
    "werent",
    "dont",
    "doesnt",
    "didnt",
    "cant",
    "couldnt",
    "wont",
    "wouldnt",
    "hasnt",
    "havent",
    "hadnt",
    "shouldnt",
    "mustnt",
    "aint",
    "nope",
];

/// They may stand before an answer, behind it and within a sentence, and commas part them from it.
const OPINIONS: &[&[&str]] = &[&["ich", "glaube"], &["glaube", "ich"], &["i", "think"]];

const LEAD_INS: &[&[&str]] = &[
    &["das", "war"],
    &["das", "ist"],
    &["es", "war"],
    &["es", "ist"],
    &["it", "was"],
    &["it", "is"],
    &["that", "was"],
    &["that", "is"],
    &["in"],
    &["im"],
    &["nach"],
    &["at"],
    &["on"],
    &["the"],
];

const OPPOSITES: &[&str] = &[
    "inner", "aeusser", "aussen", "outer", "first", "last", "erst", "letzt", "pro", "anti",
    "facto", "jure", "ober", "unter", "upper", "lower", "left", "right", "link", "recht", "contra",
    "kontra",
];

/// Prefixes that negate the word behind them; `a-` and `an-` have rules of their own.
const NEGATING: &[&str] = &["nicht", "non", "un", "in", "im", "il", "ir", "de", "dis", "ab", "ent"];

/// Words that `a-` negates; before any other, an `a` may be a letter too many.
const A_STEMS: &[&str] = &[
    "typ", "moral", "symmetr", "sozial", "social", "theis", "politi", "sept", "synchron", "tonal",
    "gnosti", "histor", "bioti", "sexu", "chrom", "morph", "periodi", "metri", "kausal", "causal",
];

const OPPOSITE_PREFIXES: &[(&str, &str)] = &[
    ("pro", "anti"),
    ("pro", "kontra"),
    ("pro", "contra"),
    ("pro", "counter"),
    ("in", "de"),
    ("in", "ex"),
    ("im", "ex"),
    ("im", "e"),
    ("uni", "multi"),
    ("uni", "bi"),
    ("bi", "multi"),
    ("mono", "poly"),
    ("mono", "multi"),
    ("prae", "post"),
    ("pre", "post"),
    ("ante", "post"),
    ("vor", "nach"),
    ("hyper", "hypo"),
    ("inter", "intra"),
    ("endo", "exo"),
    ("endo", "ekto"),
    ("exo", "ekto"),
    ("intro", "extra"),
    ("intro", "extro"),
    ("makro", "mikro"),
    ("macro", "micro"),
    ("maxi", "mini"),
    ("super", "sub"),
    ("supra", "sub"),
    ("ueber", "unter"),
    ("over", "under"),
    ("ober", "unter"),
    ("upper", "lower"),
    ("homo", "hetero"),
    ("auto", "hetero"),
    ("auf", "ab"),
    ("zu", "ab"),
    ("an", "ab"),
    ("ein", "aus"),
    ("an", "aus"),
    ("hin", "her"),
    ("innen", "aussen"),
    ("links", "rechts"),
    ("ana", "kata"),
    ("ana", "cata"),
    ("be", "ent"),
    ("hoch", "tief"),
    ("in", "out"),
    ("pro", "re"),
    ("matri", "patri"),
    ("as", "des"),
    ("ac", "de"),
    ("ak", "de"),
];

/// What every word goes on with.
const ANY: &[&str] = &[""];

/// Beginnings that are opposites before these stems only; elsewhere one may be a typing error for
/// the other.
const OPPOSITE_STEMS: &[(&str, &str, &[&str])] = &[
    ("ab", "ad", &["dukt", "duct", "duz", "sor"]),
    ("af", "ef", &["feren"]),
    ("mater", "pater", &["n"]),
    ("hydrophil", "hydrophob", ANY),
    ("lipophil", "lipophob", ANY),
    ("osteobl", "osteokl", ANY),
    ("osteobl", "osteocl", ANY),
    ("stalagm", "stalakt", ANY),
    ("stalagm", "stalact", ANY),
];
