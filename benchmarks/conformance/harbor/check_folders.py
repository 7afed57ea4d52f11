"""Checks Harbor task folders with Harbor's own package (PyPI `harbor` 0.26.0): its loader, its validator and its linter take
each, and tests/test.sh, run by hand in a plain folder without Docker, gives the gold 1, and a wrong program, one that
never ends, one that exits early and none at all 0, as Harbor's own reader of rewards reads them.

    rlvr export harbor code-basics --output FOLDER && python benchmarks/conformance/harbor/check_folders.py FOLDER
"""
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

from harbor.lint.models import DEFAULT_RULES
from harbor.lint.task import lint_task
from harbor.models.task.task import Task
from harbor.verifier.verifier import Verifier

WRONG = {
    ".py": {"wrong": "def f(*a, **k):\n    return 'no'\nprint('no')\n", "early": "import os\nos._exit(0)\n"},
    ".js": {"wrong": "console.log('no')\n", "early": "process.exit(0)\n"},
}
WRONG[".ts"] = WRONG[".js"]


def reward(task, place, logs):
    logs.mkdir(exist_ok=True)
    run = subprocess.run(
        [str(task.paths.test_path)], cwd=place, env={"PATH": PATH, "HARBOR_VERIFIER_LOGS": str(logs)},
        capture_output=True, text=True, timeout=task.config.verifier.timeout_sec)
    paths = SimpleNamespace(reward_json_path=logs / "reward.json")
    if not paths.reward_json_path.exists():
        return run.stdout + run.stderr
    return Verifier._parse_reward_json(SimpleNamespace(trial_paths=paths))["reward"]


def check(folder):
    faults = []
    if not Task.is_valid_dir(folder):
        faults.append("is_valid_dir")
    task = Task(folder)
    faults += [f"{finding.rule.value}: {finding.message}" for finding in lint_task(folder) if finding.rule in DEFAULT_RULES]
    hidden = (folder / "tests/job.json").read_text()
    if any(path.read_text() == hidden for path in folder.rglob("*") if path.is_file() and path.parent.name != "tests"):
        faults.append("the hidden tests stand outside of tests/")
    with tempfile.TemporaryDirectory() as room:
        room = Path(room)
        app = room / "app"
        app.mkdir()
        name = next(word for word in ("solution.py", "solution.js", "solution.ts") if word in (folder / "instruction.md").read_text())
        if reward(task, app, room / "none") != 0:
            faults.append("no program")
        for kind, source in WRONG[Path(name).suffix].items():
            (app / name).write_text(source)
            told = reward(task, app, room / kind)
            if told != 0:
                faults.append(f"{kind}: {told}")
        if task.paths.solve_path.exists():
            subprocess.run([str(task.paths.solve_path)], cwd=app, check=True)
            told = reward(task, app, room / "gold")
            if told != 1:
                faults.append(f"gold: {told}")
        else:
            faults.append("no solution")
    return folder.name, faults


PATH = sys.argv[2] if len(sys.argv) > 2 else "/usr/local/bin:/usr/bin:/bin"
folders = sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir())
with ThreadPoolExecutor(2) as pool:
    results = list(pool.map(check, folders))
for name, faults in results:
    if faults:
        print("FAIL", name, faults)
print(sum(not faults for _, faults in results), "of", len(results), "folders pass")
sys.exit(any(faults for _, faults in results))
