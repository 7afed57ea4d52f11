"""Control groups that bound memory and processes of one cell: version 1 (memory and pids hierarchies) or version 2
(one hierarchy). Sources: kernel documentation admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst."""
import os
import time

PREFIX = "rlvr-"
# The kernel charges in batches (64 pages), so a group is full before its figure says so.
CHARGED_AT_ONCE = 1 << 20


def _mounts():
    """(kind, controllers, mount point) of each hierarchy."""
    with open("/proc/self/mounts") as table:
        for line in table:
            _, point, kind, options = line.split()[:4]
            if kind in ("cgroup", "cgroup2"):
                yield kind, options.split(","), point


def _write(path, value):
    with open(path, "w") as file:
        file.write(str(value))


def _read(path):
    with open(path) as file:
        return file.read()


def _parents():
    """{'memory': folder, 'pids': folder} of version 1, or {'both': folder} of version 2, in which groups can be made."""
    own = {}
    for line in _read("/proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            own[controller] = path
    v1, v2 = {}, None
    for kind, options, point in _mounts():
        if kind == "cgroup2":
            v2 = point
        for controller in ("memory", "pids"):
            if kind == "cgroup" and controller in options:
                # Below our own group, so that a limit set on us holds for cells too. A container may not see it.
                inside = os.path.normpath(point + "/" + own.get(controller, "/"))
                v1[controller] = inside if os.path.isdir(inside) else point
    if "memory" in v1:
        return v1
    if v2 is None:
        raise OSError("no memory control group is mounted")
    # A group with processes in it cannot hand controllers on (except the root), so the nearest ancestor that does.
    folder = os.path.normpath(v2 + "/" + own.get("", "/"))
    while True:
        try:
            handed = _read(folder + "/cgroup.subtree_control").split()
            if "memory" not in handed:
                _write(folder + "/cgroup.subtree_control", "+memory +pids")
            if os.access(folder, os.W_OK):
                return {"both": folder}
        except OSError:
            pass
        if folder == v2 or len(folder) <= len(v2):
            raise OSError("no control group here hands the memory controller on")
        folder = os.path.dirname(folder)


class Group:
    """One group. What is asked for in every run costs a system call a counter; descriptors stay open."""

    def __init__(self, name):
        parents = _parents()
        self.is_v2 = "both" in parents
        self.folders = {}
        self.limit_bytes = None
        self.process_limit = None
        self.base_bytes = 0
        self.events = self.peak = -1
        self.kills_before = self.hits_before = 0
        try:
            for controller, parent in parents.items():
                folder = "%s/%s%s" % (parent, PREFIX, name)
                os.mkdir(folder)
                self.folders[controller] = folder
            memory = self.folders["both" if self.is_v2 else "memory"]
            self.memory = memory
            if self.is_v2:
                self.events = os.open(memory + "/memory.events", os.O_RDONLY | os.O_CLOEXEC)
            else:
                self.events = os.open(memory + "/memory.oom_control", os.O_RDONLY | os.O_CLOEXEC)
                # With swap where the kernel counts it: both have the same limit.
                peaks = (memory + "/memory.memsw.max_usage_in_bytes", memory + "/memory.max_usage_in_bytes")
                self.peak = os.open(next(filter(os.path.exists, peaks), peaks[-1]), os.O_RDWR | os.O_CLOEXEC)
            self.pids = self.folders.get("both" if self.is_v2 else "pids")
            if self.is_v2:
                try:
                    _write(memory + "/memory.swap.max", 0)
                except OSError:
                    pass
        except OSError:
            self.remove()
            raise

    def join(self):
        """Moves the calling process in; its children follow."""
        for folder in self.folders.values():
            _write(folder + "/cgroup.procs", 0)

    def settle(self):
        """What the cell's own init uses comes on top of every limit."""
        self.base_bytes = int(_read(self.memory + ("/memory.current" if self.is_v2 else "/memory.usage_in_bytes")))

    def limit(self, memory_bytes, processes):
        wanted = memory_bytes + self.base_bytes
        if wanted != self.limit_bytes:
            if self.is_v2:
                _write(self.memory + "/memory.max", wanted)
            else:
                names = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"]
                # Memory plus swap can never be below memory alone: raise the second first, lower it last.
                if self.limit_bytes is not None and wanted > self.limit_bytes:
                    names.reverse()
                for name in names:
                    path = self.memory + "/" + name
                    if os.path.exists(path):
                        _write(path, wanted)
            self.limit_bytes = wanted
        if self.pids and processes != self.process_limit:
            # One more, for the cell's init.
            _write(self.pids + "/pids.max", processes + 1)
            self.process_limit = processes

    def start_run(self):
        """What is asked below is asked of the time from here on."""
        self.kills_before = self._count(b"oom_kill")
        if self.is_v2:
            self.hits_before = self._count(b"max")
        else:
            os.pwrite(self.peak, b"0", 0)

    def has_lost_processes(self):
        """Whether the kernel ended some for want of memory, this group's or the machine's."""
        return self._count(b"oom_kill") > self.kills_before

    def was_full(self):
        """Whether its own limit was reached."""
        if self.is_v2:
            return self._count(b"max") > self.hits_before
        return int(os.pread(self.peak, 64, 0)) > self.limit_bytes - CHARGED_AT_ONCE

    def _count(self, wanted):
        for line in os.pread(self.events, 512, 0).splitlines():
            name, _, count = line.partition(b" ")
            if name == wanted:
                return int(count)
        return 0

    def remove(self, tries=50):
        """`tries` are 5 ms apart."""
        for descriptor in (self.events, self.peak):
            if descriptor >= 0:
                os.close(descriptor)
        self.events = self.peak = -1
        for folder in self.folders.values():
            # The kernel lets go of a group a little after its last process was waited for.
            for _ in range(tries):
                try:
                    os.rmdir(folder)
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.005)


def sweep():
    """Removes groups whose owner is gone. A name is `rlvr-OWNER-...`; one with processes in it cannot be removed."""
    try:
        folders = _parents().values()
    except OSError:
        return
    for parent in folders:
        for name in os.listdir(parent):
            owner = name[len(PREFIX) :].split("-")[0]
            if name.startswith(PREFIX) and owner.isdigit() and not _is_alive(int(owner)):
                try:
                    os.rmdir(parent + "/" + name)
                except OSError:
                    pass


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
