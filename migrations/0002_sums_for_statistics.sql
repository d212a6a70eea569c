-- Sums that the statistics read instead of the history, and what else would have to be read out of
-- whole texts. All of it are caches: the fold fills them when this has run.

-- The deck's own tables as TOML; null where the deck is not installed.
alter table deck add column header text;

-- The kind of the note as the learner sees it; null where its text is not known.
alter table note add column kind integer check (kind >= 0);

-- The tally of all decks together: a day's counts and milliseconds by mode, stage and quality,
-- packed as the facts of `detail` are.
create table tally_of_day (
    day integer primary key,
    counts blob not null
) strict;

-- The tally of all days together.
create table tally_of_deck (
    deck integer not null references deck (number),
    mode integer not null,
    stage integer not null,
    quality integer not null,
    count integer not null,
    ms integer not null,
    primary key (deck, mode, stage, quality)
) strict, without rowid;

-- Hours, kinds of cards and answer times of a day's answers: pairs of a fact's number and how
-- often it came, both as variable-length integers, the numbers as differences.
create table detail (
    day integer not null,
    deck integer not null references deck (number),
    facts blob not null,
    -- The answer times that were measured, summed up.
    ms integer not null,
    primary key (day, deck)
) strict, without rowid;

-- How many cards of a deck are alike in stage and in bands of interval and ease.
create table standing (
    deck integer not null references deck (number),
    alike integer not null,
    count integer not null,
    primary key (deck, alike)
) strict, without rowid;

-- What is due is found for all decks at once: by bucket of intervals, then by day.
drop index state_due;
create index state_due on state (bucket, ready, deck) where class = 1;

create index state_lapses on state (lapses) where lapses > 0;

-- New cards that may not come although there is room.
create index state_odd_new on state (deck, position)
    where class = 0 and (siblings = 1 or ready is not null);
