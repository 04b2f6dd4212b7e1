# SPDX-License-Identifier: Apache-2.0
"""One reader on one file, within limits: its output, wall seconds, peak memory and how it ended."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

_LAUNCH = [sys.executable, "-I", "-S", str(pathlib.Path(__file__).with_name("launch.py"))]


def _resident(group):
    """The resident sets of the processes of a group, in MB."""
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = pathlib.Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group:
                total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total / 1e6


def run(command, seconds, nice=0, address_space=0, output_limit=256 << 20, resident=None):
    """Runs a command in a process group of its own. `rss` is the largest resident set of it or of a process it
    waited for,
    in MB. With `resident` the group is ended as soon as it holds that many MB together."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as told:
        saved = os.dup(told.fileno())
        process = subprocess.Popen(
            [
                "sh",
                "-c",
                f'exec "$@" 3>&{saved}',
                "sh",
                *_LAUNCH,
                str(nice),
                str(address_space),
                str(output_limit),
                *command,
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            pass_fds=(saved,),
        )
        os.close(saved)
        started, ended, largest = time.monotonic(), None, 0.0
        pause = 0.005
        while process.poll() is None:
            if time.monotonic() - started > seconds:
                ended = "timeout"
            elif resident is not None:
                largest = max(largest, _resident(process.pid))
                if largest > resident:
                    ended = "memory"
            if ended:
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()
                break
            time.sleep(pause)
            pause = min(pause * 1.3, 0.05)
        for file in (out, err, told):
            file.seek(0)
        report = json.loads(told.read() or b"{}")
        status = report.get("status", -signal.SIGKILL)
        # A shell reports a child that a signal ended as 128 and the signal's number.
        crashed = status < 0 or status in (
            128 + signal.SIGSEGV,
            128 + signal.SIGABRT,
            128 + signal.SIGBUS,
            128 + signal.SIGFPE,
            128 + signal.SIGILL,
        )
        return {
            "output": out.read().decode("utf-8", "replace"),
            "errors": err.read(4000).decode("utf-8", "replace"),
            "seconds": report.get("seconds", round(time.monotonic() - started, 3)),
            "rss": max(report.get("rss", 0.0), round(largest, 1)),
            "ended": ended or ("crash" if crashed else "error" if status else "ok"),
            "status": status,
        }
