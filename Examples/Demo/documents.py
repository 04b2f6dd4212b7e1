#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents the whole way once: a PDF of Debian's and a scanned page, from upload to the signed callback.

Starts `mortise serve` on a private port with a folder of its own and a web server that holds the files, sends each by
contract B as a WordPress site's upload would, checks signature and members of every callback, prints the summaries,
and stops everything. Exits 1 when a callback is missing or is not as it should be.
"""
import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

from demo import WAIT_SECONDS, start_host

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "Documents"
PACKAGE, INSIDE = "debian-faq", "usr/share/doc/debian/FAQ/debian-faq.en.pdf.gz"
MEMBERS = {"job_id": str, "attachment_id": int, "title": str, "summary_markdown": str, "word_count": int,
           "processing_ms": int, "chunks": int, "s3_text_key": str}


def signature(secret, body):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Receiver(http.server.ThreadingHTTPServer):
    """What the site's callback route does: signature and time first, then a draft post."""

    def __init__(self, secret):
        super().__init__(("127.0.0.1", 0), Answer)
        self.secret, self.results, self.problems = secret, {}, []
        self.arrived = threading.Condition()

    def take(self, headers, body):
        problem = None
        if not hmac.compare_digest(headers.get("X-AI-Signature", ""), signature(self.secret, body)):
            problem = "wrong signature"
        elif abs(time.time() - int(headers.get("X-AI-Timestamp", "0"))) > 300:
            problem = "the timestamp is old"
        else:
            result = json.loads(body)
            wrong = [name for name, kind in MEMBERS.items() if not isinstance(result.get(name), kind)]
            problem = f"members are missing or of another type: {', '.join(wrong)}" if wrong else None
        with self.arrived:
            if problem:
                self.problems.append(problem)
            else:
                self.results[result["attachment_id"]] = result
            self.arrived.notify_all()
        return problem

    def wait(self, count):
        with self.arrived:
            self.arrived.wait_for(lambda: self.problems or len(self.results) >= count, WAIT_SECONDS)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        problem = self.server.take(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"error": problem} if problem else {"ok": True, "post_id": 7}).encode()
        self.send_response(401 if problem else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def uploads(folder):
    """The files as a site would have them in its uploads; Debian's PDF only where its package can be had."""
    files = [EXAMPLES / "scanned-page.tif"]
    got = subprocess.run(["apt-get", "download", "-qq", PACKAGE], cwd=folder, capture_output=True, text=True)
    packages = list(pathlib.Path(folder).glob(PACKAGE + "_*.deb"))
    if got.returncode != 0 or not packages:
        print(f"{PACKAGE} cannot be downloaded, so that its PDF is left out: {got.stderr.strip()}")
        return files
    subprocess.run(["dpkg-deb", "-x", packages[0], folder + "/package"], check=True)
    found = sorted(pathlib.Path(folder, "package").rglob("*.pdf*"), key=lambda path: path.name != "debian-faq.en.pdf.gz")
    if not found:
        print(f"{PACKAGE} holds no PDF any more, so that it is left out")
        return files
    target = pathlib.Path(folder, found[0].name.removesuffix(".gz"))
    if found[0].name.endswith(".gz"):
        with open(target, "wb") as out:
            subprocess.run(["gzip", "-dc", found[0]], check=True, stdout=out)
    else:
        target.write_bytes(found[0].read_bytes())
    return [target] + files


def send(port, secret, number, url, callback):
    body = json.dumps({"attachment_id": number, "file_url": url, "site": "http://127.0.0.1", "callback_url": callback,
                       "ts": int(time.time())}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/api/v1/jobs", body,
                       {"Content-Type": "application/json", "X-AI-Signature": signature(secret, body)})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        sys.exit(f"the host refused {url}: {answer.status} {text.decode()}")
    return json.loads(text)["job_id"]


def main(program):
    secret, callback_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    receiver = Receiver(callback_secret)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    callback = f"http://127.0.0.1:{receiver.server_port}/wp-json/ai/v1/document"
    failures = []
    with tempfile.TemporaryDirectory(prefix="mortise-demo-") as folder:
        os.mkdir(folder + "/uploads")
        files = uploads(folder)
        for path in files:
            pathlib.Path(folder, "uploads", path.name).write_bytes(path.read_bytes())
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *parts: Quiet(*parts, directory=folder + "/uploads"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {"PATH": os.environ["PATH"], "MORTISE_DATA": folder + "/data", "MORTISE_LISTEN": "127.0.0.1:0",
                       "AI_SHARED_SECRET": secret, "WP_CALLBACK_SECRET": callback_secret,
                       "WP_ALLOWED_CALLBACKS": "127.0.0.1", "MORTISE_ALLOWED_DOWNLOADS": "127.0.0.1",
                       "MORTISE_MODULES": str(pathlib.Path(program).parent / "libDocOCR.so")}
        host, port = start_host(program, environment, folder + "/log")
        try:
            jobs = {}
            for number, path in enumerate(files, start=1):
                url = f"http://127.0.0.1:{server.server_port}/{path.name}"
                jobs[number] = send(port, secret, number, url, callback)
            receiver.wait(len(files))
            for number, path in enumerate(files, start=1):
                failures += report(program, environment, path, jobs[number], receiver.results.get(number))
        finally:
            host.terminate()
            host.wait(timeout=30)
        failures += [f"the receiver: {problem}" for problem in receiver.problems]
        if failures:
            print(pathlib.Path(folder + "/log").read_text())
    for failure in failures:
        print("FAILED:", failure)
    if not failures:
        print(f"{len(files)} documents, {len(files)} summaries, every callback checked.")
    return 1 if failures else 0


def report(program, environment, path, job, result):
    if result is None:
        shown = json.loads(subprocess.run([program, "jobs", "show", job, "--json"], env=environment, check=True,
                                          capture_output=True).stdout)
        return [f"{path.name}: no callback; the job is {shown['state']} ({shown['error']})"]
    print(f"\n{path.name}\n  {result['word_count']} words in {result['chunks']} parts, {result['processing_ms']} ms, "
          f"text kept as {result['s3_text_key']}")
    for line in result["summary_markdown"].splitlines()[:24]:
        print(textwrap.fill(line, 92, initial_indent="  | ", subsequent_indent="  | ") or "  |")
    problems = []
    if result["job_id"] != job:
        problems.append(f"{path.name}: the callback names another job")
    if not result["summary_markdown"].strip():
        problems.append(f"{path.name}: the summary is empty")
    return problems


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: documents.py PATH-OF-MORTISE")
    sys.exit(main(sys.argv[1]))
