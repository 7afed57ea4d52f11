"""Files of the scratch folder as both sides of a test script see it: what one has changed since it last told is told to the
other. Sources and libraries never cross to the tester: it might import them."""
import base64
import os
import stat

import jail

MOST_BYTES = 1 << 20
_CODE = (".py", ".pyc", ".so", ".pth")


class TooMuch(Exception):
    """More than crosses at once."""


def is_own():
    """Whether the scratch folder is a mount for this run alone."""
    return os.path.ismount(jail.SCRATCH) and stat.S_IMODE(os.stat(jail.SCRATCH).st_mode) == 0o700


class Mirror:
    def __init__(self):
        # Of each path: what tells whether it was changed.
        self.known = {}
        self.is_told = False
        # Files that this side wrote last.
        self.own = set()

    def changes(self):
        """`[path, content in base64, true for a folder, or null for what is gone]` for each."""
        found, told, left = {}, [], MOST_BYTES
        for folder, folders, files in os.walk(jail.SCRATCH):
            for name in folders + files:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                relative = os.path.relpath(path, jail.SCRATCH)
                if stat.S_ISDIR(status.st_mode):
                    found[relative] = True
                elif stat.S_ISREG(status.st_mode):
                    found[relative] = (status.st_mtime_ns, status.st_size, status.st_ino)
        for relative, mark in found.items():
            if self.known.get(relative) == mark:
                continue
            if mark is True:
                told.append([relative, True])
                continue
            left -= mark[1]
            if left < 0:
                raise TooMuch
            with open(os.path.join(jail.SCRATCH, relative), "rb") as file:
                told.append([relative, base64.b64encode(file.read()).decode("ascii")])
        told += [[relative, None] for relative in sorted(set(self.known) - set(found), reverse=True)]
        self.known = found
        self.own.update(relative for relative, content in told if type(content) is str)
        return told

    def take(self, told, may_change=None):
        """Raises `ValueError` for what `changes` could not have told. `may_change(path)` is asked by the tester, for files
        that it wrote itself; it takes no sources."""
        for relative, content in told:
            path = _checked(relative)
            if may_change is not None and (relative.endswith(_CODE) or relative in self.own and not may_change(path)):
                continue
            if content is True:
                os.makedirs(path, exist_ok=True)
                self.known[relative] = True
            elif content is None:
                self._remove(relative, path)
            else:
                self._write(relative, path, base64.b64decode(content, validate=True))

    def _write(self, relative, path, content):
        if os.path.islink(path) or os.path.isdir(path):
            raise ValueError("no plain file")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        self.own.discard(relative)
        status = os.lstat(path)
        self.known[relative] = (status.st_mtime_ns, status.st_size, status.st_ino)

    def _remove(self, relative, path):
        if os.path.isdir(path) and not os.path.islink(path):
            try:
                os.rmdir(path)
            except OSError:
                # Something is in it that the other side does not know.
                return
        elif os.path.lexists(path):
            os.unlink(path)
        self.known.pop(relative, None)


def _checked(relative):
    parts = relative.split("/") if type(relative) is str else [""]
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise ValueError("no path of the scratch folder")
    path = jail.SCRATCH
    for part in parts[:-1]:
        path += "/" + part
        if os.path.islink(path):
            raise ValueError("behind a link")
    return path + "/" + parts[-1]
