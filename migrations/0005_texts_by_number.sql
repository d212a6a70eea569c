-- Texts one behind the other, which notes point to by number, and what decks hold in a table of its
-- own, where it is packed when this has run.

alter table text rename to text_before;

create table text (
    number integer primary key,
    body text not null
) strict;

-- The text of each hash: the first half of its SHA-256.
create table text_hash (
    hash blob primary key check (length(hash) = 16),
    text integer not null
) strict, without rowid;

-- What decks hold or held, by the hash of its JSON: packed, or that JSON where it cannot be made
-- again from what is packed.
create table contents (
    hash blob primary key check (length(hash) = 16),
    body any not null
) strict, without rowid;

insert into text (number, body)
select row_number() over (order by hash), body
from text_before
where substr(body, 1, 1) <> '{'
order by hash;

insert into text_hash (hash, text)
select hash, row_number() over (order by hash)
from text_before
where substr(body, 1, 1) <> '{'
order by hash;

insert into contents (hash, body)
select hash, body
from text_before
where substr(body, 1, 1) = '{'
order by hash;

create table deck_after (
    number integer primary key,
    id text not null unique,
    -- What the deck holds now; null where it is not installed.
    contents blob references contents (hash),
    -- The event that said so.
    event integer,
    -- The deck's own tables as TOML; null where the deck is not installed.
    header text
) strict;

insert into deck_after (number, id, contents, event, header)
select number, id, contents, event, header
from deck;

drop table deck;
alter table deck_after rename to deck;

create table note_after (
    number integer primary key,
    deck integer not null references deck (number),
    id text not null,
    -- The author's text; null where only events of its cards are known.
    text integer references text (number),
    -- The place in the deck.
    position integer not null,
    -- Whether the deck holds it now.
    live integer not null check (live in (0, 1)),
    -- The study day on which it came in.
    added integer not null,
    -- The kind of the note as the learner sees it; null where its text is not known.
    kind integer check (kind >= 0),
    unique (deck, id)
) strict;

insert into note_after (number, deck, id, text, position, live, added, kind)
select number, deck, id, (select text from text_hash where text_hash.hash = note.hash), position,
    live, added, kind
from note
order by number;

drop table note;
alter table note_after rename to note;
drop table text_before;

-- Only the order is asked for.
drop index state_lapses;
create index state_lapses on state (lapses) where lapses > 0;
