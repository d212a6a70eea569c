//! What the columns of a table are for: the names that people give them, in a dozen languages.

use unicode_normalization::UnicodeNormalization;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// What is asked, or the text with gaps.
    Question,
    Answer,
    Tags,
    Deck,
    /// The kind of card, or the note type of Anki.
    Kind,
    Hint,
    /// What is explained after the answer.
    Note,
    /// Where in the source the answer stands.
    Cite,
    /// The choices of a multiple choice question.
    Choices,
    /// By what the card is known, however its text changes.
    Id,
    Importance,
    /// A field of an Anki note, by its place among the fields.
    Field(usize),
    Unused,
}

/// The names of each, as a header row spells them in lower case.
const NAMES: [(Role, &[&str]); 11] = [
    (
        Role::Question,
        &[
            "question",
            "front",
            "term",
            "word",
            "ask",
            "prompt",
            "text",
            "cloze",
            "q",
            "frage",
            "vorderseite",
            "begriff",
            "wort",
            "vokabel",
            "lückentext",
            "recto",
            "terme",
            "mot",
            "pregunta",
            "anverso",
            "término",
            "palabra",
            "domanda",
            "fronte",
            "termine",
            "parola",
            "pergunta",
            "frente",
            "termo",
            "vraag",
            "voorkant",
            "otázka",
            "líc",
            "pojem",
            "pytanie",
            "przód",
            "pojęcie",
            "вопрос",
            "термин",
            "слово",
            "питання",
            "термін",
        ],
    ),
    (
        Role::Answer,
        &[
            "answer",
            "back",
            "definition",
            "translation",
            "meaning",
            "a",
            "antwort",
            "rückseite",
            "bedeutung",
            "übersetzung",
            "lösung",
            "réponse",
            "verso",
            "définition",
            "traduction",
            "respuesta",
            "reverso",
            "definición",
            "traducción",
            "risposta",
            "retro",
            "definizione",
            "traduzione",
            "resposta",
            "definição",
            "tradução",
            "antwoord",
            "achterkant",
            "betekenis",
            "odpověď",
            "rub",
            "překlad",
            "význam",
            "odpowiedź",
            "tył",
            "definicja",
            "tłumaczenie",
            "ответ",
            "определение",
            "перевод",
            "значение",
            "відповідь",
            "переклад",
        ],
    ),
    (
        Role::Tags,
        &[
            "tags",
            "tag",
            "labels",
            "schlagwörter",
            "stichwörter",
            "étiquettes",
            "etiquetas",
            "etichette",
            "štítky",
            "tagi",
            "теги",
            "метки",
        ],
    ),
    (
        Role::Deck,
        &["deck", "stapel", "paquet", "mazo", "mazzo", "baralho", "balíček", "talia", "колода"],
    ),
    (Role::Kind, &["type", "kind", "notetype", "note type", "typ", "тип"]),
    (
        Role::Hint,
        &["hint", "hinweis", "tipp", "indice", "pista", "nápověda", "wskazówka", "подсказка"],
    ),
    (
        Role::Note,
        &[
            "note",
            "notes",
            "explanation",
            "comment",
            "extra",
            "erklärung",
            "anmerkung",
            "bemerkung",
            "kommentar",
            "remarque",
            "nota",
            "poznámka",
            "uwaga",
            "примечание",
        ],
    ),
    (Role::Cite, &["cite", "source", "reference", "quelle", "fuente", "fonte", "zdroj", "źródło"]),
    (
        Role::Choices,
        &["choices", "options", "wrong", "distractors", "auswahl", "möglichkeiten", "falsch"],
    ),
    (Role::Id, &["id", "guid", "key"]),
    (Role::Importance, &["importance", "wichtigkeit"]),
];

impl Role {
    /// What a column with this name holds; `-` and nothing say that it is not used.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name: String = name.trim().nfc().flat_map(char::to_lowercase).collect();
        if name.is_empty() || name == "-" {
            return Some(Self::Unused);
        }
        let found = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
        found.map(|(role, _)| *role)
    }

    /// What it is called here.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Field(0) => "question",
            Self::Field(1) => "answer",
            Self::Field(_) => "note",
            Self::Unused => "-",
            role => {
                NAMES.iter().find(|(named, _)| *named == role).map_or("-", |(_, names)| names[0])
            }
        }
    }

    /// The names that may stand in a list of columns.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, names)| names[0])
    }
}

/// Whether a first row names columns: a question and its answer, or an id and two other ones.
pub(super) fn is_header<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut roles: Vec<Role> = Vec::new();
    for role in cells.filter_map(Role::named).filter(|role| *role != Role::Unused) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let asks = roles.contains(&Role::Question);
    asks && roles.iter().any(|role| matches!(role, Role::Answer | Role::Id | Role::Tags))
        || roles.contains(&Role::Id) && roles.len() > 2
}

/// The columns that a header row names. Where it names no question or no answer, the first columns
/// that it does not know are taken for them; a text with gaps needs no answer.
pub(super) fn of_header<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    let mut has_gaps = false;
    for cell in cells {
        let role = Role::named(cell).filter(|role| !roles.contains(role));
        roles.push(role.unwrap_or(Role::Unused));
        has_gaps |= ["text", "cloze"].contains(&cell.trim().to_lowercase().as_str());
    }
    if has_gaps {
        return roles;
    }
    for wanted in [Role::Question, Role::Answer] {
        if !roles.contains(&wanted)
            && let Some(free) = roles.iter_mut().find(|role| **role == Role::Unused)
        {
            *free = wanted;
        }
    }
    roles
}

/// The columns of a table without a header row: a question, its answer, tags.
pub(super) fn by_place(count: usize) -> Vec<Role> {
    let mut roles = vec![Role::Question, Role::Answer, Role::Tags];
    roles.resize(count.max(2), Role::Unused);
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_a_question_and_an_answer() {
        let header = |row: &str| is_header(row.split(','));
        for row in [
            "question,answer,tags",
            "Term,Definition",
            "Frage,Antwort",
            "guid,text,x",
            "guid,name,notes,tags",
        ] {
            assert!(header(row), "{row}");
        }
        for row in
            ["1066,Battle of Hastings", "Question,1066", ",,", "answer,tags", "word", "key,tag"]
        {
            assert!(!header(row), "{row}");
        }
    }

    #[test]
    fn columns_are_known_by_their_names_or_places() {
        use Role::{Answer, Deck, Id, Question, Tags, Unused};
        let of = |row: &str| of_header(row.split(';'));
        assert_eq!(of("Otázka;Odpověď;Balíček"), [Question, Answer, Deck]);
        assert_eq!(of("nr;A;b;Tags"), [Question, Answer, Unused, Tags]);
        assert_eq!(of("guid;xx;yy;front"), [Id, Answer, Unused, Question]);
        assert_eq!(of("front;front;back"), [Question, Unused, Answer]);
        assert_eq!(of("guid;text;person"), [Id, Question, Unused]);
        assert_eq!(by_place(1), [Question, Answer]);
        assert_eq!(by_place(4), [Question, Answer, Tags, Unused]);
    }

    #[test]
    fn no_name_means_two_things() {
        let mut names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| *names).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for name in Role::names() {
            assert_eq!(Role::named(name).unwrap().name(), name);
        }
    }
}
