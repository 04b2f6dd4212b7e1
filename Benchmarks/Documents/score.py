# SPDX-License-Identifier: Apache-2.0
"""Runs readers over the corpus and scores what they print.

    score.py [--corpus FOLDER] [--peers all|none|NAME,…] [--mortise '.build/release/ReadDocument --language
    {language} {file}']
             [--split dev|held|both] [--only FORMAT,…] [--results FILE.json]

Results are kept by reader and file; a peer's output is kept too (--outputs) and scored again without running it, unless
--again. Mortise is run each time. A table of every format comes last, dev and held apart."""

import argparse
import concurrent.futures
import json
import pathlib
import shlex

import measure
import readers
import scores
import table

HERE = pathlib.Path(__file__).resolve().parent


def command(name, template, entry, path):
    if name == "mortise":
        return [part.format(file=path, language=readers.language(entry)) for part in shlex.split(template)]
    return readers.PEERS[name][1](str(path), readers.language(entry))


def ran_once(name, template, entry, corpus, outputs, seconds, nice):
    """What a reader printed, and how; kept, so that a change of the scores runs nothing again."""
    kept = outputs / name.replace(" ", "") / f"{entry['name']}.json"
    if kept.exists():
        ran = json.loads(kept.read_text())
        if ran["sha256"] == entry["sha256"] or entry.get("varies"):
            return ran
    ran = measure.run(command(name, template, entry, corpus / entry["name"]), seconds, nice) | {
        "sha256": entry["sha256"]
    }
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(ran, ensure_ascii=False))
    return ran


def one(name, template, entry, corpus, outputs, seconds, nice):
    ran = ran_once(name, template, entry, corpus, outputs, seconds, nice)
    truth = json.loads((corpus / "truth" / f"{entry['name']}.json").read_text())
    row = {"sha256": entry["sha256"][:12], "seconds": ran["seconds"], "rss": ran["rss"], "ended": ran["ended"]}
    if ran["ended"] != "ok":
        row["error"] = ran["errors"].strip().splitlines()[-1][:160] if ran["errors"].strip() else str(ran["status"])
    return row | scores.every(entry, truth, ran["output"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=".build/corpus", type=pathlib.Path)
    parser.add_argument("--peers", default="none")
    parser.add_argument("--mortise", help="command; {file} and {language} are filled in")
    parser.add_argument("--split", default="both", choices=("dev", "held", "both"))
    parser.add_argument("--only", default="", help="formats")
    parser.add_argument("--results", default=HERE / "results" / "scores.json", type=pathlib.Path)
    parser.add_argument("--outputs", default=".build/documents-outputs", type=pathlib.Path)
    parser.add_argument("--timeout", default=120, type=float)
    parser.add_argument("--jobs", default=1, type=int)
    parser.add_argument("--nice", default=5, type=int)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--kept", action="store_true", help="run nothing: score what the peers printed before")
    options = parser.parse_args()
    manifest = json.loads((options.corpus / "manifest.json").read_text())
    results = json.loads(options.results.read_text()) if options.results.exists() else {}
    names = {"all": list(readers.PEERS), "none": []}.get(options.peers, options.peers.split(","))
    names += ["mortise"] if options.mortise else []
    formats = set(filter(None, options.only.split(",")))
    todo = [
        (name, entry)
        for entry in manifest
        for name in names
        if (name == "mortise" or entry["format"] in readers.PEERS[name][0])
        and (not formats or entry["format"] in formats)
        and options.split in ("both", entry["split"])
    ]
    if options.kept:
        todo = [
            (name, entry)
            for name, entry in todo
            if (options.outputs / name.replace(" ", "") / f"{entry['name']}.json").exists()
        ]
    for name, entry in todo:
        if options.again or name == "mortise":
            (options.outputs / name.replace(" ", "") / f"{entry['name']}.json").unlink(missing_ok=True)

    def keep():
        options.results.parent.mkdir(parents=True, exist_ok=True)
        ordered = {name: dict(sorted(rows.items())) for name, rows in sorted(results.items())}
        text = json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n")
        options.results.write_text(text + "\n")

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        work = {
            pool.submit(
                one, name, options.mortise, entry, options.corpus, options.outputs, options.timeout, options.nice
            ): (name, entry)
            for name, entry in todo
        }
        for number, done in enumerate(concurrent.futures.as_completed(work)):
            name, entry = work[done]
            results.setdefault(name, {})[entry["name"]] = done.result()
            if number % 20 == 19:
                keep()
    if todo:
        keep()
    print(table.everything(manifest, results))


if __name__ == "__main__":
    main()
