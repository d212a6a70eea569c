#!/usr/bin/env python3
"""Measures pauk beside Anki's engine, hashcards and what the machine allows, in turn.

    run.py --work DIR --pauk PROGRAM --set d100k [--set d10k ...] [--only T1,T7] [--out FILE]

DIR is what prepare.py made. Prints one JSON line a pair as soon as it is there, into FILE too, and
at the end a Markdown table. What the workloads are, and what is fair about them, stands in
README.md.
"""

import argparse
import collections
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time

from measure import (
    Process, Turns, growth, peak_mb, spread, system_calls, table,
)

HERE = os.path.dirname(os.path.abspath(__file__))
ROLLOVER_SECONDS = 4 * 3600
# The parties that are left out where there is no hashcards.
HASHCARDS = {"drill", "hashcards"}


class Bench:
    """Where everything lies, and how each party is called."""

    def __init__(self, asked, name):
        self.asked, self.set = asked, name
        self.work = os.path.abspath(asked.work)
        self.pauk = os.path.abspath(asked.pauk)
        self.home = f"{os.path.abspath(asked.homes or self.work + '/pauk')}/{name}"
        self.data = f"{self.work}/data/{name}"
        self.log = f"{self.work}/logs/{name}.jsonl"
        self.decks = f"{self.work}/decks/{name}"
        self.collection = f"{self.work}/anki/{name}/c.anki2"
        self.drills = f"{self.work}/hc/{name}"
        self.floor = f"{self.work}/lim/{name}.db"
        self.meta = json.load(open(f"{self.data}/meta.json"))
        self.today = str((int(time.time()) - ROLLOVER_SECONDS) // 86_400)
        self.memory = f"{asked.tmpfs}/pauk-peers-{os.getpid()}"
        self.disk = f"{self.work}/scratch-{os.getpid()}"
        for folder in (self.memory, self.disk):
            os.makedirs(folder, exist_ok=True)
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("PAUK_")
        } | {"TZ": "UTC", "SCRATCH": self.memory}
        self.rows = []

    def clear(self):
        for folder in (self.memory, self.disk):
            shutil.rmtree(folder, ignore_errors=True)

    # pauk

    def environment_of(self, home):
        return {**self.environment, "PAUK_HOME": home}

    def run(self, home, *words, **more):
        return Process([self.pauk, *words], self.environment_of(home), may_fail=True, **more)

    def review(self, home, commands, *targets, **more):
        process = Process(
            [self.pauk, "review", "--jsonl", *targets], self.environment_of(home), stdin=commands,
            **more
        )
        refused = process.out.count(b'{"event":"refused"')
        if refused:
            raise RuntimeError(f"{refused} commands were refused")
        return process

    def warm_home(self, folder, name="home"):
        """A copy of the home with its own device and today's backup, as after a first answer."""
        home = f"{folder}/{name}"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.home, home)
        self.review(home, self.commands(1))
        self.run(home, "undo")
        return home

    def commands(self, answers, undone=False):
        """A file of commands for so many answers, each taken back and given again if `undone`."""
        path = f"{self.disk}/commands-{answers}-{undone}"
        if not os.path.exists(path):
            reveal, grade = '{"do":"reveal"}\n', '{"do":"grade","grade":"good"}\n'
            once = reveal + grade
            with open(path, "w") as file:
                file.write((once + '{"do":"undo"}\n' + once if undone else once) * answers)
        return path

    # The others

    def anki_command(self, work, *words, collection=True):
        """`words` behind the collection, which imports go without."""
        target = [self.collection] if collection else []
        return [sys.executable, f"{HERE}/anki_engine.py", work, *target, *map(str, words)]

    def anki(self, work, *words, collection=True, scratch=None):
        environment = {**self.environment, "SCRATCH": scratch or self.memory}
        return Process(self.anki_command(work, *words, collection=collection), environment).json()

    def hashcards(self, *words):
        return figures(Process([self.asked.hashcards, *words, self.drills], self.environment))

    def drill(self, answers):
        return Process(
            [sys.executable, f"{HERE}/hashcards_drill.py", self.asked.hashcards, self.drills,
             str(answers)],
            self.environment,
        ).json()

    def limits(self, *words):
        process = Process([self.asked.limits, *map(str, words)], self.environment)
        return figures(process) | {"said": process.json()}

    def floor_copy(self, folder):
        copy = f"{folder}/floor.db"
        for ending in ("-wal", "-shm"):
            if os.path.exists(copy + ending):
                os.remove(copy + ending)
        shutil.copyfile(self.floor, copy)
        return copy

    # What comes out

    def turns(self, parties, slow=None):
        """`slow` names parties that take seconds; they run in fewer rounds."""
        if not self.asked.hashcards:
            parties = {name: run for name, run in parties.items() if name not in HASHCARDS}
        fewer = {name: self.asked.slow for name in slow or ()}
        return Turns(parties, self.asked.n, fewer)

    def row(self, turns, name, what, pauk, peer=None, limit=None, unit="ms", **more):
        """A line of the result: `peer` is (its name, its figure), goals only where they hold."""
        if peer and peer[1].partition(".")[0] not in turns.figures:
            peer = None
            if not limit:
                return
        values = turns.of(pauk)
        row = {
            "id": name, "what": what, "set": self.set, "unit": unit, "n": len(values),
            "pauk": spread(values),
        }
        if peer:
            row["peer"] = peer[0]
            row["peer_value"] = spread(turns.of(peer[1]))
            row["ratio"] = spread(turns.ratios(peer[1], pauk))
            row["pairs"] = len(turns.ratios(peer[1], pauk))
        if limit:
            row["limit"] = spread(turns.of(limit))
            row["over_limit"] = spread(turns.ratios(pauk, limit))
        # Processor time beside wall time: what else runs on the machine does not move it.
        if unit == "ms" and turns.cpu_beside(pauk):
            paths = {"pauk_cpu": pauk, "peer_cpu": peer and peer[1], "limit_cpu": limit}
            row |= {key: turns.cpu_beside(path) for key, path in paths.items() if path}
        self.say(row, more)

    def fact(self, name, what, unit, pauk, peer=None, limit=None, **more):
        """A line of something that is counted once."""
        row = {"id": name, "what": what, "set": self.set, "unit": unit, "n": 1, "pauk": [pauk] * 3}
        if peer:
            row["peer"], row["peer_value"] = peer[0], [peer[1]] * 3
            row["ratio"] = [peer[1] / pauk] * 3 if pauk else None
        if limit is not None:
            row["limit"] = [limit] * 3
            row["over_limit"] = [pauk / limit] * 3 if limit else None
        self.say(row, more)

    def say(self, row, more):
        """Goals are for 100,000 cards, unless they are given by set."""
        for key in ("goal", "limit_goal", "most"):
            goal = more.get(key)
            row[key] = goal.get(self.set) if isinstance(goal, dict) else goal
            if not isinstance(goal, dict) and self.set != "d100k":
                row[key] = None
        row["load"] = round(os.getloadavg()[0], 1)
        self.rows.append(row)
        line = json.dumps(rounded(row), ensure_ascii=False)
        print(line, flush=True)
        if self.asked.out:
            with open(self.asked.out, "a", encoding="utf-8") as file:
                file.write(line + "\n")


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def figures(process):
    return {"wall": process.wall, "cpu": process.cpu, "until": process.until}


