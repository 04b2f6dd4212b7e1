# SPDX-License-Identifier: Apache-2.0
"""Pages on which a reader must decide between text layer and OCR.

    decisions.py make [FOLDER]            the PDFs and labels.json, by default in .build/decisions
    decisions.py check [FOLDER]           what pdftotext finds on each page beside its label, for looking at
    decisions.py score DECISIONS [FOLDER] [--split dev|held|both]

DECISIONS is JSON: {"file.pdf": ["text" | "ocr" | "empty", …]}, or for each page an object with that under
"decision". False:
OCR on a page labelled text. Missed: a page labelled ocr taken as text or empty. OCR of an empty page is counted
apart."""

import argparse
import collections
import gzip
import json
import pathlib
import subprocess
import sys

DEFAULT = pathlib.Path(".build/decisions")


def born(folder):
    """The publishers' PDFs, unpacked into a folder beside those that are made of them."""
    import decision_pages
    import sources

    kept = folder / "born"
    kept.mkdir(parents=True, exist_ok=True)

    def path(name):
        target = kept / f"{name}.pdf"
        if not target.exists():
            source = sources.find(*decision_pages.BORN[name])
            data = source.read_bytes()
            target.write_bytes(gzip.decompress(data) if source.suffix == ".gz" else data)
        return target

    return path


def make(folder):
    # Scoring needs no library: these do.
    import corpus
    import decision_pages

    labels = decision_pages.Maker(folder, born(folder)).everything()
    for name, entry in labels.items():
        entry["split"] = corpus.split(name)
    (folder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    count = collections.Counter((entry["split"], label) for entry in labels.values() for label in entry["labels"])
    bad = sum(
        len(entry["labels"])
        for entry in labels.values()
        if entry["kind"] != "born digital" and "ocr" in entry["labels"]
    )
    print(f"{sum(count.values())} pages of {len(labels)} documents; {bad} in mixed documents or with bad text layers")
    for split in ("dev", "held"):
        print(split + ": " + ", ".join(f"{count[split, label]} {label}" for label in ("text", "ocr", "empty")))


def check(folder):
    labels = json.loads((folder / "labels.json").read_text())
    for name, entry in labels.items():
        text = subprocess.run(["pdftotext", str(folder / name), "-"], capture_output=True, check=False).stdout.decode(
            "utf-8", "replace"
        )
        for number, (label, page) in enumerate(zip(entry["labels"], text.split("\f"), strict=False), 1):
            print(f"{name}\t{number}\t{label}\t{entry['kind']}\t{len(page.split())}\t{' '.join(page.split())[:70]}")


def score(folder, decisions, split):
    labels = json.loads((folder / "labels.json").read_text())
    wrong = {"false": [], "missed": [], "wasted": [], "undecided": []}
    pages = collections.Counter()
    for name, entry in labels.items():
        if split not in ("both", entry["split"]):
            continue
        decided = decisions.get(name) or decisions.get(pathlib.Path(name).stem) or []
        for number, label in enumerate(entry["labels"]):
            pages[label] += 1
            choice = decided[number] if number < len(decided) else None
            choice = choice.get("decision") if isinstance(choice, dict) else choice
            place = f"{name} page {number + 1} ({entry['kind']})"
            if choice not in ("text", "ocr", "empty"):
                wrong["undecided"].append(place)
            elif label == "text" and choice == "ocr":
                wrong["false"].append(place)
            elif label == "ocr" and choice != "ocr":
                wrong["missed"].append(place)
            elif label == "empty" and choice == "ocr":
                wrong["wasted"].append(place)
    for kind, places in wrong.items():
        for place in places:
            print(f"{kind}: {place}")
    print(
        f"{split}: {pages['text']} text, {pages['ocr']} ocr, {pages['empty']} empty pages; "
        + ", ".join(f"{len(places)} {kind}" for kind, places in wrong.items())
    )
    return not (wrong["false"] or wrong["missed"] or wrong["undecided"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("make", "check", "score"))
    parser.add_argument("paths", nargs="*", type=pathlib.Path)
    parser.add_argument("--split", default="both", choices=("dev", "held", "both"))
    options = parser.parse_args()
    if options.what == "score":
        if not options.paths:
            parser.error("score wants a file of decisions")
        folder = options.paths[1] if len(options.paths) > 1 else DEFAULT
        sys.exit(0 if score(folder, json.loads(options.paths[0].read_text()), options.split) else 1)
    folder = options.paths[0] if options.paths else DEFAULT
    {"make": make, "check": check}[options.what](folder)


if __name__ == "__main__":
    main()
