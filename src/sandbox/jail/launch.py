"""Runs one command behind the same walls as a Python candidate, for engines that bring their own interpreter:
`launch.py [--namespaces] [--group] --memory-mb N --processes N [--bind PATH]... [--place PATH AT]... [--writable AT]... [--env NAME=VALUE]... -- COMMAND
ARGUMENTS...`. Descriptors 0 to 3 are the command's own. It ends with this process, whoever ends that. With namespaces
the command is the init of its own, so everything in there ends with it; without, it is a user of its own, and so is all
that it leaves. What this imports is counted: it runs for each worker."""
import os
import resource
import select
import signal
import sys

import cgroup
import jail
import kernel
import seccomp

DESCRIPTORS = 256
# 128 and SIGKILL: what is told where the kernel ended the command for its memory.
OUT_OF_MEMORY = 137
LAUNCH_FAILED = 125
# A command with much memory takes its time to end.
REMOVAL_TRIES = 600


class Order:
    """What the command line asks for."""

    def __init__(self, arguments):
        self.has_namespaces = self.has_group = False
        self.memory_mb = self.processes = 0
        self.binds = []
        self.writable = []
        self.environment = {}
        words = iter(arguments)
        for word in words:
            if word == "--namespaces":
                self.has_namespaces = True
            elif word == "--group":
                self.has_group = True
            elif word == "--memory-mb":
                self.memory_mb = int(next(words))
            elif word == "--processes":
                self.processes = int(next(words))
            elif word == "--bind":
                self.binds.append(next(words))
            elif word == "--place":
                self.binds.append((next(words), next(words)))
            elif word == "--writable":
                self.writable.append(next(words))
            elif word == "--env":
                name, _, value = next(words).partition("=")
                self.environment[name] = value
            elif word == "--":
                break
            else:
                raise ValueError("unknown option " + word)
        self.command = list(words)


def main():
    order = Order(sys.argv[1:])
    jail.yield_to_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Not SIGKILL: whoever ends with its parent has a control group to remove.
    _end_with_parent(os.getppid(), signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    group = None
    if order.has_group:
        cgroup.sweep()
        try:
            group = cgroup.Group("%d-launch" % os.getpid())
            group.limit(order.memory_mb << 20, order.processes)
        except OSError as error:
            os.write(2, b"launch: %s\n" % str(error).encode())
            return LAUNCH_FAILED
    uid = jail.user_of(1_000_000_000 + os.getpid() * 4 + 2)
    program = seccomp.program(kernel.machine, True)
    filter_ = kernel.filter_of(program) if program else None
    launcher = os.getpid()
    inner, outer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _end_with_parent(launcher, signal.SIGKILL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            os.close(inner)
            if group:
                group.join()
            if order.has_namespaces:
                uid = jail.enter_namespaces(uid)
                # Once more: a change of user takes it back.
                _end_with_parent(launcher, signal.SIGKILL)
            elif uid is None:
                raise PermissionError("no user of its own for the command")
            still, between = os.pipe()
            init = os.fork()
            if init:
                # Stays between, so that the command has a parent whose end it is told of.
                os.closerange(0, between)
                _end_like(os.waitpid(init, 0)[1])
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            os.close(between)
            if select.select([still], [], [], 0)[0]:
                # Its parent ended before that: nobody would tell.
                os._exit(LAUNCH_FAILED)
            os.closerange(outer + 1, DESCRIPTORS)
            _become(order, uid, filter_)
        except BaseException as error:
            os.write(outer, ("%s: %s" % (type(error).__name__, error)).encode())
        finally:
            os._exit(LAUNCH_FAILED)
    signal.signal(signal.SIGTERM, lambda *_: _end(child))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    os.close(outer)
    # Ends when the command has begun: its end of the pipe closes then.
    fault = os.read(inner, 4096)
    if fault:
        os.write(2, b"launch: " + fault + b"\n")
    os.closerange(0, 2)
    status = os.waitpid(child, 0)[1]
    if not order.has_namespaces and uid is not None:
        jail.kill_user(uid)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if group:
        starved = group.has_lost_processes() and group.was_full()
        group.remove(REMOVAL_TRIES)
        if starved:
            return OUT_OF_MEMORY
    return _end_like(status)


def _end(child):
    """It may have ended by itself just now."""
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _end_with_parent(parent, number):
    """`parent` may be gone before the kernel is told to watch it; then there is nobody to work for."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(LAUNCH_FAILED)


def _become(order, uid, filter_):
    user = str(uid or 0)
    binds = [bind if isinstance(bind, str) else (bind[0], bind[1].replace("{uid}", user)) for bind in order.binds]
    # Nothing in there can be written to but what is asked for; a scratch folder would hide what lies in the same place
    # outside.
    if order.has_namespaces:
        jail.build_root(binds, order.writable, uid)
    elif order.writable:
        raise PermissionError("folders of its own need namespaces")
    os.setsid()
    kernel.drop_bounding_set()
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
        (resource.RLIMIT_FSIZE, jail.SCRATCH_BYTES),
        (resource.RLIMIT_NPROC, order.processes),
    ):
        resource.setrlimit(limit, (value, value))
    if uid is not None:
        jail.become(uid)
    else:
        kernel.drop_capabilities()
    # Once more, for the same reason.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if filter_ is not None:
        kernel.enter_filter(filter_)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execve(order.command[0], order.command, order.environment)


def _end_like(status):
    """Ends this process as the command ended."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


sys.exit(main())
