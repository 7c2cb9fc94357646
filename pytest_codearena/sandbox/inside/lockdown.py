"""The layers that confine a process, by system calls alone: no privileges, no library beside the standard one.

Each function applies one layer to the calling process, irreversibly, and raises OSError if the kernel
does not have it. Which layers hold is for the callers to find out, by trying to break them.
Sources: Linux man-pages landlock(7), seccomp(2), prctl(2), namespaces(7), mount_setattr(2), capabilities(7).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable

_libc = ctypes.CDLL(None, use_errno=True)
_ARM = platform.machine() == "aarch64"

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
_CLONE = {"mount": 0x20000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}


def _call(name: str, *arguments: int) -> int:
    ctypes.set_errno(0)
    result = _libc.syscall(ctypes.c_long(_number(name)), *(ctypes.c_long(argument) for argument in arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), name)
    return int(result)


def _prctl(option: int, *arguments: int) -> None:
    _call("prctl", option, *(*arguments, 0, 0, 0, 0)[:4])


def no_new_privs() -> None:
    """No program that is started from here on gains rights by being started."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent(parent: int) -> None:
    """This process is killed when its parent dies; at once if ``parent`` is no longer its parent."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def drop_capabilities() -> None:
    """This process and what it starts hold no capability, not even as root."""
    for capability in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break  # beyond the last one, or without the right to: the sets below are emptied anyway
    header = struct.pack("=Ii", 0x20080522, 0)
    nothing = bytes(24)
    held = ctypes.create_string_buffer(header, len(header)), ctypes.create_string_buffer(nothing, len(nothing))
    _call("capset", ctypes.addressof(held[0]), ctypes.addressof(held[1]))


def limit_memory(further_bytes: int) -> None:
    """This process and its children can't take more than so much address space beyond the present."""
    with open("/proc/self/statm", "rb") as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = present + further_bytes
    resource.setrlimit(resource.RLIMIT_AS, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))


def limit_with_base(address_space: int, cpu_s: int, file_bytes: int, open_files: int) -> None:
    """Bounds what this process may use: its address space in all, CPU time, the size of a file, open files."""
    for which, value in (
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 64),
    ):
        _, hard = resource.getrlimit(which)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (bound, bound))


# --- namespaces


def unshare(names: Iterable[str]) -> None:
    """Moves this process (for ``pid``: its children) into new namespaces of the given kinds."""
    flags = 0
    for name in names:
        flags |= _CLONE[name]
    uid, gid = os.geteuid(), os.getegid()
    _call("unshare", flags)
    if flags & _CLONE["user"]:
        for file, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{file}", "w") as handle:
                handle.write(text)


_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
_AT_FDCWD, _AT_RECURSIVE, _MOUNT_RDONLY = -100, 0x8000, 1


def mount_read_only(writable: Iterable[str]) -> None:
    """In a mount namespace of its own: everything is read-only except what lies in these folders."""
    places = [os.fsencode(place) for place in writable]
    _mount(b"none", b"/", _MS_REC | _MS_PRIVATE)
    for place in places:
        _mount(place, place, _MS_BIND | _MS_REC)
    _mount_attributes(b"/", _MOUNT_RDONLY, 0, _AT_RECURSIVE)
    for place in places:
        _mount_attributes(place, 0, _MOUNT_RDONLY, 0)


def only_writable(places: Iterable[str], others: Iterable[str]) -> None:
    """Of the folders that ``mount_read_only`` left writable only ``places`` are, in this process's mount namespace."""
    for place in places:
        _mount_attributes(os.fsencode(place), 0, _MOUNT_RDONLY, 0)
    for other in others:
        _mount_attributes(os.fsencode(other), _MOUNT_RDONLY, 0, 0)


