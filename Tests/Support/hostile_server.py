#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An HTTP/1.1 server that misbehaves as its paths tell, for the tests of the outbound client.

The first line on standard output is the port, which is the same on every --bind address (127.0.0.1 unless told).
It exits when standard input ends. Paths: see `PATHS` and the functions behind it; /count/NAME tells how often
/NAME was requested.
"""
import argparse
import collections
import itertools
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse

COUNTS = collections.Counter()
CONNECTIONS = itertools.count(1)
LOCK = threading.Lock()


def head(status="200 OK", *lines):
    return ("HTTP/1.1 " + "\r\n".join([status, *lines]) + "\r\n\r\n").encode()


def whole(body, status="200 OK", *lines):
    return head(status, f"Content-Length: {len(body)}", *lines) + body


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.file = sock.makefile("rb")
        self.number = next(CONNECTIONS)
        self.requests = 0

    def run(self):
        try:
            while self.serve():
                pass
        except (OSError, ValueError):
            pass
        finally:
            self.file.close()
            self.sock.close()

    def serve(self):
        """Answers one request; false ends the connection."""
        if self.file.peek(1)[:1] == b"\x16":
            # TLS where none is spoken; what servers do.
            self.sock.sendall(whole(b"", "400 Bad Request"))
            return False
        line = self.file.readline(65536).decode("latin-1").rstrip("\r\n")
        if not line:
            return False
        method, target, _ = line.split(" ", 2)
        headers = []
        while (text := self.file.readline(65536).decode("latin-1").rstrip("\r\n")):
            headers.append(text)
        length = next((int(h.split(":")[1]) for h in headers if h.lower().startswith("content-length:")), 0)
        body = self.file.read(length)
        self.requests += 1
        path, _, query = target.partition("?")
        name, _, value = path.strip("/").partition("/")
        self.query = query
        with LOCK:
            COUNTS[name] += 1
        if name == "echo":
            told = {"method": method, "target": target, "headers": headers, "body": body.decode("latin-1"),
                    "connection": self.number, "request": self.requests}
            self.sock.sendall(whole(json.dumps(told).encode(), "200 OK", "X-Test: One", "X-Test: Two"))
            return True
        if name == "count":
            self.sock.sendall(whole(str(COUNTS[value]).encode()))
            return True
        return bool(PATHS[name](self, value))

    def send(self, data):
        self.sock.sendall(data)

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def status(c, value):
    c.send(whole(b"", f"{value} Told"))
    return True


def redirect(c, value):
    c.send(whole(b"elsewhere", "302 Found", "Location: /echo"))
    return True


def redirect_to(c, value):
    """To what the query names, such as `?http://127.0.0.1:1/`."""
    c.send(head("302 Found", "Location: " + urllib.parse.unquote(c.query), "Content-Length: 0"))
    return True


def hops(c, value):
    """So many redirects, then a file."""
    if int(value) > 0:
        c.send(head("307 Temporary Redirect", f"Location: ../hops/{int(value) - 1}", "Content-Length: 0"))
    else:
        c.send(whole(b"arrived", "200 OK", "Content-Type: Text/Plain; charset=utf-8"))
    return True


def nowhere(c, value):
    c.send(head("302 Found", "Content-Length: 0"))
    return True


def typed(c, value):
    """A file of the media type that the path names."""
    c.send(whole(b"content", "200 OK", f"Content-Type: {value}"))
    return True


def zipped(c, value):
    c.send(whole(b"\x1f\x8bzipped", "200 OK", "Content-Encoding: gzip"))
    return True


def later(c, value):
    c.send(whole(b"", f"{value} Later", "Retry-After: 7"))
    return True


def stall(c, value):
    """A beginning, and then nothing."""
    c.send(head("200 OK", "Content-Length: 100000") + b"x" * int(value))
    c.sock.recv(1)


def big(c, value):
    c.send(whole(b"x" * int(value)))
    return True


def head_only(c, value):
    c.send(head("200 OK", "Content-Length: 10"))
    return True


def endless(c, value):
    c.send(head())
    while True:
        c.send(b"x" * 65536)


def cut(c, value):
    c.send(head("200 OK", "Content-Length: 1000") + b"only this")


def chunk_cut(c, value):
    c.send(head("200 OK", "Transfer-Encoding: chunked") + b"5\r\nhello\r\nff\r\nonly")


def short_length(c, value):
    c.send(head("200 OK", "Content-Length: 4") + b"four and more\r\nHTTP/1.1 200 OK\r\n\r\n")


def bad_length(c, value):
    c.send(head("200 OK", f"Content-Length: {value}") + b"body")


def two_lengths(c, value):
    c.send(head("200 OK", "Content-Length: 4", "Content-Length: 40") + b"body")


def reset(c, value):
    c.reset()


def reset_in_body(c, value):
    c.send(head("200 OK", "Content-Length: 100000") + b"x" * 1000)
    time.sleep(0.05)
    c.reset()


def close(c, value):
    """Ends the connection without a word."""


def close_second(c, value):
    """Answers the first request of a connection and ends it at the second without a word."""
    if c.requests > 1:
        return False
    c.send(whole(b"first"))
    return True


def hang(c, value):
    c.sock.recv(1)


def drip(c, value):
    c.send(head("200 OK", "Content-Length: 100000"))
    while True:
        c.send(b"x")
        time.sleep(0.02)


def headers(c, value):
    c.send(whole(b"ok", "200 OK", *[f"X-{i}: " + "v" * 1000 for i in range(int(value))]))
    return True


def endless_headers(c, value):
    c.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        c.send(b"X-More: " + b"v" * 1000 + b"\r\n")


def endless_interim(c, value):
    while True:
        c.send(head("103 Early Hints", "Link: <a>; rel=preload"))


def interim(c, value):
    c.send(head("100 Continue") + head("103 Early Hints", "X-Hint: early"))
    c.send(head("200 OK", "Transfer-Encoding: chunked", "X-Final: yes", "X-Fold: a", " b", "X-Empty:"))
    c.send(b"2\r\nok\r\n0\r\nX-Trailer: late\r\n\r\n")
    return True


def garbage(c, value):
    c.send(b"\x00\x01\x02 this is no HTTP\r\n\r\n")


def not_even(c, value):
    """The form of HTTP/0.9: a body without a head."""
    c.send(b"<html>hello</html>")


PATHS = {function.__name__.replace("_", "-"): function for function in (
    status, redirect, redirect_to, hops, nowhere, typed, zipped, later, stall, big, head_only, endless, cut, chunk_cut, short_length, bad_length, two_lengths, reset,
    reset_in_body, close, close_second, hang, drip, headers, endless_headers, endless_interim, interim, garbage, not_even,
)}


def listen(address, port, context):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, port))
    listener.listen(1024)

    def serve(sock):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context:
                sock = context.wrap_socket(sock, server_side=True)
            Connection(sock).run()
        except OSError:
            sock.close()

    def accept():
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=serve, args=(sock,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bind", action="append", default=[], help="loopback addresses only")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"))
    options = parser.parse_args()
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
    port = 0
    for address in options.bind or ["127.0.0.1"]:
        if not address.startswith("127.") and address != "::1":
            sys.exit(f"{address} is not a loopback address")
        port = listen(address, port, context)
    print(port, flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
