"""The candidate's side of a test script: loads the program, then does what the tester asks of it, one thing at a time.
What it returns as data crosses by value; its own functions, classes and objects stay here and cross as handles."""
import builtins
import copy
import operator
import sys
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

    def encode(self, value, known=None):
        return wire.Encoder(self.budget, self._refer, False, None, known).encode(value)

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
            told["kin"] = kin_of(value)
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
        """Never raises for what the program does. Containers among the arguments of a call come back where they were
        changed; they may be as large as they came on top of what a result may be."""
        kept, known, budget = [], {}, self.budget + 2 * self.peer.received_bytes
        try:
            try:
                result = self._call(request, kept) if request["o"] == "call" else self._do(request)
                known.update((id(container), number) for number, (container, _) in enumerate(kept))
                answer = {"r": self.encode(result, known)}
            except (wire.Lost, values.TooLarge):
                raise
            except BaseException as error:
                answer = {"x": self._told(error)}
            changed = [number for number, (container, before) in enumerate(kept) if wire.is_changed(before, container)]
            if changed:
                known.update((id(container), number) for number, (container, _) in enumerate(kept))
                encoder = wire.Encoder(budget, self._refer, False, None, known)
                answer["w"] = [[number, [encoder.encode(part) for part in wire.parts_of(kept[number][0])]] for number in changed]
            return answer
        except wire.Lost:
            raise
        except values.TooLarge:
            return {"x": {"limit": "output_limit", "m": "the result has more than %d bytes" % self.budget}}
        except BaseException as error:
            return {"x": self._told(error)}

    def _call(self, request, kept):
        target, containers = self.objects[request["h"]], []
        self.decoder.kept = containers
        try:
            args = [self.decoder.decode(item) for item in request["a"]]
            kwargs = {name: self.decoder.decode(item) for name, item in request["k"].items()}
        finally:
            self.decoder.kept = None
        kept += [(container, wire.parts_of(container)) for container in containers]
        return target(*args, **kwargs)

    def _told(self, error):
        try:
            message = str(error)[:2000]
        except BaseException:
            message = ""
        try:
            encoder = wire.Encoder(4096, self._refer, False)
            args = [encoder.encode(item) for item in error.args]
        except BaseException:
            args = []
        return {"kin": kin_of(type(error)), "m": message, "a": args}

    def _do(self, request):
        what = request["o"]
        if what == "name":
            held = self.module.__dict__
            return [held[name] for name in [request["n"]] if name in held]
        target = self.objects[request["h"]]
        decode = self.decoder.decode
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


def kin_of(kind, depth=0):
    """A class of exceptions: its name where it is a built-in one, else its name, with its module's where it can be found
    there, and its bases."""
    name = type.__dict__["__name__"].__get__(kind)[:100]
    if vars(builtins).get(name) is kind or depth > 8:
        return name
    module = kind.__dict__.get("__module__")
    if type(module) is str and module != "__main__" and getattr(sys.modules.get(module), name, None) is kind:
        name = module + ":" + name
    return [name] + [kin_of(base, depth + 1) for base in kind.__bases__ if issubclass(base, BaseException)][:8]


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
