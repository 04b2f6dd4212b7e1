#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the folder of texts that ExtractiveBenchmark reads, from clones of public repositories (README.md).

prepare.py CLONES OUTPUT: CLONES holds the clones under the names of SOURCES; those that are missing are left out.
Every text goes to OUTPUT/tuning or OUTPUT/held-out by the hash of its name, so that the halves are the same everywhere.
"""
import csv, hashlib, io, json, os, re, subprocess, sys, zipfile
import xml.etree.ElementTree as ElementTree

csv.field_size_limit(1 << 30)
# In one half of a group. News is many: its beginning is so near that few articles tell nothing.
MOST_PER_GROUP = {"news-validation": 500}
MOST_OF_OTHERS = 60


class Clone:
    """Reads a clone's newest commit without a work tree."""

    def __init__(self, path):
        self.path = path

    def files(self, pattern):
        out = subprocess.run(["git", "-C", self.path, "ls-tree", "-r", "-z", "--name-only", "HEAD"],
                             capture_output=True, check=True).stdout.decode().split("\0")
        return [name for name in out if re.search(pattern, name)]

    def read(self, name):
        return subprocess.run(["git", "-C", self.path, "show", "HEAD:" + name], capture_output=True, check=True).stdout


def words(text):
    return len(text.split())


def is_copied(abstract, text):
    """Whether the text still holds its abstract: a third of the abstract's runs of six words stand in it."""
    def runs(words):
        return {tuple(words[i:i + 6]) for i in range(len(words) - 5)}
    own = runs(re.findall(r"\w+", abstract.lower()))
    return 3 * len(own & runs(re.findall(r"\w+", text.lower()))) > len(own)


def section(text, heading, underlined):
    """The named section and the text without it."""
    if underlined:
        found = re.search(r"(?m)^%s\n[=\-~*]{3,}\n(.*?)(?=^\S[^\n]*\n[=\-~*]{3,}\n)" % heading, text, re.S)
    else:
        found = re.search(r"(?mi)^#+ *%s *\n(.*?)(?=^#+ )" % heading, text, re.S)
    if not found:
        return None, text
    return found.group(1).strip(), text[:found.start()] + text[found.end():]


def plain(text):
    """An abstract without mark-up."""
    text = re.sub(r"`+([^`]*)`+_*", r"\1", text)
    text = re.sub(r":[a-z]+:(?=\S)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s+", " ", text.replace("**", "")).strip()


def peps(clone):
    for name in clone.files(r"pep-\d{4}\.(rst|txt)$"):
        text = clone.read(name).decode()
        head, _, body = text.partition("\n\n")
        abstract, body = section(body, "Abstract", True)
        if abstract:
            yield os.path.basename(name), plain(abstract), body


def eips(clone):
    for name in clone.files(r"EIPS/eip-\d+\.md$"):
        text = re.sub(r"\A---.*?\n---\n", "", clone.read(name).decode(), flags=re.S)
        abstract, body = section(text, "Abstract", False)
        _, body = section(body, "Simple Summary", False)
        if abstract:
            yield os.path.basename(name), plain(abstract), body


def rfcs(clone):
    for name in clone.files(r"^text/\d{4}-.*\.md$"):
        text = clone.read(name).decode()
        abstract, body = section(text, "Summary", False)
        body = re.sub(r"(?m)\A(\s*- [^\n]*\n)+|^\[summary\][^\n]*\n", "", body)
        if abstract:
            yield os.path.basename(name), plain(abstract), body


def element_text(element, skipped=("xref", "table-wrap", "fig", "disp-formula", "table", "graphic")):
    parts = [element.text or ""]
    for child in element:
        if child.tag not in skipped:
            parts.append(element_text(child, skipped))
        parts.append(child.tail or "")
    return re.sub(r"\s+", " ", "".join(parts))


def jats(clone, pattern):
    for name in clone.files(pattern):
        try:
            root = ElementTree.fromstring(clone.read(name))
        except ElementTree.ParseError:
            continue
        abstract = root.find(".//front//abstract")
        body = root.find(".//body")
        if abstract is None or body is None:
            continue
        summary = " ".join(element_text(p) for p in abstract.iter("p"))
        lines = [element_text(e).strip() for e in body.iter() if e.tag in ("p", "title")]
        yield os.path.basename(name), plain(summary), "\n\n".join(line for line in lines if line)


