//! `pauk break`, and what the other commands say of the days of a break.

use crate::support::{Deck, Home, assert_keys};

#[test]
fn catching_up_is_told_with_the_same_keys_whatever_comes_of_it() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let keys = ["schema", "due", "usual", "dry_run", "plan", "by_day"];
    assert_keys(&home.json(["break", "catch-up", "--dry-run"]), &keys);
    home.grade("t/deck:a", "good");
    home.days(9);
    assert_keys(&home.json(["break", "catch-up"]), &keys);
    let off = home.json(["break", "catch-up", "--off"]);
    assert_keys(&off, &keys);
    assert_eq!((&off["due"], off["plan"].is_null()), (&1.into(), true));
}