def first_question(bench):
    """T1, T13: from the start of the process until the first question is there."""
    home = bench.warm_home(bench.disk)
    limited = bench.warm_home(bench.disk, "limited")
    bench.run(limited, "config", "set", "new-per-day", "20")
    bench.review(home, "/dev/null", bench.decks)

    def pauk(home, *targets):
        return figures(bench.review(home, "/dev/null", *targets, until=b'{"event":"question"'))

    turns = bench.turns({
        "anki": lambda: bench.anki("first"),
        "pauk": lambda: pauk(home),
        "decks": lambda: pauk(home, bench.decks),
        "limited": lambda: pauk(limited),
        "limit": lambda: bench.limits("first", bench.floor, bench.today),
        "best": lambda: bench.anki("first", 200, 0),
        "drill": lambda: bench.drill(0),
    }, slow=["drill"])
    bench.row(turns, "T1", "first question, whole process", "pauk.wall",
              ("Anki, open and queue in process", "anki.open_queue"), "limit.wall",
              goal={"d1k": 0.6, "d10k": 3, "d100k": 15},
              limit_goal={"d1k": 1.5, "d10k": 1.5, "d100k": 1.5})
    bench.row(turns, "T1", "until the question is written", "pauk.until",
              ("Anki, open and queue in process", "anki.open_queue"), "limit.wall")
    bench.row(turns, "T1", "with daily limits: 20 new; Anki's best case", "limited.wall",
              ("Anki, 200 a day, no balancer", "best.open_queue"), "limit.wall", goal=5)
    bench.row(turns, "T1", "against hashcards", "pauk.wall",
              ("hashcards drill, first page", "drill.first"), goal=500)
    bench.row(turns, "T1", "of decks whose files are named, which stayed the same", "decks.wall",
              ("hashcards drill, first page", "drill.first"))
    command = [bench.pauk, "review", "--jsonl"]
    bench.fact("T13", "peak memory, first question", "MB",
               peak_mb(command, bench.environment_of(home)),
               ("Anki, Python's 43 MB in it", turns.of("anki.peak_mb")[0]),
               peak_mb([bench.asked.limits, "first", bench.floor, bench.today],
                       bench.environment), most=8)


