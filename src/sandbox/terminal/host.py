"""The trusted process that stands for one terminal after another: `host.py SETTINGS`, frames of src/sandbox/worker/frames.ts
in on descriptor 0 and out on descriptor 3. It keeps namespaces ready before anybody asks for them; `begin` sets their limits
and leaves the descriptors to their init (session.py). When that one ends, every process of the terminal has ended with it and
its files are gone; the next namespaces are made then. Settings: `group`, `binds`, `folder`, `path`."""
import json
import os
import signal
import socket
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [FOLDER, os.path.join(os.path.dirname(FOLDER), "jail")]

import cgroup  # noqa: E402
import jail  # noqa: E402
import kernel  # noqa: E402
import seccomp  # noqa: E402
import session  # noqa: E402
import wire  # noqa: E402


class Lost(Exception):
    """These namespaces could not be made."""


class Place:
    """Namespaces with an init in them that waits."""

    def __init__(self, settings, filter_, group):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.group = group
        # Users of the supervisors' cells are 4 * pid and the next ones: another thousand million above them.
        uid = jail.user_of(1_900_000_000 + os.getpid())
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.control.close()
                if self.group:
                    self.group.join()
                uid = jail.enter_namespaces(uid)
                inner = os.fork()
                if inner:
                    theirs.send(b"%d" % inner)
                    os._exit(0)
                session.Session(theirs, settings, uid, self.group, filter_).serve()
            except BaseException as error:
                words = ("%s: %s" % (type(error).__name__, error)).encode()
                # Read by whoever waits for it to be ready, or else in the words of its host's end.
                theirs.send(words)
                os.write(2, words)
            finally:
                os._exit(1)
        theirs.close()
        try:
            first = self.control.recv(4096)
            os.waitpid(self.pid, 0)
            if not first.isdigit():
                raise Lost(first.decode("utf-8", "replace") or "its init did not start")
            self.pid = int(first)
            # From here on this process is the init's parent, and its end is the init's.
            self.control.send(b"go")
            ready = self.control.recv(4096)
            if ready != b"ready":
                raise Lost(ready.decode("utf-8", "replace") or "its init ended at start")
            if self.group:
                self.group.settle()
        except BaseException:
            self.end()
            raise

    def host(self, order):
        """Until its end; whether that was asked for."""
        if self.group:
            self.group.limit(order["memoryMb"] << 20, order["processes"])
        self.control.send(json.dumps(order).encode())
        status = os.waitpid(self.pid, 0)[1]
        self.end()
        return status == 0

    def end(self):
        self.control.close()
        for act in (lambda: os.kill(self.pid, signal.SIGKILL), lambda: os.waitpid(self.pid, 0)):
            try:
                act()
            except OSError:
                pass


def main():
    settings = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    jail.yield_to_parent()
    if settings["group"]:
        cgroup.sweep()
    program = seccomp.program(kernel.machine, True)
    if program is None:
        wire.send({"ready": False, "fault": "no system call filter is known for " + kernel.machine})
        return
    filter_ = kernel.filter_of(program)
    group = None
    try:
        # One for all terminals of this host, one after another: to remove it takes the kernel a quarter of a second.
        group = cgroup.Group("%d-terminal" % os.getpid()) if settings["group"] else None
        while True:
            place = Place(settings, filter_, group)
            wire.send({"ready": True})
            order = wire.receive()
            if order is None:
                place.end()
            if order is None or not place.host(order):
                return
    except (OSError, Lost) as error:
        wire.send({"ready": False, "fault": str(error)})
    finally:
        if group:
            group.remove(600)


main()
