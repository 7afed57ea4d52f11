"""A small `pytest` of our own, for it is in no standard library. What it lacks is the script's fault and not the
program's."""
import math
import re
import types

from outcomes import Outcome, Skipped, Unsupported


class _Raises:
    def __init__(self, expected, match):
        self.expected, self.match = expected, match
        self.value = self.type = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is None:
            raise AssertionError("DID NOT RAISE %s" % (self.expected,))
        if not issubclass(kind, self.expected):
            return False
        if self.match is not None and not re.search(self.match, str(error)):
            raise AssertionError("the message %r does not match %r" % (str(error), self.match))
        self.value, self.type, self.typename = error, kind, kind.__name__
        return True

    def match(self, pattern):
        assert re.search(pattern, str(self.value)), "the message %r does not match %r" % (str(self.value), pattern)
        return True


def _raises(expected, *args, match=None, **kwargs):
    context = _Raises(expected, match)
    if not args:
        return context
    with context:
        args[0](*args[1:], **kwargs)
    return context


class _Approx:
    """Equal within max(rel * |expected|, abs), as pytest's: 1e-6 and 1e-12."""

    __hash__ = None

    def __init__(self, expected, rel=None, abs=None, nan_ok=False):
        self.expected, self.rel, self.abs, self.nan_ok = expected, rel, abs, nan_ok

    def __eq__(self, actual):
        return self._same(self.expected, actual)

    def _same(self, expected, actual):
        if isinstance(expected, dict):
            return type(actual) is dict and set(expected) == set(actual) and all(self._same(expected[key], actual[key]) for key in expected)
        if isinstance(expected, (list, tuple)):
            return type(actual) is type(expected) and len(actual) == len(expected) and all(map(self._same, expected, actual))
        if type(actual) not in (int, float, complex, bool) or isinstance(expected, (str, bytes)) or expected is None:
            # Decimal and Fraction compare exactly; a proxy never equals.
            return bool(actual == expected)
        if expected == actual:
            return True
        if expected != expected:
            return self.nan_ok and actual != actual
        if math.isinf(abs(expected)) or abs(actual) == math.inf or actual != actual:
            return False
        least = 1e-12 if self.abs is None else self.abs
        relative = (1e-6 if self.abs is None else 0) if self.rel is None else self.rel
        return abs(expected - actual) <= max(relative * abs(expected), least)

    def __repr__(self):
        return "approx(%r)" % (self.expected,)


class _Mark:
    def __getattr__(self, name):
        if name == "parametrize":
            return _parametrize
        if name in ("skip", "skipif", "xfail"):
            return _unmet(name)
        if name == "usefixtures":
            return lambda *names: lambda function: _set(function, "_uses", names)

        def mark(*args, **_):
            return args[0] if len(args) == 1 and callable(args[0]) else lambda function: function

        return mark


def _set(function, name, value):
    setattr(function, name, value)
    return function


def _unmet(name):
    """A test that is left out: what is expected to fail shows nothing either way."""

    def mark(*args, **words):
        if args and isinstance(args[0], (types.FunctionType, type)):
            return _set(args[0], "_unmet", name)
        conditions = [condition for condition in args if not isinstance(condition, str)] or ([words["condition"]] if "condition" in words else [])
        if any(isinstance(condition, str) for condition in args) and name == "skipif":
            raise Unsupported("a condition of `skipif` that is text")
        holds = any(conditions) if name == "skipif" or name == "xfail" and conditions else True
        mark_of = (lambda function: _set(function, "_unmet", name)) if holds else (lambda function: function)
        mark_of._leaves_out = holds
        return mark_of

    mark._leaves_out = name != "skipif"
    return mark


def _parametrize(names, sets, ids=None, **_):
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def wrap(function):
        rows = []
        for row in sets:
            is_left_out = isinstance(row, _Param) and row.is_left_out
            row = row.values if isinstance(row, _Param) else row
            given = dict(zip(names, row)) if len(names) > 1 else {names[0]: row[0] if isinstance(row, _Values) else row}
            rows.append(dict(given, **{LEFT_OUT: True}) if is_left_out else given)
        function._rows = [rows] + list(getattr(function, "_rows", []))
        return function

    return wrap


# Stands in a row of parameters that the script leaves out.
LEFT_OUT = " left out"


class _Values(tuple):
    pass


class _Param:
    def __init__(self, *values, marks=(), **_):
        self.values = _Values(values)
        self.is_left_out = any(getattr(mark, "_leaves_out", False) for mark in (marks if isinstance(marks, (list, tuple)) else [marks]))


def _fixture(function=None, **options):
    def wrap(made):
        made._fixture = options
        return made

    return wrap(function) if callable(function) else wrap


def _skip(reason="", **_):
    raise Skipped(str(reason))


def _fail(reason="", **_):
    raise Outcome(str(reason))


def module():
    made = types.ModuleType("pytest")
    made.raises, made.approx, made.mark, made.fixture = _raises, _Approx, _Mark(), _fixture
    made.param, made.skip, made.xfail, made.fail = _Param, _skip, _skip, _fail
    made.importorskip = _import_or_skip
    made.main = lambda *_, **__: 0

    def missing(name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unsupported("`pytest.%s`" % name)

    made.__getattr__ = missing
    return made


def _import_or_skip(name, **_):
    if name.partition(".")[0] == "solution":
        return __import__(name)
    try:
        return __import__(name)
    except ImportError:
        raise Skipped("no module %r" % name)
