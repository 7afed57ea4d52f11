"""The tester: runs a trusted test script in a process of its own, where the candidate is a proxy. Tells the supervisor
of each test as it begins (B) and ends (E), of a fault of the script itself (F), and that it came to its end (D)."""
import ast
import builtins
import linecache
import sys
import types

import checks
import program
import proxies
import wire
from line import Line


class Teller:
    """Runs one test at a time and tells how it went."""

    def __init__(self, report, line, tells_empty):
        # Whether a test that neither asserted nor called anything counts as one (a `print` of a script does not).
        self.tells_empty = tells_empty
        self.report = report
        self.line = line
        self.asserted = 0
        self.told = 0
        self.passed = 0
        # What is wrong with the script itself, once that is known.
        self.fault = None

    def count(self):
        self.asserted += 1
        self.line.changes.hold(sys._getframe(1))

    def run(self, identity, test):
        self.report.send(b"B", program.text_of({"id": identity}))
        touched, asserted = self.line.touched, self.asserted
        ending, message = self.attempt(test)
        touched, asserted = self.line.touched - touched, self.asserted - asserted
        if ending != "passed" or self.tells_empty or touched or asserted:
            self.tell(identity, ending, message, touched, asserted)

    def tell(self, identity, ending, message, touched=0, asserted=0):
        self.told += 1
        told = {"id": identity, "ending": ending, "touched": touched, "asserted": asserted}
        if message is not None:
            told["message"] = message[:400]
        self.report.send(b"E", program.text_of(told))
        self.passed += ending == "passed"

    def attempt(self, test):
        """How it ended, and what is to be said of it."""
        try:
            test()
            ending, message = "passed", None
        except wire.Lost:
            ending, message = "lost", None
        except BaseException as error:
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
        if isinstance(error, (NameError, ImportError)) and checks.blames_candidate(error):
            return "runtime_error", "%s: %s" % (type(error).__name__, error)
        if isinstance(error, checks.Outcome):
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
    counts = _CountAsserts()
    tree = ast.fix_missing_locations(counts.visit(tree))
    space[_CountAsserts.NAME] = teller.count
    space[_CountAsserts.OVER] = line.changes.settle
    try:
        line.asking.read(tree, job.get("entry"))
        entry = line.start()
        # In a list, for None may be what the candidate has under that name.
        entry = [entry] if job.get("entry") else []
        report.send(b"L")
        checks.admit_names(line, source, tree, space, entry, job.get("entry"))
    except wire.Lost:
        teller.run("load", _lose)
        return b"D", {}
    message = (_run_assert if job["style"] == "assert" else checks.run_pytest)(teller, tree, space, entry)
    if message is None and not line.peer.is_lost and line.touched == 0 and teller.passed == teller.told:
        message = "the script never calls the candidate"
    if message is not None:
        return fault(message)
    if counts.found and not teller.asserted and teller.passed == teller.told:
        teller.run("assertions", _no_assertion)
    return b"D", {}


def _no_assertion():
    raise AssertionError("no assertion was reached")


def _lose():
    raise wire.Lost


class _CountAsserts(ast.NodeTransformer):
    """Each assertion tells that it was reached and when it is over: what calls in it change of their arguments is seen
    afterwards, so that in `assert f(x) == g(x)` both are given the same."""

    NAME = "__assertion_reached__"
    OVER = "__assertion_over__"

    def __init__(self):
        self.found = 0

    def visit_Assert(self, node):
        self.found += 1
        reached, over = (
            ast.copy_location(ast.Expr(ast.Call(ast.Name(name, ast.Load()), [], [])), node) for name in (self.NAME, self.OVER)
        )
        return [reached, ast.copy_location(ast.Try([node], [], [], [over]), node)]


def _is_test(node):
    """A statement that checks something by itself, as opposed to one that prepares."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        return False
    if isinstance(node, ast.Expr):
        return isinstance(node.value, (ast.Call, ast.Await))
    return any(isinstance(inner, ast.Assert) for inner in ast.walk(node))


def _run_assert(teller, tree, space, entry):
    """Each top-level assertion, loop of assertions or call is a test, in order; a failed one does not end the others.
    Where a statement that prepares fails, nothing after it is run, and every test after it has failed as it did."""
    tests, pending, spoilt, spoilt_by = 0, [], None, None
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            if node.value.func.id == _CountAsserts.NAME:
                pending.append(node)
                continue
        code = compile(ast.Module(pending + [node], []), checks.FILE, "exec", dont_inherit=True)
        pending = []
        is_test = _is_test(node)
        tests += is_test
        identity = "line %d" % node.lineno
        if spoilt is not None:
            if is_test:
                teller.tell(identity, *spoilt)
                spoilt_by = None
            continue
        if is_test:
            teller.run(identity, lambda code=code: exec(code, space))
            continue
        ending, message = teller.attempt(lambda code=code: exec(code, space))
        if ending != "passed":
            spoilt, spoilt_by = (ending, message), identity
    check = space.get("check")
    is_for_check = any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in tree.body) and not _calls(tree, "check")
    if spoilt is not None:
        if is_for_check or spoilt_by is not None:
            teller.tell("check" if is_for_check else spoilt_by, *spoilt)
        return teller.fault
    if is_for_check and isinstance(check, types.FunctionType):
        if not entry:
            return "it defines `check(candidate)` and no `entry` says what the candidate is"
        tests += 1

        def run_check():
            teller.line.use(*entry)
            check(*entry)

        teller.run("check", run_check)
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