def answers(bench):
    """T2, T2b: processor time of an answer with the next card; then what it takes of the disk."""
    can = bench.meta["due"] + bench.meta["new"] - 20
    many, few = min(1200, can * 6 // 7), min(200, can // 7)

    def pauk():
        home = bench.warm_home(bench.memory)
        used = [bench.review(home, bench.commands(count)).cpu for count in (few, many)]
        return {"each": (used[1] - used[0]) / (many - few)}

    def floor():
        copy = bench.floor_copy(bench.memory)
        used = [bench.limits("answer", copy, bench.today, count)["cpu"] for count in (few, many)]
        return {"each": (used[1] - used[0]) / (many - few)}

    turns = bench.turns({
        "anki": lambda: bench.anki("session", many), "pauk": pauk, "limit": floor,
    })
    bench.row(turns, "T2", "an answer and the next card, processor time", "pauk.each",
              ("Anki, both in process", "anki.answer_next_cpu"), "limit.each", goal=2.5)

    turns = bench.turns({
        "anki": lambda: bench.anki("session", few, scratch=bench.disk),
        "pauk": lambda: figures(bench.review(bench.warm_home(bench.disk), bench.commands(few))),
        "limit": lambda: bench.limits("answer", bench.floor_copy(bench.disk), bench.today, few),
    })
    bench.row(turns, "T2b", f"{few} answers on the disk, whole process", "pauk.wall",
              ("Anki, open, queue, cards, answers", "anki.whole"), "limit.wall", limit_goal=1.15)

    lots, some = few + 10, 10
    calls = {"pauk": [], "anki": [], "limit": []}
    for count in (some, lots):
        home = bench.warm_home(bench.memory)
        calls["pauk"].append(system_calls(
            [bench.pauk, "review", "--jsonl"], bench.environment_of(home), bench.disk,
            bench.commands(count),
        ))
        calls["anki"].append(system_calls(
            bench.anki_command("session", count), bench.environment, bench.disk
        ))
        calls["limit"].append(system_calls(
            [bench.asked.limits, "answer", bench.floor_copy(bench.memory), bench.today, str(count)],
            bench.environment, bench.disk,
        ))
    for at, (what, most) in enumerate([("syncs an answer", 1), ("writes an answer", 12)]):
        each = {
            name: (more[at] - less[at]) / (lots - some) for name, (less, more) in calls.items()
        }
        bench.fact("T2b", what, "", each["pauk"], ("Anki", each["anki"]), each["limit"],
                   most={name: most for name in ("d1k", "d10k", "d100k")})


def session(bench):
    """T3: two hundred answers piped in, the whole process, without the disk."""
    can = bench.meta["due"] + bench.meta["new"] - 20
    count = min(200, can)

    def pauk():
        home = bench.warm_home(bench.memory)
        process = bench.review(home, bench.commands(count))
        recorded = process.out.count(b'{"event":"recorded"')
        if recorded != count:
            raise RuntimeError(f"{recorded} answers of {count} were recorded")
        return figures(process)

    turns = bench.turns({
        "anki": lambda: bench.anki("session", count),
        "python": lambda: bench.anki("python_session", count),
        "pauk": pauk,
        "limit": lambda: bench.limits(
            "answer", bench.floor_copy(bench.memory), bench.today, count
        ),
        "drill": lambda: bench.drill(count),
    }, slow=["drill"])
    what = f"{count} answers, whole process"
    bench.row(turns, "T3", what, "pauk.wall",
              ("Anki, open, queue, cards, answers", "anki.whole"), "limit.wall", goal=5)
    bench.row(turns, "T3", what, "pauk.wall",
              ("Anki, rendered and closed too", "anki.whole_rendered"))
    bench.row(turns, "T3", what, "pauk.wall", ("Anki through Python", "python.whole"))
    bench.row(turns, "T3", what, "pauk.wall", ("hashcards drill", "drill.whole"), goal=100)


def due(bench):
    """T7: what is due in every deck. All programs must agree, or nothing here is worth a look."""
    home = bench.warm_home(bench.disk)
    turns = bench.turns({
        "anki": lambda: bench.anki("counts"),
        "pauk": lambda: figures(bench.run(home, "due", "--json")),
        "prompt": lambda: figures(bench.run(home, "due", "--prompt")),
        "limit": lambda: bench.limits("counts", bench.floor, bench.today),
        "hashcards": lambda: bench.hashcards("due"),
    }, slow=["hashcards"])
    bench.row(turns, "T7", "due of all decks, `due --json`", "pauk.wall",
              ("Anki, deck tree in process", "anki.tree.med"), "limit.wall", goal=6)
    bench.row(turns, "T7", "due of all decks, `due --prompt`", "prompt.wall",
              ("Anki, deck tree in process", "anki.tree.med"), "limit.wall", goal=6)
    bench.row(turns, "T7", "against hashcards", "pauk.wall",
              ("hashcards due", "hashcards.wall"), goal=250)
    total = bench.run(home, "due", "--json").json()["total"]
    said = {
        "pauk": [total["due"], total["new"]],
        "anki": [turns.of("anki.due")[0], turns.of("anki.new")[0]],
        "limit": [turns.of("limit.said")[0][key] for key in ("due", "new")],
    }
    # A new card counts as a review too, and Anki takes no limit above 9,999 of those.
    for one in said.values():
        one[1] = min(one[1], 9_999 - one[0])
    agree = len({tuple(one) for one in said.values()}) == 1
    bench.fact("T7", f"{total['due']} due, {total['new']} new: all agree", "",
               int(agree))
    if not agree:
        print(f"the programs do not agree on what is due: {said}", file=sys.stderr)


def stats(bench):
    """T6, T6b, T13: statistics of the whole history, then of a deck in a year, then of a tag."""
    home = bench.warm_home(bench.disk)
    deck = bench.meta["decks"][0]
    tags = collections.Counter()
    with open(f"{bench.data}/cards.csv", newline="", encoding="utf-8") as file:
        for card in csv.DictReader(file):
            tags.update(card["tags"].split())
    tag = tags.most_common(1)[0][0]
    turns = bench.turns({
        "anki": lambda: bench.anki("stats"),
        "pauk": lambda: figures(bench.run(home, "stats", "--json")),
        "limit": lambda: bench.limits("stats", bench.floor),
    })
    bench.row(turns, "T6", "statistics of everything, `stats --json`", "pauk.wall",
              ("Anki, graphs in process", "anki.graphs.med"), "limit.wall", goal=100)
    bench.fact("T13", "peak memory, statistics", "MB",
               peak_mb([bench.pauk, "stats", "--json"], bench.environment_of(home)),
               ("Anki, Python's 43 MB in it", turns.of("anki.rss_mb")[0]),
               peak_mb([bench.asked.limits, "stats", bench.floor], bench.environment), most=12)
    turns = bench.turns({
        "deck_anki": lambda: bench.anki("stats", f"deck:{deck.replace('/', '::')}", 365),
        "deck": lambda: figures(bench.run(home, "stats", deck, "--since", "365", "--json")),
        "scan": lambda: bench.limits("scan", bench.floor),
        "tag_anki": lambda: bench.anki("stats", f"tag:{tag}"),
        "tag": lambda: figures(bench.run(home, "stats", f"tag:{tag}", "--json")),
    })
    bench.row(turns, "T6b", "a deck in a year, `stats DECK --since 365`", "deck.wall",
              ("Anki, graphs in process", "deck_anki.graphs.med"), "scan.wall", goal=4)
    bench.row(turns, "T6b", "a tag, `stats tag:…`", "tag.wall",
              ("Anki, graphs in process", "tag_anki.graphs.med"), "scan.wall", goal=4)


def search(bench):
    """T9: a text in all cards, one that is nowhere and one that is in few."""
    home = bench.warm_home(bench.disk)
    few = str(bench.meta["cards"] * 47 // 100 + 11)
    for what, needle in (("text that is nowhere", "zzzzqqqq"), ("text of few cards", few)):
        turns = bench.turns({
            "anki": lambda needle=needle: bench.anki("search", needle),
            "pauk": lambda needle=needle: figures(bench.run(home, "card", "list", needle)),
            "limit": lambda needle=needle: bench.limits("search", bench.floor, needle),
        })
        hits = turns.of("anki.hits")[0], turns.of("limit.said")[0]["hits"]
        own = bench.run(home, "card", "list", needle, "--json").out
        own = len(json.loads(own)["cards"]) if own.startswith(b'{"schema":"pauk/card-list') else 0
        if {own, *hits} != {own}:
            print(f"hits of {needle}: pauk {own}, Anki {hits[0]}, {hits[1]}", file=sys.stderr)
        bench.row(turns, "T9", f"{what}, `card list`: {own} hits", "pauk.wall",
                  ("Anki, in process", "anki.find.med"), "limit.wall", goal=1)


def check(bench):
    """T10: all deck files read and checked."""
    home = bench.warm_home(bench.disk)
    turns = bench.turns({
        "pauk": lambda: figures(bench.run(home, "deck", "lint", "--errors", bench.decks)),
        "lint": lambda: figures(bench.run(home, "deck", "lint", bench.decks)),
        "dry": lambda: figures(bench.run(home, "deck", "add", "--dry-run", bench.decks)),
        "limit": lambda: bench.limits("parse", bench.decks),
        "hashcards": lambda: bench.hashcards("check"),
    }, slow=["hashcards"])
    bench.row(turns, "T10", "decks checked for errors, `deck lint --errors`", "pauk.wall",
              ("hashcards check", "hashcards.wall"), "limit.wall", goal=40, limit_goal=3)
    bench.row(turns, "T10", "and for what is poor, `deck lint`", "lint.wall",
              ("hashcards check", "hashcards.wall"), "limit.wall")
    bench.row(turns, "T10", "decks compared, `deck add --dry-run`", "dry.wall",
              ("hashcards check", "hashcards.wall"), "limit.wall")


def undo(bench):
    """T11: an answer taken back, which with pauk survives the process."""
    home = bench.warm_home(bench.memory)
    floor = bench.floor_copy(bench.memory)
    spare = bench.asked.n + 10
    bench.review(home, bench.commands(spare))
    bench.limits("answer", floor, bench.today, spare)
    turns = bench.turns({
        "anki": lambda: bench.anki("undo", 40),
        "pauk": lambda: figures(bench.run(home, "undo")),
        "limit": lambda: bench.limits("undo", floor, 1),
    })
    bench.row(turns, "T11", "`undo`, whole process", "pauk.wall",
              ("Anki, in process", "anki.undo.med"), "limit.wall", limit_goal=1.6)

    can = bench.meta["due"] + bench.meta["new"] - 20
    many, few = min(1000, can), min(100, can // 10)

    def in_session():
        used = []
        for count in (few, many):
            home = bench.warm_home(bench.memory)
            used.append(bench.review(home, bench.commands(count, undone=True)).cpu)
        return {"each": (used[1] - used[0]) / (many - few)}

    def floor_each():
        used = []
        for count in (few, many):
            copy = bench.floor_copy(bench.memory)
            used.append(2 * bench.limits("answer", copy, bench.today, count)["cpu"]
                        + bench.limits("undo", copy, count)["cpu"])
        return {"each": (used[1] - used[0]) / (many - few)}

    turns = bench.turns({
        "anki": lambda: bench.anki("undo", many),
        "pauk": in_session,
        "limit": floor_each,
    })
    bench.row(turns, "T11", "an answer, its undo, and the answer again, processor time",
              "pauk.each", ("Anki, in process", "anki.each_cpu"), "limit.each", goal=1)


def imports(bench, name, data_of, command, anki, what, again=None, **goals):
    """What comes into an empty home, beside an import into an empty collection; `again` is what it
    is called when the same comes once more."""
    other = Bench(bench.asked, data_of)
    home = f"{bench.disk}/import"

    def measured(command, **more):
        """The figures of a process, with its peak memory by GNU time."""
        report = f"{bench.disk}/peak"
        process = Process(["/usr/bin/time", "-f", "%M", "-o", report, *command], **more)
        with open(report) as file:
            return figures(process) | {"peak": int(file.read().split()[-1]) / 1024}

    def pauk():
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home)
        environment = bench.environment_of(home)
        found = measured([bench.pauk, *command(other)], environment=environment)
        if again:
            found["again"] = measured([bench.pauk, *command(other)], environment=environment)
        return found

    def floor():
        return measured([bench.asked.limits, "load", other.data, f"{bench.disk}/load.db"],
                        environment=bench.environment)

    parties = {"anki": anki, "pauk": pauk, "limit": floor}
    turns = bench.turns(parties, slow=list(parties))
    bench.row(turns, name, what, "pauk.wall", ("Anki", "anki.import"), "limit.wall",
              goal=goals.get("goal"), limit_goal=goals.get("limit_goal"))
    if again:
        bench.row(turns, f"{name}b", again, "pauk.again.wall", ("Anki", "anki.again"), goal=10)
    bench.row(turns, "T13", f"peak memory, {what}", "pauk.peak",
              ("Anki, Python's 43 MB in it", "anki.rss_mb"), "limit.peak", unit="MB",
              most=goals.get("most"))
    shutil.rmtree(home)


def import_cards(bench):
    """T4: cards without history."""
    bare = f"{bench.set}0"
    table = f"{bench.work}/data/{bare}/notes.tsv"

    def anki():
        return bench.anki("import_csv", table, collection=False, scratch=bench.disk)

    imports(bench, "T4", bare, lambda _: ["import", table], anki, "import of cards, `import`",
            again="the same table again", goal=8, limit_goal=1.6, most=32)
    imports(bench, "T4", bare, lambda other: ["log", "import", other.log], anki,
            "import of cards, `log import`", goal=8, limit_goal=1.6, most=32)


def import_history(bench):
    """T4c: cards with their whole history."""
    package = bench.collection.replace(".anki2", ".apkg")
    imports(
        bench, "T4c", bench.set, lambda other: ["log", "import", other.log],
        lambda: bench.anki("import_apkg", package, collection=False, scratch=bench.disk),
        "import of cards and reviews, `log import`", goal=4, most=64,
    )


def export(bench):
    """T5: cards with their whole history go out."""
    home = bench.warm_home(bench.disk)
    log, package = f"{bench.disk}/export.jsonl", f"{bench.disk}/export.apkg"
    turns = bench.turns({
        "anki": lambda: bench.anki("export_apkg", package),
        "pauk": lambda: figures(bench.run(home, "log", "export", log)),
    }, slow=["anki", "pauk"])
    bench.row(turns, "T5", "export of cards and reviews, `log export`", "pauk.wall",
              ("Anki, package", "anki.export"), goal=3)
    os.remove(log)
    os.remove(package)


def pages(path):
    """The bytes of a database that are in use."""
    connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    count, size, free = (
        connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("page_count", "page_size", "freelist_count")
    )
    connection.close()
    return (count - free) * size


def sizes(bench):
    """T12: bytes on the disk of a review and of a card, from the sets with and without history."""
    bare = Bench(bench.asked, f"{bench.set}0")
    with open(f"{bare.data}/cards.csv", newline="", encoding="utf-8") as file:
        text = sum(
            len("".join((card["front"], card["back"], card["tags"])).encode())
            for card in csv.DictReader(file)
        )
    cards, reviews = bench.meta["cards"], bench.meta["reviews"]
    of = {
        "pauk": lambda bench: pages(f"{bench.home}/pauk.db"),
        "anki": lambda bench: pages(bench.collection),
        "limit": lambda bench: pages(bench.floor),
    }
    review = {name: (size(bench) - size(bare)) / reviews for name, size in of.items()}
    card = {name: size(bare) / cards for name, size in of.items()}
    bench.fact("T12", "bytes a review, with its indexes", "B", review["pauk"],
               ("Anki", review["anki"]), review["limit"], most=45, goal=1.4)
    bench.fact("T12", f"bytes a card, {text / cards:.0f} of it text", "B", card["pauk"],
               ("Anki", card["anki"]), card["limit"], most=220, goal=1.9)
    bench.fact("T12", "bytes a card beyond its text", "B", card["pauk"] - text / cards,
               ("Anki", card["anki"] - text / cards), card["limit"] - text / cards)
    path = f"{bench.home}/pauk.db"
    connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    try:
        for table_name, size in connection.execute(
            "select name, sum(pgsize) from dbstat group by 1 having sum(pgsize) > 100000 order by 2"
        ):
            bench.fact("T12", f"`{table_name}`", "MB", size / 1e6)
    except sqlite3.OperationalError as error:
        print(f"no sizes by table: {error}", file=sys.stderr)
    connection.close()


WORKLOADS = {
    "T1": first_question, "T2": answers, "T3": session, "T6": stats, "T7": due, "T9": search,
    "T10": check, "T11": undo, "T12": sizes, "T4": import_cards, "T4c": import_history,
    "T5": export,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, help="the folder that prepare.py filled")
    parser.add_argument("--pauk", required=True, help="the program")
    parser.add_argument("--homes", help="where its homes lie; WORK/pauk by default")
    parser.add_argument("--limits", required=True, help="the program of limits/")
    parser.add_argument("--hashcards", help="the program; it is left out without")
    parser.add_argument("--set", action="append", required=True, dest="sets")
    parser.add_argument("--only", help="the workloads, by commas")
    parser.add_argument("--skip", help="the workloads left out, by commas", default="")
    parser.add_argument("-n", type=int, default=7, help="rounds")
    parser.add_argument("--slow", type=int, default=2, help="rounds of what takes seconds")
    parser.add_argument("--tmpfs", default="/dev/shm")
    parser.add_argument("--out", help="a file for the JSON lines")
    asked = parser.parse_args()
    wanted = asked.only.split(",") if asked.only else list(WORKLOADS)
    wanted = [name for name in wanted if name not in asked.skip.split(",")]
    version = subprocess.run([asked.pauk, "--version"], capture_output=True, text=True, check=True)
    rows = []
    for name in asked.sets:
        bench = Bench(asked, name)
        try:
            for workload in wanted:
                WORKLOADS[workload](bench)
        finally:
            bench.clear()
            rows += bench.rows
    print(f"\n{version.stdout.strip()}, {time.strftime('%Y-%m-%d')}, "
          f"{asked.n} rounds: median (least–greatest)\n")
    print(table(rows))
    print("\n" + growth(rows))


if __name__ == "__main__":
    main()
