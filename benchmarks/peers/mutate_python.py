"""Mutants of right programs, and what a plain interpreter makes of each: the oracle for a judge.

Reads JSON Lines {"id", "code", "preamble", "script", "mutants"}; writes {"id", "mutation", "code", "passes"} for each mutant, where
`passes` says whether preamble, code and script together end without an error within the limit. A mutant differs from its
program in one operator or constant. Only programs of published data sets belong here: nothing is contained.
"""
import ast
import copy
import json
import os
import random
import resource
import signal
import sys

SECONDS = 3

OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.And: ast.Or, ast.Or: ast.And,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}


def sites(tree):
    """Every place that can change: (index of the node in walk order, which change)."""
    found = []
    for index, node in enumerate(ast.walk(tree)):
        if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)) and type(node.op) in OPERATORS:
            found.append((index, "operator"))
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
            found.append((index, "operator"))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
            found.append((index, "constant"))
    return found


def mutated(tree, index, what):
    tree = copy.deepcopy(tree)
    node = list(ast.walk(tree))[index]
    if what == "constant":
        before = node.value
        node.value = (not before) if isinstance(before, bool) else before + 1
        return tree, f"line {node.lineno}: {before!r} -> {node.value!r}"
    if isinstance(node, ast.Compare):
        before = type(node.ops[0])
        node.ops[0] = OPERATORS[before]()
    else:
        before = type(node.op)
        node.op = OPERATORS[before]()
    return tree, f"line {node.lineno}: {before.__name__} -> {OPERATORS[before].__name__}"


def passes(program):
    """Runs in a child, so that what it does to the interpreter stays there."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            signal.alarm(SECONDS)
            exec(compile(program, "mutant", "exec"), {"__name__": "__main__"})
            status = 0
        except BaseException:
            pass
        os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def main():
    for line in sys.stdin:
        row = json.loads(line)
        try:
            tree = ast.parse(row["code"])
        except SyntaxError:
            continue
        chooser = random.Random(row["id"])
        places = sites(tree)
        for index, what in chooser.sample(places, min(row["mutants"], len(places))):
            tree_of_mutant, mutation = mutated(tree, index, what)
            code = ast.unparse(tree_of_mutant)
            program = "\n".join((row["preamble"], code, row["script"]))
            print(json.dumps({"id": row["id"], "mutation": mutation, "code": code, "passes": passes(program)}), flush=True)


if __name__ == "__main__":
    main()
