"""Picks the fastest of the choices that leave the results alone, so that the peer runs at its best.

One dimension after the other; the candidates of a dimension take turns, and the least time of each counts.
"""

from __future__ import annotations

import ctypes
from typing import Callable, Dict, List, Tuple

import torch

from gpt_workloads import Choice, Workload

TURNS = 2
HOPELESS = 1.5  # a candidate this much slower than the best after its first turn gets no more


def set_blas_threads(count: int) -> bool:
    """Sets OpenBLAS's own threads. False where this torch runs another BLAS, which follows torch's threads."""
    if torch.backends.mkl.is_available():
        return False
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split()[-1] for line in maps if "libopenblas" in line}
    for path in sorted(paths):
        setter = getattr(ctypes.CDLL(path), "openblas_set_num_threads", None)
        if setter is not None:
            setter(count)
            return True
    return False


def tuned(
    build: Callable[[Choice], Workload], choices: Dict[str, List[str]], threads: int, steps: int
) -> Tuple[Workload, Choice, Dict[str, float]]:
    """The fastest workload, its choice, and the best seconds a step of every candidate tried."""
    dimensions = dict(choices)
    if set_blas_threads(threads) and threads > 1:  # first: it outweighs the others
        dimensions = {"blasThreads": [str(threads), "1"], **choices}
    best: Choice = {name: values[0] for name, values in dimensions.items()}
    tried: Dict[str, float] = {}

    def measure(choice: Choice, workload: Workload, warm: bool) -> float:
        if "blasThreads" in choice:
            set_blas_threads(int(choice["blasThreads"]))
        if warm:
            workload.steps(1)
        return workload.steps(steps) / steps

    for name, values in dimensions.items():
        if len(values) == 1:
            continue
        candidates = [{**best, name: value} for value in values]
        workloads = [build(candidate) for candidate in candidates]
        seconds = [float("inf")] * len(values)
        for turn in range(TURNS):
            hopeless = HOPELESS * min(seconds)
            for index, workload in enumerate(workloads):
                if turn > 0 and seconds[index] > hopeless:
                    continue
                seconds[index] = min(seconds[index], measure(candidates[index], workload, turn == 0))
        for value, least in zip(values, seconds):
            tried[f"{name}={value}"] = round(least, 5)
        best = candidates[seconds.index(min(seconds))]
    if "blasThreads" in best:
        set_blas_threads(int(best["blasThreads"]))
    return build(best), best, tried
