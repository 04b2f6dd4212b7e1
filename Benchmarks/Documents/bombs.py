# SPDX-License-Identifier: Apache-2.0
"""Files that a reader must survive: small ones that unfold to gigabytes, nest without end, point at themselves or lie about
their size. Each function returns the bytes of one file; BOMBS names them."""

import io
import struct
import zipfile
import zlib

TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{part}"/></Relationships>')
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


class _Repeated(io.RawIOBase):
    """A stream of the same block many times, never held whole."""

    def __init__(self, head, block, times, tail):
        self.parts, self.rest = self._every(head, block, times, tail), b""

    @staticmethod
    def _every(head, block, times, tail):
        yield head
        for _ in range(times):
            yield block
        yield tail

    def readable(self):
        return True

    def readinto(self, buffer):
        while not self.rest:
            piece = next(self.parts, None)
            if piece is None:
                return 0
            self.rest = piece
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def _zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=isinstance(content, _Repeated)) as member:
                if isinstance(content, _Repeated):
                    while piece := content.read(1 << 20):
                        member.write(piece)
                else:
                    member.write(content)
    return buffer.getvalue()


def _docx(document, more=()):
    return _zip([("[Content_Types].xml", TYPES.format(part="/word/document.xml", kind="wordprocessingml.document").encode()),
                 ("_rels/.rels", RELS.format(part="word/document.xml").encode()), ("word/document.xml", document), *more])


