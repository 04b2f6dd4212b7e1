# SPDX-License-Identifier: Apache-2.0
"""Starts one command and writes how it ended to file descriptor 3 as JSON: `launch.py NICE ADDRESS_SPACE
OUTPUT_LIMIT COMMAND…`.

A process of its own, as small as Python gets (9 MB): the kernel counts the resident set of the process that forks
into the
child's peak, so forking from the scorer itself would hide the memory of small readers."""

import os
import resource
import sys
import time

nice, space, output = map(int, sys.argv[1:4])
started = time.monotonic()
child = os.fork()
if child == 0:
    os.close(3)
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if space:
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    try:
        os.execvp(sys.argv[4], sys.argv[4:])
    except OSError as error:
        os.write(2, f"{sys.argv[4]}: {error.strerror}\n".encode())
        os._exit(127)
_, status, usage = os.wait4(child, 0)
os.write(
    3,
    b'{"status": %d, "seconds": %.3f, "rss": %.1f}'
    % (os.waitstatus_to_exitcode(status), time.monotonic() - started, usage.ru_maxrss / 1024),
)
