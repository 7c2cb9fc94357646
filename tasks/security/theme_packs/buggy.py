"""Themes of a note-taking program."""

import os
import zipfile


def install(archive: str, folder: str, limit: int = 1_000_000) -> list[str]:
    """Unpack a theme into a folder and return the paths of its files."""
    if os.path.getsize(archive) > limit:
        raise ValueError(f"more than {limit} bytes")
    files = []
    with zipfile.ZipFile(archive) as pack:
        for entry in pack.infolist():
            path = os.path.join(folder, entry.filename)
            if entry.is_dir():
                os.makedirs(path, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(pack.read(entry))
            files.append(entry.filename)
    return sorted(files)
