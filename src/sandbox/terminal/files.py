"""Files of a terminal, written and read by a process with the rights of its commands. What they left may be anything: links,
devices, trees without an end, names that are no text. Nothing is opened but what was seen to be a regular file, no link is
followed, and everything is counted. Texts that are no UTF-8 cross as base64, names with a lone surrogate for each odd byte."""
import base64
import errno
import os
import stat

# Folders in folders: each holds a descriptor while it is read.
MOST_DEPTH = 24
KINDS = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "link"))


def write(root, listed):
    for path, content, mode in listed:
        whole = os.path.join(root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as file:
            file.write(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else base64.b64decode(content["base64"]))
        if mode is not None:
            os.chmod(whole, mode)
    return {}


def read(root, path, most_bytes):
    descriptor = os.open(os.path.join(root, path), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    size = os.fstat(descriptor).st_size
    return {"base64": base64.b64encode(_all_of(descriptor, most_bytes)).decode("ascii"), "bytes": size}


def walk(root, most_entries, most_bytes):
    """Every entry below `root`, in order of name within each folder. `complete` is False where something was left out."""
    told = {"entries": [], "complete": True}
    left = most_bytes

    def visit(folder, path, depth):
        nonlocal left
        for name in sorted(os.listdir(folder)):
            if len(told["entries"]) >= most_entries:
                told["complete"] = False
                return
            try:
                info = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except OSError:
                continue
            whole = path + name
            kind = next((kind for is_one, kind in KINDS if is_one(info.st_mode)), "other")
            entry = {"path": whole, "kind": kind, "mode": stat.S_IMODE(info.st_mode), "bytes": info.st_size, "links": info.st_nlink}
            told["entries"].append(entry)
            try:
                if kind == "link":
                    entry["target"] = os.readlink(name, dir_fd=folder)
                elif kind == "file" and most_bytes:
                    if info.st_size > left:
                        told["complete"] = False
                        continue
                    content = _all_of(os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder), left)
                    left -= len(content)
                    entry["base64"] = base64.b64encode(content).decode("ascii")
                elif kind == "folder":
                    if depth == MOST_DEPTH:
                        told["complete"] = False
                        continue
                    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
                    try:
                        visit(inner, whole + "/", depth + 1)
                    finally:
                        os.close(inner)
            except OSError:
                # Such as a file that its owner may not read.
                told["complete"] = told["complete"] and kind != "folder"

    # The commands' own, so they may have closed it.
    os.chmod(root, 0o755)
    root_folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    visit(root_folder, "", 0)
    os.close(root_folder)
    return told


def _all_of(descriptor, most_bytes):
    parts, left = [], most_bytes
    with open(descriptor, "rb", buffering=0) as file:
        while left > 0:
            part = file.read(min(left, 1 << 20))
            if not part:
                break
            parts.append(part)
            left -= len(part)
    return b"".join(parts)
