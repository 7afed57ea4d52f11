"""Python values as plain data and back: JSON with the tags of `PlainValue` (src/sandbox/engine.ts). Only values of
exact built-in types are looked into, and only with methods of those types, so that nothing of the candidate's decides
what is told. Both directions bound depth and size."""
import base64
import binascii
import collections
import json
import sys

MAX_DEPTH = 200
# A decimal of n digits takes time n^2 in CPython.
MAX_INTEGER_BITS = 1 << 19
MAX_SAFE_INTEGER = 2**53


class TooLarge(Exception):
    """The value does not fit into the bytes a result may have."""


class Encoder:
    """`budget` bounds the bytes of one value, roughly; `opaque(value)` tells what is no plain data."""

    def __init__(self, budget, opaque=None):
        self.left = budget
        self.opaque = opaque or opaque_name
        self.saw_opaque = False

    def encode(self, value, depth=0):
        kind = type(value)
        self.left -= 4
        if self.left < 0:
            raise TooLarge
        if value is None or kind is bool:
            return value
        if kind is int:
            return self._integer(value)
        if kind is str:
            return self._text(value)
        if kind is float:
            return _float(value)
        if depth > MAX_DEPTH:
            return {"$opaque": kind.__name__ + " nested too deeply"}
        if kind is list or kind is dict or kind is set or kind is bytearray:
            told = self.container(value, kind)
            if told is not None:
                return told
        if kind is list:
            return [self.encode(item, depth + 1) for item in list.__iter__(value)]
        if kind is tuple:
            return {"$tuple": [self.encode(item, depth + 1) for item in tuple.__iter__(value)]}
        if kind is dict:
            return self._dict(dict.items(value), depth)
        if kind is set or kind is frozenset:
            return {"$" + kind.__name__: [self.encode(item, depth + 1) for item in kind.__iter__(value)]}
        if kind is bytes or kind is bytearray:
            self.left -= len(value) * 4 // 3
            if self.left < 0:
                raise TooLarge
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        if kind is complex:
            return {"$complex": [_float(value.real), _float(value.imag)]}
        return self.other(value, kind, depth)

    def container(self, value, kind):
        """What stands for a container that can be changed; None where its content is to be told."""
        return None

    def other(self, value, kind, depth):
        if kind is collections.Counter or kind is collections.OrderedDict or kind is collections.defaultdict:
            return self._dict(dict.items(value), depth)
        if is_plain_named_tuple(kind):
            return {"$tuple": [self.encode(item, depth + 1) for item in tuple.__iter__(value)]}
        if kind.__name__ in ("ListNode", "TreeNode"):
            nodes = self.nodes(value, kind.__name__)
            if nodes is not None:
                return nodes
        plain = _of_numpy(value, kind)
        if type(plain) in (bool, int, float, complex, str, bytes, list):
            return self.encode(plain, depth + 1)
        self.saw_opaque = True
        return self.opaque(value)

    def nodes(self, root, name):
        """Level by level, null where a child is missing; None where this is no such list or tree."""
        try:
            values, level, seen = [], [root], set()
            while level:
                following = []
                for node in level:
                    if node is None:
                        values.append(None)
                        continue
                    if type(node) is not type(root) or id(node) in seen:
                        return None
                    seen.add(id(node))
                    state = object.__getattribute__(node, "__dict__")
                    if "val" not in state or not set(state) <= {"val", "next", "left", "right"}:
                        return None
                    values.append(self.encode(dict.get(state, "val"), 1))
                    if name == "ListNode":
                        if dict.get(state, "next") is not None:
                            following.append(dict.get(state, "next"))
                    else:
                        following += [dict.get(state, "left"), dict.get(state, "right")]
                level = following
            while values and values[-1] is None and name == "TreeNode":
                values.pop()
            return {"$nodes": {"type": name, "values": values}}
        except (AttributeError, TypeError):
            return None

    def _integer(self, value):
        if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
            return value
        bits = value.bit_length()
        self.left -= bits // 3
        if self.left < 0 or bits > MAX_INTEGER_BITS:
            raise TooLarge
        return {"$int": decimal_of(value)}

    def _text(self, value):
        self.left -= len(value)
        if self.left < 0:
            raise TooLarge
        if not value.isascii():
            try:
                self.left -= len(value.encode("utf-8")) - len(value)
            except UnicodeEncodeError:
                self.left -= len(value) * 5
                if self.left < 0:
                    raise TooLarge
                units = value.encode("utf-16-le", "surrogatepass")
                return {"$text": [units[i] | units[i + 1] << 8 for i in range(0, len(units), 2)]}
        return value

    def _dict(self, items, depth):
        pairs = [(key, self.encode(item, depth + 1)) for key, item in items]
        if all(type(key) is str and key[:1] != "$" and key.isascii() for key, _ in pairs):
            self.left -= sum(len(key) for key, _ in pairs)
            return dict(pairs)
        return {"$dict": [[self.encode(key, depth + 1), item] for key, item in pairs]}


