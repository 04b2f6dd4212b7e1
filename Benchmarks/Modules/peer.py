#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The peer of ModulesBenchmark: the worker processes that Python's task queues are built on, on the same machine.

Prints one line for each figure: a round trip over a pipe to a worker, a fresh worker to its first result (by spawn
and by fork from a warm one), and jobs a second through one worker process.
"""
import multiprocessing
import time


def echo(connection):
    while (message := connection.recv()) is not None:
        connection.send(message)


def answer_one(connection):
    connection.send({})


def nothing(_):
    return {}


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    worker = fork.Process(target=echo, args=(theirs,))
    worker.start()
    times = []
    for _ in range(20_000):
        begin = time.perf_counter()
        ours.send({"prompt": "say nothing"})
        ours.recv()
        times.append(time.perf_counter() - begin)
    ours.send(None)
    worker.join()
    print(f"python round trip over a pipe: median {median(times) * 1e6:.0f} us")

    for method, count in (("spawn", 20), ("fork", 50)):
        context = multiprocessing.get_context(method)
        times = []
        for _ in range(count):
            begin = time.perf_counter()
            ours, theirs = context.Pipe()
            worker = context.Process(target=answer_one, args=(theirs,))
            worker.start()
            ours.recv()
            times.append(time.perf_counter() - begin)
            worker.join()
        print(f"python fresh worker by {method} to its first result: median {median(times) * 1e3:.1f} ms")

    with fork.Pool(1) as pool:
        begin = time.perf_counter()
        for _ in pool.imap_unordered(nothing, range(100_000), chunksize=1):
            pass
        print(f"python 100000 jobs through one worker: {100_000 / (time.perf_counter() - begin):.0f} a second")


if __name__ == "__main__":
    main()
