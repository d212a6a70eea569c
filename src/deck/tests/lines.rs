//! Lines of TOML, sound and nearly so, for properties that hold of every file.

use proptest::collection::vec;
use proptest::prelude::*;

/// A line of a file, or a stretch that goes on in the next.
pub(super) fn stretch() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("\"a\"".to_owned()),
        Just("'b c'".to_owned()),
        "[a-c]( ?\\. ?[a-c]){1,2}",
        "[a-c\"'. ]{1,4}",
    ];
    let value = prop_oneof![
        "\"[a-cäß'{}#=\\[\\],. ]{0,6}\"",
        "'[a-cäß\"{}#=\\[\\],. ]{0,6}'",
        "\"(\\\\[nt\"\\\\u0a]|[a-c\"]){0,5}\"",
        "\"\"\"(\n|\\\\\n|\\\\ |\\\\[nt\"]|[a-c\"' ]){0,8}\"\"\"",
        "'''[a\n\"' ]{0,6}'''",
        "[+-]?[0-9_]{1,4}(\\.[0-9_]{1,3})?([eE][+-]?[0-9]{1,2})?",
        "0[xob][0-9a-f_]{1,4}",
        "19[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?)?",
        Just("true".to_owned()),
        Just("inf".to_owned()),
        Just("{}".to_owned()),
        Just("[]".to_owned()),
    ];
    let value = value.prop_recursive(3, 12, 4, |inner| {
        let blank = "([ \t\n]|#c\n){0,2}";
        let entry = (blank, inner.clone(), blank).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
        let field = ("[a-c](\\.[a-c])?", blank, inner, blank)
            .prop_map(|(key, a, value, b)| format!("{a}{key} = {value}{b}"));
        prop_oneof![
            vec(entry, 0..4).prop_map(|entries| format!("[{}]", entries.join(","))),
            vec(field, 0..4).prop_map(|fields| format!("{{{}}}", fields.join(","))),
        ]
    });
    let end = "[ \t]{0,2}(#[a-c\"'=]{0,3})?\n";
    prop_oneof![
        6 => (key.clone(), " {0,2}=[ \t]{0,2}", value, end).prop_map(|(k, e, v, n)| format!("{k}{e}{v}{n}")),
        1 => (key.clone(), end).prop_map(|(k, n)| format!("[{k}]{n}")),
        1 => (key, end).prop_map(|(k, n)| format!("[[{k}]]{n}")),
        1 => "[\\[\\]{}\"'=#.,a-c0-9 \n\t\\\\é-]{0,8}",
    ]
}
