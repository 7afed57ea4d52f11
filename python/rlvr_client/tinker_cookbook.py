"""Tinker cookbook (0.6): environments of one attempt each, their groups, and a data set of groups.

    dataset = RlvrDataset("countdown", renderer_name="qwen3", model_name="Qwen/Qwen3-8B", group_size=8, batch_size=16)

An episode that could not be judged raises NotJudged, and one that was lost SessionLost: the rollout strategies
`RetryOnFailure` and `MinViableGroup` try again or leave it out of its group, `FailFast` (the default) stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tinker
from tinker_cookbook import renderers
from tinker_cookbook.rl.types import (
    Action,
    ActionExtra,
    Env,
    EnvGroupBuilder,
    Observation,
    RLDataset,
    StepResult,
)
from tinker_cookbook.tokenizer_utils import get_tokenizer

from .client import Client, client_of
from .episode import Episode
from .records import Task


class RlvrEnv(Env):
    """`row` names the task; the reply is read by the renderer, calls of tools in its text by the server."""

    def __init__(self, client: Client, row: Any, renderer: renderers.Renderer) -> None:
        self._client, self._row, self._renderer = client, row, renderer
        self._episode: Episode | None = None
        self._said: list[dict[str, Any]] = []

    async def initial_observation(self) -> tuple[Observation, Any]:
        self._episode = await self._client.episode_async(row=self._row)
        self._said = [{"role": each["role"], "content": each["content"]} for each in self._episode.messages]
        return self._renderer.build_generation_prompt(self._said), self._renderer.get_stop_sequences()

    async def step(self, action: Action, *, extra: ActionExtra | None = None) -> StepResult:
        if self._episode is None:
            raise RuntimeError("initial_observation() comes before step().")
        message, _ = self._renderer.parse_response(action)
        step = await self._episode.step_async(renderers.get_text_content(message))
        stop = self._renderer.get_stop_sequences()
        if step.grade is None:
            answers = [{"role": each["role"], "content": each["content"]} for each in step.messages]
            self._said += [message, *answers]
            seen = self._renderer.build_generation_prompt(self._said)
            return StepResult(float(step.reward or 0), False, seen, stop)
        await self._episode.close_async()
        step.grade.required()
        metrics = {name: float(score) for name, score in step.grade.scores.items() if score is not None}
        if step.grade.outcome is not None:
            metrics["solved"] = float(step.grade.outcome)
        return StepResult(float(step.reward or 0), True, tinker.ModelInput.empty(), stop, metrics)


@dataclass(frozen=True)
class RlvrGroupBuilder(EnvGroupBuilder):
    """The attempts at one task. Holds names alone, so that it can be sent to other processes."""

    env: str
    row: str
    renderer_name: str
    model_name: str
    group_size: int
    client: Client

    async def make_envs(self) -> Sequence[Env]:
        renderer = renderers.get_renderer(self.renderer_name, get_tokenizer(self.model_name))
        return [RlvrEnv(self.client, self.row, renderer) for _ in range(self.group_size)]

    def logging_tags(self) -> list[str]:
        return [self.env]


class RlvrDataset(RLDataset):
    """The first `n` tasks of a split, `batch_size` groups of `group_size` attempts a step."""

    def __init__(
        self, env: str | None = None, *, renderer_name: str, model_name: str, group_size: int, batch_size: int,
        split: str = "train", n: int = 1000, client: Client | str | None = None,
    ) -> None:  # fmt: skip
        self._client = client_of(client)
        self._tasks: list[Task] = self._client.tasks(env, split, n)
        self._renderer_name, self._model_name = renderer_name, model_name
        self._group_size, self._batch_size = group_size, batch_size

    def get_batch(self, index: int) -> Sequence[EnvGroupBuilder]:
        tasks = self._tasks[index * self._batch_size : (index + 1) * self._batch_size]
        return [
            RlvrGroupBuilder(task.env, task.reference, self._renderer_name, self._model_name, self._group_size, self._client)
            for task in tasks
        ]

    def __len__(self) -> int:
        return len(self._tasks) // self._batch_size
