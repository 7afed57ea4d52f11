"""Math-Verify as a contender: judges rows of JSON Lines and says how long each took.

stdin: one object a line, {"gold", "reply"}. stdout: first {"version"}, then one line a row, {"verdict", "ms"}.
Golds without delimiters are wrapped in \\boxed{}, as trainers that use Math-Verify do.
"""

import json
import sys
import time
from importlib.metadata import version

from math_verify import parse, verify
from math_verify.parser import ExprExtractionConfig, LatexExtractionConfig

CONFIGS = (LatexExtractionConfig(boxed_match_priority=0), ExprExtractionConfig())


def judge(gold: str, reply: str) -> bool:
    marked = any(mark in gold for mark in ("$", "\\boxed", "\\(", "\\["))
    parsed_gold = parse(gold if marked else "\\boxed{" + gold + "}", CONFIGS, parsing_timeout=5)
    return bool(verify(parsed_gold, parse(reply, CONFIGS, parsing_timeout=5), timeout_seconds=5))


def main() -> None:
    print(json.dumps({"version": version("math-verify")}), flush=True)
    for line in sys.stdin:
        row = json.loads(line)
        start = time.perf_counter()
        try:
            verdict = judge(row["gold"], row["reply"])
        except Exception as error:  # a crash of the peer is its answer
            verdict = "error: " + type(error).__name__
        print(json.dumps({"verdict": verdict, "ms": (time.perf_counter() - start) * 1000}), flush=True)


if __name__ == "__main__":
    main()
