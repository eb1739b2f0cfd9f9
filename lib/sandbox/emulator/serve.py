"""Serves the emulator on a free port of 127.0.0.1 and makes fresh worlds quickly.

This process only loads modules and holds the listening socket. The world lives in a forked child, so a fresh one costs a fork
instead of loading everything again. Protocol: the first line out is the port; each line in asks for a fresh world and is
answered by a line; the end of input ends everything.
"""
import importlib
import logging
import os
import signal
import socket
import sys
import threading

from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import Client

POLICIES = "MOTO_IAM_LOAD_MANAGED_POLICIES"
READS = [
    ("iam", {"Action": "ListUsers", "Version": "2010-05-08"}),
    ("ec2", {"Action": "DescribeKeyPairs", "Version": "2016-11-15"}),
    ("sts", {"Action": "GetCallerIdentity", "Version": "2011-06-15"}),
]
LATER = ["cloudformation", "budgets", "sns", "scheduler", "dynamodb", "fsx", "logs", "ssm"]


def warm_up(app):
    """Reads a little of an empty account, so that what is loaded and built for it exists before the first fork."""
    from moto.iam.models import iam_backends
    from moto.utilities.utils import PARTITION_NAMES

    # The 1,500 managed policies are needed in one partition; the caller is looked up in all of them.
    for partition in PARTITION_NAMES:
        os.environ[POLICIES] = "true" if partition == "aws" else "false"
        iam_backends["123456789012"][partition]
    os.environ[POLICIES] = "true"
    client = Client(app)
    client.get("/", headers=signed("s3"))
    for service, form in READS:
        client.post("/", data=form, headers=signed(service))


def signed(service):
    scope = f"20260101/{os.environ['SANDBOX_REGION']}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential=AKIASANDBOX/{scope}, SignedHeaders=host, Signature=0"}


def load_more():
    for service in LATER:
        for part in ("models", "responses", "urls"):
            importlib.import_module(f"moto.{service}.{part}")


def serve(app, listener, alive):
    """Never returns. Ends when the process that loads does: then the other end of `alive` closes."""

    def end_with_parent():
        os.read(alive, 1)
        os._exit(0)

    mock_random.seed()
    threading.Thread(target=end_with_parent, daemon=True).start()
    address = listener.getsockname()
    make_server(address[0], address[1], app, threaded=True, fd=listener.fileno()).serve_forever()


def fresh_world(app, listener):
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write_end)
        sys.stdin.close()
        serve(app, listener, read_end)
    os.close(read_end)
    return child, write_end


def end(world):
    child, write_end = world
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(write_end)


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listener.getsockname()[1]
    os.environ["MOTO_PORT"] = str(port)
    app = DomainDispatcherApplication(create_backend_app)
    warm_up(app)
    world = fresh_world(app, listener)
    print(port, flush=True)
    for _ in sys.stdin:
        end(world)
        load_more()
        world = fresh_world(app, listener)
        print("fresh", flush=True)
    end(world)


main()
