"""The tester's end of the line to the candidate: what is asked over it and what comes of the answers. A class of
exceptions from there catches what comes from there, and no assertion of the script."""
import builtins
import itertools
import json
import os
import sys
import threading
import types

import asking
import changes
import jail
import mirror
import outcomes
import proxies
import sharing
import stand_ins
import wire
from proxies import CandidateFailure, Proxy

# Raised through C code such as `map` or `all`, these would end a check early instead of failing it.
_QUIET = (StopIteration, StopAsyncIteration, GeneratorExit)


def _standard_class(module, name):
    known = getattr(sys, "stdlib_module_names", ("asyncio", "dataclasses", "decimal", "json", "queue", "subprocess"))
    found = vars(sys.modules.get(module, types)).get(name) if module.split(".")[0] in known else None
    return found if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, _QUIET) else None


class _Decoder(wire.Decoder):
    """A class of exceptions from there catches what comes from there, and no assertion of the script."""

    def __init__(self, line, node_class):
        super().__init__(line._resolve, node_class)
        self.line = line

    def type_of(self, name):
        kind = super().type_of(name)
        return self.line.exception_class(name) if issubclass(kind, BaseException) else kind


class Line(sharing.Sharing):
    """The tester's end. `touched` counts what was asked of the candidate, `named` the names of its that were used.
    Whatever the candidate answers, nothing but `CandidateFailure` and `Lost` comes of it here."""

    def __init__(self, most_bytes, node_classes):
        self.peer = wire.Peer(jail.PEER_FD, most_bytes * 8 + (64 << 10), self._serve)
        self.decoder = _Decoder(self, node_classes.get)
        self.lock = threading.RLock()
        self.touched = 0
        self.named = 0
        self.found = {}
        self.exceptions = {}
        self.proxies = {}
        self.ours = {}
        self.numbers = {}
        # What `$same` counts in.
        self.sent = ()
        self.changes = changes.Changes()
        # Where the script can tell whether two results are one: see common.py.
        self.common = None
        self.asking = asking.Asking(lambda about, name: self.exact(bool, self._asked({"o": "defines", "h": about.number, "n": name})))
        self.looked_for = None
        # Whether the script sends into a generator.
        self.sends = False
        # Lines of the script that raise an exception within a context whatever the program does.
        self.raising, self.script_file = frozenset(), None
        # What two objects hold is being compared.
        self.is_in_state = False
        # An error that the program raised is being told.
        self.is_making = False
        # Whether a result was an object of a class that the script does not name.
        self.saw_opaque = False
        self.mirror = None
        # Paths that calls were given.
        self.paths = set()
        # Whether a call that gave back a value changed what it was given, and whether that is a failure.
        self.saw_changes = False
        self.keeps_arguments = False
        self.note = None

    def start(self):
        """Waits until the candidate is loaded; gives its entry or None."""
        entry = self._naming(self.asking.entry, lambda: self._decode(self.peer.receive().get("entry")))
        for name in sorted(self.asking.capitals):
            # Known before anything is given, so that an object of theirs is known for one.
            self.look(name)
        if isinstance(entry, Proxy):
            self.asking.name_class(self.asking.entry, proxies.about(entry))
        return entry

    def name(self, name):
        """The candidate's value of one name, in a list; an empty one where it has none. Asked for where it is used."""
        self.use(*self.look(name))
        return self.found[name]

    def look(self, name):
        if name not in self.found:
            found = self.exact(list, self._naming(name, lambda: self._asked({"o": "name", "n": name})))
            if len(found) > 1:
                self.peer.lose()
            self.found[name] = found
        return self.found[name]

    def _naming(self, name, ask):
        """The answer is what the script calls by this name."""
        self.looked_for = name
        try:
            return ask()
        finally:
            self.looked_for = None

    def ask_named(self, proxy, name):
        return self._naming(name, lambda: self.ask(proxy, "getattr", n=name))

    def use(self, value=None):
        """A proxy tells by itself whether it is put to a use; data and a name that is missing do not."""
        self.named += 1
        if not isinstance(value, Proxy):
            self.touched += 1

    def exact(self, kind, value):
        if type(value) is not kind:
            self.peer.lose()
        return value

    def ask(self, proxy, what, **more):
        request = {"o": what, "h": proxies.number_of(proxy)}
        for name, value in more.items():
            request[name] = self._encode(value) if name in "vw" else value
        self.touched += 1
        return self._asked(request)

    def told(self, kind, proxy, what, **more):
        return self.exact(kind, self.ask(proxy, what, **more))

    def call(self, proxy, args, kwargs):
        self.touched += 1
        self._send_files([*args, *kwargs.values()])
        if self.common is not None:
            return self._call_sharing(proxy, args, kwargs)
        kept = []
        return self._asked({
            "o": "call",
            "h": proxies.number_of(proxy),
            "a": [self._encode(item, kept) for item in args],
            "k": {name: self._encode(item, kept) for name, item in kwargs.items()},
        }, kept)  # fmt: skip

    def pull(self, number):
        """A real generator over an iterator of the candidate's, in growing batches; one by one where the script may send
        something into it."""
        most = 1
        while True:
            items, is_over = self.batch(number, most)
            for item in items:
                sent = yield item
                while sent is not None:
                    told = self._send(number, sent)
                    if not told:
                        return
                    sent = yield told[0]
            if is_over:
                return
            most = 1 if self.sends else min(most * 2, 256)

    def _send(self, number, value):
        told = self.exact(tuple, self._asked({"o": "send", "h": number, "v": self._encode(value)}))
        return told if len(told) < 2 else self.peer.lose()

    async def pull_later(self, number):
        """As `pull`, of an asynchronous iterator."""
        while True:
            items, is_over = self.batch(number, 1, "anext")
            for item in items:
                yield item
            if is_over:
                return

    def batch(self, number, most, what="next"):
        told = self.exact(tuple, self._asked({"o": what, "h": number, "n": most}))
        if len(told) != 2 or type(told[0]) is not list or type(told[1]) is not bool:
            self.peer.lose()
        if len(told[0]) > most or not (told[0] or told[1]):
            self.peer.lose()
        return told

    def _asked(self, request, kept=()):
        """`kept` are the containers that went with it; what was changed of them there is changed here."""
        if self.common is not None:
            return self._asked_sharing(request)
        # A script may ask in several threads; a callback asks in the thread that waits.
        with self.lock:
            answer = self.peer.ask(request)
        self._hear_and_see(answer)
        if "w" in answer:
            kept = self._change(answer, kept)
        if "x" in answer:
            raise self._exception(answer["x"], kept)
        return self._decode(answer.get("r"), kept)

    def _hear_and_see(self, answer):
        if "s" in answer:
            self._hear(answer["s"])
        if "f" in answer and self.mirror is not None:
            try:
                self.mirror.take(self.exact(list, answer["f"]), self._may_change)
            except (ValueError, TypeError, OSError):
                self.peer.lose()

    def _hear(self, told):
        """What the program printed goes where the script's own output goes, where the script looks at that."""
        for text, stream, own in zip(self.exact(list, told), (sys.stdout, sys.stderr), (sys.__stdout__, sys.__stderr__)):
            if self.exact(str, text) and stream is not own:
                stream.write(text)

    def _may_change(self, path):
        """A file that the script wrote, the program may change if it was told of it or of a folder around it."""
        return any(path == named or path.startswith(named + "/") for named in self.paths)

    def _send_files(self, given):
        if self.mirror is None:
            return
        texts = [str(item) for item in given if type(item) is str or isinstance(item, os.PathLike)]
        self.paths.update(os.path.normpath(os.path.join(jail.SCRATCH, text)) for text in texts if 0 < len(text) < 4096 and "\0" not in text)
        try:
            changes = self.mirror.changes()
        except mirror.TooMuch:
            raise outcomes.Unsupported("files of more than %d bytes" % mirror.MOST_BYTES)
        if changes or not self.mirror.is_told:
            self.mirror.is_told = True
            self._asked({"o": "files", "f": changes})

    def set_name(self, name, value):
        self.found.pop(name, None)
        self._asked({"o": "setname", "n": name, "v": self._encode(value)})

    def delete_name(self, name):
        self.found.pop(name, None)
        self._asked({"o": "delname", "n": name})

    def patched(self, target, name):
        request = stand_ins.told(target, name, self._encode)
        if request is not None:
            self._asked(request)

    def unpatched(self, target, name):
        if stand_ins.is_library(target):
            self._asked({"o": "unpatch", "m": target.__name__, "n": name})

    def mirror_call(self, module, name, args, words):
        """The same call of a library's function, in the program's process."""
        return self._asked({
            "o": "library", "m": module, "n": name, "a": [self._encode(item) for item in args],
            "k": {word: self._encode(item) for word, item in words.items()},
        })  # fmt: skip

    def tell_environment(self):
        self._asked({"o": "environ", "v": dict(os.environ)})

    def _change(self, answer, kept):
        told = []
        for change in self.exact(list, answer["w"]):
            if type(change) is not list or len(change) != 2 or type(change[1]) is not list:
                self.peer.lose()
            if type(change[0]) is not int or not 0 <= change[0] < len(kept):
                self.peer.lose()
            container = kept[change[0]]
            try:
                told.append((container, wire.made_of(container, self._decode(change[1], kept))))
            except (TypeError, ValueError):
                self.peer.lose()
        gives_back = answer.get("r") is not None
        self.saw_changes |= gives_back
        if self.keeps_arguments:
            self._refuse_change()
        return self.changes.take(told, kept, gives_back)

    def _decode(self, value, kept=()):
        self.sent = kept
        try:
            return self.decoder.decode(value)
        except wire.Lost:
            raise
        except Exception:
            # Nothing that our own encoder wrote; what else comes from there is not listened to.
            self.peer.lose()

    def _encode(self, value, kept=None):
        return wire.Encoder(wire.FRAME_BYTES, self._refer, True, kept).encode(value)

    def _refer(self, value):
        if isinstance(value, Proxy):
            return {"$yours": proxies.number_of(value)}
        if isinstance(value, type) and issubclass(value, CandidateFailure):
            if value.number is not None:
                return {"$yours": value.number}
            if value.name is not None:
                return {"$type": value.name}
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.ours)
            self.ours[number] = value
        if stand_ins.is_mock(value):
            return {"$mock": number}
        if type(value) is types.FunctionType:
            return {"$call": [number, value.__name__, value.__doc__]}
        specials = stand_ins.specials_of(value)
        return {"$call": number} if callable(value) and not (specials and specials != ["__call__"]) else stand_ins.tag_of(value, number)

    def _resolve(self, tag, content):
        if tag == "$yours":
            return self.ours[content]
        if tag == "$same" and type(content) is int and content >= 0:
            return self.sent[content]
        if tag != "$mine":
            raise ValueError("unknown tag")
        number, kind = content["id"], content.get("kind")
        if type(number) is not int:
            raise ValueError("no number")
        if kind == "iterator":
            # Only what is a generator there is one here.
            return self.pull(number) if content.get("generator") is True else itertools.chain(self.pull(number))
        if kind == "coroutine":
            return self._await(number)
        if kind == "generator later":
            return self.pull_later(number)
        if kind == "exception":
            made = self.exception_class(content["kin"])
            made.number = number
            made.make = lambda error, args, words: self._make(error, number, args, words)
            return made
        if number not in self.proxies:
            about = asking.About(content)
            if self.looked_for is not None:
                self.asking.name_class(self.looked_for, about)
            self.saw_opaque |= about.kind == "object" and not self.asking.is_named(about)
            self.proxies[number] = proxies.proxy_of(self, about)
        return self.proxies[number]

    @types.coroutine
    def _awaiting(self, number):
        self.touched += 1
        return self._asked({"o": "await", "h": number})
        yield

    async def _await(self, number):
        return await self._awaiting(number)

    def _make(self, error, number, args, words):
        """An error that the script makes by a class of the program's: its constructor is there."""
        if self.is_making:
            return
        try:
            self._asked({"o": "raise", "h": number, "a": [self._encode(item) for item in args],
                         "k": {name: self._encode(item) for name, item in words.items()}})  # fmt: skip
        except BaseException as made:
            if type(made) is not type(error):
                raise
            error.args, error.text = made.args, made.text
            error.__dict__.update(made.__dict__)

    def exception_class(self, kin, depth=0):
        """A class of our own for one of the candidate's, with the bases that it has there, and with that of the standard
        library which it is, where the script has loaded it. Classes of one name and the same bases are one."""
        name, bases = (kin, []) if type(kin) is str else (kin[0], kin[1:]) if type(kin) is list and kin else (None, [])
        if type(name) is not str or len(bases) > 8 or depth > 10:
            self.peer.lose()
        module, _, name = name.rpartition(":")
        found = _standard_class(module, name)
        key = (json.dumps(kin), found)
        if key not in self.exceptions:
            built_in = getattr(builtins, name, None) if type(kin) is str else None
            if not isinstance(built_in, type) or not issubclass(built_in, BaseException):
                built_in = None
            if built_in is BaseException:
                parents = (CandidateFailure, BaseException)
            elif built_in is not None and not issubclass(built_in, _QUIET):
                parents = tuple(self.exception_class(base.__name__) for base in built_in.__bases__ if base is not object) + (built_in,)
            elif built_in is not None:
                parents = (self.exception_class("RuntimeError"),)
            else:
                parents = tuple(self.exception_class(base, depth + 1) for base in bases) or (self.exception_class("Exception"),)
                parents += (found,) if found is not None else ()
            members = {"number": None, "name": name if built_in is not None else None, "__module__": "solution"}
            if built_in is MemoryError:
                members["failure"] = "memory_limit"
            try:
                made = type(name, parents, members)
            except (TypeError, ValueError):
                made = type("Exception", (self.exception_class("Exception"),), members)
            self.exceptions[key] = made
        return self.exceptions[key]

    def _exception(self, told, kept, depth=0):
        if type(told) is not dict:
            self.peer.lose()
        kind = self.exception_class(told.get("kin", "Exception"))
        args = self.exact(list, self._decode(told.get("a", []), kept))
        self.is_making = True
        try:
            error = kind(*args)
        except Exception:
            error = self.exception_class("Exception")()
        finally:
            self.is_making = False
        error.args = tuple(args)
        for name, item in self.exact(dict, told.get("d", {})).items():
            if name.isidentifier() and not name.startswith("_") and name not in ("args", "text", "failure", "number", "name"):
                error.__dict__[name] = self._decode(item, kept)
        error.text = self.exact(str, told.get("m", ""))
        if told.get("c") is not None and depth < 4:
            error.__cause__ = self._exception(told["c"], kept, depth + 1)
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
            if what == "next" and (stand_ins.is_file(target) or hasattr(type(target), "__next__") and not isinstance(target, Proxy)):
                return {"r": self._encode(stand_ins.next_of(target))}
            given = [self._decode(item) for item in request.get("a", ())]
            if what == "special" and request["n"] in stand_ins.specials_of(target):
                return {"r": self._encode(getattr(type(target), request["n"])(target, *given))}
            if what == "special":
                return {"r": self._encode(stand_ins.special(target, request["n"], given))}
            if what == "getattr" and stand_ins.is_mock(target) and stand_ins.may_be_read(request["n"]):
                return {"r": self._encode(getattr(target, request["n"]))}
            name = request["n"]
            if what == "getattr" and stand_ins.may_be_asked(target, name):
                return {"r": self._encode(getattr(target, name))}
            if what == "setattr" and type(type(target)) is type and stand_ins.may_be_asked(target, name) and not stand_ins.is_file(target):
                if not isinstance(getattr(type(target), name, None), types.FunctionType):
                    setattr(target, name, self._decode(request["v"]))
                    return {"r": None}
            raise AttributeError("not for the candidate")
        except wire.Lost:
            raise
        except Exception as error:
            return {"x": {"t": type(error).__name__, "m": str(error)[:400], "a": self._plain_args(error)}}

    def _plain_args(self, error):
        args = [item if type(item) in (str, int, float, bool, type(None)) else str(item)[:400] for item in error.args]
        return self._encode(args) if len(str(args)) < 4000 else None
