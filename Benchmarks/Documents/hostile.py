# SPDX-License-Identifier: Apache-2.0
"""Hostile input for a reader of documents.

    hostile.py make [FOLDER]                      the bombs, by default in .build/hostile
    hostile.py list                               the names of all inputs
    hostile.py run --command 'reader {file}' [--only bombs,malformed,truncated,flipped] [--every N] [--names A,B]
                   [--seconds 10] [--megabytes 1000] [--jobs 1] [--results FILE.json]

Inputs: the bombs; the malformed sets in the sources of qpdf and libtiff; every file of the corpus truncated at ten
points, and
with bytes flipped: one in a hundred, one in a thousand, and twenty in the first 512 bytes, always the same for a
name. An input
is good when the reader ends by itself, within the time and the memory, with whatever status that is no signal."""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import shlex
import sys
import tempfile

import bombs
import measure
import sources

CUTS = (0.0, 0.001, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999)


def flipped(data, name, share=None, count=None, within=None):
    chance, data = random.Random(name), bytearray(data)
    end = min(len(data), within or len(data))
    for _ in range(count if count is not None else max(1, int(end * share))):
        if end:
            data[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return bytes(data)


def inputs(corpus, folder):
    """(group, name, a function that gives the bytes), in an order that is always the same."""
    for name in bombs.BOMBS:
        yield "bombs", name, (folder / name).read_bytes
    for source, pattern in (
        ("src:qpdf", "*/qpdf/qtest/qpdf/*.pdf"),
        ("src:qpdf", "*/fuzz/qpdf_extra/*.fuzz"),
        ("src:tiff", "*/test/images/*.tif*"),
    ):
        for path in sorted(sources.folder(source).glob(pattern)):
            yield "malformed", f"{source[4:]}-{path.name}", path.read_bytes
    for entry in json.loads((corpus / "manifest.json").read_text()):
        stem, _, ending = entry["name"].rpartition(".")
        read = (corpus / entry["name"]).read_bytes
        for number, share in enumerate(CUTS):
            yield (
                "truncated",
                f"{stem}-cut{number}.{ending}",
                lambda read=read, share=share: (lambda data: data[: int(len(data) * share)])(read()),
            )
        for mark, how in (
            ("flip100", {"share": 0.01}),
            ("flip1000", {"share": 0.001}),
            ("fliphead", {"count": 20, "within": 512}),
        ):
            name = f"{stem}-{mark}.{ending}"
            yield "flipped", name, lambda read=read, name=name, how=how: flipped(read(), name, **how)


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, bomb in bombs.BOMBS.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(bomb())
    print(
        f"{len(bombs.BOMBS)} bombs, {sum((folder / name).stat().st_size for name in bombs.BOMBS) >> 20} MB, in {folder}"
    )


def one(template, data, name, options):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.write_bytes(data())
        words = [part.replace("{file}", str(path)) for part in shlex.split(template)]
        if "{file}" not in template:
            words.append(str(path))
        ran = measure.run(words, options.seconds, options.nice, resident=options.megabytes, output_limit=1 << 30)
        if ran["ended"] in ("ok", "error") and ran["rss"] > options.megabytes:
            ran["ended"] = "memory"
        row = {
            "ended": ran["ended"],
            "status": ran["status"],
            "seconds": ran["seconds"],
            "rss": ran["rss"],
            "bytes": len(ran["output"]),
        }
        if ran["ended"] != "ok" and ran["errors"].strip():
            row["error"] = ran["errors"].strip().splitlines()[-1][-160:]
        return row


def report(results):
    ends = ("ok", "error", "crash", "timeout", "memory")
    lines = [
        "| inputs | of | " + " | ".join(ends) + " | slowest, s | largest, MB |",
        "| --- |" + " ---: |" * (len(ends) + 3),
    ]
    groups = collections.defaultdict(list)
    for name, row in results.items():
        groups[row["group"]].append((name, row))
    for group, rows in groups.items():
        count = collections.Counter(row["ended"] for _, row in rows)
        lines.append(
            f"| {group} | {len(rows)} | "
            + " | ".join(str(count[end]) for end in ends)
            + f" | {max(row['seconds'] for _, row in rows):.1f} | {max(row['rss'] for _, row in rows):.0f} |"
        )
    for name, row in results.items():
        if row["ended"] in ("crash", "timeout", "memory"):
            lines.append(
                f"{row['ended']}: {row['group']}/{name}, status {row['status']}, {row['seconds']} s, "
                f"{row['rss']} MB {row.get('error', '')}"
            )
    return "\n".join(lines)


def run(options):
    make(options.folder)
    wanted = set(filter(None, options.only.split(",")))
    names = set(filter(None, options.names.split(",")))
    chosen = [
        item
        for item in inputs(options.corpus, options.folder)
        if (not wanted or item[0] in wanted) and (not names or item[1] in names)
    ][:: options.every]
    results = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        work = [(group, name, pool.submit(one, options.command, data, name, options)) for group, name, data in chosen]
        for number, (group, name, job) in enumerate(work, 1):
            results[name] = {"group": group} | job.result()
            if number % 200 == 0:
                print(f"{number} of {len(work)}", file=sys.stderr)
    if options.results:
        options.results.write_text(json.dumps(results, indent=0) + "\n")
    print(report(results))
    return not any(row["ended"] in ("crash", "timeout", "memory") for row in results.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("make", "list", "run"))
    parser.add_argument("folder", nargs="?", default=".build/hostile", type=pathlib.Path)
    parser.add_argument("--command")
    parser.add_argument("--corpus", default=".build/corpus", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--names", default="")
    parser.add_argument("--every", default=1, type=int)
    parser.add_argument("--seconds", default=10, type=float)
    parser.add_argument("--megabytes", default=1000, type=float)
    parser.add_argument("--jobs", default=1, type=int)
    parser.add_argument("--nice", default=5, type=int)
    parser.add_argument("--results", type=pathlib.Path)
    options = parser.parse_args()
    if options.what == "make":
        make(options.folder)
    elif options.what == "list":
        found = [f"{group}/{name}" for group, name, _ in inputs(options.corpus, options.folder)]
        print("\n".join(found))
    elif not options.command:
        parser.error("run wants --command")
    else:
        sys.exit(0 if run(options) else 1)


if __name__ == "__main__":
    main()
