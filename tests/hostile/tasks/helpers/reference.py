"""Text, by way of another program."""

import subprocess


def shout(text):
    """Return the text in capitals."""
    done = subprocess.run(["/bin/echo", text.upper()], capture_output=True, text=True, check=True)
    return done.stdout.strip()
