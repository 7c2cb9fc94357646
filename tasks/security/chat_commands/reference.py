"""Commands typed into a chat."""

import re

QUOTED = r'"(?:[^"\\]|\\.)*"'
BARE = r'[^ "\\]+'
COMMAND = re.compile(rf"/([a-z]+)((?: +(?:{QUOTED}|{BARE}))*) *", re.DOTALL)
ARGUMENT = re.compile(rf"{QUOTED}|{BARE}", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse(line: str) -> tuple[str, list[str]]:
    """Return the name of a command and its arguments."""
    found = COMMAND.fullmatch(line)
    if not found:
        raise ValueError("not a command; write /name and arguments, with quotes around those that have spaces")
    name, arguments = found.groups()
    return name, [_meant(written) for written in ARGUMENT.findall(arguments)]


def _meant(written: str) -> str:
    """Return what an argument stands for."""
    if written.startswith('"'):
        return ESCAPED.sub(r"\1", written[1:-1])
    return written
