#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast documents are read, beside peers in one run: speed.py BUILD-FOLDER PDF… [--scan PDF] [--rounds 5]

Starts a host with the document module and no cache, serves the files, and times whole jobs from their POST until the text
is stored; in turns with pdftotext and pdfminer.six as whole processes. With --scan, a PDF of scanned pages is read too,
beside `tesseract` with one thread on the same pages drawn before, one after the other. Prints medians and spreads.
"""
import argparse
import glob
import http.client
import http.server
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TOKEN = "operator token of the benchmark"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Host:
    def __init__(self, build, folder, more=None):
        environment = {"PATH": os.environ["PATH"], "MORTISE_DATA": folder + "/data", "MORTISE_LISTEN": "127.0.0.1:0",
                       "MORTISE_OPERATOR_TOKEN": TOKEN, "MORTISE_MODULES": f"{build}/libDocOCR.so",
                       "AI_SHARED_SECRET": "s" * 40, "WP_CALLBACK_SECRET": "c" * 40, "MORTISE_CACHE": "0",
                       "MORTISE_ALLOWED_DOWNLOADS": "127.0.0.1", **(more or {})}
        self.process = subprocess.Popen([f"{build}/mortise", "serve"], env=environment,
                                        stderr=open(folder + "/log", "w"))
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = re.search(r'"listening","address":"127\.0\.0\.1:(\d+)"', pathlib.Path(folder, "log").read_text())
            if found:
                self.connection = http.client.HTTPConnection("127.0.0.1", int(found.group(1)), timeout=60)
                return
            time.sleep(0.02)
        sys.exit(pathlib.Path(folder, "log").read_text())

    def call(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)

    def job(self, task, url, settings=None):
        """Seconds until the job has succeeded, and its result."""
        start = time.perf_counter()
        body = {"task": task, "site": "default", "input": {"file_url": url}}
        if settings:
            body["settings"] = settings
        job = self.call("POST", "/v1/jobs", body)["id"]
        while True:
            shown = self.call("GET", f"/v1/jobs/{job}")
            if shown["state"] == "succeeded":
                return time.perf_counter() - start, shown["result"]
            if shown["state"] in ("failed", "dead", "quarantined", "discarded"):
                sys.exit(f"{url}: {shown['state']}: {shown['error']}")
            time.sleep(0.002)

    def largest_process(self):
        """MB of the largest resident set that a module process has had."""
        peaks = [0]
        for status in glob.glob("/proc/[0-9]*/status"):
            try:
                text = pathlib.Path(status).read_text()
            except OSError:
                continue
            if f"PPid:\t{self.process.pid}\n" in text:
                peaks.append(int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) / 1024)
        return max(peaks)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def timed(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
                   env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    return time.perf_counter() - start


def line(name, values, unit="s"):
    print(f"  {name:34} {statistics.median(values):8.3f} {unit}  ({min(values):.3f} to {max(values):.3f})", flush=True)
    return statistics.median(values)


def text(host, server, path, rounds, miner):
    url = f"http://127.0.0.1:{server}/{path.name}"
    ours, whole, pure = [], [], []
    host.job("document_text", url)
    for _ in range(rounds):
        ours.append(host.job("document_text", url)[0])
        whole.append(timed(["pdftotext", str(path), "-"]))
        if miner:
            pure.append(timed([miner, "-c", "import sys; from pdfminer.high_level import extract_text; "
                               "print(extract_text(sys.argv[1]))", str(path)]))
    pages = host.job("document_text", url)[1]["usage"]["pages"]
    print(f"{path.name}, {pages} pages")
    mine = line("Mortise, job from POST to stored", ours)
    other = line("pdftotext, whole process", whole)
    print(f"  pdftotext / Mortise: {other / mine:.2f}; largest module process {host.largest_process():.0f} MB")
    if pure:
        print(f"  pdfminer.six / Mortise: {line('pdfminer.six', pure) / mine:.1f}")


def scan(host, server, path, rounds, folder):
    url = f"http://127.0.0.1:{server}/{path.name}"
    subprocess.run(["pdftoppm", "-gray", "-r", "300", str(path), folder + "/page"], check=True)
    pages = sorted(glob.glob(folder + "/page*"))
    ours, single = [], []
    host.job("document_text", url)
    for _ in range(rounds):
        ours.append(len(pages) / host.job("document_text", url)[0])
        start = time.perf_counter()
        for page in pages:
            timed(["tesseract", page, "-", "-l", "eng"])
        single.append(len(pages) / (time.perf_counter() - start))
    cores = os.cpu_count()
    print(f"{path.name}, {len(pages)} scanned pages, {cores} cores")
    mine = line("Mortise", ours, "pages/s")
    other = line("tesseract, one after the other", single, "pages/s")
    print(f"  Mortise / (tesseract x cores): {mine / (other * cores):.2f}; largest module process "
          f"{host.largest_process():.0f} MB")


def chunks(build, server, path, rounds, folder):
    """40 parts, each answered after a second."""
    provider = subprocess.Popen([f"{build}/SlowProvider", "1000"], stdout=subprocess.PIPE, text=True)
    port = re.search(r"\d+", provider.stdout.readline()).group(0)
    os.mkdir(folder + "/slow")
    host = Host(build, folder + "/slow", {"MORTISE_PROVIDER": "openai", "OPENAI_API_KEY": "sk",
                                          "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"})
    try:
        took, count = [], 0
        for round in range(rounds):
            seconds, result = host.job("document_summary", f"http://127.0.0.1:{server}/{path.name}?{round}")
            took.append(seconds)
            count = result["chunks"]
        print(f"{path.name}: {count} parts of 1 s each, then one call of 1 s that joins them")
        line("Mortise, whole job", took)
        line("less the last call and reading", [seconds - 1 for seconds in took])
    finally:
        host.stop()
        provider.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("pdfs", nargs="*", type=pathlib.Path)
    parser.add_argument("--scan", type=pathlib.Path)
    parser.add_argument("--summarize", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pdfminer", help="a Python that has pdfminer.six")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mortise-speed-") as folder:
        os.mkdir(folder + "/files")
        for path in options.pdfs + [path for path in (options.scan, options.summarize) if path]:
            pathlib.Path(folder, "files", path.name).write_bytes(path.read_bytes())
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *parts: Quiet(*parts, directory=folder + "/files"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = Host(options.build, folder)
        try:
            for path in options.pdfs:
                text(host, server.server_port, path, options.rounds, options.pdfminer)
            if options.scan:
                scan(host, server.server_port, options.scan, options.rounds, folder)
        finally:
            host.stop()
        if options.summarize:
            chunks(options.build, server.server_port, options.summarize, options.rounds, folder)


if __name__ == "__main__":
    main()
