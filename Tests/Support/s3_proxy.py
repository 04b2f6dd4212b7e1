# SPDX-License-Identifier: Apache-2.0
"""Stands between the store and a server of object storage, notes what passes, and spoils what it is told to. Prints its
port.

PUT /-/rules takes a list of rules, each for so many requests that fit:
  {"method": "PUT", "contains": "partNumber=2", "times": 1, "do": "cut", "after": 100000}
  do: answer  `status` and `body` instead of asking the server
      early   the same, before the body is read, and ends the connection
      cut     reads `after` bytes of the body, then resets the connection
      swallow asks the server, then resets the connection without its answer
      stall   answers nothing
GET /-/requests gives what passed: method, target, the headers in lower case, bytes of the body.
"""
import argparse
import http.client
import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler

import local_server

LOCK = threading.Lock()
RULES = []
REQUESTS = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = 0

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=()):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        length = dict((name.lower(), value) for name, value in headers).get("content-length")
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def control(self, body):
        with LOCK:
            if self.path == "/-/rules":
                RULES[:] = json.loads(body)
                REQUESTS.clear()
                self.answer(200, b"{}")
            else:
                self.answer(200, json.dumps(REQUESTS).encode())

    def rule(self):
        with LOCK:
            for rule in RULES:
                fits = rule.get("method", self.command) == self.command and rule.get("contains", "") in self.path
                if fits and rule.get("times", 1) > 0:
                    rule["times"] = rule.get("times", 1) - 1
                    return rule
        return {}

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        if self.path.startswith("/-/"):
            return self.control(self.rfile.read(length))
        rule = self.rule()
        headers = [[name.lower(), value] for name, value in self.headers.items()]
        with LOCK:
            REQUESTS.append({"method": self.command, "target": self.path, "headers": headers, "length": length})
        if rule.get("do") == "cut":
            self.rfile.read(min(length, rule.get("after", 0)))
            return self.reset()
        if rule.get("do") == "early":
            self.answer(rule["status"], rule.get("body", "").encode(), [["Connection", "close"]])
            self.close_connection = True
            return None
        body = self.rfile.read(length)
        if rule.get("do") == "answer":
            extra = list(rule.get("headers", {}).items())
            return self.answer(rule["status"], rule.get("body", "").encode(), extra)
        if rule.get("do") == "stall":
            time.sleep(60)
            return self.reset()
        server = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            server.putheader(name, value)
        server.endheaders(body)
        found = server.getresponse()
        answer = found.read()
        server.close()
        if rule.get("do") == "swallow":
            return self.reset()
        self.answer(found.status, answer, found.getheaders())

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upstream", type=int, default=0, help="the port of the server behind it")
    Handler.upstream = parser.parse_args().upstream
    local_server.serve(Handler, 0)
