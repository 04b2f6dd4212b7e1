# SPDX-License-Identifier: Apache-2.0
"""What a text is before it is scored: the same for the truth and for every reader."""

import re
import unicodedata

# Scripts written without spaces are compared by character; Hangul has spaces and stays in words.
_WIDE = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3006])")
_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\x02"))
_FOLDED = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u00a0": " ",
        "\x0c": "\n",
    }
)
_BULLET = re.compile(r"(?m)^\s*(?:[-*+•·◦▪‣○●■–]|\uf0b7)\s+")


def joined(text):
    """Words hyphenated at a line's end, whole again: by the mark that PDF libraries leave, or by the hyphen itself."""
    text = re.sub(r"(\w)[\u00ad\ufffe\x02]\s*\n\s*(\w)", r"\1\2", text)
    return re.sub(r"(\w)[-\u2010]\n[ \t]*([a-zа-яёäöüßàâçéèêëîïôûùáíóúñ])", r"\1\2", text)


def unmarked(text):
    """Without the marks of Markdown and of tables drawn with characters."""
    text = re.sub(r"!\[([^\]]*)\]\([^)\n]*\)", r"\1", text)
    text = re.sub(r"\[([^\]\n]*)\]\((?:[^()\n]|\([^)\n]*\))*\)", r"\1", text)
    text = re.sub(r"(?m)^\s*\|?[\s:|=+_-]*\|[\s:|=+_-]*$", "", text)
    text = re.sub(r"(?m)^[\s=+_~*-]{3,}$", "", text)
    text = re.sub(r"(?m)^#{1,6}\s+", "", text)
    text = re.sub(r"(?m)^(```|~~~).*$", "", text)
    text = re.sub(r"(?m)^>\s?", "", text)
    text = _BULLET.sub("", text)
    text = re.sub(r"<!--.*?-->", " ", text, flags=re.S)
    text = text.replace("\\|", "|").replace("|", " ")
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!<>~$&])", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<![\w_])_(?=\S)([^_\n]+)(?<=\S)_(?![\w_])", r"\1", text)
    return text.replace("`", "")


def folded(text):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_DROPPED).translate(_FOLDED))


def words(text):
    """The words that F1 and order are counted over: letters and digits with what holds them together, lower-case
    kept."""
    text = folded(unmarked(joined(text.replace("\r\n", "\n"))))
    text = _WIDE.sub(r" \1 ", text)
    found = []
    for word in text.split():
        word = word.strip(".,;:!?\"'()[]{}<>…、。，：；！？「」『』（）【】《》*_=~|\\/-")
        if any(character.isalnum() for character in word):
            found.append(number(word))
    return found


def number(word):
    """Numbers to ten figures, so that 3.0 and 3, 1,250 and 1250 are one; other words as they are."""
    if not word[-1].isdigit():
        return word
    plain = word.replace(",", "")
    if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", plain) and len(plain) < 40:
        return f"{float(plain):.10g}"
    return word


def characters(text):
    """What the character error rate is counted over: white space is one space, none around wide characters."""
    text = " ".join(folded(unmarked(joined(text.replace("\r\n", "\n")))).split())
    return re.sub(r"(?<=[\u3040-\u30ff\u3400-\u9fff、-\u303f]) | (?=[\u3040-\u30ff\u3400-\u9fff、-\u303f])", "", text)


def cell(text):
    """A table cell's text, numbers as in `number`."""
    text = " ".join(folded(unmarked(re.sub(r"<br\s*/?>", " ", text))).split())
    return re.sub(r" 00:00:00$", "", number(text) if text else text)
