"""What runs in a run's own process, behind all walls: reads its job from the report descriptor, runs the candidate as
a main program, and tells what happened in frames of a 32-bit length and a body. The first byte of a body says what it
is: P the preamble is through, L the program is loaded, A an answer, X how it ended. The candidate shares this process and can forge all of it;
that is why nothing here knows an expected value, and why the supervisor and the judge believe none of it blindly."""
import base64
import json
import os
import signal
import struct
import sys

import jail
import program
import script
import serve
import values


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


def main():
    report = Report(jail.REPORT_FD)
    job = json.loads(report.receive())
    if job["kind"] == "script":
        code = script.run_tests(report, job)
    elif job["kind"] == "serve":
        code = serve.run_candidate(report, job)
    elif job["kind"] == "calls":
        code = _run_calls(report, job)
    elif job["kind"] == "compile":
        code = _compile(report, job)
    elif job["kind"] == "exec":
        code = _execute(report, job)
    else:
        code = _run_program(report, job)
    os._exit(code)


def _write_files(job):
    for name, content in job.pop("files", {}).items():
        with open(name, "wb") as file:
            file.write(values.Decoder().decode(content) if type(content) is dict else content.encode("utf-8", "replace"))


def _compile(report, job):
    """Answers with the program's bytes; what the compiler says is on standard error."""
    with open(job["name"], "w", encoding="utf-8", errors="replace") as file:
        file.write(job["source"])
    report.send(b"L")
    status = os.spawnve(os.P_WAIT, job["command"][0], job["command"], dict(os.environ))
    if status == 0:
        with open("program", "rb") as file:
            report.send(b"A", program.text_of({"v": base64.b64encode(file.read()).decode("ascii")}))
        report.send(b"D")
    return 0 if status == 0 else 1


def _execute(report, job):
    """Becomes the program, which lies in no folder."""
    _write_files(job)
    descriptor = os.memfd_create("program", os.MFD_CLOEXEC)
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(base64.b64decode(job["program"]))
    os.set_inheritable(jail.REPORT_FD, False)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(descriptor, ["program"] + job.get("args", []), dict(os.environ))


def _run_program(report, job):
    module = program.main_module(job)
    _write_files(job)
    sys.argv = [program.NAME] + job.get("args", [])
    code = program.load(report, job, module)
    return program.finish(report, code or 0)


def _run_calls(report, job):
    module = program.main_module(job, program.MODULE)
    code = program.load(report, job, module)
    if code is not None:
        return program.finish(report, code)
    try:
        entry = program.find_entry(module, job["entry"])
    except BaseException as error:
        report.send(b"X", program.text_of({"exception": program.describe(error)}))
        return 1
    report.send(b"L")
    decoder = values.Decoder(module.__dict__.get)
    for args, kwargs in job["calls"]:
        report.send(b"A", _answer(entry, decoder, args, kwargs, job))
    report.send(b"D")
    return 0


def _answer(entry, decoder, args, kwargs, job):
    budget = job["maxBytes"]
    try:
        args = [decoder.decode(item) for item in args]
        kwargs = {name: decoder.decode(item) for name, item in kwargs.items()}
        before = values.text_of([args, kwargs]) if job.get("unchanged") else None
        result = entry(*args, **kwargs)
        is_changed = before is not None and values.text_of([args, kwargs]) != before
    except BaseException as error:
        failure = "memory_limit" if isinstance(error, MemoryError) else "runtime_error"
        answer = {"e": failure, "m": program.describe(error)}
        if isinstance(error, SystemExit):
            answer["exit"] = True
        return program.text_of(answer)
    encoder = values.Encoder(budget)
    try:
        answer = {"v": encoder.encode(result)}
        if encoder.saw_opaque:
            answer["opaque"] = True
        if is_changed:
            answer["changed"] = True
        return program.text_of(answer)
    except values.TooLarge:
        return program.text_of({"e": "output_limit", "m": "the result has more than %d bytes" % budget})
    except MemoryError:
        return program.text_of({"e": "memory_limit", "m": "MemoryError while the result was told"})
    except BaseException as error:
        return program.text_of({"e": "runtime_error", "m": "the result cannot be told: " + program.describe(error)})
