#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Mortise decides for each page of the PDFs in a folder, as `decisions.py score` reads it: decide.py READ-DOCUMENT
[FOLDER] > DECISIONS.json"""
import json
import pathlib
import subprocess
import sys

program, folder = sys.argv[1], pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".build/decisions")
decisions = {}
for path in sorted(folder.glob("*.pdf")):
    lines = subprocess.run([program, "--decisions", path], capture_output=True, text=True).stdout.splitlines()
    decisions[path.name] = [line.split("\t")[1] for line in lines]
json.dump(decisions, sys.stdout, indent=1)
