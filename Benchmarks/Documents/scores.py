# SPDX-License-Identifier: Apache-2.0
"""The scores: F1 and order of words, character error rate, headings found, table cells."""

import collections
import re

from rapidfuzz.distance import Indel, Levenshtein

import normal


def f1(truth, found):
    """Bag-of-words F1 in percent."""
    if not truth and not found:
        return 100.0
    common = sum((collections.Counter(truth) & collections.Counter(found)).values())
    return 200.0 * common / (len(truth) + len(found))


def order(truth, found):
    """Similarity of the two sequences of words, 100 where they are the same (Indel, normalized)."""
    ids = {}
    return 100.0 * Indel.normalized_similarity([ids.setdefault(word, len(ids)) for word in truth],
                                               [ids.setdefault(word, len(ids)) for word in found])


def error_rate(truth, found):
    """Characters put in, left out or mistaken for every hundred of the truth."""
    return 100.0 * Levenshtein.distance(truth, found) / max(1, len(truth))


def headings(truth, output):
    """The share of headings that stand as Markdown headings in the output, in percent."""
    wanted = [" ".join(normal.words(heading)) for heading in truth]
    wanted = [heading for heading in wanted if heading]
    if not wanted:
        return None
    lines = re.findall(r"(?m)^#{1,6}\s+(.*)$", output)
    lines += re.findall(r"(?m)^(\S.*)\n(?:={3,}|-{3,})$", output)
    found = collections.Counter(" ".join(normal.words(line)) for line in lines)
    hits = 0
    for heading in wanted:
        # A number that the format counts by itself may stand before the heading or not.
        same = next((f for f in found if found[f] and (f == heading or f.endswith(" " + heading))), None)
        if same is not None:
            found[same] -= 1
            hits += 1
    return 100.0 * hits / len(wanted)


def output_tables(output):
    """The Markdown tables of an output, as cells."""
    tables, rows = [], []
    for line in output.splitlines() + [""]:
        line = line.strip()
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            if not re.fullmatch(r"\|[\s:|-]*-[\s:|-]*\|", line):
                rows.append([normal.cell(part) for part in re.split(r"(?<!\\)\|", line[1:-1])])
        elif rows:
            tables.append(rows)
            rows = []
    return tables


def cells(truth, output):
    """F1 in percent of the filled cells of a document's tables, each with the cell to its left, so that columns count."""
    wanted, alternatives = [], {}
    for table in truth:
        for row in table:
            left = ""
            for spellings in row:
                names = [normal.cell(spelling) for spelling in spellings]
                if names and names[0]:
                    wanted.append((left, names[0]))
                    for name in names:
                        alternatives.setdefault((left, name), (left, names[0]))
                    left = names[0]
    if not wanted:
        return None
    found = []
    for table in output_tables(output):
        for row in table:
            left = ""
            for value in row:
                if value:
                    pair = alternatives.get((left, value), (left, value))
                    found.append(pair)
                    left = pair[1]
    common = sum((collections.Counter(wanted) & collections.Counter(found)).values())
    return 200.0 * common / (len(wanted) + len(found))


OCR = {"png", "jpeg", "tiff", "webp", "gif", "bmp", "pdf-scanned"}


def every(entry, truth, output):
    """All scores of one output, as a row for the results."""
    row = {}
    wanted, found = normal.words(truth["text"]), normal.words(output)
    row["f1"] = round(f1(wanted, found), 2)
    row["order"] = round(order(wanted, found), 2)
    if entry["format"] in OCR or entry["truth"].startswith("rendered"):
        row["cer"] = round(error_rate(normal.characters(truth["text"]), normal.characters(output)), 2)
    for key, value in (("headings", headings(truth["headings"], output)), ("cells", cells(truth["tables"], output))):
        if value is not None:
            row[key] = round(value, 2)
    flat = " ".join(normal.words(output))
    leaks = sum(" ".join(normal.words(sentence)) in flat for sentence in entry.get("absent", []))
    if entry.get("absent"):
        row["leaks"] = leaks
    return row
