# SPDX-License-Identifier: Apache-2.0
"""The documents of the decision set. Each maker returns a PDF and a label for every page: `text`, `ocr` or `empty`."""

import random

import pikepdf
from PIL import Image

import layers
import render
import sources

REFERENCE = "usr/share/debian-reference/debian-reference.{}.pdf"
GUIDE = "usr/share/doc/installation-guide-amd64/{0}/install.{0}.pdf.gz"
MAKE = "usr/share/doc/debmake-doc/debmake-doc.{}.pdf"
BORN = {
    "policy": ("deb:debian-policy", "usr/share/doc/debian-policy/policy.pdf.gz"),
    "fhs": ("deb:debian-policy", "usr/share/doc/debian-policy/fhs/fhs-3.0.pdf.gz"),
    "developers": ("deb:developers-reference", "usr/share/developers-reference/developers-reference.pdf"),
    "developers-ja": ("deb:developers-reference-ja", "usr/share/developers-reference/ja/developers-reference.pdf"),
    "faq-ru": ("deb:debian-faq-ru", "usr/share/doc/debian/FAQ/debian-faq.ru.pdf.gz"),
    "maint-en": ("deb:maint-guide", "usr/share/doc/maint-guide/maint-guide.en.pdf"),
    "maint-ja": ("deb:maint-guide-ja", "usr/share/doc/maint-guide-ja/maint-guide.ja.pdf"),
    "octave": ("deb:octave-doc", "usr/share/doc/octave/octave.pdf"),
    "gnuplot": ("deb:gnuplot-doc", "usr/share/doc/gnuplot/gnuplot.pdf"),
    "pari": ("deb:pari-doc", "usr/share/pari/doc/users.pdf"),
    "pari-mf": ("deb:pari-doc", "usr/share/pari/doc/tutorial-mf.pdf"),
    "pari-card": ("deb:pari-doc", "usr/share/pari/doc/refcard.pdf"),
    "asymptote": ("deb:asymptote-doc", "usr/share/doc/asymptote/asymptote.pdf"),
    **{
        f"reference-{tag}": (f"deb:debian-reference-{tag}", REFERENCE.format(tag))
        for tag in ("en", "de", "fr", "ja", "zh-cn")
    },
    **{
        f"install-{tag}": ("deb:installation-guide-amd64", GUIDE.format(tag))
        for tag in ("ru", "ko", "zh_CN", "cs", "vi", "es")
    },
    **{f"debmake-{tag}": ("deb:debmake-doc", MAKE.format(tag)) for tag in ("en", "de", "ru", "ja", "zh-tw")},
}
TESSERACT = {"ja": "jpn", "ru": "rus", "de": "deu", "fr": "fra", "zh": "chi_sim", "zh_CN": "chi_sim"}


