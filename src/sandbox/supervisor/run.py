"""One run as the supervisor sees it: its pipes, its report, its deadline, its end. Everything that comes out of a run
is bounded here and believed nowhere."""
import errno
import fcntl
import os
import signal
import socket
import struct
import time

import jail

STDERR_BYTES = 64 << 10
# The longest frame of each kind that our own encoder writes: an answer's text has six bytes for one of its value at most.
SLACK_BYTES = 256 << 10
MOST_BYTES = {b"P": 1, b"L": 1, b"X": 32 << 10, b"B": 64 << 10, b"E": 64 << 10, b"F": 64 << 10, b"D": 64 << 10}
_F_ADD_SEALS, _ALL_SEALS = 1033, 0xF


def now_ms():
    return time.monotonic() * 1000


def file_of(data):
    """Standard input as a regular file that nobody can change: it can be opened again and sought in."""
    descriptor = os.memfd_create("stdin", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    fcntl.fcntl(descriptor, _F_ADD_SEALS, _ALL_SEALS)
    return descriptor


class _Output:
    """One of the two output pipes: keeps the first `most` bytes."""

    def __init__(self, most, on_overflow, uid):
        self.reader, self.writer = os.pipe2(os.O_CLOEXEC)
        if uid is not None:
            # So that it can be opened again, by the name /dev/stdout; CAP_CHOWN is nothing that a cell needs otherwise.
            try:
                os.fchown(self.writer, uid, uid)
            except PermissionError:
                pass
        os.set_blocking(self.reader, False)
        self.parts, self.size, self.most, self.truncated = [], 0, most, False
        self.on_overflow = on_overflow

    def read(self):
        """False at its end."""
        try:
            part = os.read(self.reader, 1 << 18)
        except BlockingIOError:
            return True
        if not part:
            return False
        room = self.most - self.size
        if len(part) > room:
            self.truncated = True
            part = part[:room]
            self.on_overflow()
        if part:
            self.parts.append(part)
            self.size += len(part)
        return True

    def taken(self):
        parts, self.parts = self.parts, []
        return b"".join(parts)


class Run:
    """Starts a process in `cell`. `on_frame(run, kind, body, at)` takes what it reports."""

    def __init__(self, loop, cell, payload, limits, total_ms, on_frame, stdin=None, peer=None, null=None, may_exec=False):
        self.loop, self.cell, self.on_frame = loop, cell, on_frame
        self.limits = limits
        self.killed_for = None
        self.forged = False
        self.end = None
        self.peak_kb = 0
        self.incoming = bytearray()
        self.held_since = None
        self.outgoing = memoryview(struct.pack("<I", len(payload)) + payload)
        self.stdout = _Output(limits["outputBytes"], lambda: self.kill("output_limit"), cell.uid)
        self.stderr = _Output(STDERR_BYTES, lambda: None, cell.uid)
        self.report, theirs = socket.socketpair()
        self.report.setblocking(False)
        standard_input = file_of(stdin) if stdin else null
        if cell.group:
            cell.group.limit(limits["memoryMb"] << 20, limits["processes"])
            cell.group.start_run()
        self.cpu_seconds = int(total_ms / 1000) + 2
        order = {
            "cpuSeconds": self.cpu_seconds,
            "processes": limits["processes"],
            "exec": may_exec,
            # Room for what a job brings, files among it, and for what it writes besides. A few need no other folder.
            "scratchBytes": jail.SCRATCH_BYTES + (len(payload) if len(payload) > 1 << 20 else 0),
            "addressSpaceBytes": (limits["memoryMb"] << 21) + (4 << 30),
        }
        self.started = now_ms()
        self.deadline = self.started + limits["timeMs"]
        self.last = self.started
        handed = [standard_input, self.stdout.writer, self.stderr.writer, theirs.fileno()]
        try:
            cell.start(order, handed + ([peer.fileno()] if peer else []))
        finally:
            theirs.close()
            os.close(self.stdout.writer)
            os.close(self.stderr.writer)
            if standard_input != null:
                os.close(standard_input)
        loop.add(self.stdout.reader, lambda: self._output(self.stdout))
        loop.add(self.stderr.reader, lambda: self._output(self.stderr))
        loop.add(self.report.fileno(), self._readable, self._writable)
        loop.add(cell.channel.fileno(), self._ended)
        self._writable()

    def kill(self, reason):
        if self.killed_for is None and self.end is None:
            self.killed_for = reason
            self.cell.kill()

    def has_lost_processes(self):
        """Whether the kernel ended some of them for want of memory; the first one may still be there."""
        return self.cell.group is not None and self.cell.group.has_lost_processes()

    def _output(self, output):
        if not output.read():
            self.loop.remove(output.reader)

    def _writable(self):
        try:
            while self.outgoing:
                self.outgoing = self.outgoing[self.report.send(self.outgoing[: 1 << 18]) :]
        except BlockingIOError:
            self.loop.want_write(self.report.fileno(), True)
            return
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.ECONNRESET):
                raise
            self.outgoing = memoryview(b"")
        self.loop.want_write(self.report.fileno(), False)

    def _readable(self):
        """False where there is nothing more."""
        try:
            part = self.report.recv(1 << 18)
        except BlockingIOError:
            return False
        except OSError:
            part = b""
        if not part:
            self.loop.remove(self.report.fileno())
            return False
        if self.forged:
            return True
        self.incoming += part
        at = now_ms()
        while len(self.incoming) >= 5:
            (size,) = struct.unpack_from("<I", self.incoming)
            kind = bytes(self.incoming[4:5])
            most = self.limits["outputBytes"] * 6 + SLACK_BYTES if kind == b"A" else MOST_BYTES.get(kind, 0)
            if size == 0 or size > most:
                self._forge("output_limit" if size and most else "report")
                break
            if len(self.incoming) < size + 4:
                break
            body = bytes(self.incoming[5 : size + 4])
            del self.incoming[: size + 4]
            if not self.on_frame(self, kind, body, at):
                self._forge("report")
                break
        return True

    def hold_back(self, is_held):
        """Reads none of its reports for a while; its time stands still."""
        if is_held == (self.held_since is not None) or not self.loop.has(self.report.fileno()):
            return
        self.loop.want_read(self.report.fileno(), not is_held)
        if is_held:
            self.held_since = now_ms()
            return
        passed = now_ms() - self.held_since
        self.held_since = None
        self.last += passed
        self.deadline += passed

    def _forge(self, reason):
        self.forged = True
        self.incoming.clear()
        self.kill(reason)

    def _ended(self):
        end = self.cell.ended()
        # Every process of the run is dead by now, so what is left in the pipes is all there will be.
        self.loop.remove(self.cell.channel.fileno())
        while self.loop.has(self.report.fileno()) and self._readable():
            pass
        for output in (self.stdout, self.stderr):
            while self.loop.has(output.reader) and output.read() and not output.truncated:
                if not self._has_more(output):
                    break
            self.loop.remove(output.reader)
            os.close(output.reader)
        self.loop.remove(self.report.fileno())
        self.report.close()
        self.wall_ms = now_ms() - self.started
        self.killed_for = self._why_killed(end)
        self.end = end

    def _why_killed(self, end):
        """None where nobody did. `others`: neither the program nor this side, so it is not to blame."""
        if self.killed_for == "output_limit":
            return "output_limit"
        if self.has_lost_processes():
            return "memory_limit" if self.cell.group.was_full() else "others"
        status = end["status"]
        if self.killed_for or not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            return self.killed_for
        if now_ms() >= self.deadline or end["cpuMs"] >= self.cpu_seconds * 1000:
            # Past its deadline, or all the processor time used up that the kernel gives it.
            return "time_limit"
        return "others" if self.cell.is_filtered else None

    def _has_more(self, output):
        return self.loop.is_readable(output.reader)

    def told(self):
        """What the parent is told of this run."""
        end = self.end
        status = end["status"]
        return {
            "exitCode": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "killedFor": self.killed_for,
            "forged": self.forged,
            "stdoutBytes": self.stdout.size,
            "stderrBytes": self.stderr.size,
            "stdoutTruncated": self.stdout.truncated,
            "stderrTruncated": self.stderr.truncated,
            "wallMs": self.wall_ms,
            "cpuMs": end["cpuMs"],
            "peakKb": max(end["peakKb"], self.peak_kb),
        }

    def printed(self):
        """What it printed: it is attached to what is told."""
        return self.stdout.taken() + self.stderr.taken()
