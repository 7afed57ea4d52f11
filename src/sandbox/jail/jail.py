"""The two halves of a cell's walls: what its init builds once (a root of its own, with nothing of the host in it but
programs and libraries, read-only), and what each run's process steps through before it runs anything untrusted.

Needs Linux; with CAP_SYS_ADMIN as it is, otherwise in a user namespace. Sources: man 7 namespaces,
user_namespaces, mount_namespaces; man 2 pivot_root; kernel documentation filesystems/proc.rst."""
import os
import resource
import signal
import time

import kernel

SCRATCH = "/tmp"
SCRATCH_BYTES = 16 << 20
SCRATCH_INODES = 4096
REPORT_FD = 3
PEER_FD = 4
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": SCRATCH, "TMPDIR": SCRATCH, "LANG": "C.UTF-8", "TZ": "UTC"}
STACK_BYTES = 256 << 20
ADDRESS_SPACE_BYTES = 64 << 30


def _package():
    """The folder of the package that this file is of."""
    folder = os.path.dirname(os.path.realpath(__file__))
    while not os.path.exists(folder + "/package.json") and folder != "/":
        folder = os.path.dirname(folder)
    return folder


# Empty inside, but for what is bound by a path in there: this package has right answers in it, and /usr/src, where
# images of Docker have their program (https://github.com/nodejs/docker-node: /usr/src/app), what belongs to others.
HIDDEN = tuple(folder for folder in ("/usr/src", _package()) if folder != "/")
# man 7 capabilities
CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN = 5, 6, 7, 21
NAMESPACES = (
    kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWCGROUP
)


def yield_to_parent():
    """A little: a parent whose event loop waits for a process to start must not queue behind programs on trial. Not
    much: their time limits count the wall clock, and the machine may be busy."""
    os.nice(5)


def user_of(number):
    """The user that a program becomes; None where this process cannot become it, for it has no right to, or it is the
    root of a user namespace (a rootless container) without such a user. Then a user namespace of its own has to do."""
    if not _has_capabilities(CAP_KILL, CAP_SETGID, CAP_SETUID):
        return None
    for table in ("uid_map", "gid_map"):
        with open("/proc/self/" + table) as file:
            ranges = [[int(field) for field in line.split()] for line in file]
        if not any(first <= number < first + count for first, _, count in ranges):
            return None
    return number


def _has_capabilities(*numbers):
    with open("/proc/self/status") as file:
        effective = next(int(line.split()[1], 16) for line in file if line.startswith("CapEff:"))
    return all(effective >> number & 1 for number in numbers)


