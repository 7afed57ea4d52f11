"""The line between a tester and a candidate: each asks the other for calls, one inside the other like calls of one
program. Data crosses by value and only in exact types; anything else stays where it is and crosses as a handle.
Whatever the tester decodes can only become harmless values, whoever wrote it."""
import builtins
import collections
import datetime
import decimal
import fractions
import itertools
import json
import operator
import os
import re
import struct
import sys
import types

import values

FRAME_BYTES = 64 << 20
FACTORIES = (int, list, set, dict, str, float, tuple)
_TYPES = {
    kind.__name__: kind
    for kind in vars(builtins).values()
    if isinstance(kind, type)
}  # fmt: skip
_TYPES["NoneType"] = type(None)
_DATA = (str, bytes, bytearray, list, dict, set, frozenset, tuple, int, float, complex, range)
DATA_METHODS = frozenset(name for kind in _DATA for name in dir(kind) if not name.startswith("_"))
_TYPE_NAMES = {kind: name for name, kind in _TYPES.items()}
_BUILTINS = {
    value: name
    for name, value in vars(builtins).items()
    if isinstance(value, types.BuiltinFunctionType) and not name.startswith("_")
}
ITERATORS = (
    types.GeneratorType, map, filter, zip, enumerate, reversed, type(iter([])), type(iter(())), type(iter({})),
    type(iter(set())), type(iter("")), type(iter("\u00e9")), type(iter(b"")), type(iter(bytearray())), type(iter(range(1))),
    type(iter(range(1 << 70))), type({}.items().__iter__()), type({}.values().__iter__()), type(reversed([])),
    type(reversed({})), type(reversed({}.items())), type(reversed({}.values())), type(iter(int, 1)),
    type(iter(collections.deque())), type(re.finditer("", "")),
) + tuple(kind for kind in vars(itertools).values() if isinstance(kind, type) and hasattr(kind, "__next__"))  # fmt: skip


class Lost(BaseException):
    """The other side is gone or talks nonsense. Not an `Exception`: a script must not take it for a failed call."""


