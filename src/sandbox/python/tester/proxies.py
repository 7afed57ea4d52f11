"""What a test script sees of the candidate: proxies. A proxy forwards calls and what asking.py lets its own code answer. It
never lets the candidate decide a comparison with the script's own values: `==` of a proxy with anything but a proxy is
False, and two proxies are equal where their classes and plain attributes are and their own `==` says so as well; order and
difference are forwarded between two proxies only, and no other operator brings the candidate what a script expects."""
import functools
import itertools
import operator
import sys
import types

class Proxy:
    """A function, class or object of the candidate's."""

    __slots__ = ("_line", "_about")

    def __init__(self, line, about):
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_about", about)

    def __getattr__(self, name):
        if name == "__dict__" and about(self).kind == "object":
            return _line(self).told(dict, self, "vars")
        if name == "__dict__" or name in _SPECIAL:
            # What `mock.patch` asks for to see what is an object's own, and what the class would have.
            raise AttributeError(name)
        line = _line(self)
        if not line.asking.may_answer(about(self), name):
            held = line.told(list, self, "plain", n=name)
            if held and isinstance(held[0], Proxy):
                line.peer.lose()
            if not held:
                raise AttributeError("what the program gives is a %r, not data with %r" % (about(self).type, name))
            return held[0]
        return line.ask_named(self, name) if line.asking.is_named(about(self)) else line.ask(self, "getattr", n=name)

    def __setattr__(self, name, value):
        _line(self).ask(self, "setattr", n=name, v=value)

    def __delattr__(self, name):
        _line(self).ask(self, "delattr", n=name)

    def __dir__(self):
        return _line(self).told(list, self, "dir")

    @property
    def __class__(self):
        return class_of(self)

    def __bool__(self):
        if about(self).kind != "object" or about(self).is_default_true:
            return True
        return _open(self, "is neither true nor false").told(bool, self, "bool")

    def __str__(self):
        return _line(self).told(str, self, "str") if _is_open(self) else repr(self)

    def __repr__(self):
        return _line(self).told(str, self, "repr") if _is_open(self) else "<%s of the program's>" % about(self).type

    def __copy__(self):
        return _line(self).ask(self, "copy")

    def __deepcopy__(self, _):
        return _line(self).ask(self, "deepcopy")

    def __instancecheck__(self, value):
        return isinstance(value, Proxy) and _line(self).told(bool, self, "isinstance", v=value)

    def __hash__(self):
        line = _line(self)
        return line.told(int, self, "hash") if about(self).kind == "object" and line.asking.is_named(about(self)) else number_of(self)

    def __eq__(self, other):
        if not isinstance(other, Proxy):
            held = about(self).held
            return held is not None and type(other) in (int, float, str) and held == other
        line = _line(self)
        if number_of(self) == number_of(other):
            return True
        if line.is_in_state:
            return line.ask(self, "state") == line.ask(other, "state")
        line.is_in_state = True
        try:
            is_same = line.ask(self, "state") == line.ask(other, "state")
        finally:
            line.is_in_state = False
        if not line.told(bool, self, "equal", v=other):
            return False
        if not is_same:
            raise AssertionError("the program calls two objects equal that hold different things")
        return True

    def __ne__(self, other):
        return not self == other


def _line(proxy):
    return object.__getattribute__(proxy, "_line")


def about(proxy):
    return object.__getattribute__(proxy, "_about")


def number_of(proxy):
    return about(proxy).number


def _is_open(proxy):
    return about(proxy).kind != "object" or _line(proxy).asking.is_open(about(proxy))


def _open(proxy, what):
    """Its line, where its own code may answer what only data answers otherwise."""
    line, told = _line(proxy), about(proxy)
    if told.kind == "function" or not line.asking.is_open(told):
        raise TypeError("what the program gives, a %r, %s" % (told.type, what))
    return line


def _named(proxy, what):
    """As `_open`, but only for a class that the script names."""
    if not _line(proxy).asking.is_named(about(proxy)):
        raise TypeError("what the program gives, a %r, %s" % (about(proxy).type, what))
    return _open(proxy, what)


def class_of(proxy):
    """What `type(…)` gives of an object of the program's: its class, which is a proxy too."""
    told, line = about(proxy), _line(proxy)
    if told.kind == "function" and told.type != "function":
        return _OTHER_FUNCTIONS.get(told.type, types.BuiltinFunctionType)
    if told.kind != "object" or not told.kin:
        return _CLASSES.get(told.kind, type(proxy))
    found = line.proxies.get(told.kin[0]) or line.ask(proxy, "class")
    return found if isinstance(found, Proxy) else line.peer.lose()


def _forward(name):
    # By order and difference two values are compared.
    takes_data = name not in ("lt", "le", "gt", "ge", "sub", "xor", "isub", "ixor")

    def operation(self, other):
        if about(self).held is not None and type(other) in (int, float, str):
            return getattr(operator, name)(about(self).held, other)
        if not isinstance(other, Proxy) and not (takes_data and _line(self).asking.is_named(about(self))):
            return NotImplemented
        return _open(self, "is no data").ask(self, "binary", n=name, v=other)

    return operation


def _reflect(name):
    def operation(self, other):
        if not _line(self).asking.is_named(about(self)):
            return NotImplemented
        return _open(self, "is no data").ask(self, "reflected", n=name, v=other)

    return operation


