#!/usr/bin/env python3
"""Writes the generated cards and history into a fresh collection of Anki.

    load_anki.py DATA COLLECTION.anki2 [LIMIT]

Anki makes the schema itself; notes, cards and reviews are then written with sqlite3 while the
collection is closed, because Anki has no call that takes a history. Ends with Anki's own check of
the collection and prints what it counts as due. LIMIT is the number of new cards and of reviews a
day; 9999 where it is left out, which is the most that Anki takes.
"""

import csv
import hashlib
import json
import os
import sqlite3
import sys

from anki.collection import Collection

# SM-2's qualities as Anki's four buttons.
BUTTONS = [1, 1, 1, 2, 3, 4]
FOUR_O_CLOCK = 4 * 3600


def tree_of(deck):
    return deck.replace("/", "::")


def remove(path):
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(path + ending):
            os.remove(path + ending)


def make(path, decks, limit):
    """An empty collection with the decks; the note type and the decks by name."""
    col = Collection(path)
    note_type = col.models.by_name("Basic")["id"]
    numbers = {deck: col.decks.id(tree_of(deck)) for deck in decks}
    options = col.decks.all_config()[0]
    options["new"]["perDay"] = options["rev"]["perDay"] = limit
    col.decks.update_config(options)
    col.decks.select(col.decks.id("bench"))
    col.close()
    return note_type, numbers


def rows_of_cards(data, meta, created_day, note_type, decks):
    first = (created_day - 1) * 86_400_000
    with open(f"{data}/cards.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number = int(row["id"])
            note = first + number
            checksum = int(hashlib.sha1(row["front"].encode()).hexdigest()[:8], 16)
            tags = f" {row['tags']} " if row["tags"] else ""
            fields = row["front"] + "\x1f" + row["back"]
            yield (
                (note, f"g{number:08d}", note_type, meta["now"], -1, tags, fields, row["front"],
                 checksum, 0, ""),
                (note, note, decks[row["deck"]], 0, meta["now"], -1)
                + ((0, 0, number, 0, 0, 0, 0) if row["state"] == "new" else
                   (2, 2, int(row["due"]) - created_day, int(row["interval"]),
                    int(row["ease"]) * 10, int(row["reviews"]), int(row["lapses"])))
                + (0, 0, 0, 0, "{}"),
            )


def rows_of_reviews(data, created_day):
    first = (created_day - 1) * 86_400_000
    with open(f"{data}/reviews.csv", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                int(row["at_ms"]), first + int(row["card"]), -1, BUTTONS[int(row["quality"])],
                int(row["interval"]), int(row["last_interval"]), int(row["ease"]) * 10,
                min(int(row["taken_ms"]), 60_000), int(row["kind"]),
            )


def main():
    data, path = sys.argv[1:3]
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else 9999
    meta = json.load(open(f"{data}/meta.json"))
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    remove(path)
    note_type, decks = make(path, meta["decks"], limit)

    created_day = meta["today"] - meta["horizon_days"] - 30
    db = sqlite3.connect(path)
    db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    db.execute("update col set crt = ?", (created_day * 86_400 + FOUR_O_CLOCK,))
    for note, card in rows_of_cards(data, meta, created_day, note_type, decks):
        db.execute(f"insert into notes values ({','.join('?' * len(note))})", note)
        db.execute(f"insert into cards values ({','.join('?' * len(card))})", card)
    db.executemany(
        f"insert into revlog values ({','.join('?' * 9)})", rows_of_reviews(data, created_day)
    )
    db.commit()
    db.close()

    col = Collection(path)
    report, ok = col.fix_integrity()
    col.decks.select(col.decks.id("bench"))
    tree = next(deck for deck in col.sched.deck_due_tree().children if deck.name == "bench")
    print(json.dumps({
        "cards": col.card_count(), "ok": ok, "report": report, "new": tree.new_count,
        "due": tree.review_count,
    }))
    col.close()


if __name__ == "__main__":
    main()
