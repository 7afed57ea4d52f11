"""What can be read off a script before it runs: which of its names hold what the program gives, and which of its
statements check something. Names are taken as one for the whole script: a name that anywhere holds what the program gives
counts as holding it everywhere."""
import ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = _FUNCTIONS + (ast.ClassDef, ast.Lambda)
COMPREHENSIONS = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)
_ENDINGS = ("exit", "quit", "_exit", "fail")
_CHECKS = ("raises", "warns", "deprecated_call", "testmod", "testfile", "run_docstring_examples")
# Functions whose result holds what they are given, and no more.
_WHOLE = ("sorted", "list", "tuple", "set", "frozenset", "reversed", "len", "str", "iter", "Counter", "deque")


def children(node):
    """As `ast.iter_child_nodes`, in a third of its time, and without `Load` and `Store`."""
    found = []
    for value in node.__dict__.values():
        if type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            found.append(value)
    return found


def inside(node):
    """All nodes of a statement but those of functions and classes in it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [child for child in children(current) if not isinstance(child, SCOPES)]


def name_of(call):
    """`assertEqual` of `self.assertEqual(…)`, `fail` of `fail(…)`."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def is_constant(node, value):
    return isinstance(node, ast.Constant) and bool(node.value) is value


def _picks(node):
    """An expression that holds a part of what stands in it, of the script's choice."""
    if isinstance(node, COMPREHENSIONS):
        return any(part.ifs for part in node.generators)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Sub, ast.BitAnd, ast.BitXor))
    return isinstance(node, ast.Call) and name_of(node) in ("filter", "difference", "intersection", "symmetric_difference")


def _stored(target):
    names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return names | {"." + node.attr for node in ast.walk(target) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}


def holds_always(node):
    """`True`, or `(f(1) == 2, "message")`."""
    return is_constant(node, True) or isinstance(node, ast.Tuple) and bool(node.elts)


