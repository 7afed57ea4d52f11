"""What a test script may lean on: the candidate's names, a module `solution`, and a small `pytest` of our own, for it is
in no standard library. What it does not know fails; nothing passes by being skipped."""
import ast
import builtins
import importlib
import inspect
import itertools
import math
import re
import symtable
import sys
import types

FILE = "/tests/test_solution.py"
# Of the standard library what tests are written with; Python 3.10 and later know all of it.
_STANDARD_MODULES = (
    "abc array asyncio base64 bisect builtins calendar cmath collections contextlib copy csv dataclasses datetime decimal "
    "difflib enum fractions functools gc hashlib heapq inspect io itertools json logging math numbers operator os pathlib "
    "pickle pprint queue random re statistics string struct sys textwrap threading time traceback types typing unittest "
    "uuid warnings zlib"
).split()


class Outcome(BaseException):
    """Skipped, expected to fail, or failed by word."""


def blames_candidate(error):
    """A name that neither the script nor the candidate defines: the candidate was to define it."""
    if isinstance(error, ImportError):
        return getattr(error, "name", None) == "solution" or "solution" in str(error)
    return True


def admit_names(line, source, tree, space, entry, entry_name):
    """The script's free names become the candidate's where they are used, but none that the language, the preamble or the
    script defines: a program that defines `abs` must not decide what a check's `abs` is. Unless the task is to write just
    that: it is named as entry, or the script needs no other name."""
    own, assigned, free, imports_candidate = names_of(source, tree)
    free -= set(space)
    shadowed = {(entry_name or "").split(".")[0].replace("()", "")} & free
    modules = {
        node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    } & free & (standard_modules() | {"pytest"}) - shadowed  # fmt: skip
    ordinary = {name for name in free if not hasattr(builtins, name)} - modules - assigned
    if not ordinary and not entry and not imports_candidate:
        shadowed |= {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)} & free
    space["__builtins__"] = _Names(line, own, modules, shadowed, entry)
    sys.modules["solution"] = _Solution(line)
    sys.modules["pytest"] = _pytest()


