"""Themes of a note-taking program."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath


def install(archive: str, folder: str, limit: int = 1_000_000) -> list[str]:
    """Unpack a theme into a folder and return the paths of its files."""
    files, folders = _content(archive, limit)
    if any(str(parent) in files for name in [*files, *folders] for parent in PurePosixPath(name).parents):
        raise ValueError("something is both a file and a folder")
    root = Path(folder).resolve()
    for name in [*files, *folders]:
        if not (root / name).resolve().is_relative_to(root):
            raise ValueError(f"outside of the folder: {name}")
    root.mkdir(parents=True, exist_ok=True)
    for name in folders:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return sorted(files)


def _content(archive: str, limit: int) -> tuple[dict[str, bytes], set[str]]:
    """Return the files of a pack with what is in them, and its folders."""
    try:
        with zipfile.ZipFile(archive) as pack:
            entries = pack.infolist()
            names = [_checked(entry.filename) for entry in entries]
            if len(set(names)) < len(names):
                raise ValueError("a name occurs twice")
            if sum(entry.file_size for entry in entries) > limit:
                raise ValueError(f"more than {limit} bytes")
            files = {name: pack.read(entry) for name, entry in zip(names, entries) if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ValueError(f"not a theme: {error}") from error
    return files, {name for name, entry in zip(names, entries) if entry.is_dir()}


def _checked(name: str) -> str:
    """Return the name of an entry without the slash that marks a folder."""
    name = name.removesuffix("/")
    if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in name.split("/")):
        raise ValueError(f"not a name: {name}")
    return name
