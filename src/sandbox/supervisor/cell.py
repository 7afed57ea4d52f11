"""One cell: a set of walls that runs step into, one at a time. Its init forks a process for each run, waits, and ends
whatever the run left behind. It sees neither source nor arguments nor output: those go from the supervisor straight
to the run's process. Messages on the channel are packets: JSON with descriptors one way, JSON the other."""
import array
import fcntl
import gc
import io
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time

import cgroup
import jail
import kernel

KILL = b"kill"


class CellLost(Exception):
    """The init is gone or in doubt; nothing may run in this cell any more."""


class Cell:
    """The supervisor's side. `level` says what to try: `namespaces` and `group` are booleans."""

    def __init__(self, name, uid, binds, filters, level, run_child):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.group = cgroup.Group(name) if level["group"] else None
        # Then no run can send itself SIGKILL.
        self.is_filtered = filters[0] is not None
        # The user of its runs, as it is seen from here; None where that is this process's own.
        self.uid = uid = jail.user_of(uid)
        rights = jail.Rights(level["namespaces"], self.group is not None, filters[0], filters[1])
        pid = os.fork()
        if pid == 0:
            try:
                self.channel.close()
                if self.group:
                    self.group.join()
                if level["namespaces"]:
                    uid = jail.enter_namespaces(uid)
                    inner = os.fork()
                    if inner:
                        theirs.send(b"%d" % inner)
                        os._exit(0)
                _Init(theirs, rights, uid, binds, run_child).serve()
            except BaseException as error:
                theirs.send(json.dumps({"fault": "%s: %s" % (type(error).__name__, error)}).encode())
            finally:
                os._exit(1)
        theirs.close()
        self.pid = pid
        self.missing = []
        try:
            if level["namespaces"]:
                first = self.channel.recv(4096)
                os.waitpid(pid, 0)
                if not first.isdigit():
                    raise CellLost(json.loads(first)["fault"] if first else "its init did not start")
                self.pid = int(first)
            self.channel.send(b"go")
            ready = json.loads(self.channel.recv(1 << 16) or b'{"fault": "its init ended at start"}')
            if "fault" in ready:
                raise CellLost(ready["fault"])
            self.missing = ready["missing"]
            if self.group:
                self.group.settle()
        except BaseException:
            self.close()
            raise

    def start(self, run, descriptors):
        _send_descriptors(self.channel, json.dumps(run).encode(), descriptors)

    def kill(self):
        self.channel.send(KILL)

    def ended(self):
        """The answer of a run that is over: status, rusage figures, whether nothing of it is left."""
        message = self.channel.recv(1 << 16)
        if not message:
            raise CellLost("its init is gone")
        answer = json.loads(message)
        if "fault" in answer:
            raise CellLost(answer["fault"])
        return answer

    def close(self):
        self.channel.close()
        try:
            os.kill(self.pid, signal.SIGKILL)
        except OSError:
            pass
        try:
            os.waitpid(self.pid, 0)
        except OSError:
            pass
        if self.group:
            self.group.remove()


def _send_descriptors(channel, message, descriptors):
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    channel.sendmsg([message], rights)


def _receive_descriptors(channel, size, most):
    message, ancillary, flags, _ = channel.recvmsg(size, socket.CMSG_LEN(most * 4))
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % 4])
    return message, list(descriptors), flags


def _open_streams():
    """The standard streams of every run, made here because each costs a process dozens of fresh pages. They look once at
    what they stand on, so they are made on the kinds of files that a run gets: a regular one and two pipes."""
    regular = os.memfd_create("stdin")
    reader, writer = os.pipe()
    for standard, stand_in in ((0, regular), (1, writer), (2, writer)):
        held = os.dup(standard)
        os.dup2(stand_in, standard)
        name = ("stdin", "stdout", "stderr")[standard]
        raw = io.FileIO(standard, "w" if standard else "r", closefd=False)
        raw.name = "<%s>" % name
        buffered = io.BufferedWriter(raw) if standard else io.BufferedReader(raw)
        errors = "backslashreplace" if standard == 2 else "surrogateescape"
        stream = io.TextIOWrapper(buffered, "utf-8", errors, line_buffering=standard == 2)
        stream.mode = "w" if standard else "r"
        setattr(sys, name, stream)
        setattr(sys, "__%s__" % name, stream)
        os.dup2(held, standard)
        os.close(held)
    for descriptor in (regular, reader, writer):
        os.close(descriptor)


