# SPDX-License-Identifier: Apache-2.0
"""RTF and Word files with deep groups, lying lengths and chains of sectors that never end."""

import struct


def rtf_deep(levels=1_000_000):
    return b"{\\rtf1 " + b"{" * levels + b"deep" + b"}" * levels + b"}"


def rtf_bin():
    return b"{\\rtf1 {\\pict\\bin2147483647 abc} tail \\bin-5 x \\u99999999999999999999 ? \\uc4294967295 \\u20 }"


def rtf_endless_words():
    return b"{\\rtf1 " + b"\\" + b"a" * 5_000_000 + b"1" * 5_000_000 + b" x}"


def rtf_table():
    return b"{\\rtf1 \\trowd" + b"\\cellx1" * 1_000_000 + b"\\intbl" + b"\\cell" * 1_000_000 + b"\\row}"


def ole(chain):
    """A compound file with one FAT sector that `chain` fills with 128 entries, and an empty directory."""
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        0x1000,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
        0,
    )[:76]
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    root = (
        "Root Entry".encode("utf-16le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 22, 5, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1)
        + bytes(36)
        + struct.pack("<IQ", 2, 0)
    )
    word = (
        "WordDocument".encode("utf-16le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 26, 2, 1, 1, 1, 0xFFFFFFFF)
        + bytes(36)
        + struct.pack("<IQ", 2, 0x7FFFFFFF)
    )
    return (
        head.ljust(512, b"\0")
        + struct.pack("<128I", *chain)
        + (root + word).ljust(512, b"\0")
        + b"\xec\xa5\xc1\x00" * 128
    )


def doc_chain_loop():
    return ole([0xFFFFFFFD, 1, 2] + [0xFFFFFFFF] * 125)


def doc_chain_out():
    return ole([0xFFFFFFFD, 0xFFFFFFFE, 0x7FFFFFFF] + [5] * 125)
