#!/usr/bin/env python3
"""Makes the cards and the history that every program is measured on, from a seed alone.

    generate.py --cards 10000 --per-card 10 --out DIR [--now EPOCH] [--seed N]

Writes into DIR:
    cards.csv    id,deck,front,back,tags,state,due,interval,ease,repetitions,reviews,lapses
    reviews.csv  at_ms,card,quality,kind,interval,last_interval,ease,taken_ms; oldest first
    notes.tsv    the cards as Anki imports them from text
    meta.json    the decks, the counts, the parameters

The learner is a simulation. Cards follow the published text of SM-2 exactly (intervals 1, 6, then
the last one times the ease, rounded up; a fail starts again at one day and keeps the ease), so a
program that folds this history by that rule comes to the days in cards.csv. The learner recalls
with a probability of about 0.9 and an ability of each card's own, answers up to three days late
and never early, and was last active three days ago, so a few days of reviews are due. What was
below good is asked again the same day, once, and known. A fifth of the cards was never seen.

Days are counted from 1970 in UTC; answers fall between five in the morning and midnight, so a study
day that begins at four is the same day. `due` is a day for cards in review, the place in the deck
for new ones. `ease` is in hundredths, `kind` is 0 for the first answer to a card, 1 for a
scheduled review, 2 for asking again on the same day.
"""

import argparse
import csv
import json
import os
import random
import time

AWAY_DAYS = 3
NEW_SHARE = 0.2
DECKS = 20
SYLLABLES = (
    "ka lo mi ren tu sha bel dor vi en gra pol sy mar to ne zu fi qua lin ost per dra cu he".split()
)
FOREIGN = "Straße école мир 日本語 ελπίδα naïve señor 한국어 żółw ångström".split()
ROLLOVER_SECONDS = 4 * 3600


def study_day(now):
    return (now - ROLLOVER_SECONDS) // 86_400


def words(rng, count=2500):
    found, seen = [], set()
    while len(found) < count:
        syllables = 1 + int(rng.random() * 3.3)
        word = "".join(SYLLABLES[int(rng.random() * len(SYLLABLES))] for _ in range(syllables))
        if word not in seen:
            seen.add(word)
            found.append(word)
    return found


def phrase(rng, stock, shortest, longest):
    count = shortest + int(rng.random() * (longest - shortest + 1))
    chosen = [stock[int(len(stock) * rng.random() ** 2)] for _ in range(count)]
    if rng.random() < 0.1:
        chosen[int(rng.random() * count)] = FOREIGN[int(rng.random() * len(FOREIGN))]
    return " ".join(chosen)


