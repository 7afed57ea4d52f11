"""Rewards and environments of an rlvr server, for Python trainers.

    from rlvr_client import Server
    with Server("countdown") as server:
        client = server.client()
        task = client.tasks(n=1)[0]
        print(client.score([(task, "<answer>1 + 2</answer>")])[0].reward)

Beside it a module for each trainer, which imports that trainer when it is imported:
`rlvr_client.trl`, `.verl`, `.verifiers`, `.inspect_ai`, `.skyrl_gym`, `.tinker_cookbook`.
"""

from .client import Client, connect, reference_of
from .episode import Episode
from .errors import (
    EnvironmentFailed,
    NotJudged,
    RequestRefused,
    RlvrError,
    ServerUnavailable,
    SessionLost,
)
from .records import Grade, Step, Task
from .rows import dataset, rows
from .server import Server

__all__ = [
    "Client",
    "EnvironmentFailed",
    "Episode",
    "Grade",
    "NotJudged",
    "RequestRefused",
    "RlvrError",
    "Server",
    "ServerUnavailable",
    "SessionLost",
    "Step",
    "Task",
    "connect",
    "dataset",
    "reference_of",
    "rows",
]
__version__ = "0.1.0"
