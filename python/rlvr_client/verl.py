"""verl (0.9): `compute_score` for its reward managers, asynchronous as its reward loop is.

    reward.custom_reward_function.path=pkg://rlvr_client.verl
    reward.custom_reward_function.name=compute_score

The workers find the server by RLVR_URL. verl has no word for "not judged": such a sample is {"score": 0.0,
"invalid": 1.0}, and with `reward.custom_reward_function.reward_kwargs.on_null=raise` an error. A server that stays
away is always an error, which the managers `naive` and `dapo` let stop the run; `rate_limited` turns every error into
0.0 by itself, and should not be used with it.
"""

from __future__ import annotations

from typing import Any

from .client import connect


async def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: dict[str, Any] | None = None,
    *,
    url: str | None = None,
    on_null: str = "invalid",
    **_: Any,
) -> dict[str, float]:
    """The keys are the same for every sample, as verl needs them: score, acc (solved), invalid."""
    if on_null not in ("invalid", "raise"):
        raise ValueError(f'on_null is "invalid" or "raise"; got {on_null!r}.')
    grade = await connect(url).score_one_async(ground_truth, solution_str)
    if grade.reward is None and on_null == "raise":
        grade.required()
    return {
        "score": 0.0 if grade.reward is None else float(grade.reward),
        "acc": 1.0 if grade.outcome else 0.0,
        "invalid": 1.0 if grade.reward is None else 0.0,
    }
