# SPDX-License-Identifier: Apache-2.0
"""What a document says, read from its format by libraries that none of the scored readers is built on alone.

Each function returns {"text", "headings", "tables"}: headings are strings, tables lists of rows of cells, and a cell
is a
list of the spellings that are right ("0.5" and "50%")."""

import csv
import datetime
import io
import pathlib
import re
import subprocess
import tempfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def told(text, headings=(), tables=()):
    return {"text": text, "headings": [h for h in headings if h.strip()], "tables": list(tables)}


def _docx_text(node):
    """A paragraph's visible text: no deletions, no hidden runs, one branch of alternate content."""
    parts = []
    for child in node:
        tag = child.tag
        if not isinstance(tag, str) or tag in (
            W + "del",
            W + "moveFrom",
            W + "pPr",
            W + "instrText",
            MC + "Fallback",
            W + "rPr",
            W + "delText",
            W + "sdtPr",
        ):
            continue
        if tag == W + "r":
            mark = child.find(f"{W}rPr/{W}vanish")
            if mark is not None and mark.get(W + "val") not in ("0", "false"):
                continue
        if tag == W + "t":
            parts.append(child.text or "")
        elif tag in (W + "tab", W + "br", W + "cr", W + "ptab"):
            parts.append(" ")
        elif tag == W + "noBreakHyphen":
            parts.append("-")
        elif tag == W + "p":
            parts.append(" " + _docx_text(child) + " ")
        else:
            parts.append(_docx_text(child))
    return "".join(parts)


