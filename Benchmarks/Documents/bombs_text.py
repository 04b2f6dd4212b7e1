# SPDX-License-Identifier: Apache-2.0
"""HTML, CSV, Markdown and text that nest or never end a line."""


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
