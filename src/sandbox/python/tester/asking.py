"""Which objects of the program's a script may ask. What a script compares or asks of a result is data; so an instance is
`closed`, and its own code answers no conversion, no operator, no iteration and no method that built-in data has, unless
the script means the program's class:
- it names the class or a base of it by a name with a capital (`Stack()`), or
- it calls a method of another name than those of data (`push`) that the class itself defines. Such an instance, of a
  factory say, still answers no question that data answers with yes or no (`startswith`, `isalpha`, `issuperset`).
Functions and modules are called and asked for their own names; they are never taken for data."""
import ast
import sys

from wire import DATA_METHODS

_QUESTIONS = frozenset(name for name in DATA_METHODS if name.startswith("is") or name in ("startswith", "endswith"))


class Asking:
    """What one script names and calls. `defines(proxy, name)` asks the candidate about a class."""

    def __init__(self, defines):
        self.defines = defines
        self.entry = ""
        # Numbers of classes that the script names.
        self.named = set()
        # Names of methods that it calls and data has not.
        self.methods = frozenset()
        self.capitals = frozenset()
        self.libraries = frozenset()
        # By the number of a class: whether the script calls a method of it.
        self.met = {}

    def read(self, entry, reading):
        """`entry` is what the task calls a function."""
        depends = reading.depends
        attributes = (node for node in reading.nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
        names = reading.roots | {node.attr for node in attributes if node.value.id in reading.roots}
        self.capitals = {name for name in names if name.lstrip("_")[:1].isupper()}
        self.entry = (entry or "").partition("(")[0].partition(".")[0] if "(" not in (entry or "") else ""
        calls = (node.func for node in reading.nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
        self.methods = frozenset(function.attr for function in calls if depends(function.value)) - DATA_METHODS
        roots = (alias.name for node in reading.nodes if isinstance(node, ast.Import) for alias in node.names)
        froms = (node.module for node in reading.nodes if isinstance(node, ast.ImportFrom) and node.module)
        known = getattr(sys, "stdlib_module_names", frozenset())
        self.libraries = frozenset(name.partition(".")[0] for name in (*roots, *froms)) - known - {"solution"}

    def name_class(self, name, proxy):
        """The script reads `name` of the program's, or of a class of it, and this is what stands there."""
        plain = name.lstrip("_")
        is_capital = plain[:1].isupper() and (name != self.entry or any(letter.islower() for letter in plain))
        if is_capital and proxy.kind == "class":
            self.named.add(proxy.number)

    def is_named(self, proxy):
        if proxy.kind == "class":
            return proxy.number in self.named
        # Of a library's class that the script itself imports, its own code answers.
        return any(number in self.named for number in proxy.kin) or proxy.library in self.libraries or proxy.kind == "library"

    def is_open(self, proxy):
        return self.is_named(proxy) or self.is_met(proxy)

    def is_met(self, proxy):
        if not proxy.kin:
            return False
        if proxy.kin[0] not in self.met:
            self.met[proxy.kin[0]] = any(self.defines(proxy, name) for name in sorted(self.methods))
        return self.met[proxy.kin[0]]

    def may_answer(self, proxy, name):
        """Whether its own code may answer for this attribute."""
        if name not in DATA_METHODS or self.is_named(proxy) and proxy.kind != "library":
            return True
        if proxy.kind == "library":
            return name not in _QUESTIONS
        return name not in _QUESTIONS and self.is_met(proxy)


class About:
    """What the candidate tells of a handle: `kind` is object, class, function, module, or library for an exact type of the
    standard library whose code is no program's; `kin` are the numbers of the program's classes that it is of."""

    __slots__ = ("number", "type", "kind", "kin", "library", "is_default_true", "has", "held")

    def __init__(self, content):
        self.number = content["id"]
        self.type = str(content["type"])
        self.kind = str(content.get("kind", "object"))
        self.kin = [number for number in content.get("kin", ()) if type(number) is int]
        self.library = content.get("library")
        # Special methods of its class.
        self.has = {name for name in content.get("has", ()) if type(name) is str}
        # Of a member of an enumeration of numbers or texts, the number or text.
        self.held = content.get("held") if type(content.get("held")) in (int, float, str) else None
        self.is_default_true = content.get("truth") is True
