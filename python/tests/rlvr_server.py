"""The rlvr under test: RLVR_COMMAND says how it is started, from the root of the repository."""

import os
import unittest
from pathlib import Path

from rlvr_client import Server

ROOT = str(Path(__file__).resolve().parents[2])
ENVIRONMENTS = ("countdown", "./examples/05-tool-environment.ts", "./python/tests/environments/unjudged.ts", "./python/tests/environments/guess.ts")


def server(**more) -> Server:
    if not os.environ.get("RLVR_COMMAND"):
        raise unittest.SkipTest("RLVR_COMMAND names no rlvr")
    return Server(*ENVIRONMENTS, cwd=ROOT, **more)


def gold(prompt: str) -> str:
    """An expression for a countdown prompt of two or three numbers."""
    import itertools
    import re

    found = re.search(r"numbers ([\d, ]+) exactly once.* equals (\d+)", prompt)
    numbers, target = found[1].split(", "), int(found[2])
    for order in itertools.permutations(numbers):
        for signs in itertools.product("+-*/", repeat=len(order) - 1):
            for form in ("{0}{s}{1}", "({0}{s}{1}){t}{2}", "{0}{s}({1}{t}{2})"):
                try:
                    expression = form.format(*order, s=signs[0], t=signs[-1])
                    if len(re.findall(r"\d+", expression)) == len(numbers) and eval(expression) == target:
                        return f"<answer>{expression}</answer>"
                except (IndexError, ZeroDivisionError):
                    continue
    raise ValueError(prompt)
