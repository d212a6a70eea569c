//! Typed answers: the eleven rules, in the order in which they are tried; the first that fits counts.
//!
//! Gaps, list items and plain backs are judged here too, each as a key of its own. What a slip is
//! stands in `slip`, which words are dropped, negate or join stands in `words`.

use super::lexicon::Lexicon;
use super::phrase::{is_part, is_same_text, joints, run_together};
use super::{outcome, slip, words};
use crate::model::{Score, TypedAnswer, Verdict};
use crate::spelling::{Word, clean, core, join, without_lead};

/// What a typed text is measured by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) answer: &'a str,
    pub(super) accept: &'a [String],
    pub(super) prompt: &'a [(String, String)],
    pub(super) reject: &'a [(String, String)],
    pub(super) strict: bool,
}

impl<'a> Key<'a> {
    /// A text with nothing beside it: a gap or a back.
    pub(super) fn plain(answer: &'a str) -> Self {
        Self::with_variants(answer, &[])
    }

    /// A text and other forms of it: the item of a list.
    pub(super) fn with_variants(answer: &'a str, accept: &'a [String]) -> Self {
        Self { answer, accept, prompt: &[], reject: &[], strict: false }
    }

    pub(super) fn of(typed: &'a TypedAnswer) -> Self {
        let TypedAnswer { answer, accept, prompt, reject, strict } = typed;
        Self { answer, accept, prompt, reject, strict: *strict }
    }
}

/// The outcome for one typed text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    /// What to ask back.
    pub(super) ask: Option<String>,
    /// What the author says to this wrong answer.
    pub(super) feedback: Option<String>,
    /// The right form that the text comes nearest to.
    pub(super) nearest: String,
}

/// A typed text, cut up once for all keys that it is held against.
pub(super) struct Typed {
    cleaned: String,
    words: Vec<Word>,
}

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        let cleaned = clean(text);
        Self { words: crate::spelling::words(&cleaned), cleaned }
    }
}

/// Judges a text on its own.
pub(super) fn judge_first(key: &Key, lexicon: &Lexicon, typed: &Typed) -> Judged {
    Sheet::new(*key, lexicon).judge(typed)
}

/// Judges `text`, which is the answer to asking back where there is an `earlier` one.
pub(super) fn judge(key: &Key, lexicon: &Lexicon, text: &str, earlier: Option<&str>) -> Judged {
    let sheet = Sheet::new(*key, lexicon);
    let alone = sheet.judge(&Typed::new(text));
    let Some(earlier) = earlier else {
        return alone;
    };
    let settle =
        |judged: Judged| Judged { verdict: outcome::settled(judged.verdict), ask: None, ..judged };
    if outcome::passes(&alone.verdict) || alone.feedback.is_some() {
        return settle(alone);
    }
    let second = core(text);
    if second.is_empty() || second == core(earlier) {
        return settle(Judged { verdict: outcome::wrong("nothing new was said"), ..alone });
    }
    // `Korea`, then `South` comes before; `Wilhelm`, then `II.` comes after.
    let joined = [format!("{text} {earlier}"), format!("{earlier} {text}")]
        .map(|both| sheet.judge(&Typed::new(&both)));
    let right = joined.into_iter().filter(|both| outcome::passes(&both.verdict));
    settle(match right.max_by_key(|both| both.verdict.score) {
        Some(both) if both.verdict.score == Score::FULL => {
            Judged { verdict: outcome::variant("right together with the first answer"), ..both }
        }
        Some(both) => both,
        None => alone,
    })
}

/// A form that counts as right.
struct Form<'a> {
    text: &'a str,
    words: Vec<Word>,
}

impl<'a> Form<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, words: crate::spelling::words(text) }
    }
}

/// A key with every form that the deck knows for it.
struct Sheet<'a> {
    key: Key<'a>,
    lexicon: &'a Lexicon,
    forms: Vec<Form<'a>>,
}

impl<'a> Sheet<'a> {
    fn new(key: Key<'a>, lexicon: &'a Lexicon) -> Self {
        let mut forms: Vec<Form> = Vec::new();
        for text in std::iter::once(key.answer).chain(key.accept.iter().map(String::as_str)) {
            forms.push(Form::new(text));
            forms.extend(lexicon.other_names(&core(text)).map(Form::new));
        }
        Self { key, lexicon, forms }
    }

