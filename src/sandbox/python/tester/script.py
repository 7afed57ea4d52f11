"""The tester: runs a trusted test script in a process of its own, where the candidate is a proxy. Tells the supervisor
of each test as it begins (B) and ends (E), of a fault of the script itself (F), and that it came to its end (D)."""
import ast
import builtins
import linecache
import re
import sys
import types

import beyond
import checks
import collect
import common
import fixtures
import marking
import mirror
import outcomes
import program
import proxies
import stand_ins
import wire
from later import Later
from ledger import Ledger, Site
from line import Line
from reading import SCOPES, Reading, inside


# A script that deals with files: both sides then see the same ones.
_FILES = re.compile(r"\b(open|tempfile|tmp_path|pathlib|Path|os|shutil)\b")


class Teller:
    """Runs one test at a time and tells how it went."""

    def __init__(self, report, line, tells_empty):
        # Whether a test that neither asserted nor called anything counts as one (a `print` of a script does not).
        self.tells_empty = tells_empty
        self.report = report
        self.line = line
        self.ledger = Ledger(line.changes)
        self.later = None
        self.told = 0
        self.passed = 0
        self.skipped = 0
        # The script ended itself, by `sys.exit(0)`: what stands behind it is not run.
        self.is_over = False
        # What is wrong with the script itself, once that is known.
        self.fault = None

    def run(self, identity, test):
        self.report.send(b"B", program.text_of({"id": identity}))
        touched, asserted = self.line.touched, self.ledger.reached
        ending, message = self.attempt(test)
        touched, asserted = self.line.touched - touched, self.ledger.reached - asserted
        if ending != "passed" or self.tells_empty or touched or asserted:
            self.tell(identity, ending, message, touched, asserted)

    def tell(self, identity, ending, message, touched=0, asserted=0):
        self.told += 1
        told = {"id": identity, "ending": ending, "touched": touched, "asserted": asserted}
        if message is not None:
            told["message"] = message[:400]
        self.report.send(b"E", program.text_of(told))
        self.passed += ending == "passed"
        self.skipped += ending == "skipped"

    def attempt(self, test):
        """How it ended, and what is to be said of it."""
        asked = self.line.touched, self.line.named
        try:
            try:
                test()
            except outcomes.Skipped as error:
                if (self.line.touched, self.line.named) == asked:
                    return "skipped", str(error)
                raise outcomes.Outcome("it is skipped once the program was asked: %s" % error)
            except SystemExit as error:
                if error.code not in (0, None) or isinstance(error, proxies.CandidateFailure):
                    raise
                self.is_over = True
            self.later.settle()
            unheard = self.ledger.unheard()
            if unheard is not None:
                raise unheard
            ending, message = "passed", None
        except wire.Lost:
            ending, message = "lost", None
        except BaseException as error:
            self.ledger.unheard()
            ending, message = self.judge(error)
            if ending == "fault":
                self.fault = self.fault or message
                ending = "failed"
        if self.line.peer.is_lost:
            ending, message = "lost", None
        return ending, message

    def judge(self, error):
        if isinstance(error, proxies.CandidateFailure):
            return error.failure, "%s: %s" % (type(error).__name__, error)
        if isinstance(error, outcomes.Unsupported):
            return "fault", "the script asks for what is not there: %s" % error
        if isinstance(error, ImportError) and not checks.blames_candidate(error):
            return "fault", "%s: %s" % (type(error).__name__, error)
        if isinstance(error, (NameError, ImportError)):
            return "runtime_error", "%s: %s" % (type(error).__name__, error)
        if isinstance(error, outcomes.Outcome):
            return "failed", str(error)
        where = _line_of(error)
        if isinstance(error, AssertionError):
            return "failed", ("assertion failed: %s %s" % (where, error)).strip()
        if self.line.named == 0 and self.line.touched == 0:
            return "fault", "%s: %s %s" % (type(error).__name__, error, where)
        return "failed", "%s: %s %s" % (type(error).__name__, error, where)


