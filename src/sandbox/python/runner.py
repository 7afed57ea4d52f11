"""What runs in a run's own process, behind all walls: reads its job from the report descriptor, runs the candidate as
a main program, and tells what happened in frames of a 32-bit length and a body. The first byte of a body says what it
is: L the program is loaded, A an answer, X how it ended. The candidate shares this process and can forge all of it;
that is why nothing here knows an expected value, and why the supervisor and the judge believe none of it blindly."""
import atexit
import builtins
import io
import json
import linecache
import os
import struct
import sys
import threading
import traceback
import types

import jail
import values

NAME = "solution.py"


class Report:
    """Frames out of and into this process."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def send(self, kind, body=b""):
        data = memoryview(struct.pack("<I", len(body) + 1) + kind + body)
        while data:
            data = data[os.write(self.descriptor, data) :]

    def receive(self):
        (size,) = struct.unpack("<I", self._take(4))
        return self._take(size)

    def _take(self, size):
        parts = []
        while size:
            part = os.read(self.descriptor, min(size, 1 << 20))
            if not part:
                os._exit(71)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def text_of(value):
    return json.dumps(value, ensure_ascii=True, check_circular=False, separators=(",", ":")).encode("ascii")


def main():
    report = Report(jail.REPORT_FD)
    job = json.loads(report.receive())
    _open_streams()
    if job["kind"] == "script":
        import script

        code = script.run_tests(report, job)
    elif job["kind"] == "serve":
        import serve

        code = serve.run_candidate(report, job)
    elif job["kind"] == "calls":
        code = _run_calls(report, job)
    else:
        code = _run_program(report, job)
    os._exit(code)


def _open_streams():
    """New ones: those of the init were made for other descriptors."""
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        raw = io.FileIO(descriptor, mode, closefd=False)
        raw.name = "<%s>" % name
        buffered = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
        errors = "backslashreplace" if name == "stderr" else "surrogateescape"
        stream = io.TextIOWrapper(buffered, "utf-8", errors, line_buffering=name == "stderr")
        stream.mode = mode
        setattr(sys, name, stream)
        setattr(sys, "__%s__" % name, stream)


def main_module(source):
    """A fresh `__main__`, as the interpreter makes it for a file."""
    module = types.ModuleType("__main__")
    module.__file__ = jail.SCRATCH + "/" + NAME
    module.__builtins__ = builtins
    sys.modules["__main__"] = module
    # Lines of its own for traces; a lazy entry would be looked for on disk.
    linecache.cache[module.__file__] = (len(source), None, source.splitlines(True), module.__file__)
    sys.argv = [NAME]
    sys.path.insert(0, jail.SCRATCH)
    return module


def load(report, job, module):
    """Runs preamble and source. Returns an exit code where the program ended, None where it is loaded."""
    try:
        if job.get("preamble"):
            exec(compile(job["preamble"], "<preamble>", "exec", dont_inherit=True), module.__dict__)
        code = compile(job["source"], module.__file__, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        message = describe(error)
        report.send(b"X", text_of({"compile": message}))
        sys.stderr.write(message + "\n")
        sys.stderr.flush()
        return 1
    try:
        exec(code, module.__dict__)
    except BaseException as error:
        return ended_by(report, error)
    return None


def _run_program(report, job):
    for name, content in job.get("files", {}).items():
        with open(name, "wb") as file:
            file.write(values.Decoder().decode(content) if type(content) is dict else content.encode("utf-8", "replace"))
    module = main_module(job["source"])
    sys.argv = [NAME] + job.get("args", [])
    code = load(report, job, module)
    return finish(report, code or 0)


def finish(report, code):
    """What the interpreter does after the last line: waits for threads, runs exit functions, flushes."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException as error:
        code = ended_by(report, error)
    held = sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__
    # Files that only the program's names hold are closed, and so flushed, as at an interpreter's end.
    module = sys.modules.get("__main__")
    if isinstance(module, types.ModuleType):
        module.__dict__.clear()
    for stream in held:
        try:
            stream.flush()
        except BaseException as error:
            if code == 0 and stream in held[:2]:
                code = 120
                report.send(b"X", text_of({"exception": describe(error)}))
    return code


def ended_by(report, error):
    """Tells of the exception that ended the program, prints its trace, returns the exit code."""
    if isinstance(error, SystemExit):
        status = error.code
        if status is None:
            return 0
        if isinstance(status, int):
            return status & 0xFF
        sys.stderr.write(str(status) + "\n")
        return 1
    report.send(b"X", text_of({"exception": describe(error), "memory": isinstance(error, MemoryError)}))
    try:
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            # The frames of this file are no business of the reader's.
            trace = error.__traceback__.tb_next if error.__traceback__ else None
            traceback.print_exception(type(error), error, trace, limit=-40)
    except BaseException:
        pass
    return 1


def describe(error):
    """Type, message and line, with no method of the candidate's where it can be helped."""
    name = type.__dict__["__name__"].__get__(type(error))
    try:
        message = str(error)[:400]
    except BaseException:
        message = ""
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith("/" + NAME):
            line = trace.tb_lineno
        trace = trace.tb_next
    text = name + (": " + message if message else "")
    return text + (" (line %d)" % line if line else "")


def find_entry(module, entry):
    """A function's name, `Solution().method`, or the name of a method of a class `Solution`."""
    if "." in entry:
        owner, _, method = entry.rpartition(".")
        if owner.endswith("()"):
            name = owner[:-2]
            if name not in module.__dict__:
                raise NameError("name %r is not defined" % name)
            return lambda *args, **kwargs: getattr(module.__dict__[name](), method)(*args, **kwargs)
        target = module.__dict__[owner] if owner in module.__dict__ else None
        if target is None:
            raise NameError("name %r is not defined" % owner)
        return getattr(target, method)
    if entry in module.__dict__:
        return module.__dict__[entry]
    if hasattr(module.__dict__.get("Solution"), entry):
        return lambda *args, **kwargs: getattr(module.__dict__["Solution"](), entry)(*args, **kwargs)
    raise NameError("name %r is not defined" % entry)


def _run_calls(report, job):
    module = main_module(job["source"])
    code = load(report, job, module)
    if code is not None:
        return finish(report, code)
    try:
        entry = find_entry(module, job["entry"])
    except BaseException as error:
        report.send(b"X", text_of({"exception": describe(error)}))
        return 1
    report.send(b"L")
    decoder = values.Decoder(module.__dict__.get)
    for args, kwargs in job["calls"]:
        report.send(b"A", _answer(entry, decoder, args, kwargs, job["maxBytes"]))
    report.send(b"D")
    return 0


def _answer(entry, decoder, args, kwargs, budget):
    try:
        args = [decoder.decode(item) for item in args]
        kwargs = {name: decoder.decode(item) for name, item in kwargs.items()}
        result = entry(*args, **kwargs)
    except BaseException as error:
        failure = "memory_limit" if isinstance(error, MemoryError) else "runtime_error"
        answer = {"e": failure, "m": describe(error)}
        if isinstance(error, SystemExit):
            answer["exit"] = True
        return text_of(answer)
    encoder = values.Encoder(budget)
    try:
        answer = {"v": encoder.encode(result)}
        if encoder.saw_opaque:
            answer["opaque"] = True
        return text_of(answer)
    except values.TooLarge:
        return text_of({"e": "output_limit", "m": "the result has more than %d bytes" % budget})
    except MemoryError:
        return text_of({"e": "memory_limit", "m": "MemoryError while the result was told"})
    except BaseException as error:
        return text_of({"e": "runtime_error", "m": "the result cannot be told: " + describe(error)})