    fn judge(&self, Typed { cleaned, words: typed }: &Typed) -> Judged {
        let found = |verdict, nearest: &str| Judged {
            verdict,
            ask: None,
            feedback: None,
            nearest: nearest.to_owned(),
        };
        let wrong = |reason| found(outcome::wrong(reason), self.key.answer);

        let is_preferred = *cleaned == clean(self.key.answer);
        if !cleaned.contains(char::is_alphanumeric) && !is_preferred {
            return wrong("nothing was entered");
        }
        if let Some((_, feedback)) =
            self.key.reject.iter().find(|(known, _)| self.is_equal(typed, known))
        {
            return Judged { feedback: Some(feedback.clone()), ..wrong("a known wrong answer") };
        }
        if is_preferred {
            return found(outcome::exact(), self.key.answer);
        }
        if let Some(form) = self.equal_form(typed) {
            return found(outcome::variant("right in another form"), form.text);
        }
        if let Some((_, question)) =
            self.key.prompt.iter().find(|(known, _)| self.is_equal(typed, known))
        {
            let asked = found(outcome::incomplete("right, but not all of it"), self.key.answer);
            return Judged { ask: Some(question.clone()), ..asked };
        }
        if self.is_negated(typed) {
            return wrong("the answer is negated");
        }
        if self.is_hedged(cleaned, typed) {
            return wrong("two answers at once");
        }
        if let Some(form) =
            self.equal_form(words::without_lead_in(typed)).filter(|_| !self.key.strict)
        {
            return found(outcome::variant("right within a sentence"), form.text);
        }
        if self.lexicon.is_an_answer(&join(without_lead(typed))) {
            return wrong("the answer of another card");
        }
        if let Some((form, reason)) = self.slipped_form(typed) {
            return found(outcome::slip(reason), form.text);
        }
        if let Some(form) = self.forms.iter().find(|form| is_part(&form.words, typed)) {
            let asked = found(outcome::incomplete("only a part of the answer"), form.text);
            return Judged {
                ask: Some("That is a part of it. What is the whole answer?".to_owned()),
                ..asked
            };
        }
        wrong("not the answer")
    }

    /// Equality after folding; where the key is strict, articles and titles count.
    fn is_equal(&self, typed: &[Word], known: &str) -> bool {
        let known = crate::spelling::words(known);
        join(typed) == join(&known)
            || !self.key.strict && join(without_lead(typed)) == join(without_lead(&known))
    }

    /// The form that `typed` equals after folding; unless strict, compounds may be written apart and
    /// numerals in another way.
    fn equal_form(&self, typed: &[Word]) -> Option<&Form<'a>> {
        let whole = join(typed);
        let bare = without_lead(typed);
        let (core, run, whole_run) = (join(bare), run_together(bare), run_together(typed));
        self.forms.iter().find(|form| join(&form.words) == whole).or_else(|| {
            self.forms.iter().filter(|_| !self.key.strict).find(|form| {
                let words = without_lead(&form.words);
                core == join(words)
                    || run == run_together(words)
                    // `General Sekretär` is one word written apart, and no title.
                    || whole_run == run_together(&form.words)
                    || is_same_text(words, bare)
            })
        })
    }

    fn is_negated(&self, typed: &[Word]) -> bool {
        let in_key = |word: &Word| {
            self.forms.iter().any(|form| form.words.iter().any(|w| w.folded == word.folded))
        };
        typed.iter().any(|word| words::is_negation(&word.folded) && !in_key(word))
    }

    fn is_hedged(&self, cleaned: &str, typed: &[Word]) -> bool {
        let [ands, ors] = joints(cleaned, typed);
        if ands + ors == 0 {
            return false;
        }
        let keys = self.forms.iter().map(|form| joints(form.text, &form.words));
        let [most_ands, most_ors] =
            keys.fold([0, 0], |most, key| [most[0].max(key[0]), most[1].max(key[1])]);
        ands > most_ands || ors > most_ors
    }

    fn slipped_form(&self, typed: &[Word]) -> Option<(&Form<'a>, &'static str)> {
        if self.key.strict {
            return None;
        }
        let typed = without_lead(typed);
        let is_bare = |form: &&Form| {
            let words = without_lead(&form.words);
            words.len() == typed.len()
                && words
                    .iter()
                    .zip(typed)
                    .all(|(word, typed)| typed.folded == word.bare || typed.folded == word.folded)
        };
        if let Some(form) = self.forms.iter().find(is_bare) {
            return Some((form, "an umlaut as the bare vowel"));
        }
        let slips = self
            .forms
            .iter()
            .filter_map(|form| Some((slip::edits(without_lead(&form.words), typed)?, form)));
        let (edits, form) = slips.min_by_key(|(edits, _)| *edits)?;
        Some((form, if edits > 1 { "two typing errors" } else { "a typing error" }))
    }
}