def _line_of(error):
    text, trace = "", error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == checks.FILE:
            text = "(line %d) %s" % (trace.tb_lineno, linecache.getline(checks.FILE, trace.tb_lineno).strip())
        trace = trace.tb_next
    return text


def run_tests(report, job):
    kind, body = _tell_tests(report, job)
    if "line" in job and job["line"].saw_opaque:
        body["opaque"] = True
    if "line" in job and job["line"].saw_changes:
        body["changed"] = True
    report.send(kind, program.text_of(body))
    # The supervisor ends this process: were it to end by itself, the candidate would see that first.
    report.receive()
    return 0


def _tell_tests(report, job):
    def fault(message):
        return b"F", {"message": message[:400]}

    source = job["script"]
    try:
        tree = ast.parse(source, checks.FILE)
        compile(tree, checks.FILE, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return fault("the script does not compile: %s" % error)
    lacking = fixtures.lacking(tree) if job["style"] == "pytest" else None
    if lacking is not None:
        return fault(lacking)
    module = types.ModuleType("__main__" if job["style"] == "assert" else "test_solution")
    module.__file__ = checks.FILE
    module.__builtins__ = builtins
    sys.modules[module.__name__] = module
    linecache.cache[checks.FILE] = (len(source), None, source.splitlines(True), checks.FILE)
    space = module.__dict__
    try:
        if job.get("preamble"):
            exec(compile(job["preamble"], "<preamble>", "exec", dont_inherit=True), space)
    except BaseException as error:
        return fault("the preamble fails: %s: %s" % (type(error).__name__, error))
    # Of the preamble alone: the script's own names are nobody else's to call.
    line = Line(job["maxBytes"], {name: space[name] for name in ("ListNode", "TreeNode") if name in space})
    job["line"] = line
    teller = Teller(report, line, job["style"] == "pytest")
    if _FILES.search(source) and mirror.is_own():
        line.mirror = mirror.Mirror()
    if "mock" in source:
        stand_ins.watch(line)
    line.keeps_arguments, line.note = job.get("unchanged", False), teller.ledger.note
    roots = checks.roots_of(source, tree, set(space), job.get("entry"))
    reading = Reading(tree, roots)
    teller.later = Later(teller.ledger, checks.FILE, reading.checking)
    marks = marking.Marking(reading, lambda number, text: _add_site(teller.ledger, number, text))
    line.asking.read(job.get("entry"), reading)
    line.sends = any(isinstance(node, ast.Attribute) and node.attr == "send" for node in reading.nodes)
    line.raising, line.script_file = reading.raising_lines(), checks.FILE
    if reading.can_tell_one_from_two():
        line.common = common.Common()
    tests = [(node, _is_test(node, reading)) for node in tree.body]
    units = [(node.lineno, is_test, marks.unit(node)) for node, is_test in tests]
    lacking = beyond.lacking(reading)
    if lacking is not None:
        return fault("the script asks for what is not there: " + lacking)
    has_tests = job["style"] == "assert" or any(name.startswith("test") for name in reading.functions)
    checks_nothing = has_tests and not marks.found and not _can_refuse(reading, set(space))
    space.update(marking.names_for(teller.ledger))
    if checks_nothing:
        return fault("the script checks nothing: it holds no assertion, and nothing that fails where something is not so")
    try:
        entry = line.start()
        # In a list, for None may be what the candidate has under that name.
        entry = [entry] if job.get("entry") else []
        report.send(b"L")
        checks.admit_names(line, source, tree, space, entry, job.get("entry"))
    except wire.Lost:
        teller.run("load", _lose)
        return b"D", {}
    teller.later.install(source)
    beyond.install(line, source)
    script = checks.Script(teller, units, space, entry, reading)
    collect.watch_unittest(script, source)
    message = _run_assert(script) if job["style"] == "assert" else collect.run_pytest(script)
    # What follows counts only where it fails or checks.
    teller.tells_empty = False
    if teller.later.has_exit_functions():
        teller.run("exit functions", teller.later.run_exit_functions)
    if message is None and not line.peer.is_lost and line.touched == 0 and teller.passed + teller.skipped == teller.told:
        message = "every test is skipped" if teller.told and teller.skipped == teller.told else "the script never calls the candidate"
    if message is not None:
        return fault(message)
    if teller.passed + teller.skipped == teller.told:
        if marks.found and not teller.ledger.reached:
            teller.run("assertions", lambda: _refuse("no assertion was reached"))
        for site in teller.ledger.empty_loops():
            words = "the checks for each of `%s` were never reached: the program gives none" % site.text[:200]
            teller.run("loop in line %d" % site.line, lambda words=words: _refuse(words))
    return b"D", {}


def _can_refuse(reading, defined):
    """Whether a script without assertions can fail by itself, or by a function that the preamble defines."""
    for node in reading.nodes:
        if reading.is_refusal(node):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in defined - set(reading.functions):
            return True
    return False


def _add_site(ledger, number, text):
    ledger.sites.append(Site(number, text))
    return len(ledger.sites) - 1


def _refuse(words):
    raise outcomes.Outcome(words)


def _lose():
    raise wire.Lost


def _is_test(node, reading):
    """A statement that checks something by itself, as opposed to one that prepares."""
    if isinstance(node, SCOPES + (ast.Import, ast.ImportFrom)) or _is_main_guard_of_tests(node):
        return False
    if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await)):
        return _name_of_call(node.value) not in ("unittest.main", "pytest.main")
    return reading.checks(node) or any(isinstance(inner, ast.Assert) or reading.is_refusal(inner) for inner in inside(node))