def docx(path):
    import docx as library

    document = library.Document(str(path))
    names = {s.style_id: (s.name or "").lower() for s in document.styles}
    lines, headings, tables = [], [], []

    def paragraph(node, inside):
        text = _docx_text(node).strip()
        style = node.find(f"{W}pPr/{W}pStyle")
        name = names.get(style.get(W + "val"), "") if style is not None else ""
        # A table's cell has no room for a heading of Markdown.
        if text and not inside and (re.match(r"heading \d", name) or name == "title"):
            headings.append(text)
        if text:
            lines.append(text)

    def blocks(node, inside=False):
        for child in node:
            if child.tag == W + "p":
                paragraph(child, inside)
            elif child.tag == W + "tbl":
                rows = []
                for row in child.iterchildren(W + "tr"):
                    cells = [c for c in row.iter(W + "tc") if next(c.iterancestors(W + "tr")) is row]
                    rows.append([[" ".join(_docx_text(cell).split())] for cell in cells])
                    for cell in cells:
                        blocks(cell, True)
                if not any(True for _ in child.iterancestors(W + "tbl")):
                    tables.append(rows)
            elif isinstance(child.tag, str) and child.tag in (
                W + "sdt",
                W + "sdtContent",
                W + "customXml",
                W + "ins",
                W + "smartTag",
            ):
                blocks(child, inside)

    blocks(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")):
            from lxml import etree

            for note in etree.fromstring(relation.target_part.blob):
                if note.get(W + "type") is None:
                    lines.extend(t for t in (_docx_text(p).strip() for p in note.iter(W + "p")) if t)
    return told("\n".join(lines), headings, tables)


def pptx(path):
    import pptx as library

    lines, headings, tables = [], [], []

    def shape(item):
        if item.shape_type == 6:
            for inner in item.shapes:
                shape(inner)
        elif getattr(item, "has_table", False) and item.has_table:
            rows = [[[" ".join(cell.text.split())] for cell in row.cells] for row in item.table.rows]
            tables.append(rows)
            lines.extend(" ".join(cell[0] for cell in row) for row in rows)
        elif item.has_text_frame and item.text_frame.text.strip():
            lines.append(item.text_frame.text.replace("\v", "\n"))

    for slide in library.Presentation(str(path)).slides:
        title = slide.shapes.title
        if title is not None and title.has_text_frame and title.text_frame.text.strip():
            headings.append(" ".join(title.text_frame.text.split()))
        for item in slide.shapes:
            shape(item)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines.append(slide.notes_slide.notes_text_frame.text)
    return told("\n".join(lines), headings, tables)


def spellings(cell):
    """The ways in which a cell's value may rightly be written."""
    value, shape = cell.value, cell.number_format or "General"
    if value is None:
        return [""]
    if isinstance(value, bool):
        return [str(value).upper()]
    if isinstance(value, datetime.datetime):
        return [value.isoformat(" "), value.date().isoformat(), value.isoformat()]
    if isinstance(value, (datetime.date, datetime.time)):
        return [value.isoformat(), value.strftime("%H:%M")]
    if isinstance(value, datetime.timedelta):
        return [str(value), str(value.total_seconds() / 86400)]
    if isinstance(value, (int, float)):
        found = [str(value), f"{value:.10g}"]
        for digits in range(5):
            found += [f"{value:.{digits}f}", f"{value:,.{digits}f}"]
        if "%" in shape:
            found += [f"{value * 100:.{digits}f}%" for digits in range(4)]
        return found
    return [" ".join(str(value).split())]


def xlsx(path):
    import openpyxl

    book = openpyxl.load_workbook(str(path), data_only=True)
    lines, headings, tables = [], [], []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = [[spellings(cell) for cell in row] for row in sheet.iter_rows()]
        rows = [row for row in rows if any(cell[0] for cell in row)]
        if not rows:
            continue
        headings.append(sheet.title)
        lines.append(sheet.title)
        tables.append(rows)
        lines.extend(" ".join(cell[0] for cell in row if cell[0]) for row in rows)
    return told("\n".join(lines), headings, tables)


def odt(path):
    from odf import table
    from odf.opendocument import load

    lines, headings, tables = [], [], []
    skipped = {
        "text:tracked-changes",
        "office:annotation",
        "text:sequence-decls",
        "office:forms",
        "text:variable-decls",
        "text:user-field-decls",
        "svg:title",
        "svg:desc",
    }

    def content(node):
        parts = []
        for child in node.childNodes:
            if child.nodeType == 3:
                parts.append(child.data)
            elif child.nodeType == 1 and child.tagName not in skipped:
                if child.tagName in ("text:s",):
                    parts.append(" ")
                elif child.tagName in ("text:tab", "text:line-break"):
                    parts.append(" ")
                elif child.tagName == "text:p":
                    parts.append(" " + content(child) + " ")
                else:
                    parts.append(content(child))
        return "".join(parts)

    def walk(node, inside=False):
        for child in node.childNodes:
            if child.nodeType != 1 or child.tagName in skipped:
                continue
            if child.tagName in ("text:h", "text:p"):
                line = " ".join(content(child).split())
                if line and child.tagName == "text:h" and not inside:
                    headings.append(line)
                if line:
                    lines.append(line)
            elif child.tagName == "table:table":
                tables.append(
                    [
                        [
                            [" ".join(content(cell).split())]
                            for cell in row.childNodes
                            if cell.tagName == "table:table-cell"
                        ]
                        for row in child.getElementsByType(table.TableRow)
                    ]
                )
                walk(child, True)
            else:
                walk(child, inside)

    walk(load(str(path)).text)
    return told("\n".join(lines), headings, tables)


def html(path):
    import html5lib

    tree = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
    block = {
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "table",
        "pre",
        "dt",
        "dd",
        "td",
        "th",
        "section",
        "ul",
        "ol",
        "dl",
        "blockquote",
        "hr",
        "caption",
        "title",
    }
    hidden = {"script", "style", "head", "template", "noscript"}

    def content(node):
        if not isinstance(node.tag, str):
            return ""
        if node.tag in hidden or "hidden" in node.attrib or re.search(r"display:\s*none", node.get("style", "")):
            return ""
        inner = (node.text or "") + "".join(content(child) + (child.tail or "") for child in node)
        return f"\n{inner}\n" if node.tag in block else inner

    body = tree.find("body")
    headings = [" ".join(content(n).split()) for n in body.iter() if n.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    tables = []
    for item in body.iter("table"):
        # A table that lays out a page or boxes one remark is no table of data.
        rows = [
            [[" ".join(content(cell).split())] for cell in row if cell.tag in ("td", "th")] for row in item.iter("tr")
        ]
        rows = [row for row in rows if any(cell[0] for cell in row)]
        if (
            len(rows) > 1
            and len(rows[0]) > 1
            and item.get("role") != "presentation"
            and not item.findall(".//td//table")
            and not any(r.get("colspan") or r.get("rowspan") for r in item.iter())
        ):
            tables.append(rows)
    return told(re.sub(r"\n\s*\n+", "\n", content(body)), headings, tables)


def csv_table(path, encoding, delimiter):
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))
    cells = [[[" ".join(cell.split())] for cell in row] for row in rows if row]
    return told("\n".join(" ".join(row) for row in rows), (), [cells])


def decoded(path, encoding):
    return told(path.read_bytes().decode(encoding).replace("\r\n", "\n"))


def markdown(path, encoding):
    text = path.read_bytes().decode(encoding).replace("\r\n", "\n")
    plain = re.sub(r"(?ms)^(```|~~~).*?^\1", "", text)
    return told(text, [h.strip().strip("#").strip() for h in re.findall(r"(?m)^#{1,6}\s+(.*)$", plain)])


def libreoffice(paths):
    """The text of each file by LibreOffice's own export: an oracle, which leaves out headers, footers and footnotes."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for path in paths:
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    "txt:Text (encoded):UTF8",
                    "--outdir",
                    folder,
                    str(path),
                ],
                check=False,
                timeout=120,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            made = pathlib.Path(folder) / (path.stem + ".txt")
            if made.exists():
                found[path.name] = told(made.read_text(encoding="utf-8-sig"))
                made.unlink()
        return found
