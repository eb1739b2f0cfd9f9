"""Makes emulated worlds quickly, for all sandboxes of this user.

This process loads the emulator once and then only forks: a world costs milliseconds instead of seconds. Each connection stands
for one world on a port of its own. Lines on it: the secret (answered by the world's port); then `fresh` for an empty world at the
same port; `keep`, once, to keep the world as it is at this moment; `again` for the world that was kept. Each is answered by a
line. The end of the connection, by whatever death, ends the world. Without any connection for a while the process ends by itself.

A kept world is a process that holds it and does nothing but fork.

Arguments: the file to announce itself in, the secret, seconds of idleness after which it ends.
"""
import contextlib
import ctypes
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
import time

from moto import backends
from moto.core.utils import service_name_from_moto_package_name
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import Client

POLICIES = "MOTO_IAM_LOAD_MANAGED_POLICIES"
PATHS = [("s3", "/"), ("scheduler", "/schedules")]
FORMS = [
    ("iam", "ListUsers", "2010-05-08"),
    ("ec2", "DescribeKeyPairs", "2016-11-15"),
    ("sts", "GetCallerIdentity", "2011-06-15"),
    ("cloudformation", "ListStacks", "2010-05-15"),
    ("sns", "ListTopics", "2010-03-31"),
]
TARGETS = [
    ("dynamodb", "DynamoDB_20120810.ListTables", "1.0", "{}"),
    ("fsx", "AWSSimbaAPIService_v20180301.DescribeFileSystems", "1.1", "{}"),
    ("logs", "Logs_20140328.DescribeLogGroups", "1.1", '{"logGroupNamePrefix": "/"}'),
]
KEEP, AGAIN, END = b"k", b"a", b"e"


def warm_up(app):
    """Reads a little of an empty account, so that what is loaded and built for it exists before the first fork."""
    from moto.iam.models import iam_backends
    from moto.utilities.utils import PARTITION_NAMES

    # The 1,500 managed policies are needed in one partition; the caller is looked up in all of them.
    for partition in PARTITION_NAMES:
        os.environ[POLICIES] = "true" if partition == "aws" else "false"
        iam_backends["123456789012"][partition]
    os.environ[POLICIES] = "true"
    # The emulator would read a folder at every request to learn the names of its own parts.
    parts = list(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: parts
    for service in {service for service, *_ in PATHS + FORMS + TARGETS}:
        service_name_from_moto_package_name(service)
    client = Client(app)
    for service, path in PATHS:
        client.get(path, headers=signed(service))
    for service, action, version in FORMS:
        client.post("/", data={"Action": action, "Version": version}, headers=signed(service))
    for service, target, version, text in TARGETS:
        headers = {**signed(service), "X-Amz-Target": target}
        client.post("/", data=text, headers=headers, content_type=f"application/x-amz-json-{version}")


def signed(service):
    scope = f"20260101/{os.environ['SANDBOX_REGION']}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential=AKIASANDBOX/{scope}, SignedHeaders=host, Signature=0"}


class World:
    """One connection, its listening socket, the process that serves there, and the one that keeps an earlier state."""

    def __init__(self, connection):
        self.connection = connection
        self.text = b""
        self.listener = None
        self.alive = None
        self.child = None
        self.keeper = None
        self.keeper_id = None

    def begin(self, app, door, worlds):
        self.end_child()
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        read_end, self.alive = os.pipe()
        inner = self.new_keeper()
        self.child = os.fork()
        if self.child == 0:
            # What stays open here would keep other worlds half alive after their end.
            door.close()
            for world in worlds:
                world.forget(keep=self.listener)
            serve(app, self.listener, read_end, inner)
        os.close(read_end)
        if inner is not None:
            inner.close()

    def new_keeper(self):
        """The end for a keeper that the world may be asked for; nothing where there is one already."""
        if self.keeper_id is not None:
            return None
        if self.keeper is not None:
            self.keeper.close()
        self.keeper, inner = socket.socketpair()
        return inner

    def keep(self):
        os.write(self.alive, KEEP)
        self.keeper_id = int(self.keeper.recv(32))

    def again(self):
        self.end_child()
        self.tell_keeper(AGAIN)

    def tell_keeper(self, word):
        self.keeper.sendall(word)
        if not self.keeper.recv(32):
            raise ConnectionError("what was kept is lost")

    def end_child(self):
        if self.child is not None:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            self.child = None
            os.close(self.alive)
            self.alive = None
        elif self.keeper_id is not None:
            self.tell_keeper(END)

    def forget(self, keep=None):
        """Closes everything of this world in this process, except one listener."""
        self.connection.close()
        if self.alive is not None:
            os.close(self.alive)
        if self.keeper is not None:
            self.keeper.close()
        if self.listener is not None and self.listener is not keep:
            self.listener.close()

    def end(self):
        with contextlib.suppress(OSError):
            self.end_child()
        self.forget()
        if self.keeper_id is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.keeper_id, 0)


def serve(app, listener, alive, keeper=None):
    """Never returns. Ends when its parent does: then the other end of `alive` closes."""

    def obey_parent():
        while os.read(alive, 1) == KEEP:
            if os.fork() == 0:
                keep_state(app, listener, keeper)
        os._exit(0)

    mock_random.seed()
    address = listener.getsockname()
    os.environ["MOTO_PORT"] = str(address[1])
    threading.Thread(target=obey_parent, daemon=True).start()
    make_server(address[0], address[1], app, threaded=True, fd=listener.fileno()).serve_forever()


def keep_state(app, listener, commands):
    """Never returns. Holds the state of the moment it was forked in, and serves copies of it, one at a time."""
    child = None
    commands.sendall(b"%d" % os.getpid())
    while True:
        word = commands.recv(1)
        if child is not None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(alive)
            child = None
        if not word:
            os._exit(0)
        if word == AGAIN:
            read_end, alive = os.pipe()
            child = os.fork()
            if child == 0:
                commands.close()
                os.close(alive)
                serve(app, listener, read_end)
            os.close(read_end)
        commands.sendall(b"done")


def adopt_grandchildren():
    """Keepers outlive the worlds that they were forked from: they become this process's children, which waits for their end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def hear(world, app, door, worlds, secret):
    """Answers what has come over a connection; false when it is over."""
    try:
        received = world.connection.recv(4096)
    except OSError:
        return False
    if not received:
        return False
    *lines, world.text = (world.text + received).split(b"\n")
    for line in lines:
        if world.listener is None and line.decode() != secret:
            return False
        try:
            if line == b"keep":
                world.keep()
            elif line == b"again":
                world.again()
            else:
                world.begin(app, door, worlds)
        except (OSError, ValueError):
            return False
        world.connection.sendall(b"%d\n" % world.listener.getsockname()[1])
    return True


def run(app, door, secret, patience):
    worlds = {}
    idle_since = time.monotonic()
    while True:
        ready, _, _ = select.select([door, *worlds], [], [], 1)
        for one in ready:
            if one is door:
                connection, _ = door.accept()
                worlds[connection] = World(connection)
            elif not hear(worlds[one], app, door, list(worlds.values()), secret):
                worlds.pop(one).end()
        if worlds:
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > patience:
            return


def announce(path, port, secret):
    temporary = f"{path}.{os.getpid()}"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"port": port, "secret": secret}, file)
    os.rename(temporary, path)


def main():
    path, secret, patience = sys.argv[1:]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = DomainDispatcherApplication(create_backend_app)
    adopt_grandchildren()
    warm_up(app)
    door = socket.create_server(("127.0.0.1", 0), backlog=128)
    announce(path, door.getsockname()[1], secret)
    run(app, door, secret, float(patience))


main()