def names_of(source, tree):
    """The names that the script defines or imports, at its top or as globals; those that it assigns there; those that it
    reads and does not bind where it reads them; whether it names what it imports from the candidate."""
    own, assigned, free = set(), set(), set()
    tables = [symtable.symtable(source, FILE, "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        is_top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if not is_top and not symbol.is_global():
                continue
            if symbol.is_imported() or symbol.is_namespace():
                own.add(symbol.get_name())
            elif symbol.is_assigned():
                assigned.add(symbol.get_name())
            if symbol.is_referenced():
                free.add(symbol.get_name())
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    named = any(
        alias.name == "solution" if isinstance(node, ast.Import) else node.module == "solution" and alias.name != "*"
        for node in imports
        for alias in node.names
    )
    return own, assigned, free - own, named


class _Names(dict):
    """The built-in names as the script sees them, and behind them the candidate's."""

    def __init__(self, line, own, modules, shadowed, entry):
        super().__init__((name, value) for name, value in vars(builtins).items() if name not in shadowed)
        self._line, self._own, self._modules, self._entry = line, own, modules, entry

    def __missing__(self, name):
        if name == "candidate" and self._entry:
            self._line.use(*self._entry)
            return self._entry[0]
        if name in self._modules:
            return importlib.import_module(name)
        if type(name) is not str or name.startswith("__") or name in self._own:
            raise KeyError(name)
        found = self._line.name(name)
        if found:
            return found[0]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        raise KeyError(name)


class _Solution(types.ModuleType):
    """The candidate's program as a module. Importing all of it at once replaces nothing that the script has: every name
    that it has not is the candidate's anyway."""

    def __init__(self, line):
        super().__init__("solution")
        self.__dict__["_line"] = line

    def __getattr__(self, name):
        if name == "__all__":
            return []
        if name.startswith("__"):
            raise AttributeError(name)
        found = self._line.name(name)
        if not found:
            raise AttributeError("module 'solution' has no attribute %r" % name)
        return found[0]


def standard_modules():
    return frozenset(getattr(sys, "stdlib_module_names", _STANDARD_MODULES))


# The shim.


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
        self.value, self.type = error, kind
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

        def mark(*args, **_):
            return args[0] if len(args) == 1 and callable(args[0]) else lambda function: function

        return mark


def _unmet(name):
    def mark(*args, **kwargs):
        def wrap(function):
            if name != "skipif" or any(args):
                function._unmet = name
            return function

        return wrap(args[0]) if args and isinstance(args[0], (types.FunctionType, type)) else wrap

    return mark


def _parametrize(names, sets, ids=None, **_):
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def wrap(function):
        rows = [row.values if isinstance(row, _Param) else row for row in sets]
        rows = [dict(zip(names, row)) if len(names) > 1 else {names[0]: row[0] if isinstance(row, _Values) else row} for row in rows]
        function._rows = [rows] + list(getattr(function, "_rows", []))
        return function

    return wrap


class _Values(tuple):
    pass


class _Param:
    def __init__(self, *values, **_):
        self.values = _Values(values)


def _fixture(function=None, **options):
    def wrap(made):
        made._fixture = options
        return made

    return wrap(function) if callable(function) else wrap


def _stop(reason="", **_):
    raise Outcome(str(reason))


def _pytest():
    module = types.ModuleType("pytest")
    module.raises, module.approx, module.mark, module.fixture = _raises, _Approx, _Mark(), _fixture
    module.param, module.skip, module.xfail, module.fail = _Param, _stop, _stop, _stop
    module.importorskip = lambda name, **_: __import__(name)
    module.main = lambda *_: 0
    return module


def run_pytest(teller, tree, space, _):
    code = compile(tree, FILE, "exec", dont_inherit=True)
    ending, message = teller.attempt(lambda: exec(code, space))
    if ending != "passed":
        teller.tell("collection", ending, message)
        return teller.fault
    found = 0
    for name, value in list(space.items()):
        if name.startswith("test") and isinstance(value, types.FunctionType):
            found += _run_rows(teller, name, value, lambda: (), space)
        elif isinstance(value, type) and value.__module__ == space["__name__"]:
            if name.startswith("Test") or _is_unittest(value):
                found += _run_class(teller, name, value, space)
    if found == 0 and teller.line.named:
        # What a test is made for each of is the candidate's.
        teller.tell("collection", "failed", "no test is left of the script")
        return None
    return teller.fault if found else "the script defines no test"


def _is_unittest(kind):
    unittest = sys.modules.get("unittest")
    return unittest is not None and issubclass(kind, unittest.TestCase)


def _run_class(teller, name, kind, space):
    found = 0
    for method in [method for base in reversed(kind.__mro__) for method in base.__dict__]:
        if not method.startswith("test") or not callable(getattr(kind, method)):
            continue
        function = getattr(kind, method)
        if getattr(kind, "_unmet", None):
            function._unmet = kind._unmet

        def owner(method=method):
            return (kind(method) if _is_unittest(kind) else kind(),)

        found += _run_rows(teller, "%s::%s" % (name, method), function, owner, space)
    return found


def _run_rows(teller, name, function, owner, space):
    rows = [{}]
    for choices in getattr(function, "_rows", []):
        rows = [dict(row, **choice) for row, choice in itertools.product(rows, choices)]
    for place, row in enumerate(rows):
        identity = name if not hasattr(function, "_rows") else "%s[%d]" % (name, place)
        teller.run(identity, lambda row=row: _run_one(function, owner(), row, space))
    return len(rows)


def _run_one(function, owner, row, space):
    if getattr(function, "_unmet", None):
        raise Outcome(function._unmet)
    given, endings = dict(row), []
    held = owner[0] if owner else None
    try:
        for name in ("setup_class", "setUpClass", "setup_method", "setUp"):
            if hasattr(held, name):
                _call_setup(getattr(held, name), function)
        fixtures = {name: value for name, value in space.items() if type(value) is types.FunctionType and hasattr(value, "_fixture")}
        for name, value in (vars(type(held)).items() if held is not None else ()):
            if type(value) is types.FunctionType and hasattr(value, "_fixture"):
                fixtures[name] = value.__get__(held)
        for name, value in fixtures.items():
            if getattr(value, "_fixture", {}).get("autouse") and name not in given:
                given[name] = _make_fixture(name, fixtures, given, endings)
        parameters = inspect.signature(function).parameters
        for name in list(parameters)[len(owner) :]:
            if name not in given and parameters[name].default is inspect.Parameter.empty:
                given[name] = _make_fixture(name, fixtures, given, endings)
        result = function(*owner, **{name: value for name, value in given.items() if name in parameters})
        if inspect.iscoroutine(result):
            # Loaded only where needed: it is the largest module of all.
            import asyncio

            asyncio.run(result)
    finally:
        for ending in reversed(endings):
            next(ending, None)
        for name in ("tearDown", "teardown_method"):
            if hasattr(held, name):
                _call_setup(getattr(held, name), function)


def _call_setup(method, function):
    method(*([function] if inspect.signature(method).parameters else []))


def _make_fixture(name, fixtures, given, endings):
    if name in given:
        return given[name]
    if name not in fixtures:
        raise Outcome("no fixture %r" % name)
    fixture = fixtures[name]
    needs = {need: _make_fixture(need, fixtures, given, endings) for need in inspect.signature(fixture).parameters}
    made = fixture(**needs)
    if inspect.isgenerator(made):
        endings.append(made)
        made = next(made)
    given[name] = made
    return made
