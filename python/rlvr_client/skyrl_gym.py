"""SkyRL-gym (0.4): an environment class for text in, text out, with as many turns as the environment has.

    skyrl_gym.register(id="rlvr", entry_point="rlvr_client.skyrl_gym:RlvrEnv")

Rows have `env_class: rlvr` and `reward_spec.ground_truth` (`rlvr export rows ENV --to skyrl`, or `rlvr_client.rows`).
Calls of tools stand in the text as <tool_call>{"name": …, "arguments": {…}}</tool_call>. SkyRL knows numbers alone: an
episode that could not be judged is 0.0 with `invalid: 1.0` in metadata and metrics, or an error with
`on_null="raise"` in the environment's settings. A lost episode and a server that stays away are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput

from .client import connect, reference_of
from .episode import Episode


class RlvrEnv(BaseTextEnv):
    def __init__(self, env_config: Any = None, extras: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        settings = dict(env_config or {})
        self._on_null = settings.get("on_null", "invalid")
        if self._on_null not in ("invalid", "raise"):
            raise ValueError(f'on_null is "invalid" or "raise"; got {self._on_null!r}.')
        self._client = connect(settings.get("url"))
        row = (extras or {}).get("reward_spec")
        if not isinstance(row, Mapping) or "ground_truth" not in row:
            raise ValueError("Expected a row with reward_spec.ground_truth, as `rlvr export rows ENV --to skyrl` writes.")
        self._row = reference_of(row)
        self._episode: Episode | None = None
        self._metrics: dict[str, float] = {}

    def init(self, prompt: list[dict[str, str]]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        self.close()
        self._metrics, self.turns = {}, 0
        self._episode = self._client.episode(row=self._row)
        self.max_turns = self._episode.max_turns
        return prompt, {"env": self._episode.env}

    def step(self, action: str) -> BaseTextEnvStepOutput:
        if self._episode is None:
            raise RuntimeError("init() comes before step().")
        self.turns += 1
        step = self._episode.step(action)
        said = [_user_message(message) for message in step.messages]
        if step.grade is None:
            return BaseTextEnvStepOutput(observations=said, reward=float(step.reward or 0), done=False, metadata={})
        grade = step.grade
        if grade.reward is None and self._on_null == "raise":
            grade.required()
        self._metrics = {
            "solved": 1.0 if grade.outcome else 0.0,
            "invalid": 1.0 if grade.reward is None else 0.0,
            **{name: float(score) for name, score in grade.scores.items() if score is not None},
        }
        self.close()
        metadata = {"outcome": grade.outcome, "scores": grade.scores, "invalid": grade.invalid}
        return BaseTextEnvStepOutput(
            observations=said, reward=0.0 if step.reward is None else float(step.reward), done=True, metadata=metadata
        )

    def close(self) -> None:
        if self._episode is not None:
            self._episode.close()
            self._episode = None

    def get_metrics(self) -> dict[str, Any]:
        return dict(self._metrics)


def _user_message(message: dict[str, Any]) -> dict[str, str]:
    """Answers of tools as Hermes' templates write them, in a user's message: ids of calls are not there."""
    if message["role"] != "tool":
        return {"role": message["role"], "content": message["content"]}
    return {"role": "user", "content": f"<tool_response>\n{message['content']}\n</tool_response>"}
