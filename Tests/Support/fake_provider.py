#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A strict stand-in for OpenAI's chat completions and embeddings, for tests on one machine.

The first line on standard output is the port. It binds 127.0.0.1 only and exits when standard input ends.
A request may ask for trouble by a magic word in a message's content: [[fake:MODE]] or [[fake:MODE=VALUE]],
which goes before --mode. Each request appends one JSON line to --log before it is answered.

Modes: ok, rate429 (=seconds), rate429ms, quota, cap, toolong, filter, refusal, length, empty, nochoices, 400, 403,
500, 503, 529, slow (=seconds), hang, cut, chunkcut, shortlength, reset, brokenjson, nojson, redirect, garbage.
With "stream": true also drip (=seconds between pieces), stall (half of it, then nothing), streamcut (ends early and
cleanly), streambreak (the connection breaks), streamerror (an error as an event), streamlength, streamrefusal,
nodone, nostream (one piece of JSON), badevent, hugeevent, crlf. An answer repeats the words of the request; with a
schema it is JSON. Embeddings: fewvectors, oddvectors, zerovectors, novectors, and those that fit.
"""
import argparse
import base64
import hashlib
import json
import os
import re
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAGIC = re.compile(r"\[\[fake:([a-z0-9]+)(?:=([0-9.]+))?\]\]")
BODY_LIMIT = 48 << 20


def error(message, kind, code=None, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


FAULTS = {
    "quota": (429, error("You exceeded your current quota.", "insufficient_quota", "insufficient_quota")),
    "cap": (429, error("Billing hard limit has been reached.", "billing_error", "billing_hard_limit_reached")),
    "toolong": (400, error("Maximum context length is 128000 tokens.", "invalid_request_error",
                           "context_length_exceeded", "messages")),
    "filter": (400, error("The response was filtered.", "invalid_request_error", "content_filter")),
    "400": (400, error("Bad request.", "invalid_request_error", "invalid_value")),
    "403": (403, error("Country not supported.", "request_forbidden", "unsupported_country_region_territory")),
    "500": (500, error("The server had an error.", "server_error")),
    "503": (503, error("Overloaded.", "server_error")),
    "529": (529, error("Overloaded.", "overloaded_error")),
}


# Modes that answer a request for a stream by one; the others answer as they always do.
STREAMS = {"ok", "drip", "stall", "streamcut", "streambreak", "streamerror", "streamlength", "streamrefusal", "nodone",
           "badevent", "hugeevent", "crlf", "empty"}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def problem_of(body):
    """What is wrong with a request's JSON, or None; unknown members are wrong."""
    if not isinstance(body, dict):
        return "the body must be an object"
    for name in body:
        if name not in ("model", "messages", "temperature", "max_tokens", "response_format", "stream",
                        "stream_options"):
            return f"unrecognized argument: {name}"
    if not isinstance(body.get("model"), str) or not body["model"]:
        return "model must be a string"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "messages must be a list with at least one message"
    for message in messages:
        if not isinstance(message, dict) or set(message) != {"role", "content"}:
            return "a message must have role and content alone"
        if message["role"] not in ("system", "user", "assistant", "developer"):
            return "role is unknown"
        problem = problem_of_content(message["content"], message["role"])
        if problem:
            return problem
    if "temperature" in body and not (is_number(body["temperature"]) and 0 <= body["temperature"] <= 2):
        return "temperature must be a number from 0 to 2"
    if "max_tokens" in body and (type(body["max_tokens"]) is not int or body["max_tokens"] < 1):
        return "max_tokens must be a positive integer"
    if "stream" in body and body["stream"] is not True:
        return "stream must be true"
    if "stream_options" in body and ("stream" not in body or body["stream_options"] != {"include_usage": True}):
        return "stream_options are wrong"
    return problem_of_format(body.get("response_format"))


def is_data_url(value, kinds):
    match = re.fullmatch(r"data:([a-z0-9/.+-]+);base64,([A-Za-z0-9+/]+={0,2})", value) if isinstance(value, str) else None
    if not match or match[1] not in kinds:
        return False
    base64.b64decode(match[2], validate=True)
    return True


