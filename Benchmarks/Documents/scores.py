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
    return 100.0 * Indel.normalized_similarity(
        [ids.setdefault(word, len(ids)) for word in truth], [ids.setdefault(word, len(ids)) for word in found]
    )


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


def _pairs(rows, known):
    """The filled cells of a table, each with the cell to its left, so that columns count."""
    pairs = []
    for row in rows:
        left = ""
        for value in row:
            if value:
                pair = known.get((left, value), (left, value))
                pairs.append(pair)
                left = pair[1]
    return collections.Counter(pairs)


def cells(truth, output):
    """F1 in percent of the cells of a document's tables. Each table is held against the one in the output that
    shares most
    cells with it; further tables in the output, as those that lay out a page, do not count."""
    wanted, known = [], {}
    for table in truth:
        rows = []
        for row in table:
            left, names = "", []
            for spellings in row:
                spelled = [normal.cell(spelling) for spelling in spellings]
                if spelled and spelled[0]:
                    for name in spelled:
                        known.setdefault((left, name), (left, spelled[0]))
                    left = spelled[0]
                    names.append(spelled[0])
            rows.append(names)
        wanted.append(_pairs(rows, {}))
    wanted = [table for table in wanted if table]
    if not wanted:
        return None
    found = [_pairs(rows, known) for rows in output_tables(output)]
    shared = sorted(
        ((sum((table & other).values()), i, j) for i, table in enumerate(wanted) for j, other in enumerate(found)),
        key=lambda triple: (-triple[0], triple[1], triple[2]),
    )
    matched, used, common = {}, set(), 0
    for size, i, j in shared:
        if size and i not in matched and j not in used:
            matched[i] = j
            used.add(j)
            common += size
    total = sum(table.total() for table in wanted) + sum(found[j].total() for j in used)
    return 200.0 * common / total


def spelled_alike(truth, output):
    """The words of a spreadsheet, each value in that of its right spellings that the output has."""
    there, text = set(normal.words(output)), []
    for heading, table in zip(truth["headings"], truth["tables"], strict=True):
        text += normal.words(heading)
        for row in table:
            for spellings in row:
                options = [normal.words(spelling) for spelling in spellings]
                text += next((words for words in options if words and there.issuperset(words)), options[0])
    return text


OCR = {"png", "jpeg", "tiff", "webp", "gif", "bmp", "pdf-scanned"}


def every(entry, truth, output):
    """All scores of one output, as a row for the results."""
    row = {}
    wanted = spelled_alike(truth, output) if entry["format"] == "xlsx" else normal.words(truth["text"])
    found = normal.words(output)
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
