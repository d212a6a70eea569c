//! Clocks that are set, zones that change, years far ahead: study days and intervals stay right.

use crate::lab::small_deck;
use crate::support::Home;

#[test]
fn a_clock_set_back_or_forward_loses_and_doubles_nothing() {
    let home = Home::with(&[small_deck()]);
    let far = [
        "2026-11-23T10:00:00+01:00",
        "2031-01-01T10:00:00+01:00",
        "1999-12-31T23:00:00+01:00",
        "2026-11-25T10:00:00+01:00",
    ];
    for (answered, now) in far.into_iter().enumerate() {
        let card = format!("t/deck:c{}", answered + 1);
        home.at(now).grade(&card, "good");
        assert_eq!(home.card(&card)["interval"], 1, "{now}");
        home.assert_sound();
    }
    // The order is that in which it happened, whatever the clock said.
    let days: Vec<String> = crate::support::names(&home.json(["history"])["reviews"], "day");
    assert_eq!(days, ["2026-11-25", "1999-12-31", "2031-01-01", "2026-11-23"]);
}

fn streak(home: &Home) -> i64 {
    home.json([] as [&str; 0])["streak"].as_i64().expect("a streak")
}

#[test]
fn nobody_loses_a_streak_to_a_flight() {
    // Berlin, Tokyo, Honolulu across the date line, Kiritimati: once on each local study day.
    for journey in [
        ["2026-11-23T20:00:00+01:00", "2026-11-24T20:00:00+09:00", "2026-11-25T08:00:00-10:00"],
        ["2026-11-23T20:00:00-10:00", "2026-11-24T23:30:00+14:00", "2026-11-25T20:00:00+01:00"],
        ["2026-11-23T20:00:00+14:00", "2026-11-24T05:00:00-10:00", "2026-11-25T04:00:00-10:00"],
    ] {
        let home = Home::with(&[small_deck()]);
        for (before, now) in journey.into_iter().enumerate() {
            home.at(now).grade(&format!("t/deck:c{}", before + 1), "good");
            assert_eq!(streak(&home), before as i64 + 1, "{now}");
        }
        home.assert_sound();
    }
}

#[test]
fn daylight_saving_and_the_roll_over_hour_decide_one_day() {
    let home = Home::with(&[small_deck()]);
    // The clocks of Berlin go back on 2026-10-25 at three and forward on 2027-03-28 at two.
    for (now, day) in [
        ("2026-10-25T02:30:00+02:00", "2026-10-24"),
        ("2026-10-25T02:30:00+01:00", "2026-10-24"),
        ("2026-10-25T03:59:59+01:00", "2026-10-24"),
        ("2026-10-25T04:00:00+01:00", "2026-10-25"),
        ("2027-03-28T01:59:59+01:00", "2027-03-27"),
        ("2027-03-28T03:00:00+02:00", "2027-03-27"),
        ("2027-03-28T04:00:00+02:00", "2027-03-28"),
    ] {
        home.at(now);
        assert_eq!(home.json([] as [&str; 0])["day"], day, "{now}");
    }
    home.run(["config", "set", "rollover-hour", "0"]).ok();
    home.at("2026-10-25T00:00:00+02:00");
    assert_eq!(home.json([] as [&str; 0])["day"], "2026-10-25");
}

#[test]
fn intervals_cross_leap_days_2038_and_the_end_of_9999() {
    for (start, due) in [
        ("2028-02-23T10:00:00+00:00", ["2028-02-24", "2028-03-01"]),
        ("2100-02-22T10:00:00+00:00", ["2100-02-23", "2100-03-01"]),
        ("2038-01-18T10:00:00+00:00", ["2038-01-19", "2038-01-25"]),
        ("6429-10-17T10:00:00+00:00", ["6429-10-18", "6429-10-24"]),
        ("9999-12-28T10:00:00+00:00", ["9999-12-29", "9999-12-31"]),
    ] {
        let home = Home::new();
        home.at(start).add(&small_deck());
        assert_eq!(home.grade("t/deck:c1", "good")["due"], due[0], "{start}");
        home.days(1);
        assert_eq!(home.grade("t/deck:c1", "good")["due"], due[1], "{start}");
        home.assert_sound();
    }
}
