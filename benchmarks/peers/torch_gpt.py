#!/usr/bin/env python3
"""The PyTorch peer of our tensor code.

    torch_gpt.py --dump DIRECTORY                  golden numbers of two tiny models, as JSON
    torch_gpt.py --serve train-step --shape S      times rounds on request: JSON lines on stdin and stdout

Served lines: first one `{"version", "choice", "tried", "unit"}`, sent once the fastest choice is known; then for
each request `{"steps": n}` one answer `{"value": number}` in that unit.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Dict

import torch

from gpt_golden import dump
from gpt_tuning import tuned
from gpt_workloads import SHAPES, Choice, Workload, generate, generate_choices, train_choices, train_step

WORKLOADS = {"train-step": (train_step, train_choices), "generate": (generate, generate_choices)}


def say(message: Dict[str, object]) -> None:
    print(json.dumps(message), flush=True)


def serve(name: str, shape_name: str, threads: int, compiled: bool) -> None:
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    make, choices = WORKLOADS[name]
    shape = SHAPES[shape_name]
    tuning_steps = 3 if shape_name == "S" and name == "train-step" else 1
    workload, choice, tried = tuned(lambda picked: make(shape, picked, False), choices(), threads, tuning_steps)
    if compiled:
        workload = make(shape, choice, True)
        workload.steps(1)  # compiles
    say({"version": torch.__version__, "choice": choice, "tried": tried, "unit": workload.unit})
    for line in sys.stdin:
        say({"value": workload.round(int(json.loads(line)["steps"]))})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    job = parser.add_mutually_exclusive_group(required=True)
    job.add_argument("--dump", type=Path, metavar="DIRECTORY")
    job.add_argument("--serve", choices=sorted(WORKLOADS))
    parser.add_argument("--shape", choices=sorted(SHAPES), default="S")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compiled", action="store_true", help="torch.compile instead of eager")
    arguments = parser.parse_args()
    if arguments.dump is not None:
        dump(arguments.dump)
    else:
        serve(arguments.serve, arguments.shape, arguments.threads, arguments.compiled)


if __name__ == "__main__":
    main()