def _name_of_call(node):
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _is_main_guard_of_tests(node):
    """`if __name__ == "__main__": unittest.main()`."""
    return isinstance(node, ast.If) and any(_name_of_call(inner) in ("unittest.main", "pytest.main") for inner in ast.walk(node))


def _run_assert(script):
    """Each top-level assertion, loop of assertions or call is a test, in order; a failed one does not end the others.
    Where a statement that prepares fails, nothing after it is run, and every test after it has failed as it did. A
    script without such a statement and without `check` is one of test functions and classes."""
    teller, space = script.teller, script.space
    tests, spoilt, spoilt_by = 0, None, None
    for number, is_test, nodes in script.units:
        code = compile(ast.Module(nodes, []), checks.FILE, "exec", dont_inherit=True)
        tests += is_test
        identity = "line %d" % number
        if teller.is_over:
            continue
        if spoilt is not None:
            if is_test:
                teller.tell(identity, *spoilt)
                spoilt_by = None
            continue
        if is_test:
            teller.run(identity, lambda code=code: script.execute(code))
            continue
        ending, message = teller.attempt(lambda code=code: script.execute(code))
        if ending != "passed":
            spoilt, spoilt_by = (ending, message), identity
    check = space.get("check")
    is_for_check = "check" in script.reading.functions and not _calls(script.reading.tree, "check")
    if spoilt is not None:
        if is_for_check or spoilt_by is not None:
            teller.tell("check" if is_for_check else spoilt_by, *spoilt)
        return teller.fault
    if teller.is_over:
        return teller.fault
    if is_for_check and isinstance(check, types.FunctionType):
        if not script.entry:
            return "it defines `check(candidate)` and no `entry` says what the candidate is"
        tests += 1
        teller.run("check", lambda: script.check(check))
    tests += collect.run_unittests(script)
    if tests == 0 or teller.line.touched == 0:
        tests += collect.run_functions(script)
    if tests == 0:
        return "the script holds no assertion, no call and no `check`"
    return teller.fault


def _calls(tree, name):
    """Whether a top-level statement calls it, inside functions aside."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == name:
                return True
    return False
