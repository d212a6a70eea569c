-- Texts of notes with the phrases that most of them share as one character each. They are written
-- into this table, which then takes the place of the other one, when this has run.

create table text_after (
    number integer primary key,
    -- Text with its phrases as characters; bytes where the text is kept as it is.
    body any not null
) strict;
