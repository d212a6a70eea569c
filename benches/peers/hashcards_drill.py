#!/usr/bin/env python3
"""A drill of hashcards, driven over HTTP; prints one line of JSON with times in milliseconds.

    hashcards_drill.py HASHCARDS FOLDER ANSWERS

FOLDER is copied to $SCRATCH first. `first` is from the start of the process to the first question
served, `saved` the last answer, at which hashcards writes the session down, `whole` all of it.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
program, folder, answers = sys.argv[1], sys.argv[2], int(sys.argv[3])
copy = f"{os.environ.get('SCRATCH') or tempfile.gettempdir()}/hashcards-{os.getpid()}"
shutil.copytree(folder, copy)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

start = time.perf_counter()
drill = subprocess.Popen(
    [program, "drill", copy, "--open-browser", "false", "--port", str(port), "--card-limit",
     str(max(answers, 1)), "--bury-siblings", "false"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)


def since(moment):
    return round((time.perf_counter() - moment) * 1e3, 2)


while True:
    try:
        client = http.client.HTTPConnection("127.0.0.1", port)
        client.request("GET", "/")
        client.getresponse().read()
        break
    except OSError:
        if drill.poll() is not None:
            sys.exit("hashcards ended early")
        time.sleep(0.0005)
first = since(start)


def say(action):
    client.request("POST", "/", f"action={action}", FORM)
    client.getresponse().read()


all_answers = []
for _ in range(answers):
    moment = time.perf_counter()
    for action in ("Reveal", "Good"):
        say(action)
        client.request("GET", "/")
        client.getresponse().read()
    all_answers.append(since(moment))
with open(f"/proc/{drill.pid}/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
if answers:
    say("Shutdown")
client.close()
try:
    drill.wait(5 if answers else 0)
except subprocess.TimeoutExpired:
    drill.send_signal(signal.SIGINT)
    drill.wait()
whole = since(start)
shutil.rmtree(copy)
print(json.dumps({
    "first": first, "whole": whole, "saved": all_answers[-1] if answers else None,
    "answer": sorted(all_answers)[len(all_answers) // 2] if answers else None,
    "rss_mb": int(peak) // 1024,
}))