def text_of(value):
    """By which one sees whether it was changed. What was given can be told, however large."""
    try:
        return json.dumps(Encoder(1 << 30).encode(value))
    except TooLarge:
        return None


def _of_numpy(value, kind):
    """An array or a scalar of numpy's as what it holds; None for everything else. The library is the program's own: what
    it says is data like any other, and knows no expected value."""
    numpy = sys.modules.get("numpy")
    try:
        if numpy is None or getattr(numpy, kind.__name__) is not kind:
            return None
        return kind.tolist(value)
    except Exception:
        return None


def decimal_of(value):
    return _of_any_length(str, value)


def integer_of(text):
    return _of_any_length(int, text)


def _of_any_length(convert, value):
    """Since 3.11 (and late patches of older ones) more than 4300 digits are refused by default."""
    try:
        return convert(value)
    except ValueError:
        if not hasattr(sys, "set_int_max_str_digits"):
            raise
        held = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(0)
        try:
            return convert(value)
        finally:
            sys.set_int_max_str_digits(held)


def opaque_name(value):
    return {"$opaque": type.__dict__["__name__"].__get__(type(value))[:100]}


def is_plain_named_tuple(kind):
    """A `namedtuple` whose class adds nothing that compares or counts."""
    return (
        kind.__bases__ == (tuple,)
        and "_fields" in kind.__dict__
        and kind.__eq__ is tuple.__eq__
        and kind.__iter__ is tuple.__iter__
        and kind.__len__ is tuple.__len__
    )


def _float(value):
    if value != value:
        return {"$float": "nan"}
    if value in (float("inf"), float("-inf")):
        return {"$float": "inf" if value > 0 else "-inf"}
    if value == int(value):
        return {"$float": repr(value)}
    return value


class Decoder:
    """`other(tag, content)` gives what is no plain data; `node_class(name)` the class of linked nodes."""

    def __init__(self, node_class=None):
        self.node_class = node_class or (lambda name: None)

    def decode(self, value):
        if type(value) is list:
            made = self.keep([])
            made += [self.decode(item) for item in value]
            return made
        if type(value) is not dict:
            return value
        if len(value) == 1:
            (tag, content), = value.items()
            if tag[:1] == "$":
                return self.tagged(tag, content)
        made = self.keep({})
        made.update([(key, self.decode(item)) for key, item in value.items()])
        return made

    def keep(self, made):
        """Sees each list, dict and set as it is begun."""
        return made

    def tagged(self, tag, content):
        if tag == "$int":
            return integer_of(content)
        if tag == "$float":
            return float(content)
        if tag == "$tuple":
            return tuple(self.decode(item) for item in content)
        if tag == "$set":
            made = self.keep(set())
            made.update([self.decode(item) for item in content])
            return made
        if tag == "$frozenset":
            return frozenset(self.decode(item) for item in content)
        if tag == "$dict":
            made = self.keep({})
            made.update([(self.decode(key), self.decode(item)) for key, item in content])
            return made
        if tag == "$bytes":
            try:
                return base64.b64decode(content)
            except binascii.Error:
                raise ValueError("no base64")
        if tag == "$complex":
            return complex(self.decode(content[0]), self.decode(content[1]))
        if tag == "$text":
            return b"".join(unit.to_bytes(2, "little") for unit in content).decode("utf-16-le", "surrogatepass")
        if tag == "$undefined":
            return None
        if tag == "$nodes":
            return self.linked(content["type"], content["values"])
        return self.other(tag, content)

    def other(self, tag, content):
        """What merely looks like a tag is data."""
        return {tag: self.decode(content)}

    def linked(self, name, values):
        if name != "ListNode" and name != "TreeNode":
            raise ValueError("no class of nodes")
        kind = self.node_class(name)
        if not isinstance(kind, type):
            kind = plain_node_class(name)
        values = [self.decode(item) for item in values]
        if not values:
            return None
        if name == "ListNode":
            following = None
            for item in reversed(values):
                node = kind(item)
                node.next = following
                following = node
            return following
        root = kind(values[0])
        waiting, place = collections.deque([root]), 1
        while waiting and place < len(values):
            node = waiting.popleft()
            for side in ("left", "right"):
                if place < len(values) and values[place] is not None:
                    child = kind(values[place])
                    setattr(node, side, child)
                    waiting.append(child)
                place += 1
        return root


_plain_node_classes = {}


def plain_node_class(name):
    """For a program that names none: what the sites' comments promise."""
    if name not in _plain_node_classes:
        _plain_node_classes[name] = _new_node_class(name)
    return _plain_node_classes[name]


def _new_node_class(name):
    if name == "ListNode":

        def build(self, val=0, next=None):
            self.val, self.next = val, next

    else:

        def build(self, val=0, left=None, right=None):
            self.val, self.left, self.right = val, left, right

    return type(name, (), {"__init__": build})
