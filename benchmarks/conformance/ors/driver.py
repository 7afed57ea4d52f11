"""What the drivers beside this file share: the server, started and killed by them, and checks by name.

    python openreward_client.py [--only NAME] [--tree FOLDER] [--port PORT]

The server is `rlvr serve` of the repository this file is in, with countdown, the shop of examples/05 and the environments of
environments.ts. A driver ends with `N passed, N failed` and an exit code.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import itertools
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import traceback
from fractions import Fraction
from typing import Any, Callable, Dict, List, Optional, Tuple

TREE = pathlib.Path(__file__).resolve().parents[3]
SECRET = "kept-from-everybody"
PAGE = '  two blanks, "quotes" \\ and a\ttab\n\u00a0 é 漢字 \u2028 😀 \u0000 end  '

parser = argparse.ArgumentParser()
parser.add_argument("--only", help="checks whose name holds this")
parser.add_argument("--slow", action="store_true", help="those that take half a minute as well")
args = parser.parse_args()

os.environ.setdefault("OPENREWARD_API_KEY", "any")
os.environ.setdefault("OPENREWARD_DISABLE_UPDATE_CHECK", "1")


class Server:
    """`rlvr serve --ors`; `first` is the environment that clients without a name reach."""

    def __init__(self, first: str = "countdown") -> None:
        here = os.path.relpath(pathlib.Path(__file__).with_name("environments.ts"), TREE)
        own = [f"./{here}#{name}" for name in ("unjudged", "library", "dialogue", "slow", "broken")]
        self.environments = sorted(["countdown", "./examples/05-tool-environment.ts", *own], key=lambda each: first not in each)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        node = ["node", "--disable-warning=ExperimentalWarning", "--conditions=rlvr-source", "src/cli/main.ts", "serve"]
        self.process = subprocess.Popen(
            [*node, *self.environments, "--ors", "--port", str(self.port)],
            cwd=TREE,
            stdout=subprocess.DEVNULL,
            stderr=open(os.environ.get("SERVER_LOG", os.devnull), "ab"),
        )
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with code {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not listen within a minute")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def run(checks: List[Callable[[Server], Any]], server: Optional[Server] = None) -> None:
    """Each check is a function or coroutine of the server; a word that it returns is shown."""
    server = server or Server()
    passed, failed = 0, 0
    try:
        for check in checks:
            if args.only and args.only not in check.__name__:
                continue
            began = time.monotonic()
            try:
                word = check(server)
                if inspect.isawaitable(word):
                    word = asyncio.run(asyncio.wait_for(word, 300))
                passed += 1
                print(f"ok      {check.__name__:36} {time.monotonic() - began:6.2f} s  {word or ''}", flush=True)
            except Exception as error:
                failed += 1
                print(f"FAILED  {check.__name__:36} {type(error).__name__}: {str(error)[:500]}", flush=True)
                traceback.print_exc()
            if server.process.poll() is not None:
                server.start()
    finally:
        server.kill()
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.stdout.flush()
    os._exit(1 if failed else 0)


def raises(kind: type, work: Callable[[], Any]) -> Any:
    try:
        value = work()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}; got {value!r}")


def near(one: Any, other: float) -> bool:
    return isinstance(one, (int, float)) and not isinstance(one, bool) and abs(one - other) < 1e-9


def countdown_replies(text: str) -> Dict[str, Tuple[str, float]]:
    """Replies to a prompt of countdown with their rewards."""
    found = re.search(r"numbers ([\d, ]+) exactly once.* equals (\d+)", text)
    assert found, text
    numbers, target = [int(each) for each in found[1].split(",")], int(found[2])
    right, wrong = None, None

    def walk(items: List[Tuple[Fraction, str]]) -> None:
        nonlocal right, wrong
        if len(items) == 1:
            value, expression = items[0]
            if value == target:
                right = right or expression
            else:
                wrong = wrong or expression
            return
        for i, j in itertools.permutations(range(len(items)), 2):
            (a, x), (b, y) = items[i], items[j]
            rest = [items[k] for k in range(len(items)) if k not in (i, j)]
            for sign, value in (("+", a + b), ("-", a - b), ("*", a * b), ("/", a / b if b else None)):
                if value is not None and not (right and wrong):
                    walk([*rest, (value, f"({x} {sign} {y})")])

    walk([(Fraction(each), str(each)) for each in numbers])
    return {
        "gold": (f"<answer>{right}</answer>", 1.1),
        "wrong": (f"<answer>{wrong}</answer>", 0.1),
        "bare": (str(right), 1.0),
        "none": ("hm", 0.0),
    }
