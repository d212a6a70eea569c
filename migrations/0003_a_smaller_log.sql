-- A log that finds a card's events without an index, and fewer sums in fewer rows. The sums and
-- `state` are caches: the fold fills them when this has run.

drop trigger event_is_never_changed;
drop trigger event_is_never_deleted;
drop index event_of_card;
drop index event_of_no_card;
alter table event rename to event_before;

create table event (
    -- The number of the device in the upper bits, its own number of the event in the lower 40.
    id integer primary key,
    hlc integer not null,
    -- 1 review, 2 retract, 3 set, 4 deck, 5 config, 6 quiz, 0 of a newer pauk.
    kind integer not null,
    card integer references card (number),
    -- The id less that of the event of this card that came in before it; null at its first.
    back integer,
    -- The study day, decided when it happened, less the date of the local clock.
    day integer not null,
    -- From the lowest bit: 6 bits for an answer, 1 + mode * 6 + quality, or 0 for none; 12 for the
    -- minutes east of UTC, doubled, those west doubled and less 1; then the version less 1.
    head integer not null,
    -- Milliseconds by which the wall clock stood behind the hlc.
    behind integer not null,
    duration integer,
    -- What else the event says, as JSON.
    body text
) strict;

insert into event (id, hlc, kind, card, back, day, head, behind, duration, body)
select
    id,
    hlc,
    kind,
    card,
    case when card is not null then id - lag(id) over (partition by card order by id) end,
    day - (local - (local % 86400000 + 86400000) % 86400000) / 86400000,
    coalesce(1 + mode * 6 + quality, 0)
        + (case when zone < 0 then -2 * zone - 1 else 2 * zone end << 6)
        + (((version - 1) & 0xffffffff) << 18),
    behind,
    duration,
    body
from (select *, (hlc >> 16) - behind + zone * 60000 as local from event_before)
order by id;

drop table event_before;

create index event_of_no_card on event (kind) where card is null;

-- What was said in words, and what takes other events back: few events do.
create index event_with_words on event (card) where card is not null and body is not null;

create trigger event_is_never_changed before update on event
begin
    select raise(abort, 'the log is only added to');
end;

create trigger event_is_never_deleted before delete on event
begin
    select raise(abort, 'the log is only added to');
end;

-- What the fold knows of each card, and where the card's events end.
drop table state;
create table state (
    card integer primary key references card (number),
    deck integer not null references deck (number),
    -- 0 new, 1 in review, 2 suspended, 3 not asked because its deck does not hold it; 4 where only
    -- the latest event is known, since the card has another name now or is not folded yet.
    class integer not null check (class between 0 and 4),
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
    buried integer,
    -- The event of this card that came in last, from which `event.back` leads to the others.
    latest integer
) strict;

create index state_due on state (bucket, ready, deck) where class = 1;
create index state_new on state (deck, position) where class = 0;
create index state_odd_new on state (deck, position)
    where class = 0 and (siblings = 1 or ready is not null);
create index state_sibling on state (deck, ready) where class = 1 and siblings = 1;
create index state_drill on state (drill) where drill is not null;
create index state_lapses on state (lapses, deck, class) where lapses > 0;

-- Answers and what is known of them, packed: pairs of a number and how often it came, both as
-- variable-length integers, the numbers as differences. `tally.rs` says what each number counts.
drop table tally;
drop table tally_of_day;
drop table tally_of_deck;
drop table detail;
drop table standing;

create table tally (
    day integer not null,
    deck integer not null references deck (number),
    sums blob not null,
    primary key (day, deck)
) strict, without rowid;

-- All decks together.
create table tally_of_day (
    day integer primary key,
    sums blob not null
) strict;

-- All days together, and how many cards of the deck are alike in stage and in bands of interval
-- and ease.
create table tally_of_deck (
    deck integer primary key references deck (number),
    sums blob not null,
    standing blob not null
) strict;
