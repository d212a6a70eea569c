#!/usr/bin/env python3
"""Measures processes in turn, and makes a table of what came out.

    measure.py RESULTS.jsonl    the table again; of a pair that stands there twice the later counts

Times on a shared machine move by half from minute to minute; what two programs take within the same
second moves far less. So all parties of a workload run one after the other, again and again, each
round gives one ratio, and the median of the ratios is what counts.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import time

NOTHING = "/dev/null"
SIZES = {"d1k": 1_000, "d10k": 10_000, "d100k": 100_000}


class Process:
    """One run of a program: wall and processor time in milliseconds, and what it wrote."""

    def __init__(self, command, environment, stdin=NOTHING, until=None, may_fail=False):
        read, write = os.pipe()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, write, 1),
            (os.POSIX_SPAWN_OPEN, 2, NOTHING, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_CLOSE, read),
        ]
        self.until = None
        self.out = b""
        start = time.perf_counter()
        process = os.posix_spawnp(command[0], command, environment, file_actions=actions)
        os.close(write)
        while chunk := os.read(read, 1 << 20):
            self.out += chunk
            if until is not None and self.until is None and until in self.out:
                self.until = (time.perf_counter() - start) * 1e3
        _, status, used = os.wait4(process, 0)
        self.wall = (time.perf_counter() - start) * 1e3
        os.close(read)
        self.cpu = (used.ru_utime + used.ru_stime) * 1e3
        self.status = os.waitstatus_to_exitcode(status)
        # 1 is the answer no: nothing is due, a deck could be better.
        if self.status not in (0, 1) or (self.status == 1 and not may_fail):
            raise RuntimeError(f"{' '.join(command)} ended with {self.status}")

    def json(self):
        return json.loads(self.out.splitlines()[-1])


def peak_mb(command, environment, stdin=NOTHING):
    """The peak of the resident memory, by GNU time: wait4 would count the one who started it."""
    with open(stdin, "rb") as said:
        done = subprocess.run(
            ["/usr/bin/time", "-f", "%M", *command], env=environment, stdin=said,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
    return int(done.stderr.split()[-1]) / 1024


def system_calls(command, environment, scratch, stdin=NOTHING):
    """How often the process and its threads called for the disk: (syncs, writes)."""
    report = f"{scratch}/strace"
    with open(stdin, "rb") as said:
        subprocess.run(
            ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync,pwrite64", "-o", report, *command],
            env=environment, stdin=said, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    calls = {}
    with open(report) as lines:
        for words in map(str.split, lines):
            if words and words[-1] in ("fsync", "fdatasync", "pwrite64"):
                calls[words[-1]] = int(words[3])
    return calls.get("fsync", 0) + calls.get("fdatasync", 0), calls.get("pwrite64", 0)


def at(figures, path):
    """A figure by its dotted path."""
    for key in path.split("."):
        figures = figures[key]
    return figures


class Turns:
    """The parties of one workload, each a call that gives a dictionary of figures."""

    def __init__(self, parties, rounds, slow):
        """`slow` holds the parties that run in fewer rounds, and without one to warm up."""
        self.figures = {name: [] for name in parties}
        for name, party in parties.items():
            if name not in slow:
                party()
        for number in range(rounds):
            # Who comes behind a large program finds the caches full of it: in every other round
            # the parties come the other way round.
            order = list(parties.items())[:: -1 if number % 2 else 1]
            for name, party in order:
                if name not in slow or number < slow[name]:
                    self.figures[name].append(party())

    def of(self, path):
        name, _, key = path.partition(".")
        return [at(figures, key) for figures in self.figures[name]]

    def cpu_beside(self, path):
        """The processor time that stands beside a figure; None where there is none."""
        beside = path.rpartition(".")[0] + ".cpu"
        try:
            return spread(self.of(beside))
        except (KeyError, TypeError):
            return None

    def ratios(self, above, below):
        return [one / other for one, other in zip(self.of(above), self.of(below))]


def spread(values):
    """Least, median and greatest."""
    return [min(values), statistics.median(values), max(values)]


def short(value):
    if value == round(value) and abs(value) < 1000:
        return f"{value:.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(digits, 3)}f}"


def shown(values):
    low, middle, high = map(short, values)
    return middle if low == middle == high else f"{middle} ({low}–{high})"


def within(row):
    """Whether a row reaches its goals; None where it has none."""
    met = []
    if row.get("goal") is not None and row.get("ratio"):
        met.append(row["ratio"][1] >= row["goal"])
    if row.get("limit_goal") is not None and row.get("over_limit"):
        met.append(row["over_limit"][1] <= row["limit_goal"])
    if row.get("most") is not None:
        met.append(row["pauk"][1] <= row["most"])
    return all(met) if met else None


def goal_text(row):
    goals = []
    if row.get("goal") is not None:
        goals.append(f"≥ {row['goal']:g} ×")
    if row.get("limit_goal") is not None:
        goals.append(f"≤ {row['limit_goal']:g} × limit")
    if row.get("most") is not None:
        goals.append(f"≤ {row['most']:g}")
    return ", ".join(goals)


def table(rows):
    lines = [
        "| | workload | set | pauk | peer | | peer ÷ pauk | limit | pauk ÷ limit | goal | "
        "| processor: pauk, peer, limit |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        def cell(key, row=row):
            return shown(row[key]) if row.get(key) else ""

        verdict = {True: "met", False: "missed", None: ""}[within(row)]
        cpus = [row.get(key) for key in ("pauk_cpu", "peer_cpu", "limit_cpu")]
        cpus = ", ".join(short(cpu[1]) if cpu else "–" for cpu in cpus) if any(cpus) else ""
        lines.append("| " + " | ".join([
            row["id"], row["what"], row["set"], f"{cell('pauk')} {row['unit']}".strip(),
            row.get("peer") or "", cell("peer_value"), cell("ratio"), cell("limit"),
            cell("over_limit"), goal_text(row), verdict, cpus,
        ]) + " |")
    return "\n".join(lines)


def growth(rows):
    """By which power of the number of cards pauk's processor time grows from set to set."""
    found = {}
    for row in rows:
        if row["set"] in SIZES and row["unit"] == "ms" and not row["what"].startswith("against"):
            figure = (row.get("pauk_cpu") or row["pauk"])[1]
            found.setdefault((row["id"], row["what"]), {})[row["set"]] = figure
    lines = ["| | workload | from | to | exponent |", "|---|---|---|---|---|"]
    for (name, what), by_set in found.items():
        sets = sorted(by_set, key=SIZES.get)
        for small, large in zip(sets, sets[1:]):
            exponent = math.log(by_set[large] / by_set[small], SIZES[large] / SIZES[small])
            lines.append(f"| {name} | {what} | {small} | {large} | {exponent:.2f} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def main():
    rows = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            rows[row["id"], row["what"], row["set"], row.get("peer")] = row
    names = sorted(rows, key=lambda at: (int(at[0].strip("Tbc")), at[0], SIZES.get(at[2], 0)))
    rows = [rows[name] for name in names]
    print(table(rows) + "\n\n" + growth(rows))


if __name__ == "__main__":
    main()