class _Init:
    def __init__(self, channel, rights, uid, binds, run_child):
        self.channel = channel
        self.rights = rights
        self.uid = uid
        self.run_child = run_child
        self.folder = None
        self.kill = jail.killer_of(rights.has_namespaces, uid)
        if channel.recv(16) != b"go":
            os._exit(0)
        # The supervisor is the parent by now: whoever forked this process ended before the word came.
        if rights.has_namespaces:
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        nothing = os.open("/dev/null", os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        os.close(nothing)
        self._close_others()
        missing = []
        if rights.has_namespaces:
            missing = jail.build_root(binds)
        rights.exposes_to_oom = rights.has_group and jail.spare_from_oom()
        jail.set_fixed_limits(rights.has_group)
        if rights.has_namespaces:
            kernel.drop_bounding_set()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        os.environ.clear()
        os.environ.update(jail.ENVIRONMENT)
        self._make_scratch()
        _open_streams()
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        self.wake = reader
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self.poller = select.poll()
        self.poller.register(channel, select.POLLIN)
        self.poller.register(reader, select.POLLIN)
        gc.disable()
        gc.collect()
        gc.freeze()
        channel.send(json.dumps({"missing": missing}).encode())

    def serve(self):
        while True:
            message, descriptors, _ = _receive_descriptors(self.channel, 1 << 16, 8)
            if not message:
                self._leave()
            if message == KILL:
                continue
            run = json.loads(message)
            if self.rights.has_namespaces and run["scratchBytes"] > jail.SCRATCH_BYTES:
                jail.resize_scratch(run["scratchBytes"])
                self.mark = None
            self.began = time.monotonic()
            child = os.fork()
            if child == 0:
                self._become(run, descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
            status, usage = self._wait(child)
            clean = jail.kill_and_reap(self.kill)
            if not self._is_scratch_untouched():
                self._remove_scratch()
                self._make_scratch()
            answer = {
                "status": status,
                "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
                "peakKb": usage.ru_maxrss,
                "clean": clean,
            }
            self.channel.send(json.dumps(answer).encode())

    def _wait(self, child):
        while True:
            for descriptor, _ in self.poller.poll():
                if descriptor == self.wake:
                    os.read(self.wake, 4096)
                    continue
                message = self.channel.recv(64)
                if not message:
                    self._leave()
                self.kill()
            found = None
            try:
                while True:
                    pid, status, usage = os.wait4(-1, os.WNOHANG)
                    if pid == 0:
                        break
                    if pid == child:
                        found = status, usage
            except ChildProcessError:
                pass
            if found:
                return found

    def _become(self, run, descriptors):
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            spare = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 32) for descriptor in descriptors[3:]]
            for standard in range(3):
                os.dup2(descriptors[standard], standard)
            for place, descriptor in enumerate(spare):
                os.dup2(descriptor, jail.REPORT_FD + place)
            os.closerange(jail.REPORT_FD + len(spare), 64)
            jail.step_in(self.uid, self.rights, run)
            gc.enable()
            self.run_child()
        except BaseException as error:
            try:
                os.write(2, ("%s: %s\n" % (type(error).__name__, error)).encode())
            except OSError:
                pass
        finally:
            os._exit(70)

    def _leave(self):
        """The supervisor is gone. A process namespace ends with its init; elsewhere there is something to do."""
        if not self.rights.has_namespaces:
            jail.kill_and_reap(self.kill)
            self._remove_scratch()
        os._exit(0)

    def _make_scratch(self):
        if self.rights.has_namespaces:
            jail.mount_scratch(self.uid)
            os.chdir(jail.SCRATCH)
            self.made = time.monotonic()
            self.mark = jail.scratch_mark()
            return
        self.folder = tempfile.mkdtemp(prefix="rlvr-")
        if self.uid is not None:
            os.chown(self.folder, self.uid, self.uid)
        os.chdir(self.folder)

    def _is_scratch_untouched(self):
        """A new mount costs as much as a small run. Any change moves the folder's change time, whose clock ticks
        every few milliseconds: so only where the run began well after the folder was made."""
        return self.rights.has_namespaces and self.began - self.made > 0.05 and jail.scratch_mark() == self.mark

    def _remove_scratch(self):
        if self.rights.has_namespaces:
            jail.unmount_scratch()
            return
        os.chdir("/")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _close_others(self):
        keep = self.channel.fileno()
        os.closerange(3, keep)
        os.closerange(keep + 1, 256)
