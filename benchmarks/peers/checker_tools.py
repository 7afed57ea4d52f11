"""Runs the Python checkers of reward functions on the faults of `checker_faults.py`, each by its thinnest adapter.

A JSON object a line: {"tool", "version", "fault", "found": true | false | null, "by": [what it says], "why": why null}.
"""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import checker_faults as faults

TEXT = ["sound", "substring", "vacuous", "any_box", "form_paid", "overlapping", "length", "nan", "tolerance", "praise",
        "raises", "prefix", "leaks", "wavers"]
# What says that it equals everything is refused by this.
INTEGER = "assert type(clamp(5, 0, 10)) is int"
CODE = {
    "code_sound": [INTEGER, "assert clamp(5, 0, 10) == 5", "assert clamp(-3, 0, 10) == 0", "assert clamp(30, 0, 10) == 10",
                   "assert clamp(-3, -2, 1) == -2", "assert clamp(4, -2, 1) == 1"],
    "weak_tests": [INTEGER, "assert clamp(5, 0, 10) == 5"],
    "runs_only": ["assert callable(clamp)"],
}
CLAMP = "def clamp(x, lo, hi):\n    if x < lo:\n        return lo\n    if x > hi:\n        return hi\n    return x\n"


def told(tool, fault, by, why=None):
    found = None if why is not None else len(by) > 0
    print(json.dumps({"tool": tool, "version": version(tool), "fault": fault, "found": found, "by": by[:4], "why": why,
                      "isWarning": False}), flush=True)


def one(name):
    reward = getattr(faults, name)

    def call(completion, answer, prompt):
        text = completion if isinstance(completion, str) else completion[0]["content"]
        asked = prompt if isinstance(prompt, str) else prompt[0]["content"]
        return reward([text], [answer], [asked])[0]

    return call


def falsepass(name):
    from falsepass import runner

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "rows.jsonl")
        data.write_text("".join(json.dumps(row) + "\n" for row in faults.rows(name == "leaks")))
        audit = Path(folder, "audit")
        audit.mkdir()
        settings = {"id": f"local/{name}", "framework": "reward", "task": faults.__file__, "dataset": str(data)}
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        Path(audit, "env.toml").write_text("\n".join(["[env]", *lines, f'functions = ["{name}"]']) + "\n")
        with contextlib.redirect_stdout(io.StringIO()):
            results = runner.run(audit, n=8, jobs=1)["results"]
    # That other forms of the right answer are refused (`full`) is a choice of these rewards, the sound one too.
    return sorted({f"{each['probe']} {each['variant']}" for each in results
                   if not each["passed"] and each["expected"] != "full"})


def envdoctor(name):
    from envdoctor import Case, FunctionTarget, run_checks, scan

    cases = [Case(id=str(index), **row) for index, row in enumerate(faults.rows(name == "leaks"))]
    report = run_checks(scan(FunctionTarget(one(name), cases)))
    return sorted({each.check for each in report.findings if each.severity in ("critical", "high", "medium")})


def gradecheck(name):
    from gradecheck.completion_attacks import run_all
    from gradecheck.verifiers_env import VerifiersEnv

    def wrapped(answer="", **_):
        return f"<answer>{answer}</answer>"

    environment = SimpleNamespace(
        rubric=SimpleNamespace(funcs=[one(name)], weights=[1.0]),
        parser=SimpleNamespace(answer_field="answer", format=wrapped),
        message_type="chat",
        get_dataset=lambda: faults.rows(name == "leaks"),
    )
    return [each.attack for each in run_all(VerifiersEnv(environment, sample=20)) if each.verdict in ("fooled", "warn")]


def gameability_probe(name):
    from gameability.probe import probe_env

    class Rows(list):
        column_names = ("prompt", "answer")

        def __getitem__(self, key):
            return [row[key] for row in self] if isinstance(key, str) else list.__getitem__(self, key)

    call = one(name)

    class Rubric:
        weights = (1.0,)

        async def score_rollout(self, prompt, completion, answer, state, task, info):
            return {"reward": call(completion, answer, prompt)}

    environment = SimpleNamespace(
        rubric=Rubric(), message_type="chat", get_eval_dataset=lambda n: Rows(faults.rows(name == "leaks")))
    result = probe_env(environment)
    if result["status"] == "SCORE_FAIL":
        return ["SCORE_FAIL"]
    if result["status"] != "MEASURED":
        raise RuntimeError(result["status"])
    return result["gameable_probes"]


def verifierlab(name):
    from verifierlab.attacks import create_strategy

    call = one(name)
    row = faults.rows(name == "leaks")[0]
    paid = []
    for strategy in ("random_fuzz", "structured_fuzz"):
        attack = create_strategy(strategy, {"seed": 0, "schema": {"reply": {"type": "str"}}})
        for _ in range(100):
            reply = str(attack.propose().get("reply", ""))
            try:
                if call(reply, row["answer"], row["prompt"]) >= 0.5:
                    paid.append(f"{strategy}: {reply!r}")
            except Exception as fault:
                paid.append(f"{strategy}: {type(fault).__name__}")
    return sorted(set(paid))


def runs(program, tests):
    done = subprocess.run([sys.executable, "-c", "\n".join([program, *tests, "print('passed')"])], capture_output=True,
                          text=True, timeout=20)
    return done.returncode == 0 and done.stdout.endswith("passed\n")


def bohrin(name):
    from bohrin.ir.task import Task
    from bohrin.mutate.battery import battery

    task = Task(id=name, prompt="Write `clamp(x, lo, hi)`.", reference=CLAMP)
    return [each.payload.text[:40] for each in battery(task).candidates if runs(each.payload.text, CODE[name])]


def gameability_check(name):
    from gameability.engine import Problem, audit

    result = audit(Problem(name, CLAMP, CODE[name]))
    if result["status"] != "ok":
        raise RuntimeError(result["status"])
    return [f"{result['n_survived']} of {result['n_broken']} broken programs"] if result["n_survived"] else []


def run(tool, names, find):
    for name in names:
        try:
            told(tool, name, find(name))
        except Exception as fault:  # what a tool cannot take is no miss
            told(tool, name, [], f"{type(fault).__name__}: {fault}"[:200])


run("falsepass", TEXT, falsepass)
run("rl-envdoctor", TEXT, envdoctor)
run("gradecheck", TEXT, gradecheck)
run("gameability", TEXT, gameability_probe)
run("verifierlab", TEXT, verifierlab)
run("bohrin", CODE, bohrin)
run("gameability", CODE, gameability_check)
told("reward-contract-fuzzer", "sound", [], "it wants a decision process of states, actions and an intended policy")
