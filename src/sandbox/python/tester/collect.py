"""The tests of a script that are functions and classes: pytest's `test_*` and `Test*`, and those of `unittest`."""
import ast
import inspect
import itertools
import sys
import types

import checks
import fixtures
import outcomes
import pytest_shim


def run_pytest(script):
    teller = script.teller
    nodes = [node for _, _, unit in script.units for node in unit]
    code = compile(ast.Module(nodes, []), checks.FILE, "exec", dont_inherit=True)
    ending, message = teller.attempt(lambda: script.execute(code))
    if ending == "skipped":
        return "the script skips all of its tests: %s" % message
    if ending != "passed":
        teller.tell("collection", ending, message)
        return teller.fault
    found = run_functions(script) + run_unittests(script)
    if found == 0 and teller.line.named:
        # What a test is made for each of is the candidate's.
        teller.tell("collection", "failed", "no test is left of the script")
        return None
    return teller.fault if found else "the script defines no test"


def run_functions(script):
    """Functions `test*` and classes `Test*`, in the order in which they stand."""
    found = 0
    _call_hook(script.space.get("setup_module"), types.SimpleNamespace(**{}))
    for name, value in list(script.space.items()):
        if name.startswith("test") and type(value) is types.FunctionType and not hasattr(value, "_fixture"):
            found += _run_rows(script, name, value, None)
        elif isinstance(value, type) and value.__module__ == script.space["__name__"]:
            if name.startswith("Test") and not is_unittest(value):
                found += _run_class(script, name, value)
    if script.endings:
        script.teller.run("teardown", lambda: _end(script.endings))
    return found


def _run_class(script, name, kind):
    found = 0
    for method in [method for base in reversed(kind.__mro__) for method in base.__dict__]:
        if not method.startswith("test") or not callable(getattr(kind, method)):
            continue
        function = getattr(kind, method)
        if getattr(kind, "_unmet", None):
            function._unmet = kind._unmet
        found += _run_rows(script, "%s::%s" % (name, method), function, kind)
    return found


def _run_rows(script, name, function, kind):
    rows = [{}]
    for choices in getattr(kind, "_rows", []) + getattr(function, "_rows", []):
        rows = [dict(row, **choice) for row, choice in itertools.product(rows, choices)]
    is_one = len(rows) == 1 and not hasattr(function, "_rows") and not hasattr(kind, "_rows")
    needed = fixtures.Fixtures(script, kind)
    rows = [dict(row, **choice) for row in rows for choice in needed.choices(function, row)]
    is_one = is_one and len(rows) == 1
    for place, row in enumerate(rows):
        identity = name if is_one else "%s[%d]" % (name, place)
        script.teller.run(identity, lambda row=row: _run_one(script, function, kind, row))
    return len(rows)


def _run_one(script, function, kind, row):
    if getattr(function, "_unmet", None) or row.get(pytest_shim.LEFT_OUT):
        leave_out(script, function.__name__, getattr(function, "_unmet", "left out"))
    held = kind() if kind else None
    endings = []
    try:
        _call_hook(getattr(held, "setup_class", None), kind)
        _call_hook(getattr(held, "setup_method", None), function)
        if held is None:
            _call_hook(script.space.get("setup_function"), function)
        made = fixtures.Fixtures(script, kind, held)
        given = made.given(function, row, endings)
        script.finish(function(*([held] if kind else []), **given))
    finally:
        _end(endings)
        _call_hook(getattr(held, "teardown_method", None), function)
        if held is None:
            _call_hook(script.space.get("teardown_function"), function)
        _call_hook(getattr(held, "teardown_class", None), kind)


def leave_out(script, name, why):
    """By a mark of the script's own; one that looks at the program leaves nothing out."""
    node = script.reading.functions.get(name)
    if node is not None and any(script.reading.depends(decorator) for decorator in node.decorator_list):
        raise outcomes.Outcome("it is skipped for what the program is: %s" % why)
    raise outcomes.Skipped(why)


def _end(endings):
    while endings:
        endings.pop()()


def _call_hook(hook, given):
    if hook is not None:
        hook(*([given] if inspect.signature(hook).parameters else []))


# unittest.


def is_unittest(kind):
    unittest = sys.modules.get("unittest")
    return unittest is not None and issubclass(kind, unittest.TestCase)


def run_unittests(script):
    """Each method of a `TestCase` is a test."""
    found = 0
    for name, kind in list(script.space.items()):
        if isinstance(kind, type) and kind.__module__ == script.space["__name__"] and is_unittest(kind):
            found += _run_case(script, name, kind)
    return found


def _run_case(script, name, kind):
    import unittest

    methods = unittest.TestLoader().getTestCaseNames(kind)
    state = {"is_set_up": False}

    def run(method):
        leaves_out = getattr(kind, "__unittest_skip__", False) or getattr(getattr(kind, method), "__unittest_skip__", False)
        if leaves_out or getattr(getattr(kind, method), "__unittest_expecting_failure__", False):
            leave_out(script, method, "skipped or expected to fail")
        if not state["is_set_up"]:
            _once(kind.setUpClass)
            state["is_set_up"] = True
        result = _result_class()()
        kind(method).run(result)
        if result.first is not None:
            raise result.first
        if result.skipped:
            raise outcomes.Skipped(result.skipped[0][1])

    for method in methods:
        script.teller.run("%s::%s" % (name, method), lambda method=method: run(method))
    if state["is_set_up"]:
        ending, message = script.teller.attempt(lambda: (kind.tearDownClass(), kind.doClassCleanups()))
        if ending != "passed":
            script.teller.tell("%s::tearDownClass" % name, ending, message)
    return len(methods)


def _once(hook):
    import unittest

    try:
        hook()
    except unittest.SkipTest as error:
        raise outcomes.Skipped(str(error))


def _result_class():
    import unittest

    class Result(unittest.TestResult):
        first = None

        def _keep(self, error):
            if self.first is None and error is not None:
                self.first = error[1]

        def addError(self, _, error):
            self._keep(error)

        addFailure = addError

        def addSubTest(self, _, __, error):
            self._keep(error)

    return Result


def watch_unittest(script, source):
    """A script that runs its cases by itself is told that all is well: they are run as tests of their own. What it runs
    by a runner is run, and what fails there is noted."""
    ledger = script.teller.ledger
    if "doctest" in source:
        import doctest

        def report(self, out, test, example, got):
            ledger.note(AssertionError("`%s` gives something else: %s" % (example.source.strip(), got if type(got) is str else got[1])))

        doctest.DocTestRunner.report_failure = doctest.DocTestRunner.report_unexpected_exception = report
    if "unittest" not in source:
        return
    import unittest

    unittest.main = lambda *_, **__: None

    def add(self, test, error):
        ledger.note(error[1])

    unittest.TestResult.addFailure = unittest.TestResult.addError = add
