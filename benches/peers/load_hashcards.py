#!/usr/bin/env python3
"""Writes the generated cards and history as a folder of hashcards.

    load_hashcards.py DATA FOLDER

The decks are Markdown files. Their database is written with sqlite3 in hashcards' own schema, a
hundred reviews to a session, because starting a drill would insert every new card in a transaction
of its own. Needs the package blake3: a card of hashcards is the hash of its text.
"""

import csv
import datetime
import json
import os
import shutil
import sqlite3
import sys

from blake3 import blake3

SCHEMA = """
create table cards (card_hash text primary key, added_at text not null, last_reviewed_at text,
    stability real, difficulty real, interval_raw real, interval_days integer, due_date text,
    review_count integer not null) strict;
create table sessions (session_id integer primary key, started_at text not null,
    ended_at text not null) strict;
create table reviews (review_id integer primary key,
    session_id integer not null references sessions (session_id)
        on update cascade on delete cascade,
    card_hash text not null references cards (card_hash) on update cascade on delete cascade,
    reviewed_at text not null, grade text not null, stability real not null,
    difficulty real not null, interval_raw real not null, interval_days integer not null,
    due_date text not null) strict;
"""
GRADES = ["forgot", "forgot", "forgot", "hard", "good", "easy"]
SESSION = 100


def moment(seconds):
    return datetime.datetime.fromtimestamp(seconds).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def date(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()


def main():
    data, folder = sys.argv[1:3]
    meta = json.load(open(f"{data}/meta.json"))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    db = sqlite3.connect(f"{folder}/hashcards.db")
    db.executescript(SCHEMA)
    added = moment(meta["now"] - 900 * 86_400)
    decks = {deck: [] for deck in meta["decks"]}
    hashes = {}
    with open(f"{data}/cards.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            front, back = row["front"], row["back"]
            decks[row["deck"]].append(f"Q: {front}\nA: {back}\n\n")
            card = blake3(b"Basic" + front.encode() + back.encode()).hexdigest()
            hashes[row["id"]] = card
            if row["state"] == "new":
                rest = (None, None, None, None, None, None, 0)
            else:
                interval, due = int(row["interval"]), int(row["due"])
                last = moment((due - interval) * 86_400 + 40_000)
                rest = (last, float(interval), 5.0, float(interval), interval, date(due),
                        int(row["reviews"]))
            db.execute("insert into cards values (?,?,?,?,?,?,?,?,?)", (card, added, *rest))
    for deck, cards in decks.items():
        with open(f"{folder}/{deck.split('/')[1]}.md", "w", encoding="utf-8") as file:
            file.write("".join(cards))
    with open(f"{data}/reviews.csv", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            at, session = int(row["at_ms"]) / 1000, number // SESSION + 1
            if number % SESSION == 0:
                db.execute("insert into sessions values (?,?,?)",
                           (session, moment(at), moment(at + 600)))
            interval = int(row["interval"])
            db.execute("insert into reviews values (?,?,?,?,?,?,?,?,?,?)", (
                number + 1, session, hashes[row["card"]], moment(at), GRADES[int(row["quality"])],
                interval + 1.0, 5.0, float(interval), interval,
                date(int(at) // 86_400 + interval),
            ))
    db.commit()
    db.close()
    print(json.dumps({"database_bytes": os.path.getsize(f"{folder}/hashcards.db")}))


if __name__ == "__main__":
    main()