class Reading:
    def __init__(self, tree, roots):
        """`roots` are the names that the candidate has in the script."""
        self.tree = tree
        self.roots = frozenset(roots)
        self.names = set(roots)
        # As it was written, before anything is marked in it.
        self.nodes = [tree]
        for node in self.nodes:
            self.nodes += children(node)
        # Only loops ask what an equality pins.
        loops = (ast.For, ast.AsyncFor, ast.While, *COMPREHENSIONS)
        self.has_loops = any(isinstance(node, loops) or isinstance(node, ast.Call) and name_of(node) in ("all", "any", "map") for node in self.nodes)
        self.functions = {node.name: node for node in self.nodes if isinstance(node, _FUNCTIONS)}
        if "check" in self.functions:
            self.names.update(argument.arg for argument in self.functions["check"].args.args[:1])
        self._mentioned = {}
        self._spread()
        self.checking = set()
        self._find_checking()

    # What depends on the program.

    def can_tell_one_from_two(self):
        """Whether the script keeps what the program gives, gives it something outside an assertion, changes it or asks
        whether it is the same one: then a copy is not enough."""
        for node in self.nodes:
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign, ast.Expr)) and node.value is not None:
                if isinstance(node.value, (ast.Call, ast.Subscript, ast.Attribute, ast.Tuple, ast.List, ast.Dict, *COMPREHENSIONS)) and self.depends(node.value):
                    return True
            elif isinstance(node, ast.withitem) and self.depends(node.context_expr):
                return True
            elif isinstance(node, ast.Compare) and any(isinstance(each, (ast.Is, ast.IsNot)) for each in node.ops):
                if not any(isinstance(part, ast.Constant) for part in [node.left, *node.comparators]):
                    return True
            elif isinstance(node, ast.Call) and name_of(node) in ("id", "assertIs", "assertIsNot", "is_", "is_not"):
                return True
        return False

    def raising_lines(self):
        """Of each `with` whose body raises at its end whatever comes before: no refusal of what the program did there."""
        bodies = (node.body for node in self.nodes if isinstance(node, ast.With))
        return frozenset(
            body[-1].lineno
            for body in bodies
            if isinstance(body[-1], ast.Raise) and body[-1].exc is not None and all(isinstance(part, (ast.Assert, ast.Pass)) for part in body[:-1])
        )

    def depends(self, node):
        """Whether an expression holds what the program gives, whole: a part that the script picks may be none."""
        return not self._mentions(node).isdisjoint(self.names)

    def _mentions(self, node):
        """Names, and attributes behind a dot, of which an expression holds what they hold."""
        known = self._mentioned.get(id(node))
        if known is not None:
            return known[1]
        found, waiting = set(), [node]
        while waiting:
            current = waiting.pop()
            if isinstance(current, ast.Name):
                found.add(current.id)
            elif isinstance(current, ast.Attribute):
                found.add("." + current.attr)
                waiting.append(current.value)
            elif not isinstance(current, ast.Constant) and not _picks(current):
                waiting += children(current)
        # With the node, so that its number stays its own.
        self._mentioned[id(node)] = (node, frozenset(found))
        return self._mentioned[id(node)][1]

    def _spread(self):
        rules = [rule for node in self.nodes for rule in self._rules_of(node)]
        is_new = True
        while is_new:
            is_new = False
            for targets, source in rules:
                if not targets <= self.names and not source.isdisjoint(self.names):
                    self.names |= targets
                    is_new = True

    def _rules_of(self, node):
        """Pairs of names: the first hold what the program gives if any of the second does."""
        if isinstance(node, ast.Assign):
            return [(_stored(target), self._mentions(node.value)) for target in node.targets]
        if isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value is not None:
            return [(_stored(node.target), self._mentions(node.value))]
        if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            return [(_stored(node.target), self._mentions(node.iter))]
        if isinstance(node, ast.withitem) and node.optional_vars is not None:
            return [(_stored(node.optional_vars), self._mentions(node.context_expr))]
        if isinstance(node, _FUNCTIONS):
            gives = [inner.value for inner in self._own(node) if isinstance(inner, (ast.Return, ast.Yield, ast.YieldFrom)) and inner.value]
            return [({node.name}, self._mentions(value)) for value in gives]
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)) and name_of(node) in self.functions:
            arguments = [argument.arg for argument in self.functions[name_of(node)].args.args]
            arguments = arguments[1:] if arguments[:1] == ["self"] else arguments
            words = [({word.arg}, self._mentions(word.value)) for word in node.keywords if word.arg in arguments]
            return words + [({name}, self._mentions(value)) for name, value in zip(arguments, node.args)]
        return []

    def _own(self, function):
        return (node for statement in function.body for node in inside(statement) if not isinstance(statement, SCOPES))

    # What checks.

    def _find_checking(self):
        """Functions of the script that check something, by themselves or by another one."""
        for _ in range(12):
            before = len(self.checking)
            for name, node in self.functions.items():
                if any(self.checks(statement) for statement in node.body):
                    self.checking.add(name)
            if len(self.checking) == before:
                break

    def is_check_call(self, node):
        """A call that fails where something is not so."""
        if not isinstance(node, ast.Call):
            return False
        name = name_of(node)
        return name.startswith("assert") or name in self.checking or name in _CHECKS

    def is_refusal(self, node):
        """A statement that fails whenever it is reached."""
        if isinstance(node, ast.Raise):
            return node.exc is not None
        if isinstance(node, ast.Assert):
            return is_constant(node.test, False)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and name_of(node.value) in _ENDINGS:
            if name_of(node.value) == "fail":
                return True
            given = node.value.args
            return bool(given) and not (isinstance(given[0], ast.Constant) and given[0].value in (0, None))
        return False

    def refuses(self, body):
        return any(self.is_refusal(node) for node in body)

    def is_conditional_refusal(self, node):
        return isinstance(node, ast.If) and (self.refuses(node.body) or self.refuses(node.orelse))

    def checks(self, statement):
        """Whether it holds a check that may hold or not."""
        if isinstance(statement, SCOPES):
            return False
        return any(self._is_check(node) for node in inside(statement))

    def _is_check(self, node):
        if isinstance(node, ast.Assert):
            return not is_constant(node.test, False) and not holds_always(node.test)
        if isinstance(node, ast.Name) and node.id in self.checking:
            # Handed on, to a thread say, to be called there.
            return True
        return self.is_conditional_refusal(node) or self.is_check_call(node) or self.expects_exception(node)

    def expects_exception(self, node, following=None):
        """`try: f(1); raise AssertionError` … `except ValueError: pass`, or with the refusal behind it."""
        if not isinstance(node, ast.Try) or not node.handlers:
            return False
        return self.refuses(node.body) or self.refuses(node.orelse) or following is not None and self.is_refusal(following)

    # What an equality of its own says of a value: an empty one is then meant.

    def pinned(self, body):
        """Expressions that an assertion in these statements compares, whole, with something of the script's."""
        found = set()
        for statement in body if self.has_loops else ():
            for node in inside(statement):
                if isinstance(node, ast.Assert):
                    found |= self._pinned_by(node.test)
                elif isinstance(node, ast.Call) and name_of(node) in ("assertEqual", "assertListEqual", "assertCountEqual", "assertFalse"):
                    pair = node.args[:2]
                    found |= self._pair(pair) if len(pair) == 2 and name_of(node) != "assertFalse" else self._whole(pair[0]) if pair else set()
        return found

    def _pinned_by(self, test):
        if isinstance(test, ast.BoolOp):
            return set().union(*(self._pinned_by(value) for value in test.values))
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._whole(test.operand)
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Eq, ast.Is)):
            return self._pair([test.left, test.comparators[0]])
        return set()

    def _pair(self, pair):
        left, right = pair
        found = set() if self.depends(right) else self._whole(left)
        return found | (set() if self.depends(left) else self._whole(right))

    def _whole(self, node):
        while isinstance(node, ast.Call) and name_of(node) in _WHOLE and len(node.args) == 1:
            node = node.args[0]
        return {ast.dump(node)} if self.depends(node) else set()
