#!/usr/bin/env python3
"""Says on port 80 whether the Bacalhau node is healthy: GET /healthz."""
import json
import os
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INTERRUPTED = "/var/lib/spot-deploy/interrupted"


def state():
    if os.path.exists(INTERRUPTED):
        with open(INTERRUPTED, encoding="utf-8") as file:
            return False, "spot interruption at " + file.read().strip()
    names = subprocess.run(
        ["docker", "ps", "--filter", "health=healthy", "--format", "{{.Names}}"],
        capture_output=True, text=True, timeout=10, check=False,
    ).stdout.split()
    if any(name.startswith("bacalhau_node") for name in names):
        return True, "the node is healthy"
    return False, "no healthy container"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/healthz":
            self.send_response(404)
            self.end_headers()
            return
        try:
            healthy, message = state()
        except (OSError, subprocess.SubprocessError) as error:
            healthy, message = False, str(error)
        body = json.dumps({"status": "healthy" if healthy else "unhealthy", "message": message}).encode()
        self.send_response(200 if healthy else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), Handler).serve_forever()