def problem_of_content(content, role):
    if isinstance(content, str):
        return None
    if not isinstance(content, list) or not content or role != "user":
        return "content must be a string, or a list in the user's messages"
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and set(part) == {"type", "text"} and isinstance(part["text"], str):
            continue
        if (kind == "image_url" and set(part) == {"type", "image_url"} and set(part["image_url"]) == {"url"}
                and is_data_url(part["image_url"]["url"], ("image/png", "image/jpeg", "image/gif", "image/webp"))):
            continue
        if (kind == "file" and set(part["file"]) == {"filename", "file_data"}
                and is_data_url(part["file"]["file_data"], ("application/pdf",))):
            continue
        if kind == "input_audio" and part["input_audio"].get("format") in ("wav", "mp3"):
            base64.b64decode(part["input_audio"]["data"], validate=True)
            continue
        return f"a content part of type {kind} is wrong"
    return None


def problem_of_format(form):
    if form is None:
        return None
    schema = form.get("json_schema") if isinstance(form, dict) else None
    if not isinstance(schema, dict) or form.get("type") != "json_schema" or set(form) != {"type", "json_schema"}:
        return "response_format is wrong"
    if not set(schema) <= {"name", "schema", "strict"} or not isinstance(schema.get("schema"), dict):
        return "json_schema is wrong"
    if schema.get("strict") and not fits_strict(schema["schema"]):
        return "Invalid schema for response_format: additionalProperties is required to be false"
    return None


def fits_strict(schema):
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return False
        if sorted(schema.get("required", [])) != sorted(schema.get("properties", {})):
            return False
    return all(fits_strict(member) for member in schema.get("properties", {}).values())


