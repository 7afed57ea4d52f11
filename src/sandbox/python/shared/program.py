"""The candidate as a program of its own: a fresh `__main__`, its preamble and its source, and the end that an
interpreter would give it."""
import atexit
import builtins
import gc
import io
import json
import linecache
import sys
import threading
import traceback
import types

import jail

NAME = "solution.py"
# Where functions of it are tested.
MODULE = "solution"


def text_of(value):
    return json.dumps(value, ensure_ascii=True, check_circular=False, separators=(",", ":")).encode("ascii")


def main_module(job, name="__main__"):
    """A fresh `__main__`, as the interpreter makes it for a file. Under another `name` it is what an `import` of that
    file would give: what stands below `if __name__ == "__main__":` is not run."""
    # A byte order mark is no part of a file's text.
    job["source"] = source = job["source"][1:] if job["source"].startswith("\ufeff") else job["source"]
    module = types.ModuleType(name)
    module.__file__ = jail.SCRATCH + "/" + NAME
    module.__builtins__ = builtins
    # Under its name too, where pickle, dataclasses and typing look for what it defines.
    sys.modules["__main__"] = sys.modules[name] = module
    # Lines of its own for traces; a lazy entry would be looked for on disk.
    linecache.cache[module.__file__] = (len(source), None, source.splitlines(True), module.__file__)
    sys.argv = [NAME]
    sys.path.insert(0, jail.SCRATCH)
    if "__file__" in source:
        # Not for all: a scratch folder that stays empty serves for many runs.
        with open(NAME, "w", encoding="utf-8", errors="replace") as file:
            file.write(source)
    return module


# What the preamble defined: none of it is an answer.
promised = {}


def load(report, job, module):
    """Runs preamble and source. Returns an exit code where the program ended, None where it is loaded."""
    try:
        if job.get("preamble"):
            code = _run_preamble(report, job, module)
            if code is not None:
                return code
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


def _run_preamble(report, job, module):
    try:
        exec(compile(job["preamble"], "<preamble>", "exec", dont_inherit=True), module.__dict__)
    except BaseException as error:
        return ended_by(report, error)
    promised.update(module.__dict__)
    # Ahead of anything of the candidate's: without this frame, whatever happened is the preamble's.
    report.send(b"P")
    return None


def finish(report, code):
    """What the interpreter does after the last line: waits for threads, runs exit functions, flushes, drops what the
    program holds. Source: CPython, Python/pylifecycle.c, Py_FinalizeEx."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException as error:
        code = ended_by(report, error)
    for stream in sys.stdout, sys.stderr:
        if stream is None or _is_closed(stream):
            continue
        try:
            stream.flush()
        except BaseException as error:
            if code == 0 and stream is sys.stdout:
                code = 120
                report.send(b"X", text_of({"exception": describe(error)}))
    # A program's own streams may need its names, which go now; what is printed from here on goes to the first ones.
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
    # Files that only the program's names hold are closed, and so flushed, as at an interpreter's end.
    module = sys.modules.get("__main__")
    if isinstance(module, types.ModuleType):
        module.__dict__.clear()
    # Those in cycles (a class is one) or held elsewhere: found, where the interpreter would collect all garbage.
    for stream in _open_files() + [sys.stdout, sys.stderr]:
        try:
            stream.flush()
        except BaseException:
            # Closed, detached or not there: the interpreter says nothing about it either.
            pass
    return code


def _open_files():
    try:
        return [it for it in gc.get_objects() if type(it) is io.TextIOWrapper or type(it) is io.BufferedWriter]
    except MemoryError:
        return []


def _is_closed(stream):
    try:
        return bool(stream.closed)
    except BaseException:
        return False


def ended_by(report, error):
    """Tells of the exception that ended the program, prints its trace, returns the exit code."""
    if isinstance(error, SystemExit):
        status = error.code
        if status is None:
            return 0
        if isinstance(status, int):
            return status & 0xFF
        try:
            sys.stderr.write(str(status) + "\n")
        except BaseException:
            # None or closed: an interpreter leaves it at that.
            pass
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
    name = type.__dict__["__name__"].__get__(type(error))[:100]
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
    if entry in module.__dict__ and module.__dict__[entry] is not promised.get(entry, promised):
        return module.__dict__[entry]
    if hasattr(module.__dict__.get("Solution"), entry):
        return lambda *args, **kwargs: getattr(module.__dict__["Solution"](), entry)(*args, **kwargs)
    raise NameError("name %r is not defined" % entry)
