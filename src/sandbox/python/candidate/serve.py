"""The candidate's side of a test script: loads the program, then does what the tester asks of it, one thing at a time.
What it returns as data crosses by value; its own functions, classes and objects stay here and cross as handles."""
import array
import builtins
import copy
import datetime
import enum
import functools
import importlib
import io
import itertools
import operator
import os
import re
import sys
import types

import common
import jail
import mirror
import program
import values
import wire
from classes import PLAIN, SPECIAL, classes_of, is_built_in, kin_of, plain_attribute, specials_of, vars_of
from foreign import Foreign, ForeignFile, ForeignMock, number_of, object_of, pulled

_OPERATORS = {
    name: getattr(operator, name)
    for name in ("lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and_", "or_", "xor", "neg", "matmul")
}
_OPERATORS.update((name, getattr(operator, name)) for name in ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "iand", "ior", "ixor", "imatmul"))
_CONVERSIONS = {"int": int, "float": float, "index": operator.index, "complex": complex, "round": round, "pos": operator.pos, "invert": operator.invert}
_EXACT = {int: int.__int__, float: float.__float__, str: str.__str__}
BATCH = 256
_FUNCTIONS = (
    types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodWrapperType, types.WrapperDescriptorType,
    types.MethodDescriptorType, types.ClassMethodDescriptorType, functools.partial, type(functools.lru_cache(len)),
)  # fmt: skip
# Exact types whose code is no program's, and which hand no question on to an object of its.
_LIBRARY = (re.Match, re.Pattern, array.array, memoryview, io.StringIO, io.BytesIO, datetime.timezone, datetime.datetime, datetime.time)


class Heard(io.RawIOBase):
    """An output that keeps what went through it, for a script that looks at it."""

    def __init__(self, descriptor):
        self.descriptor, self.parts = descriptor, []

    def writable(self):
        return True

    def fileno(self):
        return self.descriptor

    def write(self, data):
        size = os.write(self.descriptor, data)
        self.parts.append(bytes(data[:size]))
        return size

    def take(self):
        text, self.parts = b"".join(self.parts).decode("utf-8", "replace"), []
        return text


