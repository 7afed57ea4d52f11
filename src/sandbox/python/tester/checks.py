"""What a test script may lean on of the candidate: its names where they are used, and a module `solution`."""
import ast
import builtins
import importlib
import symtable
import sys
import types

import pytest_shim

FILE = "/tests/test_solution.py"
# Of the standard library what tests are written with; Python 3.10 and later know all of it.
_STANDARD_MODULES = (
    "abc array asyncio base64 bisect builtins calendar cmath collections contextlib copy csv dataclasses datetime decimal "
    "difflib enum fractions functools gc hashlib heapq inspect io itertools json logging math numbers operator os pathlib "
    "pickle pprint queue random re statistics string struct sys textwrap threading time traceback types typing unittest "
    "uuid warnings zlib"
).split()


class Script:
    """A script that is being run. `units` are its top-level statements: line, whether it is a test, and what is run."""

    def __init__(self, teller, units, space, entry, reading):
        self.teller, self.units, self.space, self.entry, self.reading = teller, units, space, entry, reading
        # Fixtures of a wider scope than one test, and what they do at the end.
        self.shared, self.endings = {}, []

    def execute(self, code):
        exec(code, self.space)

    def finish(self, result):
        """Runs what a test function gave instead of having run."""
        if type(result) is types.CoroutineType:
            # Loaded only where needed: it is the largest module of all.
            import asyncio

            asyncio.run(result)
        elif type(result) is types.GeneratorType:
            for _ in result:
                pass

    def check(self, check):
        self.teller.line.use(*self.entry)
        self.finish(check(*self.entry))


def blames_candidate(error):
    """Whether what cannot be imported is the candidate's."""
    return getattr(error, "name", None) == "solution" or "solution" in str(error)


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
    sys.modules["pytest"] = pytest_shim.module()


def roots_of(source, tree, defined, entry_name):
    """The names by which a script reaches the candidate."""
    own, assigned, free, _ = names_of(source, tree)
    roots = {name for name in free - assigned - defined if not hasattr(builtins, name)} - standard_modules() - {"pytest"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "solution":
            roots.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            roots.update(alias.asname or alias.name for alias in node.names if alias.name == "solution")
    entry_root = (entry_name or "").split(".")[0].replace("()", "")
    return roots | {"candidate", "solution"} | ({entry_root} - own)


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

    def __setattr__(self, name, value):
        if name.startswith("__"):
            return super().__setattr__(name, value)
        self._line.set_name(name, value)

    def __delattr__(self, name):
        self._line.delete_name(name)


def standard_modules():
    return frozenset(getattr(sys, "stdlib_module_names", _STANDARD_MODULES))
