"""The trusted server of one worker: takes jobs from the parent on descriptor 0, lets cells run them, measures from
outside, answers on descriptor 3 (frames of src/sandbox/worker/frames.ts). It never runs, compiles or decodes anything of a
candidate's. Both cells are forked before the first job arrives, so no job is ever in a cell's memory."""
import json
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
import types

FOLDER = os.path.dirname(os.path.abspath(__file__))
SANDBOX_FOLDER = os.path.dirname(FOLDER)
TESTER_MODULES = (
    "changes", "asking", "proxies", "outcomes", "stand_ins", "sharing", "line", "reading", "ledger", "marking", "later", "pytest_shim", "checks", "shipped", "fixtures",
    "collect", "beyond", "script",
)  # fmt: skip
# Where our own modules stand, by whom they serve; each is loaded after those it imports.
OWN_MODULES = (
    ("jail", ("kernel", "seccomp", "cgroup", "jail")),
    ("python/shared", ("values", "program", "wire", "common", "mirror")),
    ("python/candidate", ("foreign", "classes", "serve")),
    ("python/tester", TESTER_MODULES),
    ("python/shared", ("runner",)),
    ("supervisor", ("outbox", "cell", "run")),
)
STACK_BYTES = 256 << 20


def _grow_stack():
    """How far a main thread's stack can grow is fixed when a program is loaded, so the program is loaded once more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = STACK_BYTES if hard == resource.RLIM_INFINITY else min(STACK_BYTES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
        os.execv(sys.executable, [sys.executable, "-s", "-S", "-B", "-X", "utf8"] + sys.argv)


_grow_stack()

# What contest programs import: loaded once here instead of in every run.
import array, base64, bisect, cmath, collections, collections.abc, contextlib, copy, datetime, decimal  # noqa: E401, E402
import enum, fractions, functools, heapq, io, itertools, math, numbers, operator, queue, random, re  # noqa: E401, E402
import statistics, string, textwrap, threading, time, traceback, typing, dataclasses, ast  # noqa: E401, E402
import _sitebuiltins  # noqa: E402
import builtins  # noqa: E402


def _load_own_modules():
    """Ours see a copy of the built-in names, so that a candidate that replaces one does not trip them, and are out of
    sight of its imports afterwards."""
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != FOLDER]
    loaded = {}
    for folder, name in ((folder, name) for folder, names in OWN_MODULES for name in names):
        path = "%s/%s/%s.py" % (SANDBOX_FOLDER, folder, name)
        module = types.ModuleType(name)
        module.__dict__.update(__file__=path, __builtins__=dict(vars(builtins)))
        sys.modules[name] = loaded[name] = module
        with open(path, encoding="utf-8") as file:
            exec(compile(file.read(), path, "exec", dont_inherit=True), module.__dict__)
    for name in loaded:
        del sys.modules[name]
    return loaded


def _add_names_of_site():
    """They come with the `site` module, which is not loaded."""
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.help = _sitebuiltins._Helper()
    builtins.copyright = _sitebuiltins._Printer("copyright", sys.copyright)
    for name in ("credits", "license"):
        setattr(builtins, name, _sitebuiltins._Printer(name, "See https://www.python.org"))


_add_names_of_site()
_own = _load_own_modules()
cell, cgroup, jail, kernel, outbox, run, runner, seccomp = (
    _own[name] for name in ("cell", "cgroup", "jail", "kernel", "outbox", "run", "runner", "seccomp")
)

GREATEST_SUITE_MS = 120_000
RSS_POLL_MS = 10
OOM_POLL_MS = 50
# Of an answer that nobody reads.
START_BYTES = 256
# What a tester may tell of all its tests together.
EVENT_BYTES = 16 << 20


class ParentGone(Exception):
    pass


class Loop:
    """poll(2) with a function for each descriptor."""

    def __init__(self):
        self.poller = select.poll()
        self.readers = {}
        self.writers = {}

    def add(self, descriptor, on_read, on_write=None):
        self.readers[descriptor] = on_read
        self.writers[descriptor] = on_write
        self.poller.register(descriptor, select.POLLIN)

    def remove(self, descriptor):
        if self.readers.pop(descriptor, None):
            self.writers.pop(descriptor)
            self.poller.unregister(descriptor)

    def has(self, descriptor):
        return descriptor in self.readers

    def want_read(self, descriptor, wanted):
        if descriptor in self.readers:
            self.poller.modify(descriptor, select.POLLIN if wanted else 0)

    def want_write(self, descriptor, wanted):
        if descriptor in self.readers:
            self.poller.modify(descriptor, select.POLLIN | (select.POLLOUT if wanted else 0))

    def is_readable(self, descriptor):
        one = select.poll()
        one.register(descriptor, select.POLLIN)
        return bool(one.poll(0))

    def turn(self, timeout_ms):
        for descriptor, events in self.poller.poll(max(0, timeout_ms)):
            if events & select.POLLOUT and self.writers.get(descriptor):
                self.writers[descriptor]()
            if events & ~select.POLLOUT and descriptor in self.readers:
                self.readers[descriptor]()


class Supervisor:
    def __init__(self, settings):
        self.loop = Loop()
        self.null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        self.incoming = bytearray()
        self.told = outbox.Outbox(self.loop, 3)
        self.are_cells_clean = True
        self.level = {"namespaces": settings["namespaces"], "group": settings["group"]}
        program = seccomp.program(platform.machine(), False) if settings["seccomp"] else None
        exec_program = seccomp.program(platform.machine(), True) if settings["seccomp"] else None
        filters = [kernel.filter_of(program) if program else None, kernel.filter_of(exec_program) if exec_program else None]
        packages = settings["packages"]
        binds = settings["binds"]
        if settings["namespaces"]:
            # Elsewhere than outside, where the scratch folder could hide them.
            packages = ["/packages/%d" % place for place in range(len(packages))]
            binds = binds + list(zip(settings["packages"], packages))
        sys.path.extend(packages)
        if settings["group"]:
            cgroup.sweep()
        self.cells = {}
        try:
            for place, name in enumerate(("candidate", "tester")):
                # A user of its own for each cell of each worker: 2^31 is far off, real users are far below.
                uid = 1_000_000_000 + os.getpid() * 4 + place
                self.cells[name] = cell.Cell(
                    "%d-%s" % (os.getpid(), name), uid, binds, filters, self.level, runner.main
                )
        except BaseException:
            self.close()
            raise
        self.missing = self.cells["candidate"].missing

    def close(self):
        for each in self.cells.values():
            each.close()

    def serve(self):
        try:
            self.told.send({"ready": True, "missing": self.missing})
            self.loop.add(0, self._from_parent)
            while True:
                frame = self._next_frame()
                if frame is None:
                    self.loop.turn(60_000)
                    continue
                job = json.loads(frame)
                # A word that a job is to end may come after its end.
                if job["kind"] == "enough":
                    continue
                self.told.send(*self._execute(job))
                if not self.are_cells_clean:
                    # How the job ended is told; what is left of it ends with this process.
                    break
        except (ParentGone, BrokenPipeError, ConnectionResetError):
            pass
        finally:
            self.close()

    def _from_parent(self):
        part = os.read(0, 1 << 20)
        if not part:
            raise ParentGone
        self.incoming += part

    def _next_frame(self):
        if len(self.incoming) < 4:
            return None
        (size,) = struct.unpack_from("<I", self.incoming)
        if len(self.incoming) < size + 4:
            return None
        frame = bytes(self.incoming[4 : size + 4])
        del self.incoming[: size + 4]
        return frame

    def _execute(self, job):
        """A message, and what is attached to it."""
        limits = job["limits"]
        if job["kind"] == "script":
            return self._execute_script(job, limits)
        return self._execute_alone(job, limits)

    def _execute_alone(self, job, limits):
        """Answers go out as notices, each with its text attached as it came."""
        told = {"prepared": False, "loaded": False, "done": False, "endings": []}
        most, left, count = job.get("calls", 0), job.get("answersBytes", 0), 0
        # Beyond it nobody reads the text of that answer.
        read_bytes = job.get("readBytes") or []

        def on_frame(it, kind, body, at):
            nonlocal left, count
            if kind == b"P" and not told["prepared"]:
                # Its time is part of the time to load.
                told["prepared"] = True
                return True
            if kind == b"L" and not told["loaded"]:
                told["loaded"] = True
            elif kind == b"A" and told["loaded"] and count < most:
                count += 1
                left -= len(body)
                if left < 0:
                    it.kill("output_limit")
                    return True
                wanted = read_bytes[count - 1] if count <= len(read_bytes) else len(body)
                notice = {"notice": "answer", "wallMs": at - it.last}
                if len(body) > wanted:
                    notice["bytes"], body = len(body), body[:START_BYTES]
                self.told.add(notice, body)
            elif kind == b"D" and count == most:
                told["done"] = True
            elif kind == b"X" and len(told["endings"]) < 4:
                told["endings"].append(body.decode("ascii", "replace"))
                return True
            else:
                return False
            it.last = at
            it.deadline = min(at + limits["timeMs"], it.started + total_ms)
            return True

        total_ms = min(limits["timeMs"] * (most + 1), GREATEST_SUITE_MS + limits["timeMs"])
        stdin = job["stdin"].encode("utf-8", "replace") if job.get("stdin") else None
        payload = job["candidate"].encode("utf-8", "replace")
        it = run.Run(self.loop, self.cells["candidate"], payload, limits, total_ms, on_frame, stdin, None, self.null, job.get("exec", False))
        self._until_ended([it])
        told["run"] = it.told()
        return told, it.printed()

    def _execute_script(self, job, limits):
        ours, theirs = socket.socketpair()
        left = EVENT_BYTES
        told = {"events": [], "prepared": False, "done": False, "endings": [], "candidateFirst": False}
        def from_candidate(it, kind, body, at):
            if kind == b"X" and len(told["endings"]) < 4:
                told["endings"].append(body.decode("ascii", "replace"))
                return True
            if kind == b"P" and not told["prepared"]:
                told["prepared"] = True
                return True
            return kind == b"L"

        def from_tester(it, kind, body, at):
            nonlocal left
            left -= len(body)
            if left < 0:
                candidate.kill("output_limit")
                it.kill("over")
                return True
            told["events"].append([kind.decode("ascii"), at - it.last, body.decode("ascii", "replace")])
            it.last = at
            it.deadline = at + limits["timeMs"]
            if kind in b"DF":
                # The tester waits for its end, so the candidate cannot have seen it go.
                told["done"] = kind == b"D"
                told["candidateFirst"] = candidate.end is not None
                candidate.kill("over")
                it.kill("over")
            return True

        total_ms = GREATEST_SUITE_MS
        trusted = dict(limits, memoryMb=max(1024, limits["memoryMb"]), outputBytes=1 << 20, processes=64)
        candidate = run.Run(
            self.loop, self.cells["candidate"], job["candidate"].encode("utf-8", "replace"), limits, total_ms,
            from_candidate, None, ours, self.null,
        )  # fmt: skip
        tester = run.Run(
            self.loop, self.cells["tester"], job["tester"].encode("utf-8", "replace"), trusted, total_ms,
            from_tester, None, theirs, self.null,
        )  # fmt: skip
        ours.close()
        theirs.close()
        # One clock for both: what the tester says of its tests moves it.
        candidate.deadline = float("inf")
        self._until_ended([tester, candidate])
        told["run"] = candidate.told()
        told["tester"] = tester.told()
        return told, candidate.printed() + tester.printed()

    def _until_ended(self, runs):
        watches_memory = not self.level["group"]
        while True:
            live = [it for it in runs if it.end is None]
            if not live:
                break
            wait = min(it.deadline for it in live) - run.now_ms()
            if wait <= 0:
                for it in live:
                    it.kill("time_limit")
                    it.deadline = float("inf")
                wait = 1000
            wait = min(wait, RSS_POLL_MS if watches_memory else OOM_POLL_MS)
            if self.told.held:
                wait = min(wait, outbox.LONGEST_WAIT_SECONDS * 1000)
            for it in live:
                if watches_memory:
                    _watch_memory(it)
                elif it.has_lost_processes():
                    it.kill("memory_limit")
            self.loop.turn(wait + 0.999)
            if self.incoming and self._is_enough():
                for it in live:
                    it.kill("over")
            # Where the parent takes nothing, the program waits, and its clock with it.
            for it in live:
                it.hold_back(self.told.is_full())
            self.told.flush_in_time()
        self.are_cells_clean = all(it.end["clean"] for it in runs)

    def _is_enough(self):
        """While a job is under way the parent has one thing to say."""
        frame = self._next_frame()
        return frame is not None and json.loads(frame)["kind"] == "enough"


def _watch_memory(it):
    """Without a control group: memory of all processes below the cell's init. What they share is told by a slower
    file, so that one is read only where the quick one finds too much."""
    pids, total = [it.cell.pid], 0
    try:
        for pid in pids:
            with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
                pids.extend(int(child) for child in file.read().split())
            if pid != it.cell.pid:
                with open("/proc/%d/statm" % pid) as file:
                    _, resident, shared = file.read().split()[:3]
                total += int(resident) - int(shared)
    except (OSError, ValueError):
        pass
    kilobytes = total * resource.getpagesize() // 1024
    if kilobytes > it.limits["memoryMb"] << 10:
        kilobytes = sum(_proportional_kb(pid) for pid in pids[1:])
    if kilobytes > it.limits["memoryMb"] << 10:
        it.kill("memory_limit")


def _proportional_kb(pid):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, ValueError):
        # Not ours to look into: the plain figure has to do.
        try:
            with open("/proc/%d/statm" % pid) as file:
                return int(file.read().split()[1]) * resource.getpagesize() // 1024
        except (OSError, ValueError):
            return 0


def main():
    # A terminal's Ctrl-C is for the parent, which ends this process in its own way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A cell's init loses its first parent while its namespaces are made; from then on it is this process's child.
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    jail.yield_to_parent()
    settings = json.loads(sys.argv[1])
    try:
        supervisor = Supervisor(settings)
    except (OSError, cell.CellLost) as error:
        # `PermissionError` and the like name the mechanism that this machine does not offer.
        outbox.Outbox(Loop(), 3).send({"ready": False, "fault": "%s" % error})
        return
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    supervisor.serve()


main()
