"""What is said to the person at the terminal."""

import sys


def say(line: str) -> None:
    print(line, file=sys.stdout, flush=True)
