"""What a test script sees of the candidate: proxies. A proxy forwards calls, attributes and items. It never lets the
candidate decide a comparison with the script's own values: `==` of a proxy with anything but a proxy is False, and two
proxies are compared by class and plain attributes; arithmetic and order are forwarded between two proxies only."""
import builtins
import types

import jail
import wire

# Raised through C code such as `map` or `all`, these would end a check early instead of failing it.
_QUIET = (StopIteration, StopAsyncIteration, GeneratorExit)


class Remote:
    """A function, class or object of the candidate's."""

    __slots__ = ("_line", "_number", "_type")

    def __init__(self, line, number, type_name):
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_type", type_name)

    def __getattr__(self, name):
        return _line(self).ask(self, "getattr", n=name)

    def __setattr__(self, name, value):
        _line(self).ask(self, "setattr", n=name, v=value)

    def __delattr__(self, name):
        _line(self).ask(self, "delattr", n=name)

    def __call__(self, *args, **kwargs):
        return _line(self).call(self, args, kwargs)

    def __getitem__(self, key):
        return _line(self).ask(self, "item", v=key)

    def __setitem__(self, key, value):
        _line(self).ask(self, "setitem", v=key, w=value)

    def __delitem__(self, key):
        _line(self).ask(self, "delitem", v=key)

    def __len__(self):
        return _exact(int, _line(self).ask(self, "len"))

    def __bool__(self):
        return _exact(bool, _line(self).ask(self, "bool"))

    def __str__(self):
        return _exact(str, _line(self).ask(self, "str"))

    def __repr__(self):
        return _exact(str, _line(self).ask(self, "repr"))

    def __iter__(self):
        return iter(_line(self).pull(_number(_line(self).ask(self, "iter"), self)))

    def __next__(self):
        items, is_over = _line(self).ask(self, "next", n=1)
        if is_over:
            raise StopIteration
        return items[0]

    def __enter__(self):
        return _line(self).ask(self, "enter")

    def __exit__(self, *_):
        return _line(self).ask(self, "exit")

    def __copy__(self):
        return _line(self).ask(self, "copy")

    def __deepcopy__(self, _):
        return _line(self).ask(self, "deepcopy")

    def __neg__(self):
        return _line(self).ask(self, "neg")

    def __abs__(self):
        return _line(self).ask(self, "abs")

    def __instancecheck__(self, value):
        return type(value) is Remote and _exact(bool, _line(self).ask(self, "isinstance", v=value))

    def __hash__(self):
        return object.__getattribute__(self, "_number")

    def __eq__(self, other):
        if type(other) is not Remote:
            return False
        line = _line(self)
        if _number(self) == _number(other):
            return True
        return line.ask(self, "state") == line.ask(other, "state")

    def __ne__(self, other):
        return not self == other


def _line(proxy):
    return object.__getattribute__(proxy, "_line")


def _number(proxy, default=None):
    return object.__getattribute__(proxy, "_number") if type(proxy) is Remote else proxy if default is not None else None


def _exact(kind, value):
    if type(value) is not kind:
        raise TypeError("the candidate's object gave no %s" % kind.__name__)
    return value


def _forward(name):
    def operation(self, other):
        return _line(self).ask(self, "binary", n=name, v=other) if type(other) is Remote else NotImplemented

    return operation


for _method, _name in (
    ("__lt__", "lt"), ("__le__", "le"), ("__gt__", "gt"), ("__ge__", "ge"), ("__add__", "add"), ("__sub__", "sub"),
    ("__mul__", "mul"), ("__truediv__", "truediv"), ("__floordiv__", "floordiv"), ("__mod__", "mod"), ("__pow__", "pow"),
    ("__and__", "and_"), ("__or__", "or_"), ("__xor__", "xor"), ("__matmul__", "matmul"),
):  # fmt: skip
    setattr(Remote, _method, _forward(_name))


class RemoteFailure:
    """Marks exceptions that the candidate raised; mixed into classes of their own names."""

    failure = "runtime_error"
    text = ""

    def __str__(self):
        return self.text