class _Special:
    """What a proxy can besides, where the program's object can."""

    def __call__(self, *args, **kwargs):
        return _line(self).call(self, args, kwargs)

    def __getitem__(self, key):
        return _open(self, "has no items").ask(self, "item", v=key)

    def __setitem__(self, key, value):
        _line(self).ask(self, "setitem", v=key, w=value)

    def __delitem__(self, key):
        _line(self).ask(self, "delitem", v=key)

    def __len__(self):
        size = _open(self, "has no length").told(int, self, "len")
        return size if 0 <= size <= sys.maxsize else _line(self).peer.lose()

    def __contains__(self, value):
        return _open(self, "holds nothing").told(bool, self, "contains", v=value)

    def __iter__(self):
        line = _open(self, "cannot be iterated")
        made = line.ask(self, "iter")
        if isinstance(made, Proxy):
            return line.pull(number_of(made))
        return made if type(made) is itertools.chain else line.exact(types.GeneratorType, made)

    def __reversed__(self):
        line = _open(self, "cannot be reversed")
        made = line.ask(self, "reversed")
        return line.pull(number_of(made)) if isinstance(made, Proxy) else line.exact(itertools.chain, made)

    def __aiter__(self):
        return _open(self, "cannot be iterated").pull_later(number_of(self))

    async def __aenter__(self):
        return _line(self).ask(self, "aenter")

    async def __aexit__(self, _, error, __):
        return bool(_line(self).ask(self, "aexit")) and isinstance(error, CandidateFailure)

    def __next__(self):
        line = _open(self, "is no iterator")
        line.touched += 1
        items, is_over = line.batch(number_of(self), 1)
        if not items:
            raise StopIteration
        return items[0]

    def __enter__(self):
        return _line(self).ask(self, "enter")

    def __exit__(self, _, error, __):
        # It may hush an exception of its own and one that the script raises by itself, never an assertion of the script.
        line = _line(self)
        told = line.raised_by_itself(error)
        return bool(line.ask(self, "exit", e=told or line.told_of(error))) and (isinstance(error, CandidateFailure) or told is not None)

    def __neg__(self):
        return _open(self, "is no number").ask(self, "neg")

    def __abs__(self):
        return _open(self, "is no number").ask(self, "abs")

    def __pos__(self):
        return _named(self, "is no number").ask(self, "pos")

    def __invert__(self):
        return _named(self, "is no number").ask(self, "invert")

    def __int__(self):
        return _named(self, "is no number").told(int, self, "int")

    def __float__(self):
        return _named(self, "is no number").told(float, self, "float")

    def __index__(self):
        return _named(self, "is no number").told(int, self, "index")

    def __complex__(self):
        return _named(self, "is no number").told(complex, self, "complex")

    def __format__(self, how):
        if not how:
            return str(self)
        return _line(self).told(str, self, "format", v=how) if _line(self).asking.is_named(about(self)) else object.__format__(self, how)

    def __round__(self):
        return _named(self, "is no number").ask(self, "round")


_SPECIAL = {name: method for name, method in vars(_Special).items() if isinstance(method, types.FunctionType)}
for _method, _name in (
    ("__lt__", "lt"), ("__le__", "le"), ("__gt__", "gt"), ("__ge__", "ge"), ("__add__", "add"), ("__sub__", "sub"),
    ("__mul__", "mul"), ("__truediv__", "truediv"), ("__floordiv__", "floordiv"), ("__mod__", "mod"), ("__pow__", "pow"),
    ("__and__", "and_"), ("__or__", "or_"), ("__xor__", "xor"), ("__matmul__", "matmul"),
):  # fmt: skip
    _SPECIAL[_method] = _forward(_name)
    if _name not in ("lt", "le", "gt", "ge", "sub", "xor"):
        _SPECIAL["__r" + _method[2:]] = _reflect(_name)
for _name in ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "iand", "ior", "ixor", "imatmul"):
    _SPECIAL["__%s__" % _name] = _forward(_name)
# Those by which nothing is asked of data.
_HARMLESS = frozenset(["__call__", "__enter__", "__exit__", "__aenter__", "__aexit__"])
# What `isinstance` and the `is…` of `inspect` go by.
_CLASSES = {"function": types.FunctionType, "class": type, "module": types.ModuleType}
# Functions that have no code object, which whoever takes them for plain ones would ask for.
_OTHER_FUNCTIONS = {each.__name__: each for each in (types.BuiltinFunctionType, types.MethodType, functools.partial)}
_OF_LIBRARIES = frozenset(["__getitem__", "__iter__", "__next__", "__enter__", "__exit__", "__sub__"])
_kinds = {}


def _doc_of(proxy):
    told = _line(proxy).ask(proxy, "getattr", n="__doc__")
    return told if type(told) is str else None


def proxy_of(line, told):
    """Of a class that has the special methods which the object has, and may answer by: so `callable(…)`, `hasattr(…)` and
    the classes of `collections.abc` tell what is so."""
    has = told.has & _SPECIAL.keys()
    if told.kind == "library":
        # The candidate says that it is one: it answers no more than it has to.
        has &= _OF_LIBRARIES
    if told.kind in ("function", "class"):
        has |= {"__call__"}
    if told.kind == "function" or not line.asking.is_open(told):
        has &= _HARMLESS
    key = frozenset(has)
    if key not in _kinds:
        _kinds[key] = type("object of the program's", (Proxy,), {"__slots__": (), "__doc__": property(_doc_of), **{name: _SPECIAL[name] for name in has}})
    return _kinds[key](line, told)


class CandidateFailure:
    """Marks exceptions that the candidate raised; mixed into classes of their own names."""

    failure = "runtime_error"
    text = ""
    # Where the class is held by the candidate; the name of one that is built in.
    number = None
    name = None
    # Of a class that the script itself may make an error of: how it is made where the class is.
    make = None

    def __init__(self, *args, **words):
        if type(self).__dict__.get("make") is not None:
            self.make(args, words)

    def __str__(self):
        return self.text
