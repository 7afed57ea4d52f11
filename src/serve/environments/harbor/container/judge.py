"""Judges /app/solution.py by the cases of job.json beside this file, and writes the reward that Harbor reads. Standard
library alone. A judge that fails writes no reward, which Harbor takes for an error and not for a zero.

    python3 judge.py SOLUTION REWARD
"""
import json
import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

from compare import outputs_equal, values_equal

HERE = os.path.dirname(os.path.abspath(__file__))
MOST_OUTPUT = 1 << 24


def main(solution, reward_file):
    with open(os.path.join(HERE, "job.json"), encoding="utf-8") as file:
        job = json.load(file)
    is_root = os.geteuid() == 0
    # Programs run as nobody, who reads neither the tests nor the reward.
    if is_root:
        os.chmod(HERE, 0o700)
    try:
        with open(solution, encoding="utf-8", errors="replace") as file:
            source = file.read()
    except OSError:
        return write(reward_file, 0, "there is no " + solution)
    with tempfile.TemporaryDirectory() as room:
        os.chmod(room, 0o755)
        for name in ("candidate.py", "values.py"):
            shutil.copy(os.path.join(HERE, name), room)
            os.chmod(os.path.join(room, name), 0o644)
        passed = []
        for index, case in enumerate(cases_of(job)):
            fault = judged(job, case, source, room, is_root)
            print("test", index + 1, "passed" if fault is None else fault)
            passed.append(fault is None)
            if fault is not None and job.get("scoring", "all") == "all":
                break
    write(reward_file, score(job, passed), f"{sum(passed)} of {len(cases_of(job))} tests passed")


def cases_of(job):
    return job["cases"] if job["format"] != "assert" else [{}]


def score(job, passed):
    cases = cases_of(job)
    if job.get("scoring", "all") == "all":
        return int(len(passed) == len(cases) and all(passed))
    weights = [case.get("weight", 1) if job["scoring"] == "weighted" else 1 for case in cases]
    return sum(weight for weight, good in zip(weights, passed) if good) / sum(weights)


def judged(job, case, source, room, is_root):
    """None where it passed, else why not."""
    if job["format"] == "stdio":
        path = os.path.join(room, "solution.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        os.chmod(path, 0o644)
        code, output = run([sys.executable, path], case["stdin"], job, room, is_root)
        if code != 0:
            return f"ended with {code}"
        return None if outputs_equal(output, case["stdout"], job["compare"]) else "another output"
    done = secrets.token_hex(16)
    given = {"format": job["format"], "source": source, "preamble": job.get("preamble"), "entry": job.get("entry")}
    given.update({"done": done, "script": job["script"]} if job["format"] == "assert" else {"args": case["args"], "kwargs": case.get("kwargs")})
    code, output = run([sys.executable, os.path.join(room, "candidate.py")], json.dumps(given), job, room, is_root)
    try:
        told = json.loads(output)
    except ValueError:
        return f"ended with {code} before it answered"
    if not isinstance(told, dict) or "answer" not in told:
        return str(told.get("error") if isinstance(told, dict) else told)[:300]
    if job["format"] == "assert":
        return None if told["answer"] == done else "an answer of its own"
    return None if values_equal(told["answer"], case["expected"], job) else "another result"


def run(command, given, job, room, is_root):
    seconds, memory = job["timeMs"] / 1000, job["memoryMb"] << 20

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_OUTPUT, MOST_OUTPUT))

    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if is_root else {}
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": room, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL, cwd=room, env=environment,
            start_new_session=True, preexec_fn=limit, **nobody)
        try:
            process.communicate(given.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            return "a time limit", ""
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                # It has ended, or the walls around forbid to end groups.
                process.kill()
            process.wait()
        output.seek(0)
        return process.returncode, output.read().decode("utf-8", "replace")


def write(path, reward, words):
    print(words)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"reward": reward}, file)


main(*sys.argv[1:])
