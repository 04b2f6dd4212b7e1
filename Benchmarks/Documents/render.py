# SPDX-License-Identifier: Apache-2.0
"""Pages of a PDF as pictures that look scanned, and PDFs made of such pictures; the same bytes for the same seed."""

import io
import subprocess
import tempfile

import numpy
import pikepdf
from PIL import Image


def page_text(pdf, first, last):
    """What stands on pages that are rendered: the text layer that the rendering throws away."""
    return (
        subprocess.run(["pdftotext", "-f", str(first), "-l", str(last), str(pdf), "-"], check=True, capture_output=True)
        .stdout.decode()
        .replace("\f", "\n")
    )


def picture(pdf, page, dpi, gray=True):
    with tempfile.TemporaryDirectory() as folder:
        words = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
        subprocess.run(words + (["-gray"] if gray else []) + [str(pdf), f"{folder}/p"], check=True)
        return Image.open(f"{folder}/p.png").convert("L" if gray else "RGB").copy()


def scanned(image, seed, noise=12.0, skew=0.0, paper=245, ink=30):
    """Grain, a tilt, and paper that is not white."""
    if skew:
        image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=False)
    values = numpy.asarray(image, dtype=numpy.float32) / 255 * (paper - ink) + ink
    if noise:
        values = values + numpy.random.default_rng(seed).normal(0, noise, values.shape).astype(numpy.float32)
    return Image.fromarray(numpy.clip(values, 0, 255).astype(numpy.uint8))


def image_page(pdf, image, dpi, quality=75, size=None):
    """Appends a page that is one picture. One-bit pictures are kept by Flate, others by JPEG."""
    width, height = size or (image.width * 72 / dpi, image.height * 72 / dpi)
    if image.mode == "1":
        stream = pikepdf.Stream(pdf, image.tobytes())
        stream.BitsPerComponent = 1
        stream.ColorSpace = pikepdf.Name.DeviceGray
    else:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        stream = pikepdf.Stream(pdf, buffer.getvalue())
        stream.Filter = pikepdf.Name.DCTDecode
        stream.BitsPerComponent = 8
        stream.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = image.width, image.height
    page = pdf.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(stream)))
    page.Contents = pdf.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".encode())
    return page


def save(pdf, path):
    """The same bytes each time: no date, an identifier from the content."""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    pdf.save(str(path), deterministic_id=True, compress_streams=True)


def scan_pdf(source, pages, path, dpi, seed, **look):
    pdf = pikepdf.new()
    for page in pages:
        image_page(pdf, scanned(picture(source, page, dpi), seed + page, **look), dpi)
    save(pdf, path)


def mixed_pdf(source, pages, scans, path, dpi, seed, **look):
    """Some pages of a PDF, those in `scans` as pictures, the others as they are."""
    pdf = pikepdf.new()
    with pikepdf.open(str(source)) as original:
        for page in pages:
            if page in scans:
                box = original.pages[page - 1].mediabox
                size = (float(box[2]) - float(box[0]), float(box[3]) - float(box[1]))
                image_page(pdf, scanned(picture(source, page, dpi), seed + page, **look), dpi, size=size)
            else:
                pdf.pages.append(original.pages[page - 1])
        save(pdf, path)
