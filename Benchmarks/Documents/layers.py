# SPDX-License-Identifier: Apache-2.0
"""What can be wrong or odd with a page's text layer, done to pages of real PDFs: maps that lie, layers of old OCR,
outlines,
pictures behind the text, stamps on scans."""

import random
import re
import string
import subprocess
import tempfile

import numpy
import pikepdf
from PIL import Image, ImageFilter

import render

LATIN = string.ascii_letters + string.digits


def taken(source, pages):
    """Some pages of a PDF as a PDF of their own."""
    pdf = pikepdf.new()
    with pikepdf.open(str(source)) as original:
        for page in pages:
            pdf.pages.append(original.pages[page - 1])
    return pdf


def _fonts(pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.Font and "/ToUnicode" in item:
            yield item


def without_maps(pdf):
    for font in list(_fonts(pdf)):
        del font["/ToUnicode"]


def with_maps(pdf, changed):
    """Every ToUnicode map with its right-hand sides changed: `changed` takes and returns a UTF-16 unit as a number."""

    def mapped(code, units):
        return f"<{code}> <" + "".join(f"{changed(unit):04X}" for unit in units) + ">"

    def table(match):
        """Ranges are written out, or changing their first value would only shift them."""
        pairs = []
        if match.group(1) == "bfchar":
            pairs = re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", match.group(2))
        else:
            for first, last, value, values in re.findall(
                r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])", match.group(2)
            ):
                several = re.findall(r"<([0-9A-Fa-f]+)>", values)
                for offset in range(int(last, 16) - int(first, 16) + 1):
                    code = f"{int(first, 16) + offset:0{len(first)}X}"
                    if value:
                        pairs.append((code, f"{int(value, 16) + offset:0{len(value)}X}"))
                    elif offset < len(several):
                        pairs.append((code, several[offset]))
        lines = [mapped(code, [int(value[at : at + 4], 16) for at in range(0, len(value), 4)]) for code, value in pairs]
        parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
        return "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)

    done = {}
    for font in list(_fonts(pdf)):
        key = font["/ToUnicode"].objgen
        if key not in done:
            text = font["/ToUnicode"].read_bytes().decode("latin-1")
            done[key] = pdf.make_stream(
                re.sub(r"\d+\s+begin(bfchar|bfrange)(.*?)end\1", table, text, flags=re.S).encode("latin-1")
            )
        font["/ToUnicode"] = done[key]


def scrambler(seed):
    """Letters for other letters of the same alphabet, at random but always the same: it looks like text and is none."""
    chance = random.Random(seed)
    swapped = {}
    for first, last in (
        (0x41, 0x5A),
        (0x61, 0x7A),
        (0x30, 0x39),
        (0x410, 0x42F),
        (0x430, 0x44F),
        (0x3041, 0x3096),
        (0x30A1, 0x30F6),
        (0x4E00, 0x9FA5),
    ):
        there = list(range(first, last + 1))
        mixed = there[:]
        chance.shuffle(mixed)
        swapped.update(zip(there, mixed, strict=True))
    return lambda unit: swapped.get(unit, unit)


def to_private(unit):
    return 0xE000 + unit % 0x1800


def to_nothing(_):
    return 0xFFFD


def old_ocr(pictures, language, dpi=200):
    """Pages of pictures with the invisible text that Tesseract read from them."""
    pdf = pikepdf.new()
    kept = []
    for picture in pictures:
        with tempfile.TemporaryDirectory() as folder:
            picture.save(f"{folder}/p.png", dpi=(dpi, dpi))
            subprocess.run(
                [
                    "env",
                    "OMP_THREAD_LIMIT=1",
                    "nice",
                    "-n",
                    "12",
                    "tesseract",
                    f"{folder}/p.png",
                    f"{folder}/p",
                    "-l",
                    language,
                    "pdf",
                    "quiet",
                ],
                check=True,
                stderr=subprocess.DEVNULL,
            )
            part = pikepdf.open(f"{folder}/p.pdf", allow_overwriting_input=True)
            kept.append(part)
            pdf.pages.extend(part.pages)
    return pdf


