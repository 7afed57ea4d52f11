"""What a script asks of the program's classes and functions beyond calling them: what can be had of the program's process is
asked there, what cannot makes the tests invalid before anything runs, whatever the program is."""
import ast
import sys

from proxies import Proxy
from reading import name_of

_DATACLASSES = ("asdict", "astuple", "fields", "replace", "is_dataclass")
# These look into an object, which is not here.
_KEEPING = ("pickle", "marshal", "shelve", "weakref")
_BASES = ("enum", "abc")
_DESCRIPTORS = ("property", "staticmethod", "classmethod")
_WARNINGS = ("assertWarns", "assertWarnsRegex", "assertLogs", "assertNoLogs")


def lacking(reading):
    """The first such thing, in words; None where there is none."""
    imported = {
        alias.asname or alias.name: node.module for node in reading.nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }  # fmt: skip

    def module_of(node):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.value.id
        return imported.get(node.id) if isinstance(node, ast.Name) else None

    def is_theirs(node):
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in reading.roots

    names_class = any(isinstance(node, ast.Call) and is_theirs(node.func) and name_of(node)[:1].isupper() for node in reading.nodes)
    later = {name for name, node in reading.functions.items() if isinstance(node, ast.AsyncFunctionDef)}
    for node in reading.nodes:
        if isinstance(node, getattr(ast, "TryStar", ())):
            return "a group of exceptions (`except*`)"
        if isinstance(node, ast.Call) and is_theirs(node.func) and any(isinstance(part, ast.Name) and part.id in later for part in node.args):
            return "a function of the script's that the program is to await"
        if isinstance(node, ast.ClassDef) and any(is_theirs(part.func if isinstance(part, ast.Call) else part) for part in node.decorator_list):
            own = {inner.id for part in node.body for inner in ast.walk(part) if isinstance(inner, ast.Name)} | {part.name for part in node.body if hasattr(part, "name")}
            for inner in reading.nodes:
                if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == node.name and inner.attr not in own:
                    return "what the program adds to the script's class `%s`" % node.name
        if isinstance(node, ast.ClassDef):
            for base in [*node.bases, *(word.value for word in node.keywords)]:
                if is_theirs(base) and not ast.unparse(base).endswith(("Error", "Exception", "Warning")):
                    return "the class `%s` of the script inherits from the program's `%s`" % (node.name, ast.unparse(base))
        elif isinstance(node, getattr(ast, "MatchClass", ())) and is_theirs(node.cls):
            return "a pattern of `match` names the program's class `%s`" % ast.unparse(node.cls)
        elif isinstance(node, ast.Attribute) and node.attr in ("__dict__", "__members__", "__slots__") and is_theirs(node.value):
            return "`%s`" % ast.unparse(node)
        elif isinstance(node, ast.Call):
            module, name = module_of(node.func), name_of(node)
            given = [*node.args, *(word.value for word in node.keywords)]
            if module == "inspect" and name.startswith(("getsource", "getmembers", "getfile", "getmodule", "getmro", "getclosure")) and any(map(is_theirs, given)):
                return "`inspect.%s` of what is the program's" % name
            if module == "inspect" and name == "signature" and any(is_theirs(part) and ast.unparse(part).rpartition(".")[2][:1].isupper() for part in given):
                return "`inspect.signature` of a class of the program's"
            if module in _KEEPING and names_class and any(map(reading.depends, given)):
                return "`%s.%s` of what is the program's" % (module, name)
            if name in ("isinstance", "issubclass") and len(node.args) == 2 and names_class | is_theirs(node.args[0]):
                kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
                if is_theirs(node.args[0]) and any(isinstance(kind, ast.Name) and kind.id in _DESCRIPTORS for kind in kinds):
                    return "whether `%s` is a descriptor" % ast.unparse(node.args[0])
                if reading.depends(node.args[0]) and any(module_of(kind) in _BASES for kind in kinds):
                    return "`%s` of a class of the library that the program's inherits from" % name
            if name == "catch_warnings" and any(word.arg == "record" for word in node.keywords) or name in _WARNINGS:
                return "warnings or logs of the program (`%s`)" % name
    return None


def install(line, source):
    """Functions of the library that are asked about the program's objects, or whose state both sides share."""
    if "dataclasses" in source:
        import dataclasses

        for name in _DATACLASSES:
            setattr(dataclasses, name, _told_there(line, name, getattr(dataclasses, name), Proxy))
    if "seed(" in source:
        import random

        held = random.seed

        def seed(*args, **words):
            held(*args, **words)
            line.mirror_call("random", "seed", args, words)

        random.seed = seed
        if "numpy" in source and "numpy" in sys.modules:
            _share_numpy(line, sys.modules["numpy"].random)


def _share_numpy(line, module):
    held = module.seed

    def seed(*args, **words):
        held(*args, **words)
        line.mirror_call("numpy.random", "seed", args, words)

    module.seed = seed


def _told_there(line, name, held, kind):
    def told(*args, **words):
        if args and isinstance(args[0], kind):
            return line.mirror_call("dataclasses", name, args, words)
        return held(*args, **words)

    return told
