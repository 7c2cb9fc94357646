"""Work with files, other modules, the clock and the console."""

import json
import os
import subprocess
import time
from pathlib import Path

RATE = 2


def count_lines(path):
    """Return how many lines of a file are not blank."""
    with open(path, encoding="utf-8") as file:
        return sum(1 for line in file if line.strip())


def save(path, values):
    """Write the values as JSON; the directory is made if need be."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, sort_keys=True), encoding="utf-8")
    return path


def report(values):
    """Print "name: value" lines, by name."""
    for name in sorted(values):
        print(f"{name}: {values[name]}")


def revision():
    """Return what git says, without the line's end."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def home():
    """Return the directory that APP_HOME names, or "default"."""
    return os.environ.get("APP_HOME", "default")


def waited(seconds):
    """Sleep, and return how long it took by the clock."""
    begin = time.monotonic()
    time.sleep(seconds)
    return time.monotonic() - begin


def price(amount):
    """Return amount times the rate."""
    return amount * RATE