def become(uid):
    """Loses what the kernel takes from a process that changes its user: PR_SET_DUMPABLE, PR_SET_PDEATHSIG."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def enter_namespaces(uid):
    """The caller's next child is pid 1 of the new process namespace. Returns the user that runs become in there: `uid`,
    or None where CAP_SYS_ADMIN is missing, so that all of it belongs to a user namespace with one user. That one is
    `uid`, or the caller where this is None."""
    if uid is not None and _has_capabilities(CAP_SYS_ADMIN):
        kernel.unshare(NAMESPACES)
        return uid
    if uid is not None:
        become(uid)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(NAMESPACES | kernel.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", "0 %d 1" % uid), ("gid_map", "0 %d 1" % gid)):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)
    return None


def build_root(binds, writable=(), uid=None):
    """Leaves the host's file system for a fresh one: `binds` read-only, each at its own path or, where it is a pair, at
    the second one; empty folders of `uid` at the paths `writable`; a few devices; a /proc of this process namespace. Returns
    what could not be had, in words."""
    missing = []
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    steps = _steps_of(bind for bind in binds if isinstance(bind, str))
    placed = (bind for bind in binds if not isinstance(bind, str))
    steps += [(at, os.open(path, os.O_PATH), None) for path, at in placed]
    base = next(path for path in ("/tmp", "/mnt", "/var/tmp", "/run", "/dev/shm") if os.path.isdir(path))
    kernel.mount("tmpfs", base, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m,nr_inodes=1024")
    os.umask(0o022)
    emptied = []
    for path, handle, link in steps:
        target = base + path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if link is not None:
            os.symlink(link, target)
        elif handle is None:
            kernel.mount("tmpfs", target, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=64k,nr_inodes=256")
            emptied.append(target)
        else:
            _bind(handle, target)
            os.close(handle)
            kernel.make_read_only(target)
    for path in writable:
        os.makedirs(base + path, exist_ok=True)
    for target in emptied:
        kernel.make_read_only(target)
    os.makedirs(base + "/dev", exist_ok=True)
    for name in DEVICES:
        handle = os.open("/dev/" + name, os.O_PATH)
        _bind(handle, base + "/dev/" + name)
        os.close(handle)
    for name, link in LINKS.items():
        os.symlink(link, base + "/dev/" + name)
    # Semaphores of multiprocessing are files there; they belong to the run.
    os.symlink(SCRATCH, base + "/dev/shm")
    os.mkdir(base + "/proc")
    os.makedirs(base + SCRATCH, exist_ok=True)
    os.makedirs(base + "/etc", exist_ok=True)
    for name in ("passwd", "group"):
        with open(base + "/etc/" + name, "w") as file:
            file.write("sandbox:x:65534:65534::/tmp:/bin/false\n" if name == "passwd" else "sandbox:x:65534:\n")
    if not _mount_proc(base + "/proc"):
        missing.append("a /proc of its own (the kernel refuses to mount one here)")
    for path in writable:
        mount_scratch(uid, base + path)
    os.chdir(base)
    kernel.pivot_root(".", ".")
    kernel.umount(".")
    os.chdir("/")
    kernel.mount(None, "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV)
    return missing


def _steps_of(binds):
    """(path, descriptor, link), outer folders first and opened before anything is mounted over them; without both of the
    latter, a folder to be emptied. What an outer step has shown already, or has not shown, is left out."""
    steps = []
    shown = {}
    asked = set(os.path.normpath(path) for path in binds)
    for path in sorted(asked | set(HIDDEN), key=lambda path: path.split("/")):
        outer = os.path.dirname(path)
        while outer not in shown and outer != "/":
            outer = os.path.dirname(outer)
        is_shown = shown.get(outer, False)
        if path in asked and not is_shown:
            if os.path.islink(path):
                steps.append((path, -1, os.readlink(path)))
            elif os.path.exists(path):
                steps.append((path, os.open(path, os.O_PATH), None))
                shown[path] = is_shown = True
        if path in HIDDEN and is_shown and os.path.isdir(path):
            steps.append((path, None, None))
            shown[path] = False
    return steps


def _bind(handle, target):
    source = "/proc/self/fd/%d" % handle
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)


def _mount_proc(target):
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    for options in ("hidepid=2,subset=pid", "hidepid=2", None):
        try:
            kernel.mount("proc", target, "proc", flags, options)
            return True
        except OSError:
            pass
    return False


_SCRATCH_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOATIME


def mount_scratch(uid, at=SCRATCH):
    options = "mode=0700,size=%d,nr_inodes=%d" % (SCRATCH_BYTES, SCRATCH_INODES)
    if uid is not None:
        options += ",uid=%d,gid=%d" % (uid, uid)
    kernel.mount("tmpfs", at, "tmpfs", _SCRATCH_FLAGS, options)


def resize_scratch(size):
    kernel.mount(None, SCRATCH, None, _SCRATCH_FLAGS | kernel.MS_REMOUNT, "size=%d" % size)


def scratch_mark():
    """Changes with anything that a run does to its scratch folder or in it."""
    folder, system = os.stat(SCRATCH), os.statvfs(SCRATCH)
    return folder.st_ctime_ns, folder.st_mtime_ns, folder.st_mode, folder.st_uid, system.f_ffree, system.f_bfree


def unmount_scratch():
    os.chdir("/")
    kernel.umount(SCRATCH)


def set_fixed_limits(has_group):
    """Those that are the same for every run; the cell's init sets them once, before its first run."""
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_MEMLOCK", 1 << 16),
        ("RLIMIT_MSGQUEUE", 0),
        ("RLIMIT_SIGPENDING", 256),
    ):
        if hasattr(resource, name):
            _lower(getattr(resource, name), value)
    # The soft one alone: contest programs raise it, and what a stack takes is memory like any other.
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES if hard == resource.RLIM_INFINITY else min(STACK_BYTES, hard), hard))
    if has_group:
        _lower(resource.RLIMIT_AS, ADDRESS_SPACE_BYTES)


def _lower(limit, value):
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def step_in(uid, rights, run):
    """The last steps of the process that will run untrusted code. `uid` is None where there is only one user (a user
    namespace, or no privileges at all)."""
    os.setsid()
    if rights.exposes_to_oom:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("0")
    cpu_seconds = run["cpuSeconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    _lower(resource.RLIMIT_FSIZE, run["scratchBytes"])
    if uid is not None or rights.has_namespaces:
        # Counted for a user; elsewhere that would be every process of the person who runs this.
        _lower(resource.RLIMIT_NPROC, run["processes"])
    if not rights.has_group:
        _lower(resource.RLIMIT_AS, run["addressSpaceBytes"])
    if uid is not None:
        become(uid)
    elif rights.has_namespaces:
        kernel.drop_capabilities()
    # Its own memory figures can be read again by the supervisor; the init stays closed to both.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    filter_ = rights.exec_filter if run.get("exec") else rights.filter
    if filter_ is not None:
        kernel.enter_filter(filter_)


class Rights:
    """What a cell has: made before its first run, shared by all of them."""

    def __init__(self, has_namespaces, has_group, filter_, exec_filter):
        self.has_namespaces = has_namespaces
        self.has_group = has_group
        self.filter = filter_
        self.exec_filter = exec_filter
        self.exposes_to_oom = False


def spare_from_oom():
    """The group's killer must take the run, never its init. Returns whether the run has to be offered up again."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("-1000")
        return True
    except OSError:
        return False


def killer_of(has_namespaces, uid):
    """What sends SIGKILL to every process of a run."""
    if has_namespaces:
        return _kill_all
    return _kill_descendants if uid is None else lambda: kill_user(uid)


def kill_and_reap(kill):
    """True where nothing of a finished run is left, for certain."""
    kill()
    for attempt in range(400):
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return True
        kill()
        time.sleep(0.001 if attempt < 50 else 0.01)
    return False


def _kill_all():
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _kill_descendants():
    """Without a process namespace this process is the subreaper of all its descendants."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name) as file:
                    parents.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
            except (OSError, IndexError):
                pass
    reached = list(parents.get(os.getpid(), []))
    for pid in reached:
        reached.extend(parents.get(pid, []))
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass


def kill_user(uid):
    killer = os.fork()
    if killer == 0:
        try:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(killer, 0)
