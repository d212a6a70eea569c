-- The log is the truth: `device`, `event` and `text` hold all that was ever said, and only grow.
-- Every other table is a cache that the fold can make again from them.

create table device (
    number integer primary key,
    id blob not null unique check (length(id) = 16)
) strict;

-- The device that writes in this file, and the place of the file. A copy of the file lies in
-- another place and gets a device of its own.
create table home (
    one integer primary key check (one = 1),
    device integer not null references device (number),
    place text not null
) strict;

-- Texts of notes and the contents of decks, by their hash.
create table text (
    hash blob primary key check (length(hash) = 16),
    body text not null
) strict, without rowid;

create table deck (
    number integer primary key,
    id text not null unique,
    -- What the deck holds now; null where it is not installed.
    contents blob references text (hash),
    -- The event that said so.
    event integer
) strict;

create table note (
    number integer primary key,
    deck integer not null references deck (number),
    id text not null,
    -- The author's text; null where only events of its cards are known.
    hash blob references text (hash),
    -- The place in the deck.
    position integer not null,
    -- Whether the deck holds it now.
    live integer not null check (live in (0, 1)),
    -- The study day on which it came in.
    added integer not null,
    unique (deck, id)
) strict;

create table card (
    number integer primary key,
    note integer not null references note (number),
    -- 0 plain, 1 to 999 a gap, 1000 the reverse.
    variant integer not null check (variant between 0 and 1000),
    -- Whether its note is in the deck and still makes this card.
    live integer not null check (live in (0, 1)),
    -- The card to which the events of this one count: itself, unless it was renamed.
    home integer not null references card (number) deferrable initially deferred,
    unique (note, variant)
) strict;

create index card_renamed on card (home) where home <> number;

-- Earlier names of notes, as the decks say them.
create table renamed (
    deck integer not null references deck (number),
    id text not null,
    note integer not null references note (number),
    hlc integer not null,
    event integer not null,
    primary key (deck, id)
) strict, without rowid;

create table event (
    -- The number of the device in the upper bits, its own number of the event in the lower 40.
    id integer primary key,
    hlc integer not null,
    -- 1 review, 2 retract, 3 set, 4 deck, 5 config, 6 quiz, 0 of a newer pauk.
    kind integer not null,
    version integer not null,
    card integer references card (number),
    -- The study day, decided when it happened.
    day integer not null,
    -- Minutes east of UTC.
    zone integer not null,
    -- Milliseconds by which the wall clock stood behind the hlc.
    behind integer not null,
    mode integer,
    quality integer,
    duration integer,
    -- What else the event says, as JSON.
    body text
) strict;

create index event_of_card on event (card) where card is not null;
create index event_of_no_card on event (kind) where card is null;

create trigger event_is_never_changed before update on event
begin
    select raise(abort, 'the log is only added to');
end;

create trigger event_is_never_deleted before delete on event
begin
    select raise(abort, 'the log is only added to');
end;

-- What the fold knows of each card.
create table state (
    card integer primary key references card (number),
    deck integer not null references deck (number),
    -- 0 new, 1 in review, 2 suspended, 3 not asked because its deck does not hold it.
    class integer not null check (class between 0 and 3),
    position integer not null,
    -- 1 where the note has other cards that are asked.
    siblings integer not null check (siblings in (0, 1)),
    repetitions integer not null,
    ease integer not null,
    interval integer not null,
    bucket integer not null,
    due integer,
    -- The day from which the card is asked: due, or later where it was buried.
    ready integer,
    lapses integer not null,
    reviews integer not null,
    last integer,
    drill integer,
    suspended integer not null check (suspended in (0, 1)),
    flagged integer not null check (flagged in (0, 1)),
    buried integer
) strict;

create index state_due on state (deck, bucket, ready) where class = 1;
create index state_new on state (deck, position) where class = 0;
create index state_sibling on state (deck, ready) where class = 1 and siblings = 1;
create index state_drill on state (drill) where drill is not null;

-- Answers by day, deck, mode, stage (0 new, 1 learning, 2 young, 3 mature) and quality.
create table tally (
    day integer not null,
    deck integer not null references deck (number),
    mode integer not null,
    stage integer not null,
    quality integer not null,
    count integer not null,
    ms integer not null,
    primary key (day, deck, mode, stage, quality)
) strict, without rowid;

-- The learner's own texts for fields of notes.
create table own (
    note integer not null references note (number),
    field text not null,
    value text not null,
    primary key (note, field)
) strict, without rowid;

-- A practice test that was left before it was handed in; no fact of the log.
create table unfinished (
    one integer primary key check (one = 1),
    body text not null
) strict;

create table setting (
    key text primary key,
    value text not null
) strict, without rowid;