class Card:
    """One card's life: its answers and where they left it."""

    def __init__(self):
        self.answers = []
        self.ease, self.interval, self.repetitions, self.reviews, self.lapses = 250, 0, 0, 0, 0

    def scheduled(self, day, second, quality, taken):
        before = self.interval
        if quality < 3:
            self.lapses += self.reviews > 0
            self.repetitions, self.interval = 0, 1
        else:
            missing = 5 - quality
            self.ease = max(130, self.ease + 10 - missing * (8 + missing * 2))
            self.repetitions += 1
            product = self.interval * self.ease
            self.interval = {1: 1, 2: 6}.get(self.repetitions, -(-product // 100))
        kind = 1 if self.reviews else 0
        self.reviews += 1
        self.answers.append((day, second, quality, kind, self.interval, before, self.ease, taken))

    def again(self, day, second, taken):
        self.answers.append((day, second, 4, 2, self.interval, self.interval, self.ease, taken))


def live(rng, horizon, today):
    """A card that came in at most `horizon` days before the learner left, and when it is due."""
    card = Card()
    ability = 0.80 + 0.17 * rng.random()
    last_day = today - AWAY_DAYS

    def taken():
        return 1500 + int(rng.random() ** 3 * 40_000)

    due = last_day - int(rng.random() * horizon)
    while True:
        day = due + (int(rng.random() ** 4 * 4) if card.reviews else 0)
        if day > last_day:
            return card, due
        second = 5 * 3600 + int(rng.random() * 60_000)
        if rng.random() < (ability if card.reviews else 0.75):
            chance = rng.random()
            quality = 4 if not card.reviews else 3 if chance < 0.12 else 5 if chance > 0.88 else 4
        else:
            quality = 1
        card.scheduled(day, second, quality, taken())
        if quality < 4:
            card.again(day, second + 640, taken())
        due = day + card.interval


def fitting_horizon(seed, per_card, today):
    """So many days that a card has `per_card` answers on average, new ones included."""
    shortest, longest = 10.0, 20_000.0
    for _ in range(18):
        middle = (shortest * longest) ** 0.5
        rng = random.Random(seed + 1)
        mean = sum(len(live(rng, middle, today)[0].answers) for _ in range(1500)) / 1500
        if mean < per_card / (1 - NEW_SHARE):
            shortest = middle
        else:
            longest = middle
    return (shortest * longest) ** 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cards", type=int, required=True)
    parser.add_argument("--per-card", type=float, default=10.0)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--now", type=int, default=int(time.time()))
    asked = parser.parse_args()

    os.makedirs(asked.out, exist_ok=True)
    today = study_day(asked.now)
    rng = random.Random(asked.seed)
    stock = words(rng)
    horizon = fitting_horizon(asked.seed, asked.per_card, today) if asked.per_card > 0 else 0
    decks = [f"bench/{''.join(rng.choices(SYLLABLES, k=3))}-{at:02d}" for at in range(DECKS)]
    weights = [1 / (at + 1.5) for at in range(DECKS)]
    tags = [stock[int(rng.random() * 600)] for _ in range(50)]
    counts = {"new": 0, "due": 0, "later": 0}
    answers = []

    cards_file = open(f"{asked.out}/cards.csv", "w", newline="", encoding="utf-8")
    notes_file = open(f"{asked.out}/notes.tsv", "w", newline="", encoding="utf-8")
    with cards_file, notes_file:
        cards = csv.writer(cards_file, lineterminator="\n")
        cards.writerow(
            "id deck front back tags state due interval ease repetitions reviews lapses".split()
        )
        notes_file.write("#separator:tab\n#html:false\n#tags column:3\n#deck column:4\n")
        for number in range(1, asked.cards + 1):
            deck = rng.choices(decks, weights)[0]
            front = f"What is {phrase(rng, stock, 3, 8)} ({number})?"
            back = phrase(rng, stock, 4, 14)
            of_card = {tags[int(rng.random() * 50)] for _ in range(int(rng.random() * 4))}
            of_card = " ".join(sorted(of_card))
            if asked.per_card > 0 and rng.random() >= NEW_SHARE:
                card, due = live(rng, horizon, today)
                state = "review"
                counts["due" if due <= today else "later"] += 1
                # The thousandths tell apart what fell on the same second.
                answers += [
                    ((day * 86_400 + second) * 1000 + (number * 7919) % 1000, number, *rest)
                    for day, second, *rest in card.answers
                ]
            else:
                card, due, state = Card(), number, "new"
                counts["new"] += 1
            cards.writerow([
                number, deck, front, back, of_card, state, due,
                card.interval, card.ease, card.repetitions, card.reviews, card.lapses,
            ])
            notes_file.write("\t".join([front, back, of_card, deck.replace("/", "::")]) + "\n")

    answers.sort()
    at = 0
    with open(f"{asked.out}/reviews.csv", "w", newline="") as file:
        reviews = csv.writer(file, lineterminator="\n")
        reviews.writerow("at_ms card quality kind interval last_interval ease taken_ms".split())
        for row in answers:
            at = max(row[0], at + 1)
            reviews.writerow([at, *row[1:]])

    meta = {
        "cards": asked.cards, "reviews": len(answers), **counts, "today": today, "now": asked.now,
        "seed": asked.seed, "horizon_days": round(horizon), "decks": decks,
    }
    with open(f"{asked.out}/meta.json", "w") as file:
        json.dump(meta, file, indent=1)
    print(json.dumps({key: value for key, value in meta.items() if key != "decks"}))


if __name__ == "__main__":
    main()
