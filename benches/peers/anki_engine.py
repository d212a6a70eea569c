#!/usr/bin/env python3
"""One workload of Anki's engine in this process; prints one line of JSON, times in milliseconds.

    anki_engine.py WORKLOAD COLLECTION [ARGUMENTS]

A collection that would be written is copied to $SCRATCH first. The engine is called as Anki's own
front ends call it; starting Python and importing the package are never counted. `cpu` is the
processor time of this process within the calls, `rss_mb` the peak of the whole process with Python,
`rss_before_mb` the peak before the collection was opened.
"""

import glob
import json
import os
import resource
import shutil
import sys
import tempfile
import time

import anki.collection
from anki._backend import RustBackend
from anki.cards import Card
from anki.collection import Collection
from anki.scheduler_pb2 import CardAnswer

SCRATCH = os.environ.get("SCRATCH") or tempfile.gettempdir()
GOOD = 2


def peak_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


class Clock:
    """Wall and processor time of calls, one after the other."""

    def __init__(self):
        self.walls, self.cpus = [], []

    def call(self, work):
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        self.walls.append((time.perf_counter() - wall) * 1e3)
        self.cpus.append((time.process_time() - cpu) * 1e3)
        return result

    def figures(self):
        walls = sorted(self.walls)
        return {
            "n": len(walls), "min": walls[0], "med": walls[len(walls) // 2], "max": walls[-1],
            "first": self.walls[0], "sum": sum(walls), "cpu": sum(self.cpus) / len(self.cpus),
        }


def ms(work, clock=None):
    """The wall time of one call and what it gave; `clock` sums up several."""
    clock = clock or Clock()
    result = clock.call(work)
    return clock.walls[-1], result


def copied(path):
    copy = f"{SCRATCH}/anki-{os.getpid()}.anki2"
    shutil.copyfile(path, copy)
    with open(copy, "rb") as file:
        os.fsync(file.fileno())
    return copy


def remove(copy):
    for path in glob.glob(copy[: -len(".anki2")] + "*"):
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def opened(copy, clock):
    engine_ms, engine = ms(lambda: RustBackend(server=False))
    open_ms, _ = ms(lambda: engine.open_collection(
        collection_path=copy, media_folder_path="", media_db_path=""
    ), clock)
    return engine, engine_ms, open_ms


def next_card(engine):
    return engine.get_queued_cards(fetch_limit=1, intraday_learning_only=False)


def good(card):
    return CardAnswer(
        card_id=card.card.id, current_state=card.states.current, new_state=card.states.good,
        rating=GOOD, answered_at_millis=int(time.time() * 1000), milliseconds_taken=4000,
    )


def first(path, limit=None, balancer=1):
    """The engine from nothing to the first question, with other limits where they are given."""
    copy = copied(path)
    if limit is not None:
        col = Collection(copy)
        options = col.decks.all_config()[0]
        options["new"]["perDay"] = options["rev"]["perDay"] = int(limit)
        col.decks.update_config(options)
        col.load_balancer_enabled = bool(int(balancer))
        col.close()
    clock = Clock()
    engine, engine_ms, open_ms = opened(copy, clock)
    queue_ms, queued = ms(lambda: next_card(engine), clock)
    render_ms, _ = ms(lambda: engine.render_existing_card(
        card_id=queued.cards[0].card.id, browser=False, partial_render=True
    ))
    peak = peak_mb()
    engine.close_collection(downgrade_to_schema11=False)
    remove(copy)
    return {
        "engine": engine_ms, "open": open_ms, "queue": queue_ms, "render": render_ms,
        "open_queue": sum(clock.walls), "cpu": sum(clock.cpus), "peak_mb": peak,
        "counts": [queued.new_count, queued.learning_count, queued.review_count],
    }


def session(path, count):
    """Answers one after the other by the engine alone; `whole` is open, queue, cards, answers."""
    copy = copied(path)
    clock, nexts, renders, answers = Clock(), Clock(), Clock(), Clock()
    engine, _, open_ms = opened(copy, clock)
    for _ in range(int(count)):
        queued = nexts.call(lambda: next_card(engine))
        if not queued.cards:
            break
        card = queued.cards[0]
        renders.call(lambda: engine.render_existing_card(
            card_id=card.card.id, browser=False, partial_render=True
        ))
        answers.call(lambda: engine.answer_card(good(card)))
    close_ms, _ = ms(lambda: engine.close_collection(downgrade_to_schema11=False))
    remove(copy)
    warm = Clock()
    warm.walls, warm.cpus = nexts.walls[1:], nexts.cpus[1:]
    next_figures, answer_figures = warm.figures(), answers.figures()
    return {
        "answer": answer_figures, "next": next_figures, "queue": nexts.walls[0],
        "answer_next_med": answer_figures["med"] + next_figures["med"],
        "answer_next_cpu": answer_figures["cpu"] + next_figures["cpu"],
        "whole": open_ms + sum(nexts.walls) + sum(answers.walls),
        "cpu": sum(clock.cpus + nexts.cpus + answers.cpus),
        "whole_rendered": open_ms + sum(nexts.walls + answers.walls + renders.walls) + close_ms,
    }


def python_session(path, count):
    """The same through Anki's Python objects, with question and answer made, open to close."""
    copy = copied(path)
    cpu, start = time.process_time(), time.perf_counter()
    col = Collection(copy)
    for _ in range(int(count)):
        queued = col.sched.get_queued_cards(fetch_limit=1)
        if not queued.cards:
            break
        card = Card(col)
        card._load_from_backend_card(queued.cards[0].card)
        card.start_timer()
        card.question()
        card.answer()
        col.sched.answer_card(
            col.sched.build_answer(card=card, states=queued.cards[0].states, rating=GOOD)
        )
    col.close()
    whole = (time.perf_counter() - start) * 1e3
    cpu = (time.process_time() - cpu) * 1e3
    remove(copy)
    return {"whole": whole, "cpu": cpu}


def undo(path, count):
    """Answers, each taken back and given again; `each_cpu` is all of that, with the next cards."""
    copy = copied(path)
    clock, nexts, answers, undos = Clock(), Clock(), Clock(), Clock()
    engine, _, _ = opened(copy, clock)
    next_card(engine)
    for _ in range(int(count)):
        card = nexts.call(lambda: next_card(engine)).cards[0]
        answers.call(lambda: engine.answer_card(good(card)))
        undos.call(engine.undo)
        again = nexts.call(lambda: next_card(engine)).cards[0]
        answers.call(lambda: engine.answer_card(good(again)))
    engine.close_collection(downgrade_to_schema11=False)
    remove(copy)
    all_cpu = sum(nexts.cpus + answers.cpus + undos.cpus)
    return {"undo": undos.figures(), "each_cpu": all_cpu / int(count)}


def counts(path, times=5):
    col = Collection(path)
    trees = Clock()
    for _ in range(int(times)):
        tree = trees.call(col.sched.deck_due_tree)
    col.close()
    bench = next(deck for deck in tree.children if deck.name == "bench")
    return {"tree": trees.figures(), "new": bench.new_count, "due": bench.review_count}


def stats(path, search="", days=0, times=3):
    col = Collection(path)
    graphs = Clock()
    for _ in range(int(times)):
        graphs.call(lambda: col._backend.graphs(search=search, days=int(days)))
    col.close()
    return {"graphs": graphs.figures()}


def search(path, text, times=5):
    col = Collection(path)
    finds = Clock()
    for _ in range(int(times)):
        found = finds.call(lambda: col.find_cards(text))
    col.close()
    return {"find": finds.figures(), "hits": len(found)}


def export_apkg(path, package):
    col = Collection(path)
    options = anki.collection.ExportAnkiPackageOptions(
        with_scheduling=True, with_media=False, with_deck_configs=True, legacy=False
    )
    export_ms, notes = ms(lambda: col.export_anki_package(
        out_path=package, options=options, limit=None
    ))
    col.close()
    return {"export": export_ms, "notes": notes, "bytes": os.path.getsize(package)}


def import_apkg(package):
    copy = f"{SCRATCH}/anki-{os.getpid()}.anki2"
    col = Collection(copy)
    request = anki.collection.ImportAnkiPackageRequest(
        package_path=package,
        options=anki.collection.ImportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, merge_notetypes=False
        ),
    )
    clock = Clock()
    import_ms, _ = ms(lambda: col.import_anki_package(request), clock)
    reviews = col.db.scalar("select count() from revlog")
    col.close()
    remove(copy)
    return {"import": import_ms, "cpu": sum(clock.cpus), "reviews": reviews}


