-- Which file a deck was brought in from, so that a file that stayed the same need not be read again.

-- The first 16 bytes of the SHA-256 of pauk's version and the file in which the deck stood that it
-- holds now; null where that is not known.
alter table deck add column file blob check (length(file) = 16);
