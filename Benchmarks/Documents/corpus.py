# SPDX-License-Identifier: Apache-2.0
"""Makes the corpus that document readers are scored on: `corpus.py [FOLDER]`, by default .build/corpus.

In FOLDER: the documents, `truth/NAME.json` for each, and `manifest.json`. What was fetched or made is compared with the
checksums of the repository's manifest; `--accept` writes a new one."""

import argparse
import gzip
import hashlib
import json
import pathlib
import shutil

import made
import sources
import truth

HERE = pathlib.Path(__file__).resolve().parent
LICENCES = {
    "debian-policy": "GPL-2.0-or-later; FHS: its own, free",
    "debian-reference": "GPL-2.0-or-later",
    "debmake-doc": "MIT",
    "installation-guide": "GPL-2.0-or-later",
    "developers-reference": "GPL-2.0-or-later",
    "debian-faq": "GPL-2.0-or-later",
    "maint-guide": "GPL-2.0-or-later",
    "ieee-data": "public data",
    "distro-info-data": "ISC",
    "tesseract": "Apache-2.0",
    "leptonlib": "BSD-2-Clause",
    "libapache-poi-java": "Apache-2.0",
    "abiword": "GPL-2.0-or-later",
    "calligra": "LGPL-2.0-or-later",
    "pandoc": "GPL-2.0-or-later",
    "unrtf": "GPL-3.0-or-later",
    "uchardet": "MPL-1.1",
    "ocrmypdf": "CC-BY-SA, GFDL or MIT by file (its REUSE.toml)",
    "python-docx": "MIT",
    "python-pptx": "MIT",
    "odfpy": "Apache-2.0 or GPL-2.0",
    "oletools": "BSD-2-Clause",
    "pypdf": "BSD-3-Clause",
}


def split(name):
    """Half of the files are held out: those whose name's SHA-1 begins with an even digit."""
    return "held" if int(hashlib.sha1(name.encode()).hexdigest()[0], 16) % 2 == 0 else "dev"


def licence(source):
    name = source.split(":", 1)[1]
    return next(value for key, value in LICENCES.items() if name.startswith(key))


def content(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def listed():
    for line in (HERE / "files.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            yield dict(zip(("name", "format", "language", "source", "path", "rule"), line.split("\t"), strict=True))


def told(item, path):
    """The truth of a listed file, and what kind of truth it is; None for LibreOffice's, which is asked for all at
    once."""
    kind, _, argument = item["rule"].partition("=")
    if kind == "package":
        name, _, encoding = argument.partition(",")
        return truth.told(
            content(sources.find(item["source"], name)).decode(encoding or "utf-8")
        ), "the package's own text"
    if kind == "gold":
        return truth.told(content(sources.find(item["source"], argument)).decode()), "text beside the file"
    if kind == "own":
        name, _, times = argument.partition(",")
        return truth.told((HERE / "truth" / f"{name}.txt").read_text() * int(times or 1)), "read by eye"
    if kind == "csv":
        encoding, _, delimiter = argument.partition(",")
        return truth.csv_table(path, encoding, {"comma": ",", "semicolon": ";", "tab": "\t"}[delimiter]), "format"
    if kind == "decode":
        reader = truth.markdown if item["format"] == "markdown" else truth.decoded
        return reader(path, argument), "decoded with its known encoding"
    if kind == "format":
        return getattr(truth, item["format"])(path), "format, by another library"
    if kind == "libreoffice":
        return None, "LibreOffice's export"
    raise ValueError(f"{item['name']}: no truth of the kind {kind}")


def fetched(folder):
    entries, asked = {}, []
    for item in listed():
        path = folder / item["name"]
        path.write_bytes(content(sources.find(item["source"], item["path"])))
        text, how = told(item, path)
        entries[item["name"]] = {
            "name": item["name"],
            "format": item["format"],
            "language": item["language"],
            "source": f"{item['source'].split(':')[0]}:{sources.package(item['source'])}",
            "path": item["path"],
            "licence": licence(item["source"]),
            "truth": how,
            "told": text,
        }
        if text is None:
            asked.append(path)
    answers = {}
    cache = sources.CACHE / "libreoffice.json"
    if cache.exists():
        answers = json.loads(cache.read_text())
    missing = [path for path in asked if path.name not in answers]
    if missing and not shutil.which("soffice"):
        print(f"{len(missing)} truths need LibreOffice, which is missing: scripts/setup documents")
    elif missing:
        answers.update(truth.libreoffice(missing))
        cache.write_text(json.dumps(answers, ensure_ascii=False))
    for path in asked:
        entries[path.name]["told"] = answers.get(path.name)
    return {name: entry for name, entry in entries.items() if entry["told"] and entry["told"]["text"].strip()}


def build(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(exist_ok=True)
    entries = fetched(folder)
    for entry in made.everything(folder, entries):
        origins = [entries[name] for name in entry.pop("made_of") if name in entries]
        entry["source"] = "made" + "".join(f" of {origin['name']}" for origin in origins)
        entry["licence"] = "; ".join(sorted({origin["licence"] for origin in origins})) or "Apache-2.0"
        entries[entry["name"]] = entry
    for name, entry in entries.items():
        body = json.dumps(entry.pop("told"), ensure_ascii=False)
        (folder / "truth" / f"{name}.json").write_text(body)
        entry["sha256"] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        entry["truth_sha256"] = hashlib.sha256(body.encode()).hexdigest()
        entry["split"] = split(name)
    rows = sorted(entries.values(), key=lambda entry: (entry["format"], entry["name"]))
    (folder / "manifest.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=".build/corpus", type=pathlib.Path)
    parser.add_argument("--accept", action="store_true", help="write the repository's manifest anew")
    options = parser.parse_args()
    rows = build(options.folder)
    kept = HERE / "manifest.json"
    if options.accept:
        shutil.copy(options.folder / "manifest.json", kept)
    known = {row["name"]: row for row in json.loads(kept.read_text())} if kept.exists() else {}
    found = {row["name"]: row for row in rows}
    for name in sorted(known.keys() - found.keys()):
        print(f"missing: {name}")
    for name, row in found.items():
        for key in ("sha256", "truth_sha256"):
            if name in known and known[name][key] != row[key] and not (key == "sha256" and row.get("varies")):
                what = "truth" if key == "truth_sha256" else "file"
                print(f"other {what} than in the manifest: {name} ({row['source']})")
    kinds = sorted({row["format"] for row in rows})
    print(
        f"{len(rows)} documents in {len({row['language'] for row in rows})} languages: "
        + ", ".join(f"{sum(row['format'] == kind for row in rows)} {kind}" for kind in kinds)
    )
    print(f"{sum(row['split'] == 'held' for row in rows)} held out")


if __name__ == "__main__":
    main()
