"""Answers the calls of a job in one process with the candidate: for machines where no second process can be had. Follows
`values.py` in one text. The candidate can forge every report; no expected value is in this process, so a forged answer
is worth what it says and nothing more."""
import json
import os
import sys
import time
import types

SOURCE_NAME = "solution.py"


def answer_calls(job, report, alarm):
    """`report(dict)` tells the other side; `alarm(seconds)` ends the process that late, 0 calls it off."""
    clock = time.monotonic
    report({"at": "begin"})
    alarm(job["timeMs"] / 1000)
    module = types.ModuleType("solution")
    module.__file__ = SOURCE_NAME
    sys.modules["solution"] = module
    try:
        # What a preamble defines is no answer: a name that the candidate does not define itself is not there.
        if job["preamble"]:
            exec(compile(job["preamble"], "<preamble>", "exec", dont_inherit=True), module.__dict__)
            module.__dict__.pop(job["entry"].partition("(")[0].partition(".")[0], None)
            report({"at": "prepared"})
        code = compile(job["source"], SOURCE_NAME, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return report({"at": "fault", "ending": "compile_error", "message": describe(error)})
    try:
        exec(code, module.__dict__)
        entry = find_entry(module, job["entry"])
    except BaseException as error:
        return report({"at": "fault", "ending": failure_of(error), "message": describe(error)})
    report({"at": "loaded"})
    decoder = Decoder(module.__dict__.get)
    for index, (args, kwargs) in enumerate(job["calls"]):
        alarm(job["timeMs"] / 1000)
        started = clock()
        answer = answer_call(entry, decoder, args, kwargs, job)
        alarm(0)
        answer.update(at="answer", index=index, ms=(clock() - started) * 1000)
        report(answer)
    report({"at": "end"})


def answer_call(entry, decoder, args, kwargs, job):
    budget = job["outputBytes"]
    encoder = Encoder(budget)
    try:
        args = [decoder.decode(item) for item in args]
        kwargs = {name: decoder.decode(item) for name, item in kwargs.items()}
        before = text_of([args, kwargs]) if job.get("unchanged") else None
        result = entry(*args, **kwargs)
        changed = before is not None and text_of([args, kwargs]) != before
        return {"value": encoder.encode(result), "opaque": encoder.saw_opaque, "changed": changed}
    except TooLarge:
        return {"ending": "output_limit", "message": "the result has more than %d bytes" % budget}
    except BaseException as error:
        return {"ending": failure_of(error), "message": describe(error)}


def failure_of(error):
    return "memory_limit" if isinstance(error, MemoryError) else "runtime_error"


def find_entry(module, entry):
    """A function's name, `Solution().method`, `Holder.method`, or the name of a method of a class `Solution`."""
    names = module.__dict__
    owner, _, method = entry.rpartition(".")
    if not owner and entry in names:
        return names[entry]
    if not owner and hasattr(names.get("Solution"), entry):
        owner, method = "Solution()", entry
    name = owner[:-2] if owner.endswith("()") else owner
    if name not in names:
        raise NameError("name %r is not defined" % (name or entry))
    if name == owner:
        return getattr(names[name], method)
    return lambda *args, **kwargs: getattr(names[name](), method)(*args, **kwargs)


def describe(error):
    try:
        message = str(error)[:400]
    except BaseException:
        message = ""
    name = type.__dict__["__name__"].__get__(type(error))
    return name + (": " + message if message else "")


def answer_on_stdout():
    """The job comes on standard input; reports go to standard output, each in lines of its own behind the job's nonce."""
    import io
    import signal

    job = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    write, flush, leave, dumps = os.write, sys.stdout.flush, os._exit, json.dumps
    descriptor = os.dup(1)
    sys.stdin = io.TextIOWrapper(io.BytesIO())

    def report(message):
        try:
            flush()
        except BaseException:
            pass
        text = "\n@%s %s\n" % (job["nonce"], dumps(message, ensure_ascii=True, separators=(",", ":")))
        left = text.encode("ascii")
        while left:
            left = left[write(descriptor, left) :]

    def alarm(seconds):
        # Not in WebAssembly, whose processes are watched from outside.
        if not hasattr(signal, "setitimer"):
            return
        # With its default action the signal ends the process, whatever loop of C or Python it is in.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    answer_calls(job, report, alarm)
    try:
        flush()
        sys.stderr.flush()
    except BaseException:
        pass
    leave(0)
