"""Data sets for trainers, fetched from the server: prompts, and the text that names each task. Never an answer."""

from __future__ import annotations

from typing import Any

from .client import Client, client_of


def rows(
    env: str | None = None, split: str = "train", n: int = 1000, *, start: int = 0, client: Client | str | None = None
) -> list[dict[str, Any]]:
    """Rows as verl, TRL and SkyRL read them (see `Task.row`); `rlvr export rows` writes such without Python."""
    return [task.row() for task in client_of(client).tasks(env, split, n, start)]


def dataset(
    env: str | None = None, split: str = "train", n: int = 1000, *, start: int = 0, client: Client | str | None = None
) -> Any:
    """A `datasets.Dataset` with the columns that TRL's trainers take: prompt, data_source, ground_truth."""
    from datasets import Dataset

    tasks = client_of(client).tasks(env, split, n, start)
    return Dataset.from_list([{name: task.row()[name] for name in ("prompt", "data_source", "ground_truth")} for task in tasks])
