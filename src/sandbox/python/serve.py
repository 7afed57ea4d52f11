"""The candidate's side of a test script: loads the program, then does what the tester asks of it, one thing at a time.
What it returns as data crosses by value; its own functions, classes and objects stay here and cross as handles."""
import builtins
import copy
import operator
import types

import jail
import program
import values
import wire

_OPERATORS = {
    name: getattr(operator, name)
    for name in ("lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and_", "or_", "xor", "neg", "matmul")
}
BATCH = 256


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


class Server:
    def __init__(self, module, budget, peer):
        self.module = module
        self.budget = budget
        self.peer = peer
        self.objects = {}
        self.numbers = {}
        self.foreign = {}
        self.decoder = wire.Decoder(self._resolve, module.__dict__.get)

    def encode(self, value):
        return wire.Encoder(self.budget, self._refer, False).encode(value)

    def _refer(self, value):
        if isinstance(value, Foreign):
            return {"$yours": object.__getattribute__(value, "_number")}
        if type(value) is types.FunctionType and value in self.foreign:
            return {"$yours": self.foreign[value]}
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.objects)
            # Held from here on, so that the number stays this object's.
            self.objects[number] = value
        told = {"id": number, "type": type.__dict__["__name__"].__get__(type(value))[:100]}
        if type(value) in wire.ITERATORS:
            told["kind"] = "iterator"
        elif type(value) is types.CoroutineType:
            told["kind"] = "coroutine"
        elif isinstance(value, type) and issubclass(value, BaseException):
            told["kind"] = "exception"
            told["mro"] = mro_of(value)
        return {"$mine": told}

    def _resolve(self, tag, content):
        if tag == "$yours":
            return self.objects[content]
        if tag == "$builtin":
            return getattr(builtins, content)
        if tag == "$call":

            def call(*args, **kwargs):
                return self.ask({"o": "call", "h": content, "a": [self.encode(item) for item in args],
                                 "k": {name: self.encode(item) for name, item in kwargs.items()}})  # fmt: skip

            self.foreign[call] = content
            return call
        if tag == "$object":
            return Foreign(self, content)
        raise ValueError("unknown tag " + tag)

    def ask(self, request):
        answer = self.peer.ask(request)
        if "x" in answer:
            name = answer["x"].get("t", "RuntimeError")
            kind = getattr(builtins, name, RuntimeError)
            raise (kind if isinstance(kind, type) and issubclass(kind, Exception) else RuntimeError)(answer["x"].get("m", ""))
        return self.decoder.decode(answer["r"])

    def answer(self, request):
        """Never raises for what the program does."""
        try:
            return {"r": self.encode(self._do(request))}
        except wire.Lost:
            raise
        except values.TooLarge:
            return {"x": {"limit": "output_limit", "t": "TooLarge", "m": "the result has more than %d bytes" % self.budget}}
        except BaseException as error:
            return {"x": self._told(error)}

    def _told(self, error):
        try:
            message = str(error)[:2000]
        except BaseException:
            message = ""
        try:
            args = [wire.Encoder(4096, values.opaque_name, False).encode(item) for item in error.args]
        except BaseException:
            args = []
        return {"t": type(error).__name__[:100], "mro": mro_of(type(error)), "m": message, "a": args}

    def _do(self, request):
        what = request["o"]
        if what == "names":
            held = self.module.__dict__
            return {name: held[name] for name in request["n"] if name in held}
        if what == "public":
            held = self.module.__dict__
            return [name for name, value in held.items() if name[:1] != "_" and type(value) is not types.ModuleType]
        target = self.objects[request["h"]]
        decode = self.decoder.decode
        if what == "call":
            args = [decode(item) for item in request["a"]]
            return target(*args, **{name: decode(item) for name, item in request["k"].items()})
        if what == "getattr":
            return getattr(target, request["n"])
        if what == "setattr":
            return setattr(target, request["n"], decode(request["v"]))
        if what == "delattr":
            return delattr(target, request["n"])
        if what == "state":
            return self._state(target)
        if what == "isinstance":
            return isinstance(decode(request["v"]), target)
        if what == "next":
            return self._batch(target, request["n"])
        if what == "await":
            import asyncio

            return asyncio.run(target)
        if what == "binary":
            return _OPERATORS[request["n"]](target, decode(request["v"]))
        if what == "item":
            return target[decode(request["v"])]
        if what == "setitem":
            target[decode(request["v"])] = decode(request["w"])
            return None
        if what == "delitem":
            del target[decode(request["v"])]
            return None
        one = {"len": len, "bool": bool, "str": str, "repr": repr, "iter": iter, "copy": copy.copy, "deepcopy": copy.deepcopy,
               "neg": operator.neg, "abs": abs, "enter": lambda it: it.__enter__(), "exit": lambda it: it.__exit__(None, None, None)}  # fmt: skip
        return one[what](target)

    def _batch(self, iterator, most):
        if not hasattr(type(iterator), "__next__"):
            number = self.numbers[id(iterator)]
            iterator = self.objects[number] = iter(iterator)
        items = []
        for _ in range(min(most, BATCH)):
            try:
                items.append(next(iterator))
            except StopIteration:
                return (items, True)
        return (items, False)

    def _state(self, target):
        """What two objects are compared by: their class and plain attributes, told by no method of theirs."""
        state = dict(object.__getattribute__(target, "__dict__")) if hasattr(target, "__dict__") else {}
        for kind in type(target).__mro__:
            for name in kind.__dict__.get("__slots__", ()):
                descriptor = kind.__dict__.get(name)
                if type(descriptor) is types.MemberDescriptorType:
                    try:
                        state[name] = descriptor.__get__(target)
                    except AttributeError:
                        pass
        return (id(type(target)), state)


def mro_of(kind):
    return [base.__name__[:100] for base in kind.__mro__][:20]


def run_candidate(report, job):
    module = program.main_module(job, program.MODULE)
    code = program.load(report, job, module)
    if code is not None:
        return program.finish(report, code)
    peer = wire.Peer(jail.PEER_FD, wire.FRAME_BYTES, None)
    server = Server(module, job["maxBytes"], peer)
    peer.serve = server.answer
    entry = None
    if job.get("entry"):
        try:
            entry = program.find_entry(module, job["entry"])
        except BaseException as error:
            report.send(b"X", program.text_of({"exception": program.describe(error)}))
            return 1
    report.send(b"L")
    try:
        peer.send({"entry": server.encode(entry)})
        while True:
            peer.send(server.answer(peer.receive()))
    except wire.Lost:
        return 0
