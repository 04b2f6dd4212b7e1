# SPDX-License-Identifier: Apache-2.0
"""Anthropic's messages."""
from .common import IMAGES, SCHEMA_WORDS, base64_of, closed_schema, is_integer, listed, members, need, pieces, said, text

PATH = "/messages"
REQUEST_ID = "request-id"
VERSIONS = ("2023-06-01", "2026-10-21")


def error(kind, message, code=None):
    inner = {"type": kind, "message": message}
    if code:
        inner["details"] = {"error_code": code}
    return {"type": "error", "error": inner, "request_id": "req_fake"}


FAULTS = {
    "quota": (400, error("invalid_request_error", "You have reached your specified API usage limits. You will regain "
                         "access on 2099-01-01 at 00:00 UTC.")),
    "cap": (429, error("rate_limit_error", "Your organization has crossed its monthly API usage threshold.",
                       "enforced_spend_limit_reached")),
    "billing": (402, error("billing_error", "There is an issue with your billing or payment information.")),
    "toolong": (400, error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum")),
    "413": (413, error("request_too_large", "Request exceeds the maximum size")),
    "filter": (400, error("invalid_request_error", "Output blocked by content filtering policy")),
    "400": (400, error("invalid_request_error", "messages: something is wrong")),
    "403": (403, error("permission_error", "Your API key does not have permission to use the resource.")),
    "500": (500, error("api_error", "Internal server error")),
    "503": (503, error("api_error", "Service unavailable")),
    "529": (529, error("overloaded_error", "Overloaded")),
}


def rate_limit(seconds):
    body = error("rate_limit_error", "This request would exceed your organization's rate limit.")
    return 429, body, [("anthropic-ratelimit-requests-limit", "50")]


def wrong(sentence):
    return 400, error("invalid_request_error", sentence)


def wrong_path():
    return 404, error("not_found_error", "Not found")


def wrong_method():
    return 405, error("invalid_request_error", "Method Not Allowed")


def unknown_model():
    return 404, error("not_found_error", "model: no-such-model")


def key_of(headers):
    """As `x-api-key`, or as a bearer token, which is how the vendor's newest tools send it; not as both."""
    given = headers.get_all("x-api-key") or []
    bearers = headers.get_all("Authorization") or []
    if len(given) + len(bearers) != 1:
        return None
    return given[0] if given else bearers[0].removeprefix("Bearer ")


def wrong_key(key):
    return 401, error("authentication_error", f"invalid x-api-key {key}")


def check_headers(headers):
    versions = headers.get_all("anthropic-version") or []
    if len(versions) != 1:
        return wrong("anthropic-version: header is required")
    if versions[0] not in VERSIONS:
        return wrong(f"anthropic-version: \"{versions[0]}\" is not a valid version")
    return None


def check(body):
    members(body, ("model", "max_tokens", "messages"), ("system", "stream", "output_config"))
    text(body["model"], "model")
    need(is_integer(body["max_tokens"], 1), "max_tokens: must be a positive integer")
    for message in listed(body["messages"], "messages"):
        members(message, ("role", "content"), where="messages")
        need(message["role"] in ("user", "assistant"), "messages: role must be user or assistant")
        check_content(message["content"])
    need(body["messages"][0]["role"] == "user", "messages: first message must use the user role")
    if "system" in body:
        text(body["system"], "system")
    need(body.get("stream", True) is True, "stream must be true")
    if "output_config" in body:
        form = members(members(body["output_config"], ("format",), where="output_config")["format"],
                       ("type", "schema"), where="output_config.format")
        need(form["type"] == "json_schema", "output_config.format.type is unknown")
        closed_schema(form["schema"], False, SCHEMA_WORDS)


def check_content(content_):
    if isinstance(content_, str):
        text(content_, "content")
        return
    for block in listed(content_, "content"):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "text":
            text(members(block, ("type", "text"), where="a text block")["text"], "text")
            continue
        need(kind in ("image", "document"), f"content: a block of type {kind} is not known")
        source = members(block, ("type", "source"), ("title",) if kind == "document" else (), kind)["source"]
        members(source, ("type", "media_type", "data"), where="source")
        need(source["type"] == "base64", "source.type is unknown")
        need(source["media_type"] in (IMAGES if kind == "image" else ("application/pdf",)), "media_type is unknown")
        base64_of(source["data"], "source.data")


def content(body):
    def words(value):
        if isinstance(value, str):
            return value
        return " ".join(block["text"] if block["type"] == "text" else f"[{block['type']}]" for block in value)
    return "\n".join([body.get("system", "")] + [words(message["content"]) for message in body["messages"]]).strip()


def usage(asked, text_):
    words = len(asked.split())
    return {"input_tokens": words - words // 2 - words // 4, "cache_read_input_tokens": words // 2,
            "cache_creation_input_tokens": words // 4, "output_tokens": len(text_.split())}


def stop_reason(mode):
    return {"length": "max_tokens", "streamlength": "max_tokens", "refusal": "refusal", "streamrefusal": "refusal",
            "window": "model_context_window_exceeded", "tool": "tool_use", "pause": "pause_turn"}.get(mode, "end_turn")


def answer(mode, body, asked):
    text_ = " \n" if mode == "empty" else said(asked, "output_config" in body)
    blocks = [{"type": "thinking", "thinking": "", "signature": "c2lnbmVk"}, {"type": "text", "text": text_}]
    if mode in ("refusal", "nochoices"):
        blocks = []
    return {"id": "msg_fake", "type": "message", "role": "assistant", "model": body["model"] + "-fake",
            "content": blocks, "stop_reason": stop_reason(mode), "stop_sequence": None, "usage": usage(asked, text_)}


def stream(mode, body, asked):
    """Events as (part, name, data)."""
    def event(kind, **more):
        return kind, {"type": kind, **more}

    whole = answer(mode, body, asked)
    begun = {**whole, "content": [], "stop_reason": None, "usage": {**whole["usage"], "output_tokens": 1}}
    yield "start", *event("message_start", message=begun)
    yield "start", *event("content_block_start", index=0, content_block={"type": "thinking", "thinking": "",
                                                                       "signature": ""})
    yield "start", *event("ping")
    yield "start", *event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "c2lnbmVk"})
    yield "start", *event("content_block_stop", index=0)
    yield "start", *event("content_block_start", index=1, content_block={"type": "text", "text": ""})
    text_ = "".join(block.get("text", "") for block in whole["content"])
    for number, word in enumerate(pieces(text_)):
        if number == 1:
            yield "start", *event("ping")
        yield "piece", *event("content_block_delta", index=1, delta={"type": "text_delta", "text": word})
    yield "end", *event("content_block_stop", index=1)
    yield "end", *event("message_delta", delta={"stop_reason": whole["stop_reason"], "stop_sequence": None},
                        usage={"output_tokens": whole["usage"]["output_tokens"]})
    if mode != "nodone":
        yield "end", *event("message_stop")


def stream_error(mode):
    return "error", {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
