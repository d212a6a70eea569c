#!/usr/bin/env python3
"""Writes the generated cards and history as pauk's decks and as the log that pauk would export.

    load_pauk.py DATA DECKS LOG.jsonl

DECKS becomes a folder with one deck file a deck, LOG.jsonl a log for `pauk log import`: the texts
in the order of their hashes, the events of two devices with names from the seed. One brings the
decks in an hour before the first answer, and takes away the daily limit of new cards, as it is for
the other programs; the other holds the answers. Nothing of pauk is needed to write it.
"""

import csv
import datetime
import hashlib
import json
import os
import shutil
import sys


def quoted(text):
    """A text between double quotes; the generated ones hold nothing that TOML would escape."""
    assert not any(c in '"\\' or ord(c) < 32 for c in text), text
    return f'"{text}"'


def note_text(note, front, back, tags):
    fields = {"id": note, "front": front, "back": back}
    lines = ["[[card]]", *(f"{key} = {quoted(text)}" for key, text in fields.items())]
    if tags:
        lines.append(f"tags = [{', '.join(quoted(tag) for tag in tags.split())}]")
    return "\n".join(lines) + "\n"


def hash_of(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def line_of(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def moment(at_ms):
    second, thousandth = divmod(at_ms, 1000)
    at = datetime.datetime.fromtimestamp(second, datetime.timezone.utc)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{thousandth:03d}+00:00", f"{at:%Y-%m-%d}"


def main():
    data, decks_folder, log_path = sys.argv[1:4]
    meta = json.load(open(f"{data}/meta.json"))
    decks = {
        deck: {"header": f'[deck]\nid = "{deck}"\ntitle = "{deck}"\nlang = "en"\n', "notes": []}
        for deck in meta["decks"]
    }
    files = {deck: [contents["header"]] for deck, contents in decks.items()}
    texts, names = {}, {}
    with open(f"{data}/cards.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number, deck, note = int(row["id"]), row["deck"], f"c{row['id']}"
            text = note_text(note, row["front"], row["back"], row["tags"])
            texts[hash_of(text)] = text
            decks[deck]["notes"].append({"id": note, "hash": hash_of(text)})
            files[deck].append(text)
            names[number] = f"{deck}:{note}"

    shutil.rmtree(decks_folder, ignore_errors=True)
    os.makedirs(decks_folder)
    for deck, parts in files.items():
        with open(f"{decks_folder}/{deck.split('/')[1]}.toml", "w", encoding="utf-8") as file:
            file.write("\n".join(parts))

    librarian = hashlib.sha256(f"{meta['seed']} decks".encode()).hexdigest()[:32]
    learner = hashlib.sha256(f"{meta['seed']} answers".encode()).hexdigest()[:32]
    first_ms = (meta["today"] - meta["horizon_days"] - 10) * 86_400_000 + 12 * 3_600_000
    os.makedirs(os.path.dirname(os.path.abspath(log_path)), exist_ok=True)
    with open(log_path, "w", encoding="utf-8") as log:
        log.write('{"pauk":"log","version":1}\n')
        contents = {
            deck: json.dumps(what, ensure_ascii=False, separators=(",", ":"))
            for deck, what in decks.items()
        }
        texts.update({hash_of(body): body for body in contents.values()})
        for text in sorted(texts):
            log.write(line_of({"text": text, "body": texts[text]}))

        at, day = moment(first_ms)
        said = [
            {"kind": "deck", "deck": deck, "contents": hash_of(body)}
            for deck, body in contents.items()
        ]
        said.append({"kind": "config", "key": "new-per-day", "value": "none"})
        for number, event in enumerate(said, 1):
            place = {"event": f"{librarian}:{number}", "hlc": (first_ms << 16) + number - 1}
            log.write(line_of({**place, "at": at, "day": day, **event}))

        with open(f"{data}/reviews.csv", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 1):
                at_ms = int(row["at_ms"])
                at, day = moment(at_ms)
                mode = "drill" if row["kind"] == "2" else "review"
                log.write(
                    f'{{"event":"{learner}:{number}","hlc":{at_ms << 16},"at":"{at}","day":"{day}",'
                    f'"kind":"review","card":"{names[int(row["card"])]}","mode":"{mode}",'
                    f'"quality":{row["quality"]},"ms":{row["taken_ms"]}}}\n'
                )
    size = os.path.getsize(log_path)
    print(json.dumps({"log_bytes": size, "texts": len(texts), "decks": len(decks)}))


if __name__ == "__main__":
    main()
