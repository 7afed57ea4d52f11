"""The system call filter of a candidate, as classic BPF (man 2 seccomp). Everything is allowed but a list: what would
reach other processes, the kernel's interior or the network. What an honest program may try is answered with an
error; what none tries ends the process with SIGSYS. No program can bring SIGKILL upon itself, so that one which dies of
it was killed from outside. Numbers: asm/unistd_64.h, asm-generic/unistd.h."""
import errno
import fcntl
import resource
import signal
import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7, "arm64": 0xC00000B7}
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
# CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
NEW_NAMESPACES = 0x7E020080
# CSIGNAL: what the parent is sent when the child ends.
EXIT_SIGNAL = 0xFF

# name: (x86_64, aarch64); None where there is none.
_KILLED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "open_by_handle_at": (304, 265), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443), "syslog": (103, 116),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "uselib": (134, None),
    "vhangup": (153, 58), "fanotify_init": (300, 262), "lookup_dcookie": (212, 18), "nfsservctl": (180, 42),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
}  # fmt: skip
_REFUSED = {
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "semget": (64, 190), "semop": (65, 193),
    "semctl": (66, 191), "semtimedop": (220, 192), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "mknod": (133, None), "mknodat": (259, 33), "sethostname": (170, 161), "setdomainname": (171, 162),
    "name_to_handle_at": (303, 264), "personality": (135, 92), "set_mempolicy": (238, 237), "mbind": (237, 235),
    "timer_create": (222, 107),
}  # fmt: skip
# Refused where the argument of this number has this value: what sends SIGKILL, now or later.
_REFUSED_WITH = {
    "kill": (62, 129, 1, signal.SIGKILL), "tkill": (200, 130, 1, signal.SIGKILL), "tgkill": (234, 131, 2, signal.SIGKILL),
    "rt_sigqueueinfo": (129, 138, 1, signal.SIGKILL), "rt_tgsigqueueinfo": (297, 240, 2, signal.SIGKILL),
    "pidfd_send_signal": (424, 424, 1, signal.SIGKILL), "fcntl": (72, 25, 1, fcntl.F_SETSIG),
    "setrlimit": (160, 164, 0, resource.RLIMIT_CPU),
}  # fmt: skip
_ABSENT = {"clone3": (435, 435), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427)}
_EXEC = {"execve": (59, 221), "execveat": (322, 281)}
_CLONE = (56, 220)
_PRLIMIT64 = (302, 261)
_X32_BIT = 0x40000000


def program(machine, exec_allowed):
    """Packed instructions, or None for a machine whose numbers are not known here."""
    if machine not in ARCHITECTURES:
        return None
    column = 0 if machine == "x86_64" else 1
    answers = {}
    refused = dict(_REFUSED) if exec_allowed else dict(_REFUSED, **_EXEC)
    for table, answer in ((_KILLED, KILL), (refused, ERROR | errno.EPERM), (_ABSENT, ERROR | errno.ENOSYS)):
        for numbers in table.values():
            if numbers[column] is not None:
                answers[numbers[column]] = answer
    load, equal, at_least, any_bit, keep_bits, give = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
    number, architecture, arguments = 0, 4, 16
    refuse = (give, 0, 0, ERROR | errno.EPERM)
    allow = (give, 0, 0, ALLOW)
    code = [
        (load, 0, 0, architecture),
        (equal, 1, 0, ARCHITECTURES[machine]),
        (give, 0, 0, KILL),
        (load, 0, 0, number),
        (at_least, 0, 1, _X32_BIT),
        (give, 0, 0, KILL),
    ]
    for denied in sorted(answers):
        code += [(equal, 0, 1, denied), (give, 0, 0, answers[denied])]
    for *numbers, argument, value in _REFUSED_WITH.values():
        # The lower half: the kernel takes these as 32 bits.
        code += [(equal, 0, 4, numbers[column]), (load, 0, 0, arguments + 8 * argument), (equal, 0, 1, value), refuse, allow]
    # Limits may be read: only with a new one, a pointer of 64 bits, is anything set.
    code += [
        (equal, 0, 8, _PRLIMIT64[column]),
        (load, 0, 0, arguments + 8),
        (equal, 0, 5, resource.RLIMIT_CPU),
        (load, 0, 0, arguments + 16),
        (equal, 0, 2, 0),
        (load, 0, 0, arguments + 20),
        (equal, 1, 0, 0),
        refuse,
        allow,
        (equal, 0, 6, _CLONE[column]),
        (load, 0, 0, arguments),
        (any_bit, 3, 0, NEW_NAMESPACES),
        (keep_bits, 0, 0, EXIT_SIGNAL),
        (equal, 1, 0, signal.SIGKILL),
        allow,
        refuse,
        allow,
    ]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)
