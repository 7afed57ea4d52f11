"""System calls that Python's standard library does not offer, through the C library (man 2 prctl, unshare, mount,
pivot_root, capset, seccomp)."""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
long_ = ctypes.c_long
_syscall = libc.syscall
_syscall.restype = long_

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
MS_NOATIME = 1024
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
SECCOMP_MODE_FILTER = 2
SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4

machine = os.uname().machine
_is_arm = machine in ("aarch64", "arm64")
# Numbers of the kernel's own headers: asm/unistd_64.h and asm-generic/unistd.h.
NR_pivot_root = 41 if _is_arm else 155
NR_capset = 91 if _is_arm else 126
NR_seccomp = 277 if _is_arm else 317
NR_mount_setattr = 442


def _check(result, what):
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (what, os.strerror(code)))
    return result


def prctl(option, second=0, third=0):
    """Raises OSError where the kernel refuses."""
    return _check(libc.prctl(option, long_(second), long_(third), long_(0), long_(0)), "prctl %d" % option)


def unshare(flags):
    _check(libc.unshare(ctypes.c_int(flags)), "unshare %#x" % flags)


def _text(value):
    return None if value is None else os.fsencode(value)


def mount(source, target, kind, flags, data=None):
    arguments = (_text(source), _text(target), _text(kind), ctypes.c_ulong(flags), _text(data))
    _check(libc.mount(*arguments), "mount %s" % target)


def umount(target):
    _check(libc.umount2(os.fsencode(target), ctypes.c_int(MNT_DETACH)), "umount %s" % target)


def pivot_root(new_root, put_old):
    _check(_syscall(long_(NR_pivot_root), os.fsencode(new_root), os.fsencode(put_old)), "pivot_root")


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace")]


def make_read_only(target):
    """The mount and all below it; the plain remount does not reach below, so it is only what older kernels get."""
    attributes = _MountAttributes(MS_RDONLY | MS_NOSUID | MS_NODEV, 0, 0, 0)
    at_fdcwd, at_recursive = -100, 0x8000
    result = _syscall(
        long_(NR_mount_setattr), long_(at_fdcwd), os.fsencode(target), long_(at_recursive),
        ctypes.byref(attributes), long_(ctypes.sizeof(attributes)),
    )
    if result == -1:
        kept = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
        mount(None, target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | kept)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def drop_capabilities():
    header = _CapabilityHeader(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_syscall(long_(NR_capset), ctypes.byref(header), ctypes.byref(nothing)), "capset")


def drop_bounding_set():
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, long_(capability), long_(0), long_(0), long_(0)) == -1:
            break


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_char_p)]


def filter_of(program):
    """Ready for `enter_filter`, made before the fork; `program` is packed instructions."""
    return _Filter(len(program) // 8, program)


def enter_filter(filter_):
    """Needs PR_SET_NO_NEW_PRIVS. Without SPEC_ALLOW older kernels slow the whole process down."""
    if _syscall(long_(NR_seccomp), long_(1), long_(SECCOMP_FILTER_FLAG_SPEC_ALLOW), ctypes.byref(filter_)) == -1:
        arguments = (long_(SECCOMP_MODE_FILTER), ctypes.byref(filter_), long_(0), long_(0))
        _check(libc.prctl(PR_SET_SECCOMP, *arguments), "seccomp")
