"""What the program is given of the tester's: an object of the script, and a mock that stands in for something."""


class Foreign:
    """An object of the tester's: its public attributes can be read and set."""

    def __init__(self, server, number):
        object.__setattr__(self, "_server", server)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self._server.ask({"o": "getattr", "h": self._number, "n": name})

    def __setattr__(self, name, value):
        self._server.ask({"o": "setattr", "h": self._number, "n": name, "v": self._server.encode(value)})


def number_of(foreign):
    return object.__getattribute__(foreign, "_number")


def pulled(server, number):
    """What an iterator of the script's gives, one by one."""
    while True:
        given = server.ask({"o": "next", "h": number})
        if not given:
            return
        yield given[0]


class ForeignFile(Foreign):
    """A file in memory."""

    def __iter__(self):
        return self

    def __next__(self):
        given = self._server.ask({"o": "next", "h": self._number})
        if not given:
            raise StopIteration
        return given[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _asked(name):
    def method(self, *args):
        return self._server.ask({"o": "special", "h": self._number, "n": name, "a": [self._server.encode(item) for item in args]})

    return method


_kinds = {}


def object_of(server, number, specials):
    """An object of a class of the script's with these special methods."""
    if not specials:
        return Foreign(server, number)
    key = tuple(specials)
    if key not in _kinds:
        members = {name: _asked(name) for name in key if name != "__iter__"}
        if "__iter__" in key:
            members["__iter__"] = lambda self: self._server.ask({"o": "special", "h": self._number, "n": "__iter__", "a": []})
        _kinds[key] = type("Foreign", (Foreign,), members)
    return _kinds[key](server, number)


class ForeignMock(Foreign):
    """A mock: it can be called, entered and iterated besides. What it recorded is the script's to ask."""

    def __call__(self, *args, **kwargs):
        return self._server.call_foreign(self._number, args, kwargs)

    def _special(self, name, *args):
        return self._server.ask({"o": "special", "h": self._number, "n": name, "a": [self._server.encode(item) for item in args]})

    def __enter__(self):
        return self._special("enter")

    def __exit__(self, *_):
        return self._special("exit")

    def __iter__(self):
        return iter(self._special("iter"))

    def __len__(self):
        return self._special("len")

    def __getitem__(self, key):
        return self._special("item", key)

    def __contains__(self, value):
        return self._special("contains", value)

    def __bool__(self):
        return self._special("bool")

    def __str__(self):
        return self._special("str")
