"""Permissions of the files of a deployment."""

DEFAULT = 0o644
OTHERS_WRITE = 0o002
SHIFTS = {"u": 6, "g": 3, "o": 0}
BITS = {"r": 4, "w": 2, "x": 1}


def parse_mode(text: str) -> int:
    """Return the permission bits that a text stands for."""
    text = text.strip(" ")
    if not text:
        return DEFAULT
    if all(digit in "01234567" for digit in text):
        if len(text) == 3 or (len(text) == 4 and text[0] == "0"):
            return int(text, 8)
    elif "=" in text:
        return _from_clauses(text.split(","))
    elif len(text) == 9:
        return _from_letters(text)
    raise ValueError(f"not a mode: {text}")


def _from_clauses(clauses: list[str]) -> int:
    seen: dict[str, int] = {}
    for clause in clauses:
        who, equals, letters = clause.partition("=")
        if who in seen or not equals or len(set(letters)) < len(letters):
            raise ValueError(f"not a clause: {clause}")
        try:
            seen[who] = sum(BITS[letter] for letter in letters) << SHIFTS[who]
        except KeyError as unknown:
            raise ValueError(f"not a clause: {clause}, {unknown} is unknown") from None
    return sum(seen.values())


def _from_letters(text: str) -> int:
    bits = 0
    for place, letter in enumerate(text):
        if letter not in ("rwx"[place % 3], "-"):
            raise ValueError(f"not a mode: {text}")
        bits = bits * 2 + (letter != "-")
    return bits


def show_mode(bits: int) -> str:
    """Return the bits as nine letters."""
    if not 0 <= bits <= 0o777:
        raise ValueError(f"not permission bits: {bits}")
    letters = ""
    for letter in reversed("rwx" * 3):
        letters = (letter if bits % 2 else "-") + letters
        bits //= 2
    return letters


def report(manifest: dict[str, str]) -> int:
    """Print the modes of all files and return how many of the files others may write."""
    modes = []
    for path, text in sorted(manifest.items()):
        try:
            modes.append((path, parse_mode(text)))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
    marked = 0
    for path, bits in modes:
        line = f"{show_mode(bits)}  {path}"
        if bits & OTHERS_WRITE:
            line += " !"
            marked += 1
        print(line)
    return marked
