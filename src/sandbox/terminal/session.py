"""One terminal from inside its namespaces: their init, which is trusted. It runs commands one after another, each a shell of
its own that takes over folder, variables, functions, aliases and umask of the last one, and lets files be written and read by
processes with the rights of the commands. What a command leaves running goes on until the terminal ends. Nothing that a command
can reach takes part: the descriptors of this process are not theirs, it cannot be traced, and no signal of theirs reaches an
init. Messages: `run`, `write`, `read`, `list`, `snapshot`, `end` (of every process), `close`."""
import fcntl
import json
import os
import select
import signal
import time

import files
import jail
import kernel
import wire

# What it was is taken over before a command and told after it; `exec` and a trap of the command's own skip that.
SHELL = r"""
trap '{ declare -p; declare -f; alias -p; umask -p; printf "cd -- %q\n" "$PWD"; } >&9 2>/dev/null' EXIT
shopt -s expand_aliases
. /proc/self/fd/8 >/dev/null 2>&1
eval "$1"
"""
STATE_BYTES = 1 << 20
STATE_FDS = (8, 9)
MOST_KEPT_OUTPUTS = 16
MEMORY_POLL_SECONDS = 0.05
# For what our own processes do to files, however busy the machine is.
FILE_SECONDS = 60


class Session:
    def __init__(self, control, settings, uid, group, filter_):
        if control.recv(16) != b"go":
            os._exit(0)
        self.control, self.uid, self.group = control, uid, group
        self.folder = settings["folder"]
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.umask(0o022)
        jail.build_root(settings["binds"], [self.folder, jail.SCRATCH], uid)
        self.rights = jail.Rights(True, group is not None, filter_, filter_)
        self.rights.exposes_to_oom = group is not None and jail.spare_from_oom()
        jail.set_fixed_limits(group is not None)
        kernel.drop_bounding_set()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        self.environment = dict(jail.ENVIRONMENT, HOME=self.folder, PATH=settings["path"], TERM="dumb", PWD=self.folder)
        self.state = b""
        self.outputs = []
        self.null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        os.dup2(self.null, 1)
        for descriptor in (wire.IN, wire.OUT, 2, control.fileno()):
            fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        self.wake, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        control.send(b"ready")

    def serve(self):
        begun = self.control.recv(1 << 16)
        if not begun:
            os._exit(0)
        self.limits = json.loads(begun)
        flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOATIME | kernel.MS_REMOUNT
        kernel.mount(None, self.folder, None, flags, "size=%dm,nr_inodes=%d" % (self.limits["diskMb"], self.limits["files"]))
        os.chdir(self.folder)
        wire.send({"begun": True})
        acts = {
            "run": self.run,
            "write": lambda order: self.on_files(lambda: files.write(self.folder, order["files"])),
            "read": lambda order: self.on_files(lambda: files.read(self.folder, order["path"], order["mostBytes"])),
            "list": lambda order: self.on_files(lambda: files.walk(self.folder, order["entries"], 0)),
            "snapshot": self.snapshot,
        }
        while True:
            while not self.turn(None, True):
                pass
            order = wire.receive()
            if order is None:
                os._exit(1)
            if order["kind"] == "close":
                os._exit(0)
            wire.send(acts[order["kind"]](order))

    def turn(self, seconds, listens=False):
        """Waits for something. Reads what commands print, also those that were left running; whether our user has said
        something, where this `listens`."""
        poller = select.poll()
        poller.register(wire.IN, select.POLLIN if listens else 0)
        poller.register(self.wake, select.POLLIN)
        for output in self.outputs:
            if output.reader >= 0:
                poller.register(output.reader, select.POLLIN)
        said = False
        ready = dict(poller.poll(None if seconds is None else max(0, seconds) * 1000 + 0.999))
        if self.wake in ready:
            os.read(self.wake, 4096)
        if wire.IN in ready:
            if ready[wire.IN] & select.POLLHUP and not ready[wire.IN] & select.POLLIN:
                # Nobody is there any more.
                os._exit(1)
            said = listens
        for output in [each for each in self.outputs if each.reader in ready]:
            output.read()
        self.outputs = [each for each in self.outputs if each.reader >= 0 or each.is_awaited]
        return said

    def run(self, order):
        output = _Output(order["outputBytes"])
        old, new = (os.memfd_create("state", os.MFD_CLOEXEC) for _ in range(2))
        os.write(old, self.state)
        os.lseek(old, 0, os.SEEK_SET)
        if self.group:
            self.group.start_run()
        child = self.fork()
        if child == 0:
            self.become(order["command"], output.writer, (old, new))
        os.close(output.writer)
        self.outputs.append(output)
        deadline = time.monotonic() + order["timeoutMs"] / 1000
        timed_out = out_of_memory = False
        while True:
            status = self.reap(child)
            if status is not None:
                break
            left = deadline - time.monotonic()
            if left <= 0 and not timed_out:
                timed_out = True
                os.killpg(child, signal.SIGKILL)
            if self.group is None and not timed_out and self.resident() > self.limits["memoryMb"] << 20:
                out_of_memory = True
                jail.killer_of(True, None)()
            wait = 1 if timed_out else left
            self.turn(wait if self.group else min(wait, MEMORY_POLL_SECONDS))
        output.drain()
        text, is_cut = output.text(), output.size > output.most
        self.outputs.remove(output)
        if output.reader >= 0:
            # What it left running may go on printing: nobody reads it, and it is no reason to end.
            output.mute()
            self.outputs.append(output)
            while len(self.outputs) > MOST_KEPT_OUTPUTS:
                self.outputs.pop(0).close()
        if os.fstat(new).st_size and os.fstat(new).st_size <= STATE_BYTES:
            self.state = os.pread(new, STATE_BYTES, 0)
        for descriptor in (old, new):
            os.close(descriptor)
        return {
            "output": text,
            "truncated": is_cut,
            "bytes": output.size,
            "exitCode": os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else _exit_code(status),
            "timedOut": timed_out,
            "outOfMemory": out_of_memory or (self.group is not None and self.group.has_lost_processes()),
        }

    def resident(self):
        """Of all processes but this one, in bytes; what they share is counted once for each."""
        total = 0
        for name in os.listdir("/proc"):
            if name.isdigit() and name != "1":
                try:
                    with open("/proc/%s/statm" % name) as file:
                        total += int(file.read().split()[1])
                except (OSError, ValueError):
                    pass
        return total * os.sysconf("SC_PAGESIZE")

    def fork(self):
        """Where commands left so many processes that there is room for none, they end."""
        try:
            return os.fork()
        except OSError:
            jail.kill_and_reap(jail.killer_of(True, None))
            return os.fork()

    def reap(self, wanted):
        """The status of that child where it has ended; all others are let go."""
        found = None
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return found
                if pid == wanted:
                    found = status
        except ChildProcessError:
            return found

    def become(self, command, writer, state):
        try:
            self.let_go()
            os.dup2(self.null, 0)
            for descriptor in (1, 2):
                os.dup2(writer, descriptor)
            copies = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 32) for descriptor in state]
            for place, descriptor in zip(STATE_FDS, copies):
                os.dup2(descriptor, place)
            os.closerange(3, STATE_FDS[0])
            os.closerange(STATE_FDS[-1] + 1, 64)
            self.step_in()
            try:
                os.chdir(self.folder)
            except OSError:
                os.chdir("/")
            os.execve("/bin/bash", ["bash", "--noprofile", "--norc", "-c", SHELL, "bash", command], self.environment)
        except BaseException as error:
            os.write(2, ("%s: %s\n" % (type(error).__name__, error)).encode())
        finally:
            os._exit(126)

    def let_go(self):
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)

    def step_in(self):
        # A little more than there is room for: whoever fills the folder is told so, and not ended.
        most = (self.limits["diskMb"] + 1) << 20
        order = {
            "cpuSeconds": self.limits["cpuSeconds"],
            "processes": self.limits["processes"],
            "exec": True,
            "scratchBytes": most,
            # V8 and others reserve far more than they use; memory itself is watched.
            "addressSpaceBytes": jail.ADDRESS_SPACE_BYTES,
        }
        jail.step_in(self.uid, self.rights, order)

    def snapshot(self, order):
        """Of all files, after the end of every process, so that nothing moves under it."""
        if not jail.kill_and_reap(jail.killer_of(True, None)):
            return {"fault": "a process does not end"}
        return self.on_files(lambda: files.walk(self.folder, order["entries"], order["mostBytes"]))

    def on_files(self, act):
        """By a process with the rights of a command: no link leads it to anything that a command could not reach."""
        reader, writer = os.pipe2(os.O_CLOEXEC)
        child = self.fork()
        if child == 0:
            try:
                self.let_go()
                os.close(reader)
                self.step_in()
                kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
                try:
                    answer = act()
                except OSError as error:
                    answer = {"fault": error.strerror, "code": error.errno}
                with open(writer, "wb") as file:
                    file.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writer)
        parts = []
        deadline = time.monotonic() + FILE_SECONDS
        with open(reader, "rb", buffering=0) as file:
            while select.select([file], [], [], max(0, deadline - time.monotonic()))[0]:
                part = file.read(1 << 20)
                if not part:
                    break
                parts.append(part)
        os.kill(child, signal.SIGKILL)
        while True:
            try:
                status = os.waitpid(child, 0)[1]
                break
            except InterruptedError:
                pass
        try:
            return json.loads(b"".join(parts))
        except ValueError:
            return {"fault": "the process that was to do it ended by %d" % status}


class _Output:
    """What a command prints, both of its streams in the order in which it came: the first `most` bytes are kept."""

    def __init__(self, most):
        self.reader, self.writer = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(self.reader, False)
        self.parts, self.size, self.most = [], 0, most
        self.is_awaited = True

    def read(self):
        """Whether there was anything. At its end the descriptor is closed, and -1 from then on."""
        try:
            part = os.read(self.reader, 1 << 16)
        except BlockingIOError:
            return False
        if not part:
            self.close()
            return False
        room = self.most - self.size
        self.size += len(part)
        if room > 0:
            self.parts.append(part[:room])
        return True

    def drain(self):
        """What is there at the end of the command; one that it left running may print for ever."""
        for _ in range(64):
            if self.reader < 0 or not self.read():
                return

    def mute(self):
        """What comes from now on is read, so that nobody waits, and dropped."""
        self.is_awaited = False
        self.most = 0

    def close(self):
        os.close(self.reader)
        self.reader = -1

    def text(self):
        return b"".join(self.parts).decode("utf-8", "replace")


def _exit_code(status):
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