def plos(clone):
    return jats(clone, r"starter_corpus/.*\.xml$")


def scielo(clone):
    return jats(clone, r"\.xml$")


def acl(clone):
    seen = set()
    for name in clone.files(r"^data/[^/]*2018/.*Reference_XML/.*\.xml$|^data/Training-Set-2019/Task2/From-Sci[^/]*/[A-Z]0[01].*\.xml$"):
        base = os.path.basename(name)
        if base in seen:
            continue
        seen.add(base)
        try:
            root = ElementTree.fromstring(clone.read(name))
        except (ElementTree.ParseError, subprocess.CalledProcessError):
            continue
        abstract = root.find("ABSTRACT")
        if abstract is None:
            continue
        parts = []
        for part in root.findall("SECTION"):
            parts.append(part.get("title", "").strip())
            parts.append(" ".join((s.text or "").strip() for s in part.iter("S")))
        yield base, plain(" ".join(s.text or "" for s in abstract.iter("S"))), "\n\n".join(p for p in parts if p)


def cnn(clone):
    archive = zipfile.ZipFile(io.BytesIO(clone.read("data/train_sample.zip")))
    for row in csv.DictReader(io.StringIO(archive.read("train_sample.csv").decode())):
        text = re.sub(r"^By \. .{0,90}?\. \| \. UPDATED: \. [^.]{0,40} \. |^.{0,200}?EST, \d+ \w+ \d+ \. (\| \. UPDATED: \. [^.]*\. )?", "", row["article"])
        yield row["id"][:16], re.sub(r"\s+", " ", row["highlights"]), text


def cnn_validation(clone):
    rows = io.StringIO(clone.read("data/collection/cnn_dailymail_validation_subset.csv").decode())
    for row in csv.DictReader(rows):
        yield row["id"], re.sub(r"\s+", " ", row["highlights"]), row["article"]


# group: folder of the clone, reader, least words of the abstract, least words of the text
SOURCES = {
    "peps": ("python+peps", peps, 40, 1_200),
    "eips": ("ethereum+EIPs", eips, 40, 800),
    "rust-rfcs": ("rust-lang+rfcs", rfcs, 40, 1_200),
    "plos": ("PLOS+allofplos", plos, 80, 1_500),
    "acl": ("WING-NUS+scisumm-corpus", acl, 60, 1_500),
    "scielo": ("scieloorg+packtools", scielo, 60, 1_000),
    "news-cnn": ("EileenFeng+Text-Summarization-NLP", cnn, 20, 150),
    "news-validation": ("hillaryke+rag-optimization-cnn-dailymail", cnn_validation, 20, 150),
}


def main(clones, output):
    for group, (folder, reader, least_abstract, least_text) in SOURCES.items():
        path = os.path.join(clones, folder, "repo") if os.path.isdir(os.path.join(clones, folder, "repo")) \
            else os.path.join(clones, folder)
        if not os.path.isdir(path):
            print(group, "is missing: no", path, file=sys.stderr)
            continue
        counts = {"tuning": 0, "held-out": 0}
        order = []
        for name, abstract, text in reader(Clone(path)):
            if not least_abstract <= words(abstract) <= 400 or words(text) < least_text:
                continue
            if not group.startswith("news") and is_copied(abstract, text):
                continue
            order.append((hashlib.sha256(name.encode()).hexdigest(), name, abstract, text))
        for digest, name, abstract, text in sorted(order):
            half = "tuning" if digest[-1] in "01234567" else "held-out"
            if counts[half] == MOST_PER_GROUP.get(group, MOST_OF_OTHERS):
                continue
            counts[half] += 1
            place = os.path.join(output, half, group)
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, name + ".txt"), "w") as file:
                file.write(text)
            with open(os.path.join(place, name + ".abstract"), "w") as file:
                file.write(abstract)
        print(group, counts)


if __name__ == "__main__":
    main(*sys.argv[1:3])
