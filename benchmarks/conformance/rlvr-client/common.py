"""What the scripts beside this share: the client from this repository, the server they start, and solved tasks.

RLVR_COMMAND names another rlvr than that of this repository.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "python" / "tests")]
os.environ.setdefault(
    "RLVR_COMMAND",
    f"{ROOT}/node_modules/.bin/node --disable-warning=ExperimentalWarning --conditions=rlvr-source src/cli/main.ts",
)

# So that what a killed server leads to is soon seen.
os.environ.setdefault("RLVR_PATIENCE", "1")

from rlvr_client import Server  # noqa: E402
from rlvr_server import ENVIRONMENTS, gold  # noqa: E402,F401


def server(*environments, **more):
    return Server(*(environments or ENVIRONMENTS), cwd=str(ROOT), **more)


def kill(started):
    """As kill -9 would, and nothing is told to the client."""
    import signal

    os.killpg(started._process.pid, signal.SIGKILL)


def told(name, said):
    print(f"{name:<34} {said}", flush=True)
