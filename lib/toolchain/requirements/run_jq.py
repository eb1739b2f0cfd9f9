"""Genuine jq for one filter and standard input: what the reference check needs of it. Not named jq: it would import itself."""
import json
import sys

import jq

for value in jq.compile(sys.argv[1]).input_text(sys.stdin.read()):
    print(json.dumps(value))
