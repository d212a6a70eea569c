#!/usr/bin/env python3
"""Makes everything that run.py measures on, in a folder of its own.

    prepare.py --work DIR --pauk PROGRAM [--sets d1k,d10k,...] [--steps data,pauk,...]

For each set: the data, the deck files and the log, a home of pauk that imported the log, Anki's
collection and a package of it, a folder of hashcards, the database of the limits. A set is so many
thousand cards with ten reviews each on average; with a 0 behind it, the same without history. What
is there is made anew, for cards are due on the day on which they are generated. `--homes DIR` is
where the homes lie, so that two programs with different tables have theirs side by side.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = {
    name + ending: (cards, per_card)
    for name, cards in (("d1k", 1_000), ("d10k", 10_000), ("d100k", 100_000))
    for ending, per_card in (("", 10), ("0", 0))
}
STEPS = ["data", "decks", "pauk", "anki", "package", "hashcards", "limits"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, help="the folder for everything")
    parser.add_argument("--pauk", help="the program, for the step pauk")
    parser.add_argument("--limits", help="the program, for the step limits")
    parser.add_argument("--homes", help="where the homes of pauk lie; WORK/pauk by default")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--now", type=int, default=int(time.time()))
    asked = parser.parse_args()
    work = os.path.abspath(asked.work)
    homes = os.path.abspath(asked.homes or f"{work}/pauk")
    environment = {**os.environ, "TZ": "UTC"}

    def run(*command, **more):
        start = time.perf_counter()
        done = subprocess.run(
            command, env={**environment, **more}, stdout=subprocess.PIPE, text=True, check=True
        )
        said = done.stdout.strip().splitlines()
        took = time.perf_counter() - start
        print(f"  {took:7.1f} s  {said[-1] if said else ''}", flush=True)

    def script(name, *arguments):
        run(sys.executable, f"{HERE}/{name}", *arguments)

    for name in asked.sets.split(","):
        cards, per_card = SETS[name]
        data = f"{work}/data/{name}"
        for step in asked.steps.split(","):
            print(f"{name}: {step}", flush=True)
            if step == "data":
                script("generate.py", "--cards", str(cards), "--per-card", str(per_card),
                       "--out", data, "--now", str(asked.now))
            elif step == "decks":
                script("load_pauk.py", data, f"{work}/decks/{name}", f"{work}/logs/{name}.jsonl")
            elif step == "pauk":
                shutil.rmtree(f"{homes}/{name}", ignore_errors=True)
                os.makedirs(f"{homes}/{name}")
                run(asked.pauk, "log", "import", f"{work}/logs/{name}.jsonl",
                    PAUK_HOME=f"{homes}/{name}")
            elif step == "anki":
                script("load_anki.py", data, f"{work}/anki/{name}/c.anki2")
            elif step == "package":
                script("anki_engine.py", "export_apkg", f"{work}/anki/{name}/c.anki2",
                       f"{work}/anki/{name}/c.apkg")
            elif step == "hashcards":
                script("load_hashcards.py", data, f"{work}/hc/{name}")
            elif step == "limits":
                os.makedirs(f"{work}/lim", exist_ok=True)
                run(asked.limits, "load", data, f"{work}/lim/{name}.db")
            else:
                sys.exit(f"there is no step {step}; there are {', '.join(STEPS)}")


if __name__ == "__main__":
    main()