def import_csv(file):
    copy = f"{SCRATCH}/anki-{os.getpid()}.anki2"
    col = Collection(copy)
    clock = Clock()
    metadata_ms, metadata = ms(lambda: col.get_csv_metadata(file, None), clock)
    request = anki.collection.ImportCsvRequest(path=file, metadata=metadata)
    import_ms, _ = ms(lambda: col.import_csv(request), clock)
    notes = col.note_count()
    # Its processor time is that of the first time.
    cpu = sum(clock.cpus)
    metadata_ms_again, metadata = ms(lambda: col.get_csv_metadata(file, None), clock)
    request = anki.collection.ImportCsvRequest(path=file, metadata=metadata)
    again_ms, _ = ms(lambda: col.import_csv(request), clock)
    assert col.note_count() == notes
    col.close()
    remove(copy)
    return {"import": metadata_ms + import_ms, "again": metadata_ms_again + again_ms, "cpu": cpu,
            "notes": notes}


WORKLOADS = [
    first, session, python_session, undo, counts, stats, search, export_apkg, import_apkg,
    import_csv,
]


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def main():
    work = {work.__name__: work for work in WORKLOADS}[sys.argv[1]]
    before = peak_mb()
    figures = work(*sys.argv[2:])
    print(json.dumps({"rss_before_mb": before, **rounded(figures), "rss_mb": peak_mb()}))


if __name__ == "__main__":
    main()
