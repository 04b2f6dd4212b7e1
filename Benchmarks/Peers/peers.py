#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mortise, Celery with Redis and huey with SQLite in one run on one machine, round after round, as two tables.

    python Benchmarks/Peers/peers.py .build/release --rounds 3
"""
import argparse
import subprocess
import sys
import time

import configurations
import outcome
import sessions
import table
from mortise_run import Mortise


def _arguments():
    kept = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=kept)
    parser.add_argument("programs", help="the folder of Mortise's built programs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--nothings", type=int, default=20_000, help="tasks that do nothing, for each peer")
    parser.add_argument("--calls", type=int, default=5_000, help="slow calls, for peers that make as many at once")
    parser.add_argument("--limit", type=float, default=180, help="seconds after which a run is given up")
    parser.add_argument("--only", default="", help="run only configurations whose name has this in it, and Mortise")
    parser.add_argument("--task", default="", choices=["", "nothing", "ask"], help="only this table")
    return parser.parse_args()


def _round(task, named, count, port, limit, results, number):
    # Forth and back, so that none is always the one after another.
    for one in named if number % 2 == 0 else reversed(named):
        # What has few workers makes fewer calls: five for each worker show its pace as well as thousands do.
        jobs = min(count, one.at_once * 5) if task == "ask" else count
        begin = time.monotonic()
        try:
            result = one.run(task, jobs, port, limit)
            said = f"{result.rate:.1f} a second, {result.seconds:.2f} s, {result.memory:.0f} MB"
        except outcome.TooSlow as failure:
            result, said = None, f"did not end: {failure}"
        results[one.name].append(result)
        whole = time.monotonic() - begin
        print(f"{task} {number + 1}: {one.name}: {said} ({whole:.0f} s in all)", file=sys.stderr, flush=True)


def main():
    arguments = _arguments()
    sessions.end_on_signals()
    provider = sessions.start([f"{arguments.programs}/SlowProvider", "2000"], stdout=subprocess.PIPE, text=True)
    port = int(provider.stdout.readline())
    mortise = Mortise(arguments.programs)
    work = [
        ("nothing", "tasks that do nothing", configurations.NOTHING, arguments.nothings),
        ("ask", "calls of a model that takes 2 s", configurations.ASK, arguments.calls),
    ]
    for task, title, peers, count in work:
        if arguments.task not in ("", task):
            continue
        named = [mortise, *(peer for peer in peers if arguments.only in peer.name)]
        results = {one.name: [] for one in named}
        for number in range(arguments.rounds):
            _round(task, named, count, port, arguments.limit, results, number)
        print(table.text(title, results, mortise.name), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