class Maker:
    """Makes documents into a folder and keeps their labels."""

    def __init__(self, folder, born):
        self.folder, self.born, self.labels = folder, born, {}

    def count(self, source):
        with pikepdf.open(str(self.born(source))) as pdf:
            return len(pdf.pages)

    def keep(self, name, pdf, labels, kind):
        render.save(pdf, self.folder / f"{name}.pdf")
        if len(labels) != len(pdf.pages):
            raise ValueError(f"{name}: {len(pdf.pages)} pages and {len(labels)} labels")
        self.labels[f"{name}.pdf"] = {"kind": kind, "labels": labels}

    def plain(self, source, page):
        """The label of a page as it was published: `empty` where no word is on it, as on blank pages and covers with
        a logo,
        which were looked at one by one; either decision does no harm there."""
        return "text" if render.page_text(self.born(source), page, page).split() else "empty"

    def scan(self, source, page, dpi=150, seed=0, **look):
        return render.scanned(render.picture(self.born(source), page, dpi), seed, **({"noise": 10} | look))

    def born_digital(self):
        """Title pages, contents, prose, tables, listings and formulas as their publishers made them."""
        for source in BORN:
            count, chance = self.count(source), random.Random(source)
            pages = sorted({1, *range(2, min(count, 4)), *chance.sample(range(1, count + 1), min(count, 7))})
            if source in ("octave", "gnuplot", "pari", "pari-mf", "asymptote"):
                pages = sorted({*pages, *chance.sample(range(1, count + 1), min(count, 12))})
            self.keep(
                f"born-{source}",
                layers.taken(self.born(source), pages),
                [self.plain(source, page) for page in pages],
                "born digital",
            )

    def mixed(self):
        """Scanned pages among pages of text."""
        for source in (
            "policy",
            "reference-de",
            "install-ru",
            "maint-ja",
            "debmake-en",
            "install-zh_CN",
            "maint-en",
            "octave",
        ):
            chance = random.Random("mixed" + source)
            pages = sorted(chance.sample(range(5, self.count(source) - 3), 9))
            scans = set(chance.sample(pages, 4))
            pdf, labels = pikepdf.new(), []
            with pikepdf.open(str(self.born(source))) as original:
                for page in pages:
                    if page in scans:
                        box = [float(value) for value in original.pages[page - 1].mediabox]
                        render.image_page(
                            pdf, self.scan(source, page, seed=page), 150, size=(box[2] - box[0], box[3] - box[1])
                        )
                    else:
                        pdf.pages.append(original.pages[page - 1])
                    label = self.plain(source, page)
                    labels.append("ocr" if page in scans and label == "text" else label)
                self.keep(f"mixed-{source}", pdf, labels, "scans among text")

    def bad_maps(self):
        """Text that shows well and reads as nonsense, or as nothing."""
        for source, pages in (
            ("policy", range(40, 45)),
            ("install-ru", range(30, 35)),
            ("maint-ja", range(10, 15)),
            ("debmake-de", range(20, 25)),
        ):
            pdf = layers.taken(self.born(source), pages)
            layers.with_maps(pdf, layers.scrambler(source))
            self.keep(f"scrambled-{source}", pdf, ["ocr"] * len(pages), "ToUnicode scrambled")
        for source, pages in (
            ("debmake-ru", range(40, 45)),
            ("policy", range(50, 55)),
            ("reference-ja", range(50, 55)),
        ):
            pdf = layers.taken(self.born(source), pages)
            layers.without_maps(pdf)
            self.keep(f"unmapped-{source}", pdf, ["ocr"] * len(pages), "ToUnicode removed")
        # Fonts that name their glyphs can do without a map: nothing is lost, and OCR would be wrong.
        pdf = layers.taken(self.born("developers"), range(30, 35))
        layers.without_maps(pdf)
        self.keep("named-developers", pdf, ["text"] * 5, "ToUnicode removed, glyph names remain")
        for source, pages, change in (
            ("policy", range(110, 114), layers.to_private),
            ("install-vi", range(20, 24), layers.to_nothing),
            ("debmake-zh-tw", range(20, 24), layers.to_private),
        ):
            pdf = layers.taken(self.born(source), pages)
            layers.with_maps(pdf, change)
            self.keep(f"private-{source}", pdf, ["ocr"] * len(pages), "ToUnicode to private use or U+FFFD")
        for source in ("maint-ja", "reference-fr"):
            # Bad maps on some pages of a good document: a document's average hides them.
            pdf = layers.taken(self.born(source), range(20, 24))
            layers.with_maps(pdf, layers.scrambler("some" + source))
            pdf.pages.extend(layers.taken(self.born(source), range(50, 56)).pages)
            self.keep(f"partly-{source}", pdf, ["ocr"] * 4 + ["text"] * 6, "ToUnicode scrambled on some pages")

    def old_layers(self):
        """Scans with the invisible text of an earlier OCR: good, spoiled, or read in the wrong language."""
        for source, language, pages in (
            ("policy", "eng", range(60, 65)),
            ("reference-de", "deu", range(60, 64)),
            ("install-ru", "rus", range(50, 54)),
            ("reference-fr", "fra", range(70, 74)),
        ):
            pictures = [self.scan(source, page, dpi=200, seed=page, noise=6) for page in pages]
            self.keep(f"oldocr-{source}", layers.old_ocr(pictures, language), ["text"] * len(pages), "good old OCR")
            spoiled = layers.old_ocr(pictures, language)
            layers.noisy_text(spoiled, 0.45, source)
            self.keep(f"spoiled-{source}", spoiled, ["ocr"] * len(pages), "spoiled old OCR")
        for source, pages in (("install-ru", (70, 72, 73)), ("maint-ja", range(8, 12)), ("faq-ru", range(10, 14))):
            pictures = [self.scan(source, page, dpi=200, seed=page, noise=6) for page in pages]
            self.keep(
                f"wronglanguage-{source}",
                layers.old_ocr(pictures, "eng"),
                ["ocr"] * len(pages),
                "old OCR in the wrong language",
            )

    def shapes_and_pictures(self):
        """Outlines; text over a picture; a picture beside text; scans with a line of text; tiny, turned and few
        words."""
        for source, pages in (("policy", range(70, 76)), ("install-es", range(30, 36)), ("maint-ja", range(20, 26))):
            self.keep(
                f"outlines-{source}",
                layers.outlines(self.born(source), pages),
                ["ocr"] * len(pages),
                "text as outlines",
            )
        for source, pages in (("fhs", range(20, 28)), ("debmake-ru", range(60, 68)), ("install-zh_CN", range(60, 66))):
            pdf = layers.taken(self.born(source), pages)
            layers.over_picture(pdf, layers.photo(620, 877, 7))
            self.keep(f"backdrop-{source}", pdf, ["text"] * len(pages), "text over a page-wide picture")
        for source, pages in (("reference-en", range(80, 86)), ("install-cs", range(40, 46))):
            pdf = layers.taken(self.born(source), pages)
            layers.over_picture(pdf, layers.photo(500, 400, 11, light=False), box=(0.1, 0.04, 0.9, 0.12), behind=False)
            self.keep(f"figure-{source}", pdf, ["text"] * len(pages), "text with a picture")
        for source, pages, line in (
            ("reference-de", range(90, 96), "Received 12 May 2020  Page {number} of 6"),
            ("policy", range(90, 96), "CONFIDENTIAL - Case No. 2:19-cv-00412 - Document 36 - Page {number}"),
        ):
            pdf = pikepdf.new()
            for page in pages:
                render.image_page(pdf, self.scan(source, page, seed=page), 150)
            layers.stamp(pdf, line)
            self.keep(f"stamped-{source}", pdf, ["ocr"] * len(pages), "a scan with a line of text")
        for source, first in (("policy", 100), ("install-ko", 40)):
            pdf = layers.four_up(self.born(source), list(range(first, first + 16)))
            self.keep(f"tiny-{source}", pdf, ["text"] * 4, "four pages on one")
        pdf = layers.taken(self.born("gnuplot"), range(30, 36))
        for number, page in enumerate(pdf.pages):
            page.rotate((90, 270, 180)[number % 3], relative=True)
        self.keep("turned-gnuplot", pdf, ["text"] * 6, "pages turned by /Rotate")

    def few_words(self):
        """Pages with a number, a caption, one word, or nothing; blank scans."""
        pdf = pikepdf.new()
        for _ in range(5):
            pdf.add_blank_page(page_size=(595, 842))
        layers.stamp(pdf, "{number}", at=(295, 40))
        self.keep("numbers", pdf, ["text"] * 5, "only a page number")
        pdf = pikepdf.new()
        for _ in range(4):
            pdf.add_blank_page(page_size=(595, 842))
        layers.stamp(pdf, "Figure {number}: the measured values and their spread", size=10, at=(150, 200))
        layers.over_picture(pdf, layers.photo(500, 400, 13, light=False), box=(0.15, 0.3, 0.85, 0.8), behind=False)
        self.keep("figures", pdf, ["text"] * 4, "a figure with a caption")
        pdf = pikepdf.new()
        for _ in range(4):
            pdf.add_blank_page(page_size=(842, 595))
        layers.stamp(pdf, "Part {number}", size=48, at=(300, 300))
        self.keep("parts", pdf, ["text"] * 4, "one big word, landscape")
        pdf, labels = pikepdf.new(), []
        with pikepdf.open(str(self.born("policy"))) as original:
            for number in range(6):
                pdf.pages.append(original.pages[20 + number])
                pdf.add_blank_page(page_size=(595, 842))
                labels += ["text", "empty"]
            self.keep("blanks", pdf, labels, "blank pages between text")
        pdf = pikepdf.new()
        for number in range(4):
            render.image_page(pdf, render.scanned(Image.new("L", (1240, 1754), 255), number, noise=8), 150)
            render.image_page(pdf, self.scan("fhs", 25 + number, seed=number), 150)
        self.keep("blank-scans", pdf, ["empty", "ocr"] * 4, "blank sheets in a stack of scans")
        pdf = pikepdf.new()
        for number in range(5):
            # Duplex: one page scanned to the depth of fax.
            render.image_page(
                pdf, self.scan("reference-en", 30 + number, dpi=200, seed=number, noise=4).convert("1"), 200
            )
        self.keep("fax", pdf, ["ocr"] * 5, "black and white scans")

    def found(self):
        """Whole files from the test sets of PDF libraries, labelled by looking at every page."""
        for source, pattern, labels in FOUND:
            path = sources.find(source, pattern)
            with pikepdf.open(str(path)) as original:
                pdf, known = pikepdf.new(), {"t": "text", "o": "ocr", "e": "empty"}
                for page, mark in zip(original.pages, labels, strict=True):
                    if mark in known:
                        pdf.pages.append(page)
                self.keep(f"found-{path.stem}", pdf, [known[mark] for mark in labels if mark in known], "found")

    def everything(self):
        for maker in (
            self.born_digital,
            self.mixed,
            self.bad_maps,
            self.old_layers,
            self.shapes_and_pictures,
            self.few_words,
            self.found,
        ):
            maker()
        return self.labels