def text_of(content):
    if isinstance(content, str):
        return content
    return " ".join(part["text"] if part["type"] == "text" else f"[{part['type']}]" for part in content)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    options = None
    lock = threading.Lock()
    served = 0

    def log_message(self, *_):
        pass

    def log(self, status, mode, raw=b""):
        if not self.options.log:
            return
        line = {"time": time.time(), "path": self.path, "sha256": hashlib.sha256(raw).hexdigest(),
                "status": status, "mode": mode}
        with self.lock, open(self.options.log, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def answer(self, status, body, headers=(), mode="ok", raw=b""):
        self.log(status, mode, raw)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-request-id", "req_" + hashlib.sha256(raw).hexdigest()[:16])
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def refuse_method(self):
        self.close_connection = True
        self.answer(405, error("Method not allowed.", "invalid_request_error"), mode="method")

    do_GET = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = refuse_method

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > BODY_LIMIT or len(self.headers.get_all("Content-Length")) != 1:
            self.close_connection = True
            return self.answer(411, error("One Content-Length is needed.", "invalid_request_error"), mode="length")
        raw = self.rfile.read(int(length))
        given = self.headers.get_all("Authorization") or [""]
        key = given[0].removeprefix("Bearer ")
        if len(given) != 1 or key == given[0] or not key or (self.options.key and key != self.options.key):
            # The real one shows a part of the key; the whole is the harder test of who passes it on.
            return self.answer(401, error(f"Incorrect API key provided: {key}.", "invalid_request_error",
                                          "invalid_api_key"), mode="key", raw=raw)
        if self.path not in (self.options.base + "/chat/completions", self.options.base + "/embeddings"):
            return self.answer(404, error("Unknown path.", "invalid_request_error", "unknown_url"), mode="path", raw=raw)
        if self.headers.get_content_type() != "application/json":
            return self.answer(400, error("Content-Type must be application/json.", "invalid_request_error"),
                               mode="type", raw=raw)
        if self.path.endswith("/embeddings"):
            return self.embed(raw)
        try:
            body = json.loads(raw.decode("utf-8"))
            problem = problem_of(body)
        except (UnicodeDecodeError, ValueError, RecursionError):
            problem = "the body is no JSON"
        if problem:
            return self.answer(400, error(problem, "invalid_request_error"), mode="strict", raw=raw)
        if body["model"] == "no-such-model":
            return self.answer(404, error("The model does not exist.", "invalid_request_error", "model_not_found"),
                               mode="model", raw=raw)
        content = "\n".join(text_of(message["content"]) for message in body["messages"])
        with self.lock:
            Handler.served += 1
            number = Handler.served
        mode, value = self.options.mode, self.options.seconds
        if self.options.fail_first and number > self.options.fail_first:
            mode = "ok"
        magic = MAGIC.search(content)
        if magic:
            mode, value = magic[1], float(magic[2] or value)
        self.act(mode, value, body, content, raw)

    def act(self, mode, value, body, content, raw):
        if mode in FAULTS:
            status, fault = FAULTS[mode]
            return self.answer(status, fault, mode=mode, raw=raw)
        if mode.startswith("rate429"):
            headers = [("Retry-After", str(int(value)))]
            if mode == "rate429ms":
                headers.append(("retry-after-ms", str(int(value * 1000) + 250)))
            fault = error("Rate limit reached for requests.", "requests", "rate_limit_exceeded")
            return self.answer(429, fault, headers, mode=mode, raw=raw)
        completion = self.completion(mode, body, content)
        if body.get("stream") and mode in STREAMS:
            return self.stream(mode, value, completion, raw)
        data = json.dumps(completion).encode()
        if mode == "slow":
            time.sleep(min(value, 600))
        elif mode == "hang":
            self.log(0, mode, raw)
            self.close_connection = True
            # Ends when the client goes away.
            self.connection.settimeout(600)
            self.connection.recv(1)
            return None
        elif mode == "brokenjson":
            return self.answer(200, data[: len(data) // 2], mode=mode, raw=raw)
        elif mode == "nojson":
            return self.answer(200, b"<html>Bad gateway</html>", mode=mode, raw=raw)
        elif mode == "redirect":
            return self.answer(307, {}, [("Location", "http://127.0.0.1:9/v1/chat/completions")], mode=mode, raw=raw)
        elif mode in ("cut", "chunkcut", "shortlength", "reset", "garbage"):
            return self.break_off(mode, data, raw)
        return self.answer(200, completion, mode=mode, raw=raw)

    def completion(self, mode, body, content):
        words = content.split()
        text = "Fake summary " + hashlib.sha256(content.encode()).hexdigest()[:8] + ": " + " ".join(words[:40])
        if "response_format" in body:
            text = json.dumps({"said": text})
        message = {"role": "assistant", "content": "\n  " + text + " \n", "refusal": None}
        reason = "stop"
        if mode == "refusal":
            message.update(content=None, refusal="I cannot help with that.")
        elif mode == "length":
            reason = "length"
        elif mode == "empty":
            message["content"] = " \n"
        choices = [] if mode == "nochoices" else [
            {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        ]
        used = {"prompt_tokens": len(words), "completion_tokens": len(text.split())}
        used["total_tokens"] = sum(used.values())
        return {"id": "chatcmpl-fake", "object": "chat.completion", "created": int(time.time()),
                "model": body["model"] + "-fake", "choices": choices, "usage": used}

    def stream(self, mode, value, completion, raw):
        """Server-sent events in chunks: one for each word of the answer."""
        self.log(200, mode, raw)
        end = b"\r\n" if mode == "crlf" else b"\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

        def chunk(data):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def event(body):
            data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
            return b"data: " + data + end + end

        def piece(delta, reason=None):
            return event({"id": "chatcmpl-fake", "object": "chat.completion.chunk", "model": completion["model"],
                          "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "usage": None})

        text = completion["choices"][0]["message"]["content"] or ""
        words = re.findall(r"\s*\S+\s*", text)
        chunk(b": a comment" + end + end + piece({"role": "assistant", "content": ""}))
        for number, word in enumerate(words):
            if mode in ("stall", "streamcut", "streambreak", "streamerror", "badevent", "hugeevent") and number == 2:
                break
            if mode == "drip":
                time.sleep(value)
            data = piece({"content": word})
            # Cut in the middle, so that an event comes in two reads.
            chunk(data[: len(data) // 2])
            chunk(data[len(data) // 2:])
        if mode == "stall":
            self.close_connection = True
            self.connection.settimeout(600)
            self.connection.recv(1)
            return None
        if mode == "streambreak":
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return None
        if mode == "streamerror":
            chunk(event(error("The server had an error.", "server_error")))
        elif mode == "badevent":
            chunk(event(b"{no json"))
        elif mode == "hugeevent":
            chunk(b"data: " + b"x" * (2 << 20))
        elif mode == "streamrefusal":
            chunk(piece({"refusal": "I cannot help with that."}))
        if mode not in ("streamcut", "streamerror", "badevent", "hugeevent"):
            chunk(piece({}, "length" if mode == "streamlength" else "stop"))
            chunk(event({"model": completion["model"], "choices": [], "usage": completion["usage"]}))
            if mode != "nodone":
                chunk(event(b"[DONE]"))
        self.wfile.write(b"0\r\n\r\n")
        return None

    def embed(self, raw):
        try:
            body = json.loads(raw.decode("utf-8"))
            texts = body["input"]
            assert set(body) == {"input", "model", "encoding_format"} and body["encoding_format"] == "float"
            assert isinstance(texts, list) and 1 <= len(texts) <= 2048 and all(isinstance(t, str) for t in texts)
        except (UnicodeDecodeError, ValueError, RecursionError, KeyError, TypeError, AssertionError):
            return self.answer(400, error("The request is wrong.", "invalid_request_error"), mode="strict", raw=raw)
        magic = MAGIC.search(" ".join(texts))
        mode, value = (magic[1], float(magic[2] or self.options.seconds)) if magic else (self.options.mode, 0)
        if mode in FAULTS:
            return self.answer(FAULTS[mode][0], FAULTS[mode][1], mode=mode, raw=raw)
        if mode == "slow":
            time.sleep(min(value, 600))
        vectors = []
        for number, text in enumerate(texts):
            digest = hashlib.sha256(text.encode()).digest()
            vector = [byte - 127.5 for byte in digest[:8]]
            if mode == "oddvectors":
                vector = vector[: 8 - number % 2]
            elif mode == "zerovectors":
                vector = [0.0] * 8
            vectors.append({"object": "embedding", "index": number, "embedding": vector})
        if mode == "fewvectors":
            vectors.pop()
        vectors.reverse()
        used = sum(len(text.split()) for text in texts)
        answer = {"object": "list", "data": vectors, "model": body["model"] + "-fake",
                  "usage": {"prompt_tokens": used, "total_tokens": used}}
        if mode == "novectors":
            answer = {"object": "list"}
        return self.answer(200, answer, mode=mode, raw=raw)

    def break_off(self, mode, data, raw):
        """Answers that end before they should."""
        self.log(200, mode, raw)
        self.close_connection = True
        start = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        half = data[: len(data) // 2]
        if mode == "cut":
            self.wfile.write(start + b"Content-Length: %d\r\n\r\n" % len(data) + half)
        elif mode == "chunkcut":
            self.wfile.write(start + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(data) + half)
        elif mode == "shortlength":
            self.wfile.write(start + b"Content-Length: %d\r\n\r\n" % len(half) + data)
        elif mode == "garbage":
            self.wfile.write(b"\x00\xff\x00SSH-2.0-no-http\r\n\r\n")
        if mode == "reset":
            # Linger of 0 seconds: closing sends RST.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request, client_address):
        pass


def exit_with_stdin():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--base", default="/v1", help="path before /chat/completions")
    parser.add_argument("--key", default="", help="the only key that is taken; empty takes any")
    parser.add_argument("--mode", default="ok")
    parser.add_argument("--seconds", type=float, default=2.0, help="for slow and rate429")
    parser.add_argument("--fail-first", type=int, default=0, help="requests for which --mode holds; 0 means all")
    parser.add_argument("--log", default="")
    Handler.options = parser.parse_args()
    server = Server(("127.0.0.1", Handler.options.port), Handler)
    print(server.server_address[1], flush=True)
    threading.Thread(target=exit_with_stdin, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
