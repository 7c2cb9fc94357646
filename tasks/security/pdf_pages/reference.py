"""Page counts of uploaded PDF files."""

import subprocess
from pathlib import Path


def page_count(folder: str, name: str) -> int:
    """Return the number of pages of the file `name` in `folder`."""
    root = Path(folder).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise ValueError(f"outside of the folder: {name}")
    if not path.is_file():
        raise FileNotFoundError(name)
    result = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True)
    for line in result.stdout.splitlines():
        key, _, value = line.partition(":")
        if key == "Pages":
            return int(value)
    raise ValueError(f"not a PDF file: {name}")
