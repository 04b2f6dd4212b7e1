#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Django site's side of contract A, with Python's own json and hmac.

Usage: send.py PORT SECRET CALLBACK JOB_ID MODE; prints the status and the answer, or `closed` without one.
"""
import base64
import hashlib
import hmac
import json
import socket
import sys
import time

port, secret, callback, job, mode = sys.argv[1:]
timestamp = int(time.time()) - (25 * 3600 if mode == "stale" else 0)
body = json.dumps({"post_id": 7, "title": "Überschrift / 題", "content": "Erster Satz. Zweiter Satz 👋. Dritter.",
                   "callback_url": callback, "timestamp": timestamp, "job_id": job},
                  ensure_ascii=mode != "utf8").encode()
signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
if mode == "flip":
    body = body[:-9] + bytes([body[-9] ^ 1]) + body[-8:]
length = len(body) + (10 if mode == "truncate" else 0)
head = f"POST /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
if mode != "unsigned":
    head += f"X-AI-Signature: {signature}\r\n"
connection = socket.create_connection(("127.0.0.1", int(port)), timeout=10)
connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)
if mode == "truncate":
    connection.shutdown(socket.SHUT_WR)
answer = b""
try:
    while True:
        part = connection.recv(65536)
        if not part:
            break
        answer += part
except OSError:
    pass
if answer:
    status, _, rest = answer.partition(b"\r\n")
    print(status.split()[1].decode(), rest.partition(b"\r\n\r\n")[2].decode())
else:
    print("closed")