class Line:
    """The tester's end. `touched` counts what was asked of the candidate."""

    def __init__(self, most_bytes, node_class):
        self.peer = wire.Peer(jail.PEER_FD, most_bytes * 8 + (64 << 10), self._serve)
        self.decoder = wire.Decoder(self._resolve, node_class)
        self.touched = 0
        self.exceptions = {}
        self.proxies = {}
        self.ours = {}
        self.numbers = {}
        self.most_bytes = most_bytes

    def start(self):
        """Waits until the candidate is loaded; gives its entry or None."""
        return self._decode(self.peer.receive().get("entry"))

    def names(self, wanted):
        return self._asked({"o": "names", "n": sorted(wanted)})

    def public_names(self):
        return [name for name in self._asked({"o": "public"}) if type(name) is str]

    def ask(self, proxy, what, **more):
        request = {"o": what, "h": object.__getattribute__(proxy, "_number")}
        for name, value in more.items():
            request[name] = self._encode(value) if name in "vw" else value
        self.touched += 1
        return self._asked(request)

    def call(self, proxy, args, kwargs):
        self.touched += 1
        return self._asked({
            "o": "call",
            "h": object.__getattribute__(proxy, "_number"),
            "a": [self._encode(item) for item in args],
            "k": {name: self._encode(item) for name, item in kwargs.items()},
        })  # fmt: skip

    def pull(self, number):
        """A real generator over an iterator of the candidate's, in growing batches."""
        if not isinstance(number, int):
            yield from number
            return
        most = 1
        while True:
            items, is_over = self._asked({"o": "next", "h": number, "n": most})
            yield from items
            if is_over:
                return
            most = min(most * 2, 256)

    def _asked(self, request):
        answer = self.peer.ask(request)
        if "x" in answer:
            raise self._exception(answer["x"])
        return self._decode(answer.get("r"))

    def _decode(self, value):
        try:
            return self.decoder.decode(value)
        except wire.Lost:
            raise
        except Exception:
            # Nothing that our own encoder wrote; what else comes from there is not listened to.
            self.peer.lose()

    def _encode(self, value):
        return wire.Encoder(wire.FRAME_BYTES, self._refer, True).encode(value)

    def _refer(self, value):
        if type(value) is Remote:
            return {"$yours": _number(value)}
        if isinstance(value, type) and issubclass(value, RemoteFailure) and value.number is not None:
            return {"$yours": value.number}
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.ours)
            self.ours[number] = value
        return {"$call" if callable(value) else "$object": number}

    def _resolve(self, tag, content):
        if tag == "$yours":
            return self.ours[content]
        if tag != "$mine":
            raise ValueError("unknown tag")
        number, kind = content["id"], content.get("kind")
        if type(number) is not int:
            raise ValueError("no number")
        if kind == "iterator":
            return self.pull(number)
        if kind == "coroutine":
            return self._await(number)
        if kind == "exception":
            made = self._exception_class(content["mro"])
            made.number = number
            return made
        if number not in self.proxies:
            self.proxies[number] = Remote(self, number, str(content["type"]))
        return self.proxies[number]

    @types.coroutine
    def _awaiting(self, number):
        self.touched += 1
        return self._asked({"o": "await", "h": number})
        yield

    async def _await(self, number):
        return await self._awaiting(number)

    def _exception_class(self, mro):
        names = tuple(name for name in mro if type(name) is str)
        if names not in self.exceptions:
            base = Exception
            for name in names:
                found = getattr(builtins, name, None)
                if isinstance(found, type) and issubclass(found, BaseException):
                    base = found
                    break
            if issubclass(base, _QUIET):
                base = RuntimeError
            members = {"number": None, "failure": "memory_limit" if base is MemoryError else "runtime_error"}
            try:
                made = type(names[0] if names else "Exception", (RemoteFailure, base), members)
            except TypeError:
                made = type("Exception", (RemoteFailure, Exception), members)
            made.__init__ = lambda self, *args: None
            self.exceptions[names] = made
        return self.exceptions[names]

    def _exception(self, told):
        if type(told) is not dict:
            self.peer.lose()
        kind = self._exception_class(told.get("mro") or [])
        args = self._decode(told.get("a") or [])
        try:
            error = kind(*args)
        except Exception:
            error = self._exception_class([])()
        error.text = str(told.get("m", ""))
        if told.get("limit") == "output_limit":
            error.failure = "output_limit"
        return error

    def _serve(self, request):
        """A callback: only what the script itself handed over can be called, and of objects of its own classes the
        public attributes."""
        try:
            target = self.ours[request.get("h")]
            what = request.get("o")
            if what == "call" and callable(target):
                args = [self._decode(item) for item in request["a"]]
                return {"r": self._encode(target(*args, **{name: self._decode(item) for name, item in request["k"].items()}))}
            if what in ("getattr", "setattr") and type(type(target)) is type and type(target).__module__ in ("__main__", "test_solution"):
                name = request["n"]
                if type(name) is str and not name.startswith("_"):
                    if what == "getattr":
                        return {"r": self._encode(getattr(target, name))}
                    setattr(target, name, self._decode(request["v"]))
                    return {"r": None}
            raise AttributeError("not for the candidate")
        except wire.Lost:
            raise
        except Exception as error:
            return {"x": {"t": type(error).__name__, "m": str(error)[:400]}}
