-- Sums that a few dozen answers change together, sums of the cards by the day on which they are
-- asked, and one table for each sum. All of it are caches: the fold fills them when this has run.

-- What the latest answers change in the sums, one row for each time that something was written.
-- Whoever reads sums adds it; when many rows have come together, they are added to the sums.
create table difference (
    number integer primary key,
    sums blob not null
) strict;

-- Hours, kinds of cards and answer times of all decks together, which were a part of tally_of_day.
create table detail_of_day (
    day integer primary key,
    sums blob not null
) strict;

-- How many cards of the deck are alike in stage and in bands of interval and ease, which was a part
-- of tally_of_deck, and how many were forgotten how often.
create table standing (
    deck integer primary key references deck (number),
    sums blob not null
) strict;

-- How many cards of each deck are asked from that day on.
create table load (
    day integer primary key,
    sums blob not null
) strict;

delete from tally_of_day;
drop table tally_of_deck;

create table tally_of_deck (
    deck integer primary key references deck (number),
    sums blob not null
) strict;
