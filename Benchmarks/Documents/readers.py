# SPDX-License-Identifier: Apache-2.0
"""The peers: which formats each reads, and the command that prints a file's text. `readers.py NAME FILE LANGUAGE` is
that
command for those that are Python libraries."""

import pathlib
import sys

PDF = {"pdf", "pdf-scanned", "pdf-mixed"}
IMAGES = {"png", "jpeg", "tiff", "webp", "gif", "bmp"}
OFFICE = {"docx", "pptx", "xlsx"}
LANGUAGES = {"en": "eng", "de": "deu", "fr": "fra", "ru": "rus", "ja": "jpn", "zh": "chi_sim", "mul": "eng+deu+fra"}

_THIS = [sys.executable, str(pathlib.Path(__file__).resolve())]
_PAGES = (
    'for page in $(seq -w 1 "$(pdfinfo "$1" | sed -n "s/^Pages: *//p")"); do pdftoppm -r 300 -gray -f "$page" '
    '-l "$page" '
    '"$1" | OMP_THREAD_LIMIT=1 tesseract - - -l "$2" quiet; done'
)
_OCRMYPDF = (
    'out=$(mktemp --suffix=.pdf); trap "rm -f $out" EXIT; OMP_THREAD_LIMIT=1 "$3" -m ocrmypdf -q --skip-text '
    '--output-type pdf --rotate-pages --deskew --optimize 0 -j 1 -l "$2" "$1" "$out" && pdftotext "$out" -'
)

# name: (formats, command for a file and Tesseract's name of its language)
PEERS = {
    "pdftotext": (PDF, lambda file, language: ["pdftotext", file, "-"]),
    "pdfminer.six": (PDF, lambda file, language: [*_THIS, "pdfminer", file, language]),
    "pypdf": (PDF, lambda file, language: [*_THIS, "pypdf", file, language]),
    "markitdown": (
        PDF | OFFICE | {"html", "csv", "markdown", "text"},
        lambda file, language: [*_THIS, "markitdown", file, language],
    ),
    "kreuzberg": (
        PDF | OFFICE | IMAGES | {"odt", "doc", "rtf", "html", "csv", "markdown", "text"},
        lambda file, language: [*_THIS, "kreuzberg", file, language],
    ),
    "catdoc": ({"doc", "rtf"}, lambda file, language: ["catdoc", "-d", "utf-8", "-w", file]),
    "antiword": ({"doc"}, lambda file, language: ["antiword", "-m", "UTF-8.txt", "-w", "0", file]),
    "unrtf": ({"rtf"}, lambda file, language: ["unrtf", "--text", "--nopict", "--quiet", file]),
    "striprtf": ({"rtf"}, lambda file, language: [*_THIS, "striprtf", file, language]),
    "tesseract": (
        IMAGES,
        lambda file, language: ["env", "OMP_THREAD_LIMIT=1", "tesseract", file, "-", "-l", language, "quiet"],
    ),
    "pdftoppm + tesseract": ({"pdf-scanned"}, lambda file, language: ["sh", "-c", _PAGES, "sh", file, language]),
    "OCRmyPDF + pdftotext": (
        {"pdf-scanned", "pdf-mixed"},
        lambda file, language: ["sh", "-c", _OCRMYPDF, "sh", file, language, sys.executable],
    ),
}


def language(entry):
    return LANGUAGES.get(entry["language"], "eng")


def pdfminer(file, _):
    from pdfminer.high_level import extract_text

    return extract_text(file)


def pypdf(file, _):
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def markitdown(file, _):
    from markitdown import MarkItDown

    return MarkItDown().convert(file).markdown


def kreuzberg(file, language):
    import kreuzberg as library

    ocr = library.OcrConfig(backend="tesseract", language=language)
    return library.extract_file_sync(
        file, config=library.ExtractionConfig(ocr=ocr, output_format="markdown", use_cache=False)
    ).content


def striprtf(file, _):
    from striprtf.striprtf import rtf_to_text

    return rtf_to_text(pathlib.Path(file).read_bytes().decode("latin-1"), errors="ignore")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.path.pop(0)
    sys.stdout.write(
        {f.__name__: f for f in (pdfminer, pypdf, markitdown, kreuzberg, striprtf)}[sys.argv[1]](*sys.argv[2:4])
    )
