# SPDX-License-Identifier: Apache-2.0
"""Pictures of a few bytes that claim to be huge, or come again and again."""

import io
import struct
import zlib


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows):
    once = zlib.compressobj(9)
    row = bytes((width + 7) // 8 + 1)
    data = b"".join(once.compress(row) for _ in range(rows)) + once.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def png_bomb():
    return png(50_000, 50_000, 50_000)


def png_claimed():
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 0x7FFFFFFF, 0x7FFFFFFF, 8, 6, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )


def png_text():
    inner = zlib.compressobj(9)
    text = b"".join(inner.compress(bytes(1 << 20)) for _ in range(500)) + inner.flush()
    body = png(8, 8, 8)
    return body[:33] + _chunk(b"zTXt", b"Comment\x00\x00" + text) + body[33:]


def gif_canvas():
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0)
        + bytes(6)
        + b","
        + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
        + b"\x02\x02\x4c\x01\x00;"
    )


def gif_frames(count=50_000):
    frame = b"," + struct.pack("<HHHHB", 0, 0, 2000, 2000, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 2000, 2000, 0x80, 0, 0) + bytes(6) + frame * count + b";"


def jpeg_size():
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (16, 16)).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", 65500, 65500)
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
    return (
        b"BM"
        + struct.pack("<IHHI", 1000, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 2_000_000_000, -2_000_000_000, 1, 32, 0, 0, 0, 0, 0, 0)
        + bytes(100)
    )


def bmp_rle():
    return (
        b"BM"
        + struct.pack("<IHHI", 2000, 0, 0, 54 + 1024)
        + struct.pack("<IiiHHIIiiII", 40, 30000, 30000, 1, 8, 1, 100, 0, 0, 256, 0)
        + bytes(1024)
        + b"\xff\x01" * 50
    )


def _ifd(entries, following):
    return (
        struct.pack("<H", len(entries))
        + b"".join(struct.pack("<HHII", *entry) for entry in entries)
        + struct.pack("<I", following)
    )


def tiff_loop():
    tags = [
        (256, 4, 1, 8),
        (257, 4, 1, 8),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, 8),
        (279, 4, 1, 64),
    ]
    one = _ifd(tags, 8)
    return b"II*\0" + struct.pack("<I", 8) + one + bytes(64)


def tiff_size():
    tags = [
        (256, 4, 1, 200_000),
        (257, 4, 1, 200_000),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (277, 3, 1, 4),
        (278, 4, 1, 200_000),
        (279, 4, 1, 0xFFFFFFFF),
    ]
    return b"II*\0" + struct.pack("<I", 8) + _ifd(tags, 0) + bytes(64)


def tiff_many(count=200_000):
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    tags = [
        (256, 4, 1, 8),
        (257, 4, 1, 8),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 0),
        (278, 4, 1, 8),
        (279, 4, 1, 64),
    ]
    size = 2 + 12 * len(tags) + 4
    for number in range(count):
        out += _ifd(tags, 8 + size * (number + 1) if number + 1 < count else 0)
    return bytes(out)


def tiff_fax():
    """A row count of millions for a few bytes of Group 4."""
    tags = [
        (256, 4, 1, 30_000),
        (257, 4, 1, 3_000_000),
        (258, 3, 1, 1),
        (259, 3, 1, 4),
        (262, 3, 1, 0),
        (273, 4, 1, 130),
        (278, 4, 1, 3_000_000),
        (279, 4, 1, 2000),
    ]
    head = b"II*\0" + struct.pack("<I", 8) + _ifd(tags, 0)
    return head + bytes(130 - len(head)) + b"\xff" * 2000
