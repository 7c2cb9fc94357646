"""Page counts of uploaded PDF files."""

import os
import subprocess


def page_count(folder: str, name: str) -> int:
    """Return the number of pages of the file `name` in `folder`."""
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        raise FileNotFoundError(name)
    result = subprocess.run(f"pdfinfo {path}", shell=True, capture_output=True, text=True)
    for line in result.stdout.splitlines():
        key, _, value = line.partition(":")
        if key == "Pages":
            return int(value)
    raise ValueError(f"not a PDF file: {name}")