def mount_scratch(place: str, size_bytes: int, files: int) -> None:
    """In a mount namespace of its own: ``place`` is an empty folder in memory that can't grow beyond these bounds."""
    _mount(b"none", b"/", _MS_REC | _MS_PRIVATE)
    _mount(b"tmpfs", os.fsencode(place), _MS_NOSUID | _MS_NODEV, b"tmpfs", f"size={size_bytes},nr_inodes={files},mode=700".encode())


def _mount(source: bytes, target: bytes, flags: int, kind: bytes | None = None, data: bytes | None = None) -> None:
    if _libc.mount(source, target, kind, ctypes.c_ulong(flags), data) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), "mount")


def _mount_attributes(target: bytes, wanted: int, cleared: int, flags: int) -> None:
    attributes = ctypes.create_string_buffer(struct.pack("=QQQQ", wanted, cleared, 0, 0), 32)
    path = ctypes.create_string_buffer(target)
    _call("mount_setattr", _AT_FDCWD, ctypes.addressof(path), flags, ctypes.addressof(attributes), 32)


# --- Landlock

_READ_FILE, _READ_DIR, _EXECUTE, _WRITE_FILE, _TRUNCATE = 1 << 2, 1 << 3, 1 << 0, 1 << 1, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE, _REFER = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_WRITES = _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _REFER
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE


def landlock_abi() -> int:
    """Returns the kernel's Landlock version. Raises OSError if it has none or it is switched off."""
    return _call("landlock_create_ruleset", 0, 0, 1)


def landlock_ruleset(read: Iterable[str], write: Iterable[str], *, execute: bool = False, only_writes: bool = False) -> int:
    """Returns the descriptor of a ruleset: below ``read`` files can be read, below ``write`` read and written.

    Links, devices, sockets and pipes can be made nowhere; TCP and signals to the outside are refused where the
    kernel can. ``only_writes`` leaves reading alone. Places that do not exist are left out.
    """
    abi = landlock_abi()
    handled = _ALL_BY_ABI[min(abi, 5)]
    if only_writes:
        handled &= _WRITES
        net = scoped = 0
    else:
        net = 3 if abi >= 4 else 0
        scoped = 3 if abi >= 6 else 0
    attributes = struct.pack("=QQQ", handled, net, scoped)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    held = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = _call("landlock_create_ruleset", ctypes.addressof(held), len(attributes), 0)
    reading = _READ_FILE | _READ_DIR | (_EXECUTE if execute else 0)
    for paths, rights in ((read, reading), (write, reading | _WRITES)):
        for path in paths:
            _landlock_allow(ruleset, path, rights & handled)
    return ruleset


def _landlock_allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _FILE_RIGHTS
        if rights:
            rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place), 12)
            _call("landlock_add_rule", ruleset, 1, ctypes.addressof(rule), 0)
    finally:
        os.close(place)


def landlock_restrict(ruleset: int) -> None:
    """From here on this process reaches only what the ruleset allows."""
    _call("landlock_restrict_self", ruleset, 0)


# --- seccomp

_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x80000000
_LOAD, _EQUAL, _GREATER, _SET_BITS, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCH = 0, 4
_OWN_PID = 0x7EADBEEF  # stands in the template for the pid of the process that it is applied to
_LAST_KNOWN = 456
_CLONE_THREAD = 0x10000
_CLONE_NAMESPACES = 0x7C020080
_ALLOWED_PRCTL = (2, 3, 15, 16, 21, 23, 30, 38, 39, 0x53564D41)
_REFUSED_FCNTL = (
    8, 10, 15,  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals to others
    1024, 1026, 1040,  # F_SETLEASE, F_NOTIFY, F_SETDELEG: another process's open() would wait, or be told of
)  # fmt: skip
_REFUSED_IOCTL = (0x5412, 0x540E, 0x8901, 0x8902)  # TIOCSTI, TIOCSCTTY, FIOSETOWN, SIOCSPGRP


def _argument(index: int, *, high: bool = False) -> int:
    return 16 + 8 * index + (4 if high else 0)


