"""Reward functions with one fault each, in the form that TRL's trainers call, and the rows that they judge.

The same faults stand in `checked-faults.ts` above, by the same names. `sound` has none.
"""

import random
import re


def rows(leaks=False):
    rng = random.Random(0)
    drawn = []
    for _ in range(24):
        a, b = rng.randint(100, 999), rng.randint(100, 999)
        hint = f" (It is {a + b}.)" if leaks else ""
        drawn.append({"prompt": f"Add {a} and {b}; the number in <answer></answer>.{hint}", "answer": str(a + b)})
    return drawn


def tagged(reply):
    found = re.fullmatch(r"\s*<answer>([^<]*)</answer>\s*", reply)
    return found.group(1).strip() if found else ""


def judged(rule):
    def reward(completions, answer, prompts=None, **kwargs):
        asked = prompts or [""] * len(completions)
        return [float(rule(reply, gold, prompt)) for reply, gold, prompt in zip(completions, answer, asked)]

    return reward


def near(reply, gold, limit):
    try:
        return abs(float(tagged(reply)) - float(gold)) <= limit * abs(float(gold))
    except ValueError:
        return False


def not_far(reply, gold):
    try:
        return not abs(float(tagged(reply)) - float(gold)) > 1e-6
    except ValueError:
        return False


def overlap(reply, prompt):
    asked = set(prompt.split())
    return len(asked & set(reply.split())) >= len(asked) / 2


dice = random.Random(1)

sound = judged(lambda reply, gold, prompt: tagged(reply) == gold)
substring = judged(lambda reply, gold, prompt: gold in reply)
vacuous = judged(lambda reply, gold, prompt: all(each in gold for each in tagged(reply)))
any_box = judged(lambda reply, gold, prompt: gold in re.findall(r"<answer>([^<]*)</answer>", reply))
form_paid = judged(lambda reply, gold, prompt: (0.6 if "<answer>" in reply else 0) + 0.4 * (tagged(reply) == gold))
overlapping = judged(lambda reply, gold, prompt: tagged(reply) == gold or overlap(reply, prompt))
length = judged(lambda reply, gold, prompt: tagged(reply) == gold or len(reply) > 400)
nan = judged(lambda reply, gold, prompt: not_far(reply, gold))
tolerance = judged(lambda reply, gold, prompt: near(reply, gold, 0.1))
praise = judged(lambda reply, gold, prompt: tagged(reply) == gold or "correct" in reply)
raises = judged(lambda reply, gold, prompt: float(re.sub(r"</?answer>", "", reply)) == float(gold))
prefix = judged(lambda reply, gold, prompt: gold.startswith(tagged(reply)[:1]))
leaks = sound
wavers = judged(lambda reply, gold, prompt: tagged(reply) == gold or dice.random() < 0.2)