class Encoder(values.Encoder):
    """`refer(value)` gives the tag of what stays here. `kept` lists the containers told, in order, where they can come
    back changed; `known` gives those that the other side holds already by their number in that list."""

    def __init__(self, budget, refer, sends_functions, kept=None, known=None, crossing=None):
        super().__init__(budget, refer)
        # Of common.py, where both sides hold what crosses.
        self.crossing = crossing
        self.sends_functions = sends_functions
        self.kept = kept
        self.known = known or {}

    def container(self, value, kind):
        if id(value) in self.known:
            return {"$same": self.known[id(value)]}
        if self.crossing is not None:
            number = self.crossing.number_of(value)
            if number is not None:
                return {"$held": number}
        if self.kept is not None:
            self.kept.append(value)
        if kind is bytearray:
            return {"$bytearray": self.encode(bytes(value))}
        return None

    def nodes(self, root, name):
        mark = len(self.kept or ())
        fresh = len(self.crossing.fresh) if self.crossing is not None else 0
        told = super().nodes(root, name)
        if told is None and self.crossing is not None:
            self.crossing.forget(fresh)
        if told is None and self.kept is not None:
            # They were no nodes: what was told of them is told again, as something else.
            del self.kept[mark:]
        return told

    def other(self, value, kind, depth):
        if kind is collections.Counter or kind is collections.OrderedDict or kind is collections.defaultdict:
            pairs = [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in dict.items(value)]
            if kind is collections.defaultdict and value.default_factory in FACTORIES:
                return {"$defaultdict of": [value.default_factory.__name__, pairs]}
            return {"$" + kind.__name__: pairs}
        if kind is collections.deque:
            items = [self.encode(item, depth + 1) for item in collections.deque.__iter__(value)]
            return {"$deque": [items, value.maxlen]}
        if kind is range:
            return {"$range": [self._integer(part) for part in (value.start, value.stop, value.step)]}
        if kind is slice:
            return {"$slice": [self.encode(part, depth + 1) for part in (value.start, value.stop, value.step)]}
        if kind is decimal.Decimal:
            return {"$decimal": self._text(decimal.Decimal.__str__(value))}
        if kind is fractions.Fraction:
            return {"$fraction": [self.encode(value._numerator), self.encode(value._denominator)]}
        if kind is datetime.datetime and (value.tzinfo is None or type(value.tzinfo) is datetime.timezone):
            parts = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
            zone = [] if value.tzinfo is None else [self.encode(datetime.timezone.utcoffset(value.tzinfo, None))]
            return {"$datetime": parts + zone}
        if kind is datetime.date:
            return {"$date": [value.year, value.month, value.day]}
        if kind is datetime.time and value.tzinfo is None:
            return {"$time": [value.hour, value.minute, value.second, value.microsecond]}
        if kind is datetime.timedelta:
            return {"$timedelta": [value.days, value.seconds, value.microseconds]}
        if kind.__name__ == "PosixPath" and kind is getattr(sys.modules.get("pathlib"), "PosixPath", None):
            return {"$path": self._text(kind.__str__(value))}
        if kind is re.Pattern:
            return {"$pattern": [self.encode(value.pattern), value.flags]}
        if kind.__name__ == "UUID" and kind is getattr(sys.modules.get("uuid"), "UUID", None):
            return {"$uuid": self.encode(object.__getattribute__(value, "int"))}
        if kind is type(Ellipsis) or kind is type(NotImplemented):
            return {"$constant": str(value)}
        if kind is type({}.keys()):
            return {"$keys": [self.encode(item, depth + 1) for item in value]}
        if kind is type({}.values()):
            return {"$values": [self.encode(item, depth + 1) for item in value]}
        if kind is type({}.items()):
            return {"$items": [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in value]}
        if kind is type and value in _TYPE_NAMES:
            return {"$type": _TYPE_NAMES[value]}
        if self.sends_functions and kind is types.BuiltinFunctionType and value in _BUILTINS:
            return {"$builtin": _BUILTINS[value]}
        if values.is_plain_named_tuple(kind) and not answers_for_data(kind.__dict__["_fields"], value):
            items = [self.encode(item, depth + 1) for item in tuple.__iter__(value)]
            return {"$named": [kind.__name__, list(kind.__dict__["_fields"]), items]}
        return super().other(value, kind, depth)


class Decoder(values.Decoder):
    """`resolve(tag, content)` gives what a handle stands for. `kept` lists the containers made, in the order in which
    the encoder told them."""

    def __init__(self, resolve, node_class):
        super().__init__(node_class)
        self.resolve = resolve
        self.named = {}
        self.kept = None
        self.crossing = None

    def keep(self, made):
        if self.crossing is not None:
            self.crossing.fresh.append(made)
        if self.kept is not None:
            self.kept.append(made)
        return made

    def type_of(self, name):
        return _TYPES[name]

    def other(self, tag, content):
        if tag == "$held" and self.crossing is not None:
            return self.crossing.found(content)
        if tag in ("$Counter", "$OrderedDict"):
            made = getattr(collections, tag[1:])()
            for key, item in content:
                made[self.decode(key)] = self.decode(item)
            return made
        if tag == "$defaultdict":
            # Its factory stays with its maker; the data is what can be compared.
            return collections.defaultdict(None, [(self.decode(key), self.decode(item)) for key, item in content])
        if tag == "$defaultdict of":
            factory = next((kind for kind in FACTORIES if kind.__name__ == content[0]), None)
            return collections.defaultdict(factory, [(self.decode(key), self.decode(item)) for key, item in content[1]])
        if tag == "$deque":
            return collections.deque([self.decode(item) for item in content[0]], content[1])
        if tag == "$range":
            return range(*[self.decode(part) for part in content])
        if tag == "$slice":
            return slice(*[self.decode(part) for part in content])
        if tag == "$decimal":
            return decimal.Decimal(content)
        if tag == "$fraction":
            return fractions.Fraction(self.decode(content[0]), self.decode(content[1]))
        if tag == "$datetime" and len(content) == 8:
            return datetime.datetime(*content[:7], tzinfo=datetime.timezone(self.decode(content[7])))
        if tag == "$pattern":
            return re.compile(self.decode(content[0]), content[1])
        if tag == "$uuid":
            import uuid

            return uuid.UUID(int=self.decode(content))
        if tag in ("$datetime", "$date", "$time", "$timedelta"):
            return getattr(datetime, tag[1:])(*content)
        if tag == "$path":
            import pathlib

            return pathlib.PosixPath(self.decode(content))
        if tag == "$constant":
            return Ellipsis if content == "Ellipsis" else NotImplemented
        if tag == "$keys":
            return dict.fromkeys(self.decode(item) for item in content).keys()
        if tag == "$values":
            return dict(enumerate([self.decode(item) for item in content])).values()
        if tag == "$items":
            return {self.decode(key): self.decode(item) for key, item in content}.items()
        if tag == "$bytearray":
            return self.keep(bytearray(self.decode(content)))
        if tag == "$type":
            return self.type_of(content)
        if tag == "$named":
            name, fields, items = content[0], content[1], tuple(self.decode(item) for item in content[2])
            if answers_for_data(fields, items):
                raise ValueError("no data")
            key = (name, tuple(fields))
            if key not in self.named:
                self.named[key] = collections.namedtuple(name, fields)
            return self.named[key](*items)
        return self.resolve(tag, content)


