"""Writes into a script what ledger.py counts by: where a check is reached and whether it failed, loops over what the
program gives, handlers that hear of a failure and those that do not."""
import ast

from reading import COMPREHENSIONS, SCOPES, children, holds_always, inside, is_constant, name_of

_BROAD = ("Exception", "BaseException", "AssertionError")
_LOUD = ("print", "print_exc", "print_exception", "debug", "info", "warning", "error", "exception", "log", "write", "flush", "str", "repr", "format")
_EXPECTING = ("raises", "warns", "deprecated_call", "assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex")

_DOCTESTS = ("testmod", "testfile", "run_docstring_examples")


def _name(method):
    return "__ledger_%s__" % method


def _call(method, *args):
    return ast.Call(ast.Name(_name(method), ast.Load()), [ast.Constant(arg) if isinstance(arg, int) else arg for arg in args], [])


def _told(method, *args):
    return ast.Expr(_call(method, *args))


def _names_in(nodes):
    return {inner.id for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Name)}


METHODS = "reach begin over fail hear hear_expected mark unmark leaf each each_later turn zipped mapped consume type_of".split()


def names_for(ledger):
    return {_name(method): getattr(ledger, method) for method in METHODS}


class Marking(ast.NodeTransformer):
    """`visit` of a statement gives a list of statements. `found` counts the checks."""

    def __init__(self, reading, make_site):
        self.reading = reading
        self.make_site = make_site
        self.found = 0
        self.is_denied = False
        self.pinned = [reading.pinned(reading.tree.body)]
        self.used = _used(reading)
        self.following = {}
        for node in reading.nodes:
            for name in ("body", "orelse", "finalbody"):
                block = getattr(node, name, None)
                if isinstance(block, list):
                    self.following.update((id(one), other) for one, other in zip(block, block[1:]))

    def unit(self, node):
        """The statements that a top-level one becomes."""
        made = self.visit(node)
        made = made if isinstance(made, list) else [made]
        # What is written in stands where it was written for.
        place = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
        waiting = list(made)
        while waiting:
            current = waiting.pop()
            if "lineno" in current._attributes and not hasattr(current, "lineno"):
                current.__dict__.update(place)
            waiting += children(current)
        return made

    def _as_it_is(self, node):
        return node

    visit_Name = visit_Constant = visit_Load = visit_Store = visit_arguments = visit_Import = visit_ImportFrom = _as_it_is

    # Checks.

    def visit_Assert(self, node):
        self.found += not is_constant(node.test, False) and not holds_always(node.test)
        node.test = self._denying(node.test)
        return [_told("begin"), self._guarded([node], [_told("over")])]

    def _guarded(self, body, last=()):
        handler = ast.ExceptHandler(None, None, [_told("fail"), ast.Raise(None, None)])
        return ast.Try(body, [handler], [], list(last))

    def _denying(self, test):
        """Within `not`, `any` of nothing says as little as `all` of nothing."""
        held, self.is_denied = self.is_denied, True
        made = self.visit(test)
        self.is_denied = held
        return made

    def visit_If(self, node):
        is_check = self.reading.is_conditional_refusal(node)
        if is_check:
            node.test = self._denying(node.test)
            node.body = self._block(node.body)
            node.orelse = self._block(node.orelse)
        else:
            self.generic_visit(node)
        self.found += is_check
        return [_told("reach"), node] if is_check else node

    def _block(self, block):
        made = []
        for node in block:
            one = self.visit(node)
            made += one if isinstance(one, list) else [one]
        return made

    def visit_Raise(self, node):
        self.generic_visit(node)
        return self._guarded([node]) if node.exc is not None and "AssertionError" in _names_in([node.exc]) else node

    def visit_Expr(self, node):
        value, is_lazy = node.value, self._is_lazy(node.value)
        is_check = self._has_check(node)
        expects = self._expects([value])
        is_refusal = self.reading.is_refusal(node) and name_of(node.value) == "fail"
        self.generic_visit(node)
        if is_lazy:
            node.value = _call("consume", node.value)
        made = [self._guarded([node])] if is_check or is_refusal else [node]
        made = [_told("mark"), *made, _told("unmark")] if expects else made
        self.found += is_check
        return [_told("reach"), *made] if is_check else made

    def visit_With(self, node):
        expects = self._expects([item.context_expr for item in node.items])
        self.generic_visit(node)
        self.found += expects
        return [_told("reach"), _told("mark"), node, _told("unmark")] if expects else node

    def _expects(self, nodes):
        return any(isinstance(inner, ast.Call) and name_of(inner) in _EXPECTING for node in nodes for inner in inside(node))

    def _has_check(self, node):
        calls = (inner for inner in inside(node) if isinstance(inner, ast.Call))
        return any(name_of(call).startswith("assert") or name_of(call) in _EXPECTING + _DOCTESTS for call in calls)

    def _is_lazy(self, value):
        reading = self.reading
        if isinstance(value, ast.GeneratorExp):
            return any(reading.is_check_call(inner) for inner in ast.walk(value))
        if not isinstance(value, ast.Call):
            return False
        if name_of(value) in ("map", "filter") and value.args:
            first = value.args[0]
            return any(reading.is_check_call(inner) for inner in ast.walk(first)) or any(
                getattr(first, part, "") in reading.checking or str(getattr(first, part, "")).startswith("assert") for part in ("id", "attr")
            )
        function = reading.functions.get(name_of(value))
        return name_of(value) in reading.checking and any(isinstance(inner, (ast.Yield, ast.YieldFrom)) for inner in ast.walk(function))

    # Loops.

    def visit_For(self, node):
        made = _call("each", *self._loop(node, node.iter), *self._others(node)) if self._is_site(node.body, node.iter) else None
        node.iter = self.visit(made or node.iter)
        node.body, node.orelse = self._block(node.body), self._block(node.orelse)
        return node

    def visit_AsyncFor(self, node):
        if self._is_site(node.body, node.iter):
            node.iter = _call("each_later", *self._loop(node, node.iter))
        self.generic_visit(node)
        return node

    def visit_While(self, node):
        if self._is_site(node.body, node.test):
            node.test = _call("turn", *self._loop(node, node.test))
        self.generic_visit(node)
        return node

    def _is_site(self, body, source):
        return any(self.reading.checks(statement) for statement in body) and self._is_open(source)

    def _is_open(self, source):
        """What the program gives, and no equality says that it may be empty."""
        return self.reading.depends(source) and not any(
            ast.dump(inner) in pins for pins in self.pinned[-1:] for inner in ast.walk(source)
        )

    def _loop(self, node, source):
        number = self.make_site(node.lineno, ast.unparse(source))
        return number, _Leaves(self.reading, number).visit(source)

    def _others(self, node):
        """The script's own values that are read by the place in `range(len(…))` or `enumerate(…)`."""
        source, target = node.iter, node.target
        if isinstance(source, ast.Call) and name_of(source) == "enumerate" and isinstance(target, ast.Tuple):
            target = target.elts[0]
        elif not (isinstance(source, ast.Call) and name_of(source) == "range" and len(source.args) == 1):
            return []
        if not isinstance(target, ast.Name):
            return []
        inner = [part for statement in node.body for part in inside(statement)]
        stored = {part.id for part in inner if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        names = {
            part.value.id for part in inner
            if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name)
            and isinstance(part.slice, ast.Name) and part.slice.id == target.id
        }  # fmt: skip
        own = sorted(name for name in names - stored if name not in self.reading.names)
        return [ast.Tuple([ast.Name(name, ast.Load()) for name in own], ast.Load())] if own else []

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        denies = isinstance(node.func, ast.Attribute) and node.func.attr in ("assertFalse", "assertEqual", "assertIs", "assertTrue")
        if (name == "all" or name == "any" and self.is_denied) and len(node.args) == 1 and not node.keywords:
            node.args = [self._all_of(node, node.args[0])]
        if name == "type" and len(node.args) == 1 and "type" not in self.reading.functions:
            node.func = ast.copy_location(ast.Name(_name("type_of"), ast.Load()), node.func)
        if name_of(node) == "map" and len(node.args) == 2 and self._is_lazy(node) and self._is_open(node.args[1]):
            node.args[1] = _call("each", *self._loop(node, node.args[1]))
        theirs = [place for place, part in enumerate(node.args[name == "map" :]) if self.reading.depends(part)]
        parts = node.args[name == "map" :]
        is_mixed = 0 < len(theirs) < len(parts) and not any(isinstance(part, ast.Starred) for part in node.args)
        held, self.is_denied = self.is_denied, self.is_denied or denies
        self.generic_visit(node)
        self.is_denied = held
        if name in ("zip", "map") and is_mixed and name not in self.reading.functions:
            places = ast.Tuple([ast.Constant(place) for place in theirs], ast.Load())
            made = _call("zipped" if name == "zip" else "mapped", places, *node.args)
            made.keywords = node.keywords
            return ast.copy_location(made, node)
        return node

    def _all_of(self, node, items):
        if isinstance(items, COMPREHENSIONS):
            for part in items.generators:
                if not part.is_async and self._is_open(part.iter):
                    part.iter = _call("each", *self._loop(node, part.iter))
            return items
        return _call("each", *self._loop(node, items)) if self._is_open(items) else items

    def _visit_comprehension(self, node):
        if any(self.reading.is_check_call(inner) for part in _results(node) for inner in ast.walk(part)):
            for part in node.generators:
                if not part.is_async and self._is_open(part.iter):
                    part.iter = _call("each", *self._loop(node, part.iter))
        self.generic_visit(node)
        return node

    visit_ListComp = visit_GeneratorExp = visit_SetComp = visit_DictComp = _visit_comprehension

    # Handlers.

    def visit_Try(self, node):
        expects = self.reading.expects_exception(node, self.following.get(id(node)))
        firsts = []
        for handler in node.handlers:
            is_deaf, is_broad = self._is_deaf(node, handler), _is_broad(handler)
            heard = [] if is_deaf and is_broad else [_told("hear_expected" if is_deaf else "hear")]
            firsts.append(([_told("reach")] if expects else []) + heard)
        self.found += expects
        self.generic_visit(node)
        for handler, first in zip(node.handlers, firsts):
            handler.body = first + handler.body
        return node

    visit_TryStar = visit_Try

    def _is_deaf(self, node, handler):
        """Nothing comes of the handler, nor of what it skips."""
        last = max((place for place, one in enumerate(node.body) if self.reading.checks(one) or self.reading.is_refusal(one)), default=len(node.body))
        return not any(self._matters(one) for one in handler.body + node.body[last + 1 :] + node.orelse)

    def _matters(self, statement):
        for node in inside(statement):
            if isinstance(node, (ast.Return, ast.Raise, ast.Break, ast.Yield, ast.Await, ast.Assert)):
                return True
            if isinstance(node, ast.Call) and name_of(node) not in _LOUD:
                if not (isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)) or node.func.value.id in self.used:
                    return True
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in self.used:
                return True
            if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
                return True
        return False

    # Scopes.

    def visit_FunctionDef(self, node):
        self.pinned.append(self.reading.pinned(node.body))
        self.generic_visit(node)
        self.pinned.pop()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef


class _Leaves(ast.NodeTransformer):
    """Tells of each value of the program's in what a loop goes over."""

    def __init__(self, reading, number):
        self.reading, self.number = reading, number

    def _leaf(self, node):
        return ast.copy_location(_call("leaf", self.number, node), node)

    def visit_Name(self, node):
        return self._leaf(node) if isinstance(node.ctx, ast.Load) and node.id in self.reading.names else node

    def visit_Attribute(self, node):
        return self._leaf(node) if self.reading.depends(node) else node

    def visit_Subscript(self, node):
        return self._leaf(node) if self.reading.depends(node.value) else node

    def visit_Call(self, node):
        is_theirs = isinstance(node.func, ast.Attribute) and self.reading.depends(node.func.value)
        if is_theirs or isinstance(node.func, ast.Name) and node.func.id in self.reading.names:
            return self._leaf(node)
        node.args = [self.visit(part) for part in node.args]
        return node

    def visit_Lambda(self, node):
        return node

    def generic_visit(self, node):
        if isinstance(node, COMPREHENSIONS):
            node.generators[0].iter = self.visit(node.generators[0].iter)
            return node
        return super().generic_visit(node)


def _results(node):
    return [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]


def _is_broad(handler):
    return handler.type is None or any(name in _BROAD for name in _names_in([handler.type]))


def _used(reading):
    """Names on which a check, a branch or a result of the script depends."""
    used = []
    for node in reading.nodes:
        if isinstance(node, (ast.Assert, ast.If, ast.While, ast.IfExp)):
            used.append(node.test)
        elif isinstance(node, ast.Return) and node.value is not None:
            used.append(node.value)
        elif isinstance(node, ast.Call) and (reading.is_check_call(node) or name_of(node) in ("exit", "quit", "_exit")):
            used += node.args
    return _names_in(used)


__all__ = ["METHODS", "Marking", "SCOPES", "names_for"]
