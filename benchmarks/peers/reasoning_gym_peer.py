"""reasoning-gym as a contender: draws tasks of each named dataset and scores the answer that it gives itself.

argv: how many tasks, then names of datasets. stdout: {"version", "rows": {name: {"drawUs", "judgeUs"}}}; a name that it
does not know is left out. Times are those of the processor.
"""

import json
import sys
import time
from importlib.metadata import version

import reasoning_gym


def measure(name: str, count: int) -> dict:
    dataset = reasoning_gym.create_dataset(name, size=count + 20, seed=0)
    for index in range(20):
        dataset.score_answer(dataset[index]["answer"], dataset[index])
    started = time.process_time()
    entries = [dataset[20 + index] for index in range(count)]
    drawn = time.process_time()
    for entry in entries:
        dataset.score_answer(entry["answer"], entry)
    judged = time.process_time()
    return {"drawUs": 1e6 * (drawn - started) / count, "judgeUs": 1e6 * (judged - drawn) / count}


def main() -> None:
    count, names = int(sys.argv[1]), sys.argv[2:]
    rows = {}
    for name in names:
        try:
            rows[name] = measure(name, count)
        except Exception as error:  # one that fails leaves the others
            print(f"{name}: {error}", file=sys.stderr)
    print(json.dumps({"version": version("reasoning-gym"), "rows": rows}))


main()