_SCANS = dict.fromkeys(
    ("linn", "skew", "ccitt", "jbig2", "c03-29", "francais", "epson", "masks", "kcs", "2400dpi"), "o"
)
# t, o, e for every page: text, ocr, empty; a page with - is left out, as it is arguable. cmyk and
# truetype_font_nomapping
# have maps that lie, vector and acroform show words that are shapes or a picture, Seige… is a scanned book with its
# OCR.
FOUND = [
    *(
        ("sdist:ocrmypdf==17.13.0", f"*/tests/resources/{name}.pdf", labels)
        for name, labels in {
            **_SCANS,
            "cardinal": "oooo",
            "multipage": "ooo-oo",
            "vector": "o",
            "tagged": "tt",
            "link": "tt",
            "overlay": "t",
            "toc": "te",
            "formxobject": "t",
            "blank": "e",
            "3small": "ooo",
            "acroform": "o",
            "truetype_font_nomapping": "o",
            "cmyk": "o",
        }.items()
    ),
    *(
        ("sdist:pypdf==7.1.1", f"*/resources/{name}.pdf", labels)
        for name, labels in {
            "AutoCad_Diagram": "t",
            "FormTestFromOo": "t",
            "SF424_page2": "t",
            "Seige_of_Vicksburg_Sample_OCR": "tttttt",
            "example": "t",
            "side-by-side-subfig": "t",
            "libreoffice-form": "t",
            "indirect-rotation": "ttttt",
            "git": "e",
            "jpeg": "t",
            "multilang": "t",
            "pdflatex-forms": "t",
            "inkscape-abc": "t",
            "form": "t",
            "crazyones": "t",
            "GeoBase_NHNC1_Data_Model_UML_EN": "t" * 19,
            "pdflatex-outline": "tttt",
            "superscript-pdftex": "t",
        }.items()
    ),
]
