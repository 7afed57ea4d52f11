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
