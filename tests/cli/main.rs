//! What the program does for those who run it: short stories, one file a command.

mod support;

mod deck;
mod jsonl;