class Server:
    def __init__(self, module, budget, peer):
        self.module = module
        self.budget = budget
        self.peer = peer
        self.objects = {}
        self.numbers = {}
        self.foreign = {}
        # Outputs that are heard, with their streams; the files that both sides see; what was put in other things' places.
        self.heard = []
        self.mirror = None
        self.patched = {}
        self.loop, self.iterators = None, {}
        self.common = common.Common()
        # Of the script's iterators and objects, by number, so that each is one here too; of iterators, the number by what stands here.
        self.theirs, self.pulled = {}, {}
        self.decoder = wire.Decoder(self._resolve, module.__dict__.get)

    def encode(self, value, known=None):
        return wire.Encoder(self.budget, self._refer, False, None, known).encode(value)

    def _refer(self, value):
        if id(value) in self.pulled:
            return {"$yours": self.pulled[id(value)]}
        if isinstance(value, Foreign):
            return {"$yours": number_of(value)}
        if type(value) is types.FunctionType and value in self.foreign:
            return {"$yours": self.foreign[value]}
        kind = type(value)
        told = {"id": self._number(value), "type": type.__dict__["__name__"].__get__(kind)[:100]}
        if kind in wire.ITERATORS:
            told["kind"] = "iterator"
            told["generator"] = kind is types.GeneratorType
        elif kind is types.CoroutineType:
            told["kind"] = "coroutine"
        elif kind is types.AsyncGeneratorType:
            told["kind"] = "generator later"
        elif issubclass(kind, type):
            is_exception = issubclass(value, BaseException)
            told["kind"] = "exception" if is_exception else "class"
            if is_exception:
                told["kin"] = kin_of(value)
            else:
                told["has"] = [name for name in SPECIAL if any(name in vars_of(base) for base in classes_of(kind) if base is not type)]
        elif kind in _FUNCTIONS:
            told["kind"] = "function"
        elif kind is types.ModuleType:
            told["kind"] = "module"
        elif kind in _LIBRARY:
            told["kind"] = "library"
            told["has"] = specials_of(kind)
        else:
            self._tell_class(value, kind, told)
        return {"$mine": told}

    def _number(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.objects)
            # Held from here on, so that the number stays this object's.
            self.objects[number] = value
        return number

    def _tell_class(self, value, kind, told):
        """The numbers of its classes, whether it is true without being asked, and the library that its class stands in."""
        kin = [base for base in classes_of(kind) if not is_built_in(base)]
        told["kin"] = [self._number(base) for base in kin]
        told["has"] = specials_of(kind)
        if type(kind) is enum.EnumMeta:
            told["held"] = next((exact(value) for base, exact in _EXACT.items() if base in classes_of(kind)), None)
        told["truth"] = not any(name in vars_of(base) for base in classes_of(kind) for name in ("__bool__", "__len__"))
        module = vars_of(kind).get("__module__")
        name = type.__dict__["__qualname__"].__get__(kind)
        if type(module) is str and module not in (program.MODULE, "__main__"):
            if getattr(sys.modules.get(module), name, None) is kind:
                told["library"] = module.partition(".")[0]

    def _resolve(self, tag, content):
        if tag == "$yours":
            return self.objects[content]
        if tag == "$builtin":
            return getattr(builtins, content)
        if tag == "$call":

            number, *names = content if type(content) is list else [content]

            def call(*args, **kwargs):
                return self.call_foreign(number, args, kwargs)

            if names:
                call.__name__ = call.__qualname__ = names[0]
                call.__doc__ = names[1]
            self.foreign[call] = number
            return call
        if tag in ("$iterator", "$generator"):
            if content not in self.theirs:
                made = pulled(self, content)
                made = self.theirs[content] = made if tag == "$generator" else itertools.chain(made)
                self.pulled[id(made)] = content
            return self.theirs[content]
        if tag == "$file":
            return self.theirs.setdefault(content, ForeignFile(self, content))
        if tag == "$object":
            number, *specials = content if type(content) is list else [content]
            return self.theirs[number] if number in self.theirs else self.theirs.setdefault(number, object_of(self, number, specials))
        if tag == "$mock":
            return ForeignMock(self, content)
        raise ValueError("unknown tag " + tag)

    def call_foreign(self, number, args, kwargs):
        return self.ask({"o": "call", "h": number, "a": [self.encode(item) for item in args],
                         "k": {name: self.encode(item) for name, item in kwargs.items()}})  # fmt: skip

    def ask(self, request):
        answer = self.peer.ask(request)
        if "x" in answer:
            name = answer["x"].get("t", "RuntimeError")
            kind = getattr(builtins, name, RuntimeError)
            kind = kind if isinstance(kind, type) and issubclass(kind, Exception) else RuntimeError
            try:
                error = kind(*self.decoder.decode(answer["x"]["a"]))
            except Exception:
                error = kind(answer["x"].get("m", ""))
            raise error
        return self.decoder.decode(answer["r"])

    def answer(self, request):
        answer = self._answer(request)
        if self.heard:
            answer["s"] = [self._heard(*each) for each in self.heard]
        if self.mirror is not None and request["o"] in ("call", "await", "next"):
            try:
                answer["f"] = self.mirror.changes()
            except (OSError, mirror.TooMuch):
                return {"x": {"limit": "output_limit", "m": "the files that it writes have more than %d bytes" % mirror.MOST_BYTES}}
        return answer

    def _heard(self, output, stream):
        try:
            stream.flush()
        except ValueError:
            # Closed by the program.
            pass
        return output.take()

    def hear(self):
        """From here on, what the program prints is told with each answer."""
        for name, descriptor in ("stdout", 1), ("stderr", 2):
            output = Heard(descriptor)
            stream = io.TextIOWrapper(io.BufferedWriter(output), "utf-8", "backslashreplace")
            setattr(sys, name, stream)
            self.heard.append((output, stream))

    def _answer(self, request):
        """Never raises for what the program does. Containers among the arguments of a call come back where they were
        changed; they may be as large as they came on top of what a result may be."""
        if "c" in request:
            return self._answer_sharing(request)
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

    def _answer_sharing(self, request):
        """As `_answer`, of a script for which every list, dict and set that crosses stays the one that it is."""
        crossing = common.Crossing(self.common)
        try:
            try:
                self.decoder.crossing = crossing
                try:
                    changes = [(number, [self.decoder.decode(part) for part in parts]) for number, parts in request.get("u", ())]
                    if request["o"] == "call":
                        args = [self.decoder.decode(item) for item in request["a"]]
                        kwargs = {name: self.decoder.decode(item) for name, item in request["k"].items()}
                finally:
                    self.decoder.crossing = None
                    crossing.keep_told(request["c"], True)
                for number, parts in changes:
                    container = self.common.held[number].container
                    wire.fill(container, wire.made_of(container, parts))
                    self.common.note(number)
                result = self.objects[request["h"]](*args, **kwargs) if request["o"] == "call" else self._do(request)
                answer = {}
            except wire.Lost:
                raise
            except BaseException as error:
                answer = {"x": self._told(error)}
            crossing, spent = common.Crossing(self.common), 0
            if self.common.held:
                encoder = wire.Encoder(self.budget + common.MOST_PARTS * 64 + 2 * self.peer.received_bytes, self._refer, False, None, None, crossing)
                left = encoder.left
                answer["w"] = self.common.changes(encoder)
                spent = left - encoder.left
            if "x" not in answer:
                shares = crossing if request["o"] in common.SHARED else None
                encoder = wire.Encoder(self.budget, self._refer, False, None, None, shares)
                answer["r"] = encoder.encode(result)
                spent += self.budget - encoder.left
            answer["c"] = crossing.keep(False, spent)
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

    def _told(self, error, depth=0):
        try:
            message = str(error)[:2000]
        except BaseException:
            message = ""
        try:
            encoder = wire.Encoder(4096, self._refer, False)
            args = [encoder.encode(item) for item in error.args]
        except BaseException:
            args = []
        try:
            held = dict(object.__getattribute__(error, "__dict__"))
            encoder = wire.Encoder(4096, self._refer, False)
            plain = {name: encoder.encode(item) for name, item in held.items() if type(item) in PLAIN and type(name) is str}
        except BaseException:
            plain = {}
        told = {"kin": kin_of(type(error)), "m": message, "a": args, "d": plain}
        cause = BaseException.__dict__["__cause__"].__get__(error)
        if cause is not None and depth < 3:
            told["c"] = self._told(cause, depth + 1)
        return told

    def _do(self, request):
        what = request["o"]
        if what == "name":
            held = self.module.__dict__
            return [held[name] for name in [request["n"]] if name in held]
        decode = self.decoder.decode
        if what == "files":
            self.mirror = self.mirror or mirror.Mirror()
            return self.mirror.take(request["f"])
        if what in ("setname", "delname"):
            held = self.module.__dict__
            return held.update({request["n"]: decode(request["v"])}) if what == "setname" else (held.pop(request["n"], None), None)[1]
        if what == "library":
            function = getattr(importlib.import_module(request["m"]), request["n"])
            return function(*map(decode, request["a"]), **{name: decode(item) for name, item in request["k"].items()})
        if what in ("patch", "unpatch"):
            return self._patch(request)
        if what == "environ":
            os.environ.clear()
            return os.environ.update(request["v"])
        target = self.objects[request["h"]]
        if what == "raise":
            raise target(*map(decode, request["a"]), **{name: decode(item) for name, item in request["k"].items()})
        if what == "getattr":
            return getattr(target, request["n"])
        if what == "setattr":
            return setattr(target, request["n"], decode(request["v"]))
        if what == "delattr":
            return delattr(target, request["n"])
        if what == "state":
            return self._state(target)
        if what == "defines":
            return any(request["n"] in vars_of(kind) for kind in classes_of(type(target)) if not is_built_in(kind))
        if what == "vars":
            return dict(object.__getattribute__(target, "__dict__"))
        if what == "class":
            return type(target)
        if what == "equal":
            return bool(target == decode(request["v"]))
        if what == "reflected":
            return _OPERATORS[request["n"]](decode(request["v"]), target)
        if what in ("aenter", "aexit", "anext"):
            return self._later(what, target)
        if what == "plain":
            return plain_attribute(target, request["n"])
        if what == "contains":
            return decode(request["v"]) in target
        if what == "isinstance":
            return isinstance(decode(request["v"]), target)
        if what == "send":
            try:
                return (target.send(decode(request["v"])),)
            except StopIteration:
                return ()
        if what == "exit":
            return target.__exit__(*_raised(request.get("e"), decode))
        if what == "next":
            return self._batch(target, request["n"])
        if what == "await":
            import asyncio

            return asyncio.run(target)
        if what == "format":
            return format(target, decode(request["v"]))
        if what in _CONVERSIONS:
            return _CONVERSIONS[what](target)
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
        one = {"len": len, "bool": bool, "str": str, "repr": repr, "iter": iter, "reversed": reversed, "hash": hash, "dir": dir, "copy": copy.copy, "deepcopy": copy.deepcopy,
               "neg": operator.neg, "abs": abs, "enter": lambda it: it.__enter__()}  # fmt: skip
        return one[what](target)

    def _patch(self, request):
        module, name = importlib.import_module(request["m"]), request["n"]
        key = (request["m"], name)
        self.patched.setdefault(key, module.__dict__.get(name))
        if request["o"] == "unpatch":
            made = self.patched.pop(key)
        else:
            made = io.StringIO(request["text"]) if "text" in request else self.decoder.decode(request["v"])
        setattr(module, name, made)

    def _later(self, what, target):
        """One loop for all, since an asynchronous generator ends with the loop that it was begun in."""
        import asyncio

        self.loop = self.loop or asyncio.new_event_loop()
        run = self.loop.run_until_complete
        if what == "aenter":
            return run(target.__aenter__())
        if what == "aexit":
            return run(target.__aexit__(None, None, None))
        try:
            iterator = target if type(target) is types.AsyncGeneratorType else self.iterators.setdefault(id(target), target.__aiter__())
            return ([run(iterator.__anext__())], False)
        except StopAsyncIteration:
            return ([], True)

    def _batch(self, iterator, most):
        items = []
        # A group is gone once the next one is asked for.
        for _ in range(1 if type(iterator) is itertools.groupby else min(most, BATCH)):
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


def _raised(told, decode):
    """What `__exit__` is told of an exception of the script's."""
    if told is None:
        return None, None, None
    error = getattr(builtins, told[0])(*decode(told[1]))
    return type(error), error, None


def run_candidate(report, job):
    module = program.main_module(job, program.MODULE)
    peer = wire.Peer(jail.PEER_FD, wire.FRAME_BYTES, None)
    server = Server(module, job["maxBytes"], peer)
    peer.serve = server.answer
    if job.get("hears"):
        server.hear()
    code = program.load(report, job, module)
    if code is not None:
        return program.finish(report, code)
    for output, stream in server.heard:
        # What it prints while it is loaded belongs to no test.
        stream.flush()
        output.take()
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
