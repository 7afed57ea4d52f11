"""Fixtures that come with pytest (and `mocker` of pytest-mock), as far as they can be had here."""
import io
import os
import sys
import types

import outcomes

KNOWN = ("capsys", "capfd", "tmp_path", "monkeypatch", "request", "mocker")


def make(name, script, function, endings):
    if name in ("capsys", "capfd"):
        return _Captured(endings)
    if name == "tmp_path":
        return _folder()
    if name == "monkeypatch":
        return _Monkeypatch(script, endings)
    if name == "mocker":
        return _Mocker(endings)
    if name == "request":
        return Request(function, endings, None)
    raise outcomes.Unsupported("the fixture `%s`; known are those of the script and %s" % (name, ", ".join(KNOWN)))


class Request:
    def __init__(self, function, endings, param):
        self.param = param
        self.function = function
        self.node = types.SimpleNamespace(name=function.__name__)
        self.addfinalizer = endings.append


class _Captured:
    """What the script prints and, as it comes with each answer, what the program prints."""

    def __init__(self, endings):
        held = sys.stdout, sys.stderr
        self._start()

        def restore():
            sys.stdout, sys.stderr = held

        endings.append(restore)

    def _start(self):
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()

    def readouterr(self):
        captured = types.SimpleNamespace(out=sys.stdout.getvalue(), err=sys.stderr.getvalue())
        self._start()
        return _Pair((captured.out, captured.err))


class _Pair(tuple):
    out = property(lambda self: self[0])
    err = property(lambda self: self[1])


def _folder():
    import pathlib
    import tempfile

    return pathlib.Path(tempfile.mkdtemp(prefix="test-"))


class _Mocker:
    def __init__(self, endings):
        from unittest import mock

        self.Mock, self.MagicMock, self.ANY, self.call, self.mock_open = mock.Mock, mock.MagicMock, mock.ANY, mock.call, mock.mock_open

        def started(make):
            def start(*args, **kwargs):
                patching = make(*args, **kwargs)
                endings.append(patching.stop)
                return patching.start()

            return start

        self.patch = started(mock.patch)
        self.patch.object, self.patch.dict = started(mock.patch.object), started(mock.patch.dict)


_MISSING = object()


class _Monkeypatch:
    def __init__(self, script, endings):
        self._line = script.teller.line
        self._undo = []
        endings.append(self.undo)

    def undo(self):
        while self._undo:
            self._undo.pop()()

    def setattr(self, target, name, value=_MISSING, raising=True):
        if value is _MISSING:
            path, value = target, name
            module, _, name = path.rpartition(".")
            target = __import__(module)
            for part in module.split(".")[1:]:
                target = getattr(target, part)
        held = getattr(target, name, _MISSING)
        if held is _MISSING and raising:
            raise AttributeError("%r has no attribute %r" % (target, name))
        setattr(target, name, value)
        self._line.patched(target, name)

        def restore():
            delattr(target, name) if held is _MISSING else setattr(target, name, held)
            self._line.unpatched(target, name)

        self._undo.append(restore)

    def delattr(self, target, name, raising=True):
        held = getattr(target, name, _MISSING)
        if held is not _MISSING:
            delattr(target, name)
            self._undo.append(lambda: setattr(target, name, held))
        elif raising:
            raise AttributeError(name)

    def setitem(self, target, name, value):
        held = target.get(name, _MISSING)
        target[name] = value
        self._undo.append(lambda: target.pop(name, None) if held is _MISSING else target.__setitem__(name, held))
        self._tell(target)

    def delitem(self, target, name, raising=True):
        if name not in target and not raising:
            return
        held = target.pop(name)
        self._undo.append(lambda: target.__setitem__(name, held))
        self._tell(target)

    def setenv(self, name, value, prepend=None):
        self.setitem(os.environ, name, value if prepend is None else value + prepend + os.environ.get(name, ""))

    def delenv(self, name, raising=True):
        self.delitem(os.environ, name, raising)

    def chdir(self, path):
        held = os.getcwd()
        os.chdir(path)
        self._undo.append(lambda: os.chdir(held))

    def syspath_prepend(self, path):
        sys.path.insert(0, str(path))
        self._undo.append(lambda: sys.path.remove(str(path)))

    def _tell(self, target):
        if target is os.environ:
            self._line.tell_environment()
            self._undo.append(self._line.tell_environment)
