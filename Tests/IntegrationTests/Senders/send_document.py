#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A site's side of contract B, with Python's own json and hmac.

Usage: send_document.py URL SECRET CALLBACK FILE_URL AGE; prints the status and the answer. AGE: seconds since signing.
"""
import base64
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request

url, secret, callback, file, age = sys.argv[1:]
body = json.dumps({"attachment_id": 7, "file_url": file, "site": "blog", "callback_url": callback,
                   "ts": int(time.time()) - int(age)}).encode()
signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
request = urllib.request.Request(url, body, {"Content-Type": "application/json", "X-AI-Signature": signature})
try:
    with urllib.request.urlopen(request, timeout=10) as answer:
        print(answer.status, answer.read().decode())
except urllib.error.HTTPError as answer:
    print(answer.code, answer.read().decode())
