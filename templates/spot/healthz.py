#!/usr/bin/env python3
"""Says on port 80 whether the Bacalhau node is healthy: GET /healthz."""
import json
import os
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = os.environ.get("SPOT_DEPLOY_FOLDER", "/var/lib/spot-deploy")


def noted(name):
    """The time that a file of notices holds, if there is one."""
    try:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return None


def state():
    interruption, rebalance = noted("interrupted"), noted("rebalance")
    if interruption is not None:
        return False, "spot interruption at " + interruption
    names = subprocess.run(
        ["docker", "ps", "--filter", "health=healthy", "--format", "{{.Names}}"],
        capture_output=True, text=True, timeout=10, check=False,
    ).stdout.split()
    if any(name.startswith("bacalhau_node") for name in names):
        return True, "the node is healthy" + ("" if rebalance is None else "; rebalance recommendation at " + rebalance)
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