class _Program:
    """A BPF program in the making; every test falls through to the next instruction if it does not match."""

    def __init__(self) -> None:
        self.code = b""

    def add(self, code: int, k: int, if_true: int = 0, if_false: int = 0) -> None:
        self.code += struct.pack("=HBBI", code, if_true, if_false, k)

    def refuse(self, name: str, action: int = _EPERM) -> None:
        if _number(name) >= 0:
            self.add(_EQUAL, _number(name), 0, 1)
            self.add(_RETURN, action)

    def only_if(self, name: str, argument: int, allowed: Iterable[int], *, refused: bool = False) -> None:
        """Call ``name`` passes only with one of the values (or, with ``refused``, with none of them)."""
        values = list(allowed)
        self.add(_EQUAL, _number(name), 0, 2 + 2 * len(values))
        self.add(_LOAD, _argument(argument))
        for value in values:
            self.add(_EQUAL, value, 0, 1)
            self.add(_RETURN, _EPERM if refused else _ALLOW)
        self.add(_RETURN, _ALLOW if refused else _EPERM)


def seccomp_template(*, processes: bool, change_modes: bool) -> bytes:
    """Returns the filter's program, with a stand-in for the pid; ``seccomp`` applies it.

    ``processes`` allows fork and exec. ``change_modes`` allows chmod, chown, utime and extended attributes,
    which no path rule covers: only where the rest of the file system is read-only.
    """
    program = _Program()
    program.add(_LOAD, _ARCH)
    program.add(_EQUAL, 0xC00000B7 if _ARM else 0xC000003E, 1, 0)
    program.add(_RETURN, _KILL)
    program.add(_LOAD, _NUMBER)
    program.add(_GREATER, _LAST_KNOWN, 0, 1)
    program.add(_RETURN, _ENOSYS)
    for name in _REFUSED:
        program.refuse(name)
    if not change_modes:
        for name in _MODES:
            program.refuse(name)
    # clone3 keeps its flags in memory, out of a filter's sight; without it the C library takes clone.
    program.refuse("clone3", _ENOSYS)
    program.add(_EQUAL, _number("clone"), 0, 4)
    program.add(_LOAD, _argument(0))
    if processes:
        program.add(_SET_BITS, _CLONE_NAMESPACES, 0, 1)
        program.add(_RETURN, _EPERM)
        program.add(_RETURN, _ALLOW)
    else:
        program.add(_SET_BITS, _CLONE_THREAD, 0, 1)
        program.add(_RETURN, _ALLOW)
        program.add(_RETURN, _EPERM)
        for name in ("fork", "vfork", "execve", "execveat", "setsid", "setpgid"):
            program.refuse(name)
        for name in ("kill", "tgkill"):
            program.only_if(name, 0, (_OWN_PID,))
    program.only_if("prlimit64", 0, (0,))
    program.only_if("prctl", 0, _ALLOWED_PRCTL)
    program.only_if("fcntl", 1, _REFUSED_FCNTL, refused=True)
    program.only_if("ioctl", 1, _REFUSED_IOCTL, refused=True)
    program.only_if("socketpair", 0, (1,))
    _only_without_address(program)
    program.add(_RETURN, _ALLOW)
    return program.code


def _only_without_address(program: _Program) -> None:
    program.add(_EQUAL, _number("sendto"), 0, 6)
    program.add(_LOAD, _argument(4))
    program.add(_EQUAL, 0, 0, 3)
    program.add(_LOAD, _argument(4, high=True))
    program.add(_EQUAL, 0, 0, 1)
    program.add(_RETURN, _ALLOW)
    program.add(_RETURN, _EPERM)