def answers_for_data(fields, items):
    """A function in a field of a named tuple that has the name of a method of data (`startswith`) would answer for one."""
    return any(name in DATA_METHODS and callable(item) for name, item in zip(fields, tuple.__iter__(items)))


def parts_of(container):
    """What a container holds, in order: of a dict, keys and values by turns."""
    kind = type(container)
    return [part for pair in dict.items(container) for part in pair] if kind is dict else list(kind.__iter__(container))


def is_changed(before, container):
    now = parts_of(container)
    return len(before) != len(now) or any(map(operator.is_not, before, now))


def made_of(container, parts):
    """The reverse of `parts_of`: a new one of the container's type. Raises where there is none with these parts."""
    kind = type(container)
    return dict(zip(parts[::2], parts[1::2])) if kind is dict else kind(parts)


def fill(container, made):
    if type(container) in (list, bytearray):
        container[:] = made
    else:
        container.clear()
        container.update(made)


class Peer:
    """One end. `serve(request)` answers what the other side asks, inside our own waiting."""

    def __init__(self, descriptor, most_bytes, serve):
        self.descriptor = descriptor
        self.most_bytes = most_bytes
        self.serve = serve
        self.is_lost = False
        # Bytes of the message received last.
        self.received_bytes = 0

    def ask(self, request):
        """Sends, answers what is asked of us meanwhile, returns the answer (`r` or `x` in it). What was sent may come
        back changed on top of what an answer may have."""
        returned_bytes = 16 * self.send(request)
        while True:
            message = self.receive(returned_bytes)
            if "o" not in message:
                return message
            self.send(self.serve(message))

    def send(self, message):
        if self.is_lost:
            raise Lost
        try:
            body = json.dumps(message, ensure_ascii=True, check_circular=False, separators=(",", ":")).encode("ascii")
        except RecursionError:
            raise Lost
        data = memoryview(struct.pack("<I", len(body)) + body)
        try:
            while data:
                data = data[os.write(self.descriptor, data) :]
        except OSError:
            self.lose()
        return len(body)

    def receive(self, returned_bytes=0):
        if self.is_lost:
            raise Lost
        (size,) = struct.unpack("<I", self._take(4))
        if size > self.most_bytes + returned_bytes:
            self.lose()
        self.received_bytes = size
        try:
            message = json.loads(self._take(size))
        except (ValueError, RecursionError):
            self.lose()
        if type(message) is not dict:
            self.lose()
        return message

    def lose(self):
        self.is_lost = True
        raise Lost

    def _take(self, size):
        parts = []
        while size:
            try:
                part = os.read(self.descriptor, min(size, 1 << 20))
            except OSError:
                part = b""
            if not part:
                self.lose()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