def docx_gigabyte():
    run = b"<w:p><w:r><w:t>" + b"boom " * 200000 + b"</w:t></w:r></w:p>"
    return _docx(_Repeated(f"<w:document {W}><w:body>".encode(), run, 1_000_000_000 // len(run), b"</w:body></w:document>"))


def docx_laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return _docx(f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&l11;'
                 "</w:t></w:r></w:p></w:body></w:document>".encode())


def docx_quadratic():
    return _docx(f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "{"a" * 100000}">]><w:document {W}><w:body><w:p><w:r><w:t>'.encode()
                 + b"&a;" * 100000 + b"</w:t></w:r></w:p></w:body></w:document>")


def docx_external():
    return _docx(f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>'
                 "&x;</w:t></w:r></w:p></w:body></w:document>".encode())


def docx_deep(levels=200_000):
    return _docx(f"<w:document {W}><w:body>".encode() + b"<w:sdt><w:sdtContent>" * levels + b"<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
                 + b"</w:sdtContent></w:sdt>" * levels + b"</w:body></w:document>")


def docx_deep_tables(levels=50_000):
    return _docx(f"<w:document {W}><w:body>".encode() + b"<w:tbl><w:tr><w:tc>" * levels + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * levels
                 + b"</w:body></w:document>")


def docx_attributes():
    return _docx(f"<w:document {W}><w:body><w:p ".encode() + b" ".join(b'a%d="x"' % n for n in range(500_000)) + b"/></w:body></w:document>")


def docx_members(count=100_000):
    return _docx(f"<w:document {W}><w:body><w:p><w:r><w:t>many</w:t></w:r></w:p></w:body></w:document>".encode(),
                 [(f"word/media/{n}.bin", b"") for n in range(count)])


def docx_nested(levels=60):
    inner = b"end"
    for _ in range(levels):
        inner = _zip([("inner.docx", inner), ("word/embeddings/inner.zip", inner[:2000])])
    return _docx(f"<w:document {W}><w:body/></w:document>".encode(), [("word/embeddings/inner.docx", inner)])


def docx_same_names():
    return _docx(f"<w:document {W}><w:body/></w:document>".encode(), [("word/document.xml", b"<x>" * 1000)] * 50)


def docx_escaping_names():
    return _docx(f"<w:document {W}><w:body/></w:document>".encode(), [("../../../../tmp/escaped", b"x"), ("/etc/escaped", b"x")])


def zip_overlapping():
    """Members that all share one compressed body, as in the bombs that defeat counting of compressed sizes."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = body.compress(bytes(10_000_000)) + body.flush()
    crc = zlib.crc32(bytes(10_000_000))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(data), 10_000_000, 1, 0) + b"a" + data
    central = b"".join(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(data), 10_000_000, 18, 0, 0, 0, 0, 0, 0)
                       + f"word/x{n:06d}.doc.."[:18].encode() for n in range(30_000))
    return local + central + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 30_000, 30_000, len(central), len(local), 0)


def xlsx_sparse():
    sheet = f'<worksheet {S}><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    book = f'<workbook {S} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>'
    rels = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
    return _zip([("[Content_Types].xml", TYPES.format(part="/xl/workbook.xml", kind="spreadsheetml.sheet").encode()),
                 ("_rels/.rels", RELS.format(part="xl/workbook.xml").encode()), ("xl/workbook.xml", book.encode()),
                 ("xl/_rels/workbook.xml.rels", rels.encode()), ("xl/worksheets/sheet1.xml", sheet.encode())])


def odt_gigabyte():
    head = (b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>')
    block = b"<text:p>" + b"boom " * 200000 + b"</text:p>"
    return _zip([("mimetype", b"application/vnd.oasis.opendocument.text"),
                 ("content.xml", _Repeated(head, block, 1000, b"</office:text></office:body></office:document-content>"))])


def odt_repeated():
    """Few bytes that stand for a thousand million: repeated columns and rows, and spaces with a count."""
    return _zip([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml",
                 b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                 b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
                 b'<office:body><office:text><text:p>a<text:s text:c="2000000000"/>b</text:p><table:table>'
                 b'<table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000000000">'
                 b"<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>")])


def rtf_deep(levels=1_000_000):
    return b"{\\rtf1 " + b"{" * levels + b"deep" + b"}" * levels + b"}"


def rtf_bin():
    return b"{\\rtf1 {\\pict\\bin2147483647 abc} tail \\bin-5 x \\u99999999999999999999 ? \\uc4294967295 \\u20 }"


def rtf_endless_words():
    return b"{\\rtf1 " + b"\\" + b"a" * 5_000_000 + b"1" * 5_000_000 + b" x}"


def rtf_table():
    return b"{\\rtf1 \\trowd" + b"\\cellx1" * 1_000_000 + b"\\intbl" + b"\\cell" * 1_000_000 + b"\\row}"


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
    return _pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                 3: b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R /Resources " + resources + more + b" >>",
                 4: b"<< /Length %d %s>>\nstream\n" % (len(content), filters) + content + b"\nendstream",
                 5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", **(extra or {})})


def pdf_flate(gigabytes=2):
    """Deflated twice: a few kilobytes, then megabytes, then two gigabytes of spaces."""
    once = zlib.compressobj(9)
    first = b"".join(once.compress(b" " * (1 << 20)) for _ in range(gigabytes << 10)) + once.flush()
    return _page(zlib.compress(zlib.compress(first, 9), 9), filters=b"/Filter [/FlateDecode /FlateDecode /FlateDecode] ")


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
    return _pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2000000000 >>",
                 3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 5 >>"})


def pdf_page_count():
    return _page(b"BT /F 9 Tf 9 9 Td (x) Tj ET").replace(b"/Count 1", b"/Count 2147483647")


def pdf_wide_tree():
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(2, 26):
        objects[level] = b"<< /Type /Pages /Kids [" + b"%d 0 R " % (level + 1) * 10 + b"] /Count 1000000000 >>"
    objects[26] = b"<< /Type /Page /MediaBox [0 0 100 100] /Parent 25 0 R >>"
    return _pdf(objects)


def pdf_form_loop():
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream"
    return _page(b"/X Do", resources=b"<< /XObject << /X 6 0 R >> >>", extra={6: form})


def pdf_form_tower():
    extra = {number: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length 59 >>\nstream\n" % (number + 1)
             + b"/X Do " * 10 + b"\nendstream" for number in range(6, 40)}
    extra[40] = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream"
    return _page(b"/X Do", resources=b"<< /XObject << /X 6 0 R >> >>", extra=extra)


def pdf_huge_box():
    return _page(b"BT /F 9 Tf 9 9 Td (x) Tj ET", box=b"[0 0 1e9 1e9]")


def pdf_strange_box():
    return _page(b"BT /F 9 Tf 9 9 Td (x) Tj ET", box=b"[nan -1e308 99999999999999999999 0]")


def pdf_huge_image():
    image = b"<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode /Length 20 >>\nstream\n" + zlib.compress(bytes(100)) + b"\nendstream"
    return _page(b"q 600 0 0 700 0 0 cm /I Do Q", resources=b"<< /XObject << /I 6 0 R >> >>", extra={6: image})


def pdf_many_pages(count=100_000):
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count %d /Kids [" % count
               + b"".join(b"%d 0 R " % number for number in range(3, count + 3)) + b"] >>"}
    objects.update({number: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>" for number in range(3, count + 3)})
    return _pdf(objects)


def pdf_xref_loop():
    body = _page(b"BT ET")
    start = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    return body.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Prev %d >>" % start)


def pdf_predictor():
    return _page(zlib.compress(bytes(1000)), filters=b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 2147483647 >> ")


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows):
    once = zlib.compressobj(9)
    row = bytes((width + 7) // 8 + 1)
    data = b"".join(once.compress(row) for _ in range(rows)) + once.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def png_bomb():
    return png(50_000, 50_000, 50_000)


def png_claimed():
    return b"\x89PNG\r\n\x1a\n" + _chunk(
        b"IHDR", struct.pack(">IIBBBBB", 0x7FFFFFFF, 0x7FFFFFFF, 8, 6, 0, 0, 0)) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def png_text():
    inner = zlib.compressobj(9)
    text = b"".join(inner.compress(bytes(1 << 20)) for _ in range(500)) + inner.flush()
    body = png(8, 8, 8)
    return body[:33] + _chunk(b"zTXt", b"Comment\x00\x00" + text) + body[33:]


def gif_canvas():
    return b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6) + b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00;"


def gif_frames(count=50_000):
    frame = b"," + struct.pack("<HHHHB", 0, 0, 2000, 2000, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 2000, 2000, 0x80, 0, 0) + bytes(6) + frame * count + b";"


def jpeg_size():
    from PIL import Image
    buffer = io.BytesIO()
    Image.new("L", (16, 16)).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    place = data.index(b"\xff\xc0")
    data[place + 5:place + 9] = struct.pack(">HH", 65500, 65500)
    return bytes(data)


def jpeg_scans():
    """A progressive picture whose scans come again and again."""
    from PIL import Image
    buffer = io.BytesIO()
    Image.new("L", (4096, 4096)).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 3000 + b"\xff\xd9"


def webp_size():
    frame = bytes([0x2F]) + struct.pack("<I", (16383) | (16383 << 14)) + bytes(20)
    frame += b"\x00" * (len(frame) % 2)
    return b"RIFF" + struct.pack("<I", 12 + len(frame)) + b"WEBPVP8L" + struct.pack("<I", len(frame)) + frame


def bmp_size():
    return b"BM" + struct.pack("<IHHI", 1000, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 2_000_000_000, -2_000_000_000, 1, 32, 0, 0, 0, 0, 0, 0) + bytes(100)


def bmp_rle():
    return b"BM" + struct.pack("<IHHI", 2000, 0, 0, 54 + 1024) + struct.pack("<IiiHHIIiiII", 40, 30000, 30000, 1, 8, 1, 100, 0, 0, 256, 0) + bytes(1024) + b"\xff\x01" * 50


def _ifd(entries, following):
    return struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", following)


def tiff_loop():
    tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, 8), (279, 4, 1, 64)]
    one = _ifd(tags, 8)
    return b"II*\0" + struct.pack("<I", 8) + one + bytes(64)


def tiff_size():
    tags = [(256, 4, 1, 200_000), (257, 4, 1, 200_000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 4), (278, 4, 1, 200_000),
            (279, 4, 1, 0xFFFFFFFF)]
    return b"II*\0" + struct.pack("<I", 8) + _ifd(tags, 0) + bytes(64)


def tiff_many(count=200_000):
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 0), (278, 4, 1, 8), (279, 4, 1, 64)]
    size = 2 + 12 * len(tags) + 4
    for number in range(count):
        out += _ifd(tags, 8 + size * (number + 1) if number + 1 < count else 0)
    return bytes(out)


def tiff_fax():
    """A row count of millions for a few bytes of Group 4."""
    tags = [(256, 4, 1, 30_000), (257, 4, 1, 3_000_000), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 0), (273, 4, 1, 130), (278, 4, 1, 3_000_000), (279, 4, 1, 2000)]
    head = b"II*\0" + struct.pack("<I", 8) + _ifd(tags, 0)
    return head + bytes(130 - len(head)) + b"\xff" * 2000


def html_deep(levels=300_000):
    return b"<html><body>" + b"<div>" * levels + b"deep"


def html_attributes():
    return b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(1_000_000)) + b">x</p>"


def html_tables(levels=20_000):
    return b"<table><tr><td>" * levels + b"x"


def csv_wide():
    return b"," * 20_000_000 + b"\n" + b"a,b\n" * 10


def csv_quote():
    return b'"' + b"a\n" * 10_000_000


def markdown_brackets():
    return b"[" * 2_000_000 + b"*_" * 500_000 + b"](" * 500_000


def text_one_line():
    return b"word" * 20_000_000


def text_zeros():
    return bytes(50_000_000)


def ole(chain):
    """A compound file with one FAT sector that `chain` fills with 128 entries, and an empty directory."""
    head = struct.pack("<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 0x1000, 0xFFFFFFFE, 0,
                       0xFFFFFFFE, 0, 0)[:76]
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    root = "Root Entry".encode("utf-16le").ljust(64, b"\0") + struct.pack("<HBBIII", 22, 5, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1) + bytes(36) + struct.pack("<IQ", 2, 0)
    word = "WordDocument".encode("utf-16le").ljust(64, b"\0") + struct.pack("<HBBIII", 26, 2, 1, 1, 1, 0xFFFFFFFF) + bytes(36) + struct.pack("<IQ", 2, 0x7FFFFFFF)
    return head.ljust(512, b"\0") + struct.pack("<128I", *chain) + (root + word).ljust(512, b"\0") + b"\xec\xa5\xc1\x00" * 128


def doc_chain_loop():
    return ole([0xFFFFFFFD, 1, 2] + [0xFFFFFFFF] * 125)


def doc_chain_out():
    return ole([0xFFFFFFFD, 0xFFFFFFFE, 0x7FFFFFFF] + [5] * 125)


BOMBS = {
    "bomb1g.docx": docx_gigabyte, "laughs.docx": docx_laughs, "quadratic.docx": docx_quadratic, "external.docx": docx_external,
    "deep.docx": docx_deep, "deeptables.docx": docx_deep_tables, "attributes.docx": docx_attributes, "members100k.docx": docx_members,
    "nested.docx": docx_nested, "samenames.docx": docx_same_names, "escaping.docx": docx_escaping_names, "overlapping.docx": zip_overlapping,
    "sparse.xlsx": xlsx_sparse, "bomb1g.odt": odt_gigabyte, "repeated.odt": odt_repeated, "deep.rtf": rtf_deep, "bin.rtf": rtf_bin,
    "endless.rtf": rtf_endless_words, "table.rtf": rtf_table, "flate2g.pdf": pdf_flate, "manyops.pdf": pdf_many_operators,
    "muchtext.pdf": pdf_much_text, "deeparr.pdf": pdf_deep_array, "deepcontent.pdf": pdf_deep_content, "manysaves.pdf": pdf_many_saves,
    "pageloop.pdf": pdf_page_loop, "pagecount.pdf": pdf_page_count, "widetree.pdf": pdf_wide_tree, "formloop.pdf": pdf_form_loop,
    "formtower.pdf": pdf_form_tower, "hugebox.pdf": pdf_huge_box, "strangebox.pdf": pdf_strange_box, "hugeimage.pdf": pdf_huge_image,
    "manypages.pdf": pdf_many_pages, "xrefloop.pdf": pdf_xref_loop, "predictor.pdf": pdf_predictor, "bomb.png": png_bomb,
    "claimed.png": png_claimed, "text.png": png_text, "canvas.gif": gif_canvas, "frames.gif": gif_frames, "size.jpg": jpeg_size,
    "scans.jpg": jpeg_scans, "size.webp": webp_size, "size.bmp": bmp_size, "rle.bmp": bmp_rle, "loop.tif": tiff_loop, "size.tif": tiff_size,
    "many.tif": tiff_many, "fax.tif": tiff_fax, "deep.html": html_deep, "attributes.html": html_attributes, "tables.html": html_tables,
    "wide.csv": csv_wide, "quote.csv": csv_quote, "brackets.md": markdown_brackets, "oneline.txt": text_one_line, "zeros.txt": text_zeros,
    "chainloop.doc": doc_chain_loop, "chainout.doc": doc_chain_out,
}