def seccomp(template: bytes) -> None:
    """From here on the kernel refuses what the template refuses, to all threads of this process."""
    own = template.replace(struct.pack("=I", _OWN_PID), struct.pack("=I", os.getpid()))
    code = ctypes.create_string_buffer(own, len(own))
    held = ctypes.create_string_buffer(struct.pack("=HxxxxxxQ", len(own) // 8, ctypes.addressof(code)), 16)
    _prctl(_PR_SET_SECCOMP, 2, ctypes.addressof(held))


_MODES = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes",
    "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
)  # fmt: skip
_REFUSED = (
    # the network
    "socket", "connect", "accept", "accept4", "bind", "listen", "sendmsg", "sendmmsg",
    # others' processes
    "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_send_signal", "pidfd_getfd", "ptrace",
    "process_vm_readv", "process_vm_writev", "kcmp", "process_madvise", "process_mrelease", "setpriority",
    "sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr", "ioprio_set",
    # the file system
    "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "mknod", "mknodat", "symlink", "symlinkat", "name_to_handle_at", "open_by_handle_at",
    "fanotify_init", "fanotify_mark", "quotactl", "quotactl_fd", "swapon", "swapoff", "acct",
    # the kernel
    "bpf", "perf_event_open", "io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd", "memfd_secret", "memfd_create",
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "syslog", "personality",
    "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "sethostname", "setdomainname", "iopl", "ioperm",
    "modify_ldt", "vhangup", "lookup_dcookie",
    # interrupts at a time when another runs, and what others do with files
    "timer_create", "timer_settime", "timerfd_create", "timerfd_settime", "inotify_init", "inotify_init1", "inotify_add_watch",
    # keyrings, namespaces, identity
    "add_key", "request_key", "keyctl", "unshare", "setns", "setuid", "setgid", "setreuid", "setregid", "setresuid",
    "setresgid", "setgroups", "setfsuid", "setfsgid", "capset",
    # what outlives a process
    "shmget", "shmat", "shmctl", "semget", "semop", "semctl", "semtimedop", "msgget", "msgsnd", "msgrcv", "msgctl",
    "mq_open", "mq_unlink",
)  # fmt: skip

# name -> (x86-64, aarch64); -1 where the architecture has no such call. From the kernel's syscall tables.
_NUMBERS = {
    "fcntl": (72, 25), "ioctl": (16, 29), "socketpair": (53, 199), "sendto": (44, 206), "prctl": (157, 167),
    "prlimit64": (302, 261), "clone": (56, 220), "clone3": (435, 435), "fork": (57, -1), "vfork": (58, -1),
    "execve": (59, 221), "execveat": (322, 281), "kill": (62, 129), "tgkill": (234, 131), "setsid": (112, 157),
    "setpgid": (109, 154), "capset": (126, 91), "mount_setattr": (442, 442), "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446),
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242), "bind": (49, 200),
    "listen": (50, 201), "sendmsg": (46, 211), "sendmmsg": (307, 269), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "setpriority": (141, 140),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "ioprio_set": (251, 30), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mknod": (133, -1), "mknodat": (259, 33), "symlink": (88, -1), "symlinkat": (266, 36),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263), "quotactl": (179, 60), "quotactl_fd": (443, 443), "swapon": (167, 224),
    "swapoff": (168, 225), "acct": (163, 89), "bpf": (321, 280), "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "userfaultfd": (323, 282), "memfd_secret": (447, 447), "memfd_create": (319, 279),
    "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "syslog": (103, 116), "personality": (135, 92), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "sethostname": (170, 161), "setdomainname": (171, 162),
    "iopl": (172, -1), "ioperm": (173, -1), "modify_ldt": (154, -1), "vhangup": (153, 58),
    "lookup_dcookie": (212, 18), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "unshare": (272, 97), "setns": (308, 268), "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145),
    "setregid": (114, 143), "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159),
    "timer_create": (222, 107), "timer_settime": (223, 110), "timerfd_create": (283, 85), "timerfd_settime": (286, 86),
    "inotify_init": (253, -1), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    "setfsuid": (122, 151), "setfsgid": (123, 152), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, -1),
    "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "utime": (132, -1), "utimes": (235, -1),
    "futimesat": (261, -1), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip


def _number(name: str) -> int:
    return _NUMBERS[name][1 if _ARM else 0]
