# SPDX-License-Identifier: Apache-2.0
"""Office files that unfold to gigabytes, nest without end or lie in their directory; each function gives the bytes
of one."""

import io
import struct
import zipfile
import zlib

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="{part}"/></Relationships>'
)
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
    return _zip(
        [
            ("[Content_Types].xml", TYPES.format(part="/word/document.xml", kind="wordprocessingml.document").encode()),
            ("_rels/.rels", RELS.format(part="word/document.xml").encode()),
            ("word/document.xml", document),
            *more,
        ]
    )


def docx_gigabyte():
    run = b"<w:p><w:r><w:t>" + b"boom " * 200000 + b"</w:t></w:r></w:p>"
    return _docx(
        _Repeated(f"<w:document {W}><w:body>".encode(), run, 1_000_000_000 // len(run), b"</w:body></w:document>")
    )


def docx_laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return _docx(
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&l11;'
        "</w:t></w:r></w:p></w:body></w:document>".encode()
    )


def docx_quadratic():
    return _docx(
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "{"a" * 100000}">]><w:document '
        f"{W}><w:body><w:p><w:r><w:t>".encode()
        + b"&a;" * 100000
        + b"</w:t></w:r></w:p></w:body></w:document>"
    )


def docx_external():
    return _docx(
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document '
        f"{W}><w:body><w:p><w:r><w:t>"
        "&x;</w:t></w:r></w:p></w:body></w:document>".encode()
    )


def docx_deep(levels=200_000):
    return _docx(
        f"<w:document {W}><w:body>".encode()
        + b"<w:sdt><w:sdtContent>" * levels
        + b"<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
        + b"</w:sdtContent></w:sdt>" * levels
        + b"</w:body></w:document>"
    )


def docx_deep_tables(levels=50_000):
    return _docx(
        f"<w:document {W}><w:body>".encode()
        + b"<w:tbl><w:tr><w:tc>" * levels
        + b"<w:p/>"
        + b"</w:tc></w:tr></w:tbl>" * levels
        + b"</w:body></w:document>"
    )


def docx_attributes():
    return _docx(
        f"<w:document {W}><w:body><w:p ".encode()
        + b" ".join(b'a%d="x"' % n for n in range(500_000))
        + b"/></w:body></w:document>"
    )


def docx_members(count=100_000):
    return _docx(
        f"<w:document {W}><w:body><w:p><w:r><w:t>many</w:t></w:r></w:p></w:body></w:document>".encode(),
        [(f"word/media/{n}.bin", b"") for n in range(count)],
    )


def docx_nested(levels=60):
    inner = b"end"
    for _ in range(levels):
        inner = _zip([("inner.docx", inner), ("word/embeddings/inner.zip", inner[:2000])])
    return _docx(f"<w:document {W}><w:body/></w:document>".encode(), [("word/embeddings/inner.docx", inner)])


def docx_same_names():
    return _docx(f"<w:document {W}><w:body/></w:document>".encode(), [("word/document.xml", b"<x>" * 1000)] * 50)


def docx_escaping_names():
    return _docx(
        f"<w:document {W}><w:body/></w:document>".encode(), [("../../../../tmp/escaped", b"x"), ("/etc/escaped", b"x")]
    )


def zip_overlapping():
    """Members that all share one compressed body, as in the bombs that defeat counting of compressed sizes."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = body.compress(bytes(10_000_000)) + body.flush()
    crc = zlib.crc32(bytes(10_000_000))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(data), 10_000_000, 1, 0) + b"a" + data
    central = b"".join(
        struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(data), 10_000_000, 18, 0, 0, 0, 0, 0, 0
        )
        + f"word/x{n:06d}.doc.."[:18].encode()
        for n in range(30_000)
    )
    return local + central + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 30_000, 30_000, len(central), len(local), 0)


def xlsx_sparse():
    sheet = (
        f'<worksheet {S}><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c '
        f'r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    book = (
        f"<workbook {S} "
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" '
        f'sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    )
    return _zip(
        [
            ("[Content_Types].xml", TYPES.format(part="/xl/workbook.xml", kind="spreadsheetml.sheet").encode()),
            ("_rels/.rels", RELS.format(part="xl/workbook.xml").encode()),
            ("xl/workbook.xml", book.encode()),
            ("xl/_rels/workbook.xml.rels", rels.encode()),
            ("xl/worksheets/sheet1.xml", sheet.encode()),
        ]
    )


def odt_gigabyte():
    head = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    )
    block = b"<text:p>" + b"boom " * 200000 + b"</text:p>"
    return _zip(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", _Repeated(head, block, 1000, b"</office:text></office:body></office:document-content>")),
        ]
    )


def odt_repeated():
    """Few bytes that stand for a thousand million: repeated columns and rows, and spaces with a count."""
    return _zip(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            (
                "content.xml",
                b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
                b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
                b'<office:body><office:text><text:p>a<text:s text:c="2000000000"/>b</text:p><table:table>'
                b'<table:table-row table:number-rows-repeated="1000000000"><table:table-cell '
                b'table:number-columns-repeated="1000000000">'
                b"<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>",
            ),
        ]
    )
