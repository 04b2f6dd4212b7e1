# SPDX-License-Identifier: Apache-2.0
"""PDFs that unfold, nest, point at themselves or name sizes that nobody has."""

import io
import zlib


def _pdf(objects, root=1):
    """A PDF of numbered objects, each bytes."""
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number in sorted(places):
        out.write(b"%d 1\n%010d 00000 n \n" % (number, places[number]))
    out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start))
    return out.getvalue()


def _page(content, more=b"", resources=b"<< /Font << /F 5 0 R >> >>", box=b"[0 0 612 792]", filters=b"", extra=None):
    return _pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox "
            + box
            + b" /Contents 4 0 R /Resources "
            + resources
            + more
            + b" >>",
            4: b"<< /Length %d %s>>\nstream\n" % (len(content), filters) + content + b"\nendstream",
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            **(extra or {}),
        }
    )


def pdf_flate(gigabytes=2):
    """Deflated twice: a few kilobytes, then megabytes, then two gigabytes of spaces."""
    once = zlib.compressobj(9)
    first = b"".join(once.compress(b" " * (1 << 20)) for _ in range(gigabytes << 10)) + once.flush()
    return _page(
        zlib.compress(zlib.compress(first, 9), 9), filters=b"/Filter [/FlateDecode /FlateDecode /FlateDecode] "
    )


def pdf_many_operators():
    once = zlib.compressobj(9)
    piece = b"q 1 0 0 1 0 0 cm Q\n" * 50_000
    return _page(b"".join(once.compress(piece) for _ in range(80)) + once.flush(), filters=b"/Filter /FlateDecode ")


def pdf_much_text():
    once = zlib.compressobj(9)
    piece = b"BT /F 1 Tf 10 10 Td (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 10_000
    return _page(b"".join(once.compress(piece) for _ in range(100)) + once.flush(), filters=b"/Filter /FlateDecode ")


def pdf_deep_array(levels=500_000):
    return _page(b"BT ET", more=b" /Deep " + b"[" * levels + b"]" * levels)


def pdf_deep_content(levels=500_000):
    return _page(b"[" * levels + b"]" * levels + b" TJ")


def pdf_many_saves():
    return _page(b"q " * 2_000_000)


def pdf_page_loop():
    return _pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2000000000 >>",
            3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 5 >>",
        }
    )


def pdf_page_count():
    return _page(b"BT /F 9 Tf 9 9 Td (x) Tj ET").replace(b"/Count 1", b"/Count 2147483647")


def pdf_wide_tree():
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(2, 26):
        objects[level] = b"<< /Type /Pages /Kids [" + b"%d 0 R " % (level + 1) * 10 + b"] /Count 1000000000 >>"
    objects[26] = b"<< /Type /Page /MediaBox [0 0 100 100] /Parent 25 0 R >>"
    return _pdf(objects)


def pdf_form_loop():
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length "
        b"11 >>\nstream\n/X Do /X Do\nendstream"
    )
    return _page(b"/X Do", resources=b"<< /XObject << /X 6 0 R >> >>", extra={6: form})


def pdf_form_tower():
    extra = {
        number: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> "
        b"/Length 59 >>\nstream\n" % (number + 1) + b"/X Do " * 10 + b"\nendstream"
        for number in range(6, 40)
    }
    extra[40] = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream"
    return _page(b"/X Do", resources=b"<< /XObject << /X 6 0 R >> >>", extra=extra)


def pdf_huge_box():
    return _page(b"BT /F 9 Tf 9 9 Td (x) Tj ET", box=b"[0 0 1e9 1e9]")


def pdf_strange_box():
    return _page(b"BT /F 9 Tf 9 9 Td (x) Tj ET", box=b"[nan -1e308 99999999999999999999 0]")


def pdf_huge_image():
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace "
        b"/DeviceRGB /Filter /FlateDecode /Length 20 >>\nstream\n" + zlib.compress(bytes(100)) + b"\nendstream"
    )
    return _page(b"q 600 0 0 700 0 0 cm /I Do Q", resources=b"<< /XObject << /I 6 0 R >> >>", extra={6: image})


def pdf_many_pages(count=100_000):
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [" % count
        + b"".join(b"%d 0 R " % number for number in range(3, count + 3))
        + b"] >>",
    }
    objects.update({number: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>" for number in range(3, count + 3)})
    return _pdf(objects)


def pdf_xref_loop():
    body = _page(b"BT ET")
    start = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    return body.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Prev %d >>" % start)


def pdf_predictor():
    return _page(
        zlib.compress(bytes(1000)),
        filters=b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 2147483647 >> ",
    )
