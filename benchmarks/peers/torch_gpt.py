#!/usr/bin/env python3
"""The PyTorch peer of our tensor code.

    torch_gpt.py --dump DIRECTORY     golden numbers of two tiny models, as JSON
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gpt_golden import dump


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dump", type=Path, metavar="DIRECTORY", required=True)
    arguments = parser.parse_args()
    dump(arguments.dump)


if __name__ == "__main__":
    main()
