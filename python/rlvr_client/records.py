"""What comes back from the server, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .errors import NotJudged

Message = dict[str, Any]
"""A chat message as chat templates read it: role, content, tool_calls (arguments as text), tool_call_id."""


@dataclass(frozen=True)
class Grade:
    """What came of an episode, or of a finished completion."""

    reward: float | None
    """None where it could not be judged: never a zero."""
    outcome: bool | None
    """Whether the task was solved; None where that could not be judged."""
    scores: dict[str, float | None] = field(default_factory=dict)
    """Of each term of the rubric."""
    invalid: str | None = None
    """Why there is no reward, such as 'verifier-error'; None where there is one."""

    @classmethod
    def read(cls, given: dict[str, Any]) -> Grade:
        return cls(given["reward"], given["outcome"], given.get("scores") or {}, given.get("invalid"))

    def required(self) -> float:
        """The reward, for a trainer that knows numbers alone. Raises NotJudged where there is none."""
        if self.reward is None:
            raise NotJudged(f"This episode has no reward ({self.invalid or 'not judged'}).")
        return float(self.reward)


@dataclass(frozen=True)
class Task:
    """A task's public half. Nothing of the answer is in it."""

    env: str
    split: str
    index: int
    id: str
    prompt: list[Message]
    public: dict[str, Any]
    reference: str
    """The text that names the task to the server."""

    def row(self) -> dict[str, Any]:
        """As a row of a trainer's data set: every column names what verl, TRL and SkyRL look for."""
        return {
            "prompt": self.prompt,
            "data_source": self.env,
            "ground_truth": self.reference,
            "reward_model": {"style": "rule", "ground_truth": self.reference},
            "reward_spec": {"method": "rule", "ground_truth": self.reference},
            "extra_info": {"split": self.split, "index": self.index},
        }


@dataclass(frozen=True)
class Step:
    """What one action brought."""

    messages: list[Message]
    """What the environment said: answers of tools, the next user message."""
    reward: float | None
    """What this step earned; at the end with the rubric's reward, None where that could not be judged."""
    done: bool
    truncated: bool
    """A limit ended the episode."""
    grade: Grade | None
    """Of the whole episode; None before the end."""

    @property
    def text(self) -> str:
        return "\n".join(message["content"] for message in self.messages)
