# SPDX-License-Identifier: Apache-2.0
"""The scores as Markdown: means by format and reader, dev and held apart; for PDFs how far each reader is behind the
best."""

import scores


def mean(values):
    values = [value for value in values if value is not None]
    return f"{sum(values) / len(values):.1f}" if values else "-"


def rows_of(results, name, entries, key):
    kept = results.get(name, {})
    return [kept[entry["name"]].get(key) for entry in entries if entry["name"] in kept]


def by_format(manifest, results):
    """A reader is in a format's table when it ran on every file of the half; failures score 0 (an error rate of 100
    or more)."""
    lines = []
    for kind in sorted({entry["format"] for entry in manifest}):
        ocr = kind in scores.OCR or kind == "pdf-mixed"
        keys = (["cer"] if ocr else []) + ["f1", "order", "headings", "cells"]
        titles = {"cer": "CER", "f1": "F1", "order": "order", "headings": "headings", "cells": "cells"}
        halves = {half: [e for e in manifest if e["format"] == kind and e["split"] == half] for half in ("dev", "held")}
        used = [
            key
            for key in keys
            if any(
                value is not None
                for name in results
                for half in halves.values()
                for value in rows_of(results, name, half, key)
            )
        ]
        head = [f"{titles[key]} {half}" for half in halves for key in used]
        lines += [
            "",
            f"### {kind}: {len(halves['dev'])} dev, {len(halves['held'])} held",
            "",
            "| reader | " + " | ".join(head) + " | failed | s | MB |",
            "| --- |" + " ---: |" * (len(head) + 3),
        ]
        every = halves["dev"] + halves["held"]
        for name in sorted(results):
            kept = [results[name][entry["name"]] for entry in every if entry["name"] in results[name]]
            if not kept:
                continue
            cells = [mean(rows_of(results, name, half, key)) for half in halves.values() for key in used]
            lines.append(
                f"| {name} | " + " | ".join(cells) + f" | {sum(row['ended'] != 'ok' for row in kept)} of {len(kept)} | "
                f"{sum(row['seconds'] for row in kept):.1f} | {max(row['rss'] for row in kept):.0f} |"
            )
    return lines


def behind(manifest, results):
    """For every reader of PDFs, the file on which it is furthest behind the best other reader, by F1 and by order."""
    lines = [
        "",
        "### PDF: furthest behind the best peer",
        "",
        "| reader | half | F1 behind | on | order behind | on |",
        "| --- | --- | ---: | --- | ---: | --- |",
    ]
    for name in sorted(results):
        for half in ("dev", "held"):
            gaps = {}
            for entry in manifest:
                if entry["format"] != "pdf" or entry["split"] != half or entry["name"] not in results[name]:
                    continue
                for key in ("f1", "order"):
                    others = [
                        results[other][entry["name"]][key]
                        for other in results
                        if other not in (name, "mortise") and entry["name"] in results[other]
                    ]
                    if others:
                        gaps.setdefault(key, []).append(
                            (max(others) - results[name][entry["name"]][key], entry["name"])
                        )
            if gaps:
                worst = {key: max(found) for key, found in gaps.items()}
                lines.append(
                    f"| {name} | {half} | {worst['f1'][0]:.1f} | {worst['f1'][1]} | {worst['order'][0]:.1f} | "
                    f"{worst['order'][1]} |"
                )
    return lines


def leaks(manifest, results):
    """How often a sentence that no reader of a page sees came through."""
    wanted = [entry for entry in manifest if entry.get("absent")]
    lines = ["", "### Hidden sentences let through", "", "| reader | let through | of |", "| --- | ---: | ---: |"]
    for name in sorted(results):
        kept = [results[name][entry["name"]].get("leaks", 0) for entry in wanted if entry["name"] in results[name]]
        if kept:
            lines.append(f"| {name} | {sum(kept)} | {len(kept)} |")
    return lines


def everything(manifest, results):
    return "\n".join(by_format(manifest, results) + behind(manifest, results) + leaks(manifest, results)).strip()