def noisy_text(pdf, share, seed):
    """The strings of an invisible layer with a share of their characters mistaken: very bad old OCR."""
    chance = random.Random(seed)
    junk = "~^|}{<>*;:#%&_=+" + LATIN

    def spoiled(match):
        units = re.findall(r"[0-9A-Fa-f]{4}", match.group(1))
        return (
            "<"
            + "".join(
                f"{ord(chance.choice(junk)):04X}" if chance.random() < share and unit != "0020" else unit
                for unit in units
            )
            + ">"
        )

    for page in pdf.pages:
        page.contents_coalesce()
        text = page.Contents.read_bytes().decode("latin-1")
        page.Contents = pdf.make_stream(re.sub(r"<((?:[0-9A-Fa-f]{4})+)>", spoiled, text).encode("latin-1"))


def outlines(source, pages):
    """Text drawn as shapes, by Ghostscript."""
    with tempfile.TemporaryDirectory() as folder:
        render.save(taken(source, pages), f"{folder}/in.pdf")
        subprocess.run(
            [
                "gs",
                "-q",
                "-dNOPAUSE",
                "-dBATCH",
                "-dNoOutputFonts",
                "-sDEVICE=pdfwrite",
                f"-sOutputFile={folder}/out.pdf",
                f"{folder}/in.pdf",
            ],
            check=True,
        )
        pdf = pikepdf.open(f"{folder}/out.pdf")
        copy = pikepdf.new()
        copy.pages.extend(pdf.pages)
        return copy


def photo(width, height, seed, light=True):
    """Something like a photograph: soft blots of colour and grain."""
    chance = numpy.random.default_rng(seed)
    small = Image.fromarray(chance.integers(0, 255, (12, 9, 3), dtype=numpy.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    image = numpy.asarray(small.filter(ImageFilter.GaussianBlur(8)), dtype=numpy.float32) + chance.normal(
        0, 6, (height, width, 3)
    )
    return Image.fromarray(numpy.clip(image * 0.25 + 190 if light else image, 0, 255).astype(numpy.uint8))


def over_picture(pdf, image, box=(0, 0, 1, 1), behind=True):
    """Puts a picture on every page, behind what is there or over it; the box is in shares of the page."""
    donor = pikepdf.new()
    render.image_page(donor, image, 72, size=(100, 100))
    xobject = pdf.copy_foreign(donor.pages[0].Resources.XObject.Im0)
    for page in pdf.pages:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        width, height = right - left, top - bottom
        resources = pikepdf.Dictionary(page.Resources)
        known = pikepdf.Dictionary(resources.get("/XObject", pikepdf.Dictionary()))
        known.Backdrop = xobject
        resources.XObject = known
        page.obj.Resources = resources
        draw = (
            f"q {width * (box[2] - box[0]):.2f} 0 0 {height * (box[3] - box[1]):.2f} {left + width * box[0]:.2f} "
            f"{bottom + height * box[1]:.2f} cm /Backdrop Do Q\n"
        ).encode()
        if behind:
            page.contents_add(pdf.make_stream(draw), prepend=True)
        else:
            page.contents_add(pdf.make_stream(b"q\n"), prepend=True)
            page.contents_add(pdf.make_stream(b"\nQ\n" + draw))


def stamp(pdf, text, size=9, at=(60, 30)):
    """A short visible line of real text on every page, as fax machines and court clerks put on scans."""
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for number, page in enumerate(pdf.pages, 1):
        resources = pikepdf.Dictionary(page.Resources) if "/Resources" in page else pikepdf.Dictionary()
        fonts = pikepdf.Dictionary(resources.get("/Font", pikepdf.Dictionary()))
        fonts.Stamp = font
        resources.Font = fonts
        page.obj.Resources = resources
        line = text.format(number=number)
        page.contents_add(
            pdf.make_stream(f"\nq BT 0 g /Stamp {size} Tf {at[0]} {at[1]} Td ({line}) Tj ET Q\n".encode())
        )


def four_up(source, pages):
    """Four pages on one: real text, tiny."""
    original = pikepdf.open(str(source))
    pdf = pikepdf.new()
    for first in range(0, len(pages), 4):
        pdf.add_blank_page(page_size=(595, 842))
        sheet = pdf.pages[-1]
        for place, page in enumerate(pages[first : first + 4]):
            left, bottom = 297.5 * (place % 2), 421 * (1 - place // 2)
            sheet.add_overlay(original.pages[page - 1], pikepdf.Rectangle(left, bottom, left + 297.5, bottom + 421))
    return pdf
