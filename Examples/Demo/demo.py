#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole way once: real posts in, signed as a site signs them; summaries out, to a receiver that checks them.

Starts `mortise serve` on a private port with a folder of its own, sends every post in Examples/Posts by
contract A, answers the callbacks, prints each summary with where and how it was made, and stops everything.
Exits 1 when a summary is missing, empty or just the post's beginning, or when a callback is not as it should be.
"""
import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

POSTS = pathlib.Path(__file__).resolve().parent.parent / "Posts"
WAIT_SECONDS = 60


def read_post(path):
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return {"file": path.name, "id": int(fields["Post-ID"]), "title": fields["Title"],
            "language": fields["Language"], "text": text.strip()}


class Receiver(http.server.ThreadingHTTPServer):
    """What a WordPress site's callback route does: checks the credentials and the body, then says `ack`."""

    def __init__(self, credentials):
        super().__init__(("127.0.0.1", 0), Answer)
        self.authorization = "Basic " + base64.b64encode(credentials.encode()).decode()
        self.summaries, self.problems = {}, []
        self.arrived = threading.Condition()

    def take(self, headers, body):
        problem = None
        if headers.get("Authorization") != self.authorization:
            problem = "wrong credentials"
        elif headers.get("Content-Type") != "application/json":
            problem = f"Content-Type is {headers.get('Content-Type')}"
        else:
            try:
                message = json.loads(body)
                if not isinstance(message.get("post_id"), int) or message.get("status") != "ok" \
                        or not isinstance(message.get("summary"), str):
                    problem = f"unexpected body {body[:200]!r}"
            except ValueError:
                problem = "the body is no JSON"
        with self.arrived:
            if problem:
                self.problems.append(problem)
            else:
                self.summaries[message["post_id"]] = message["summary"]
            self.arrived.notify_all()
        return problem

    def wait(self, count):
        with self.arrived:
            self.arrived.wait_for(lambda: self.problems or len(self.summaries) >= count, WAIT_SECONDS)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        problem = self.server.take(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"ack": not problem}).encode()
        self.send_response(401 if problem else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def start_host(program, environment, log):
    """Starts the host and finds its port in its log."""
    host = subprocess.Popen([program, "serve"], env=environment, stderr=open(log, "w"))
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and host.poll() is None:
        found = re.search(r'"message":"listening","address":"127\.0\.0\.1:(\d+)"', pathlib.Path(log).read_text())
        if found:
            return host, int(found.group(1))
        time.sleep(0.02)
    host.kill()
    sys.exit(f"mortise serve did not start:\n{pathlib.Path(log).read_text()}")


def send(port, secret, post, callback):
    """Contract A: the signature is over exactly the bytes that are sent."""
    body = json.dumps({"post_id": post["id"], "title": post["title"], "content": post["text"],
                       "callback_url": callback, "timestamp": int(time.time())}).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/jobs", body, {"Content-Type": "application/json", "X-AI-Signature": signature})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        sys.exit(f"the host refused {post['file']}: {answer.status} {text.decode()}")
    return json.loads(text)["id"]


def letters(text):
    return re.sub(r"\W+", "", text)


def judge(post, summary):
    """What makes a summary none: empty, or nothing but how the post begins."""
    if not summary.strip():
        return "the summary is empty"
    if letters(post["text"]).startswith(letters(summary)):
        return "the summary is just the post's beginning"
    return None


def main(program):
    secret, credentials = secrets.token_urlsafe(32), "mortise:" + " ".join(["demo"] * 6)
    posts = [read_post(path) for path in sorted(POSTS.glob("*.txt"))]
    receiver = Receiver(credentials)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    callback = f"http://127.0.0.1:{receiver.server_port}/wp-json/ai/v1/callback"
    with tempfile.TemporaryDirectory(prefix="mortise-demo-") as folder:
        environment = {"PATH": os.environ["PATH"], "MORTISE_DATA": folder + "/data", "MORTISE_LISTEN": "127.0.0.1:0",
                       "AI_JOBS_HMAC_SECRET": secret, "WP_CALLBACK_AUTH": credentials,
                       "WP_ALLOWED_CALLBACKS": "127.0.0.1"}
        host, port = start_host(program, environment, folder + "/log")
        try:
            jobs = {post["id"]: send(port, secret, post, callback) for post in posts}
            receiver.wait(len(posts))
            failures = report(program, environment, posts, jobs, receiver)
        finally:
            host.terminate()
            host.wait(timeout=30)
        failures += [f"the receiver: {problem}" for problem in receiver.problems]
        if host.returncode != 0:
            failures.append(f"mortise serve ended with status {host.returncode}")
        for failure in failures:
            print("FAILED:", failure)
        if failures:
            print(pathlib.Path(folder + "/log").read_text())
            return 1
    print(f"{len(posts)} posts, {len(posts)} summaries, every callback checked.")
    return 0


def report(program, environment, posts, jobs, receiver):
    failures = []
    for post in posts:
        job = json.loads(subprocess.run([program, "jobs", "show", jobs[post["id"]], "--json"], env=environment,
                                        check=True, capture_output=True).stdout)
        summary = receiver.summaries.get(post["id"])
        if summary is None:
            failures.append(f"{post['file']}: no callback; the job is {job['state']} ({job['error']})")
            continue
        origin = job["provenance"]
        print(f"\n{post['title']} [{post['language']}]")
        print(f"  job {job['id']}, generation {origin['generation']}, {origin['milliseconds']} ms, "
              f"sandbox tier {origin['tier']}, {', '.join(origin['models'])}")
        width = 46 if post["language"] == "ja" else 92
        print(textwrap.fill(summary, width, initial_indent="  | ", subsequent_indent="  | "))
        problem = judge(post, summary)
        if problem:
            failures.append(f"{post['file']}: {problem}")
    print()
    return failures


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: demo.py PATH-OF-MORTISE")
    sys.exit(main(sys.argv[1]))
