"""Runs one command behind the same walls as a Python candidate, for engines that bring their own interpreter. Called as
`python3 launch.py SETTINGS COMMAND ARGUMENTS...`; descriptors 0, 1, 2 and 3 are the command's own. The command is the
init of its process namespace, so everything in there ends with it; and it ends with this process, whoever ends that."""
import json
import os
import platform
import resource
import signal
import sys

import cgroup
import jail
import kernel
import seccomp

DESCRIPTORS = 256
# 128 and SIGKILL: what is told where the kernel ended the command for its memory.
OUT_OF_MEMORY = 137


def main():
    settings, command = json.loads(sys.argv[1]), sys.argv[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent may be gone before the kernel is told to watch it; then there is nobody to work for.
    parent = os.getppid()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return 1
    group = None
    if settings["group"]:
        cgroup.sweep(_is_alive)
        group = cgroup.Group("%d-launch" % os.getpid())
        group.limit(settings["memoryMb"] << 20, settings["processes"])
    uid = 1_000_000_000 + os.getpid() * 4 + 2 if os.geteuid() == 0 else None
    program = seccomp.program(platform.machine(), True)
    filter_ = kernel.filter_of(program) if program else None
    inner, outer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(inner)
            if group:
                group.join()
            jail.enter_namespaces(uid is None)
            init = os.fork()
            if init:
                # Stays between, so that the command has a parent whose end it is told of.
                kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
                os.closerange(0, 256)
                _end_like(os.waitpid(init, 0)[1])
            _become(settings, command, uid, filter_)
        except BaseException as error:
            os.write(outer, ("%s: %s" % (type(error).__name__, error)).encode())
        finally:
            os._exit(125)
    os.close(outer)
    fault = os.read(inner, 4096)
    if fault:
        os.write(2, b"launch: " + fault + b"\n")
    os.closerange(0, 2)
    status = os.waitpid(child, 0)[1]
    if group:
        starved = group.oom_kills() > 0
        group.remove()
        if starved:
            return OUT_OF_MEMORY
    return _end_like(status)


def _become(settings, command, uid, filter_):
    jail.build_root(settings["binds"])
    jail.mount_scratch(uid)
    os.chdir(jail.SCRATCH)
    os.setsid()
    kernel.drop_bounding_set()
    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, DESCRIPTORS), (resource.RLIMIT_FSIZE, jail.SCRATCH_BYTES)):
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_NPROC, (settings["processes"], settings["processes"]))
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    else:
        kernel.drop_capabilities()
    # After the change of user, which takes this back.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if filter_ is not None:
        kernel.enter_filter(filter_)
    for descriptor in range(4, DESCRIPTORS):
        try:
            os.set_inheritable(descriptor, False)
        except OSError:
            pass
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execve(command[0], command, settings.get("env", {}))


def _end_like(status):
    """Ends this process as the command ended."""
    if os.WIFSIGNALED(status):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL) if os.WTERMSIG(status) not in (9, 19) else None
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


sys.exit(main())
