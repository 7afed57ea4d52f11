"""Runs a candidate as a main program inside WebAssembly, where neither threads nor signals are. Gives how it ended as
JSON: its exit code, what it threw, and whether that was for lack of memory."""
import builtins
import json
import linecache
import os
import sys
import threading
import traceback
import types

NAME = "solution.py"


def close_ways_out():
    """Drops what leads from Python to the JavaScript around it."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("js", "pyodide_js"):
            del sys.modules[name]
    # Among them the worker's own path.
    os.environ.clear()
    os.environ.update({"HOME": "/home/pyodide", "TZ": "UTC", "LANG": "C.UTF-8"})


def start_at_once(self):
    """Programs start a thread to get a deeper stack and join it: here it runs when it is started."""
    self._started.set()
    try:
        self.run()
    finally:
        ended.add(self)


ended = set()
threading.Thread.start = start_at_once
threading.Thread.join = lambda self, timeout=None: None
threading.Thread.is_alive = lambda self: False
threading.stack_size = lambda size=0: 0


def run_main(source, args):
    module = types.ModuleType("__main__")
    module.__file__ = NAME
    module.__builtins__ = builtins
    sys.modules["__main__"] = module
    sys.argv = [NAME] + list(args)
    linecache.cache[NAME] = (len(source), None, source.splitlines(True), NAME)
    end = {"code": 0}
    try:
        code = compile(source, NAME, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        traceback.print_exception(type(error), error, None)
        end = {"code": 1, "compile": message_of(error)}
    else:
        try:
            exec(code, module.__dict__)
        except SystemExit as error:
            end = exit_of(error)
        except BaseException as error:
            end = {"code": 1, "message": message_of(error), "memory": isinstance(error, MemoryError)}
            try:
                traceback.print_exception(type(error), error, error.__traceback__.tb_next, limit=-40)
            except BaseException:
                pass
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except BaseException as error:
            if stream is sys.__stdout__ and end["code"] == 0:
                end = {"code": 120, "message": message_of(error)}
    return json.dumps(end)


def exit_of(error):
    if error.code is None:
        return {"code": 0}
    if isinstance(error.code, int):
        return {"code": error.code & 0xFF}
    sys.stderr.write(str(error.code) + "\n")
    return {"code": 1}


def message_of(error):
    try:
        message = str(error)[:400]
    except BaseException:
        message = ""
    name = type.__dict__["__name__"].__get__(type(error))
    return name + (": " + message if message else "")
