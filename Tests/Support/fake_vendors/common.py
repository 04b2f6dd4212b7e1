# SPDX-License-Identifier: Apache-2.0
"""What the wire formats have in common: strict checks of JSON, and words of an answer."""
import base64
import hashlib
import re

IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Wrong(Exception):
    """What is wrong with a request, in a sentence."""


def need(condition, sentence):
    if not condition:
        raise Wrong(sentence)


def is_integer(value, low, high=1 << 40):
    return type(value) is int and low <= value <= high


def is_number(value, low, high):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def members(value, required, optional=(), where="the body"):
    """An object with these members and no other."""
    need(isinstance(value, dict), f"{where} must be an object")
    for name in value:
        need(name in required or name in optional, f"{where}: unknown member {name}")
    for name in required:
        need(name in value, f"{where}: {name} is required")
    return value


def text(value, where):
    need(isinstance(value, str) and value != "", f"{where} must be a text that is not empty")
    return value


def listed(value, where):
    need(isinstance(value, list) and value, f"{where} must be a list that is not empty")
    return value


def base64_of(value, where):
    need(isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", value), f"{where} must be base64")
    try:
        base64.b64decode(value, validate=True)
    except ValueError as problem:
        raise Wrong(f"{where} must be base64") from problem


def data_url(value, kinds, where):
    match = re.fullmatch(r"data:([a-z0-9/.+-]+);base64,(.*)", value, re.S) if isinstance(value, str) else None
    need(match and match[1] in kinds, f"{where} must be a data URL of {', '.join(kinds)}")
    base64_of(match[2], where)


def closed_schema(schema, needs_all, keywords, where="schema"):
    """What vendors demand of a schema that they enforce."""
    need(isinstance(schema, dict), f"{where} must be an object")
    for name in schema:
        need(name in keywords, f"{where}: keyword {name} is not supported")
    if schema.get("type") == "object" or "properties" in schema:
        need(schema.get("additionalProperties") is False, f"{where}: additionalProperties is required to be false")
        names, required = schema.get("properties", {}), schema.get("required", [])
        need(set(required) <= set(names), f"{where}: required names what properties do not have")
        need(not needs_all or sorted(required) == sorted(names), f"{where}: all properties are required")
        for name, inner in names.items():
            closed_schema(inner, needs_all, keywords, f"{where}.{name}")
    for inner in [schema[name] for name in ("items",) if name in schema] + schema.get("anyOf", []):
        closed_schema(inner, needs_all, keywords, where)


SCHEMA_WORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf",
                "description", "title"}


def said(content, is_json):
    """The text of an answer: the words of the request again."""
    words = content.split()
    text_ = "Fake summary " + hashlib.sha256(content.encode()).hexdigest()[:8] + ": " + " ".join(words[:40])
    if is_json:
        import json
        text_ = json.dumps({"said": text_})
    return "\n  " + text_ + " \n"


def pieces(text_):
    return re.findall(r"\s*\S+\s*", text_)
