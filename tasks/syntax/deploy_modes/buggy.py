"""Permissions of the files of a deployment."""

DEFAULT = 0644
OTHERS_WRITE = 0002
SHIFTS = {"u": 6, "g": 3, "o": 0}
BITS = {"r": 4, "w": 2, "x": 1}


def parse_mode(text):
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
    raise ValueError, "not a mode: %s" % text


def _from_clauses(clauses):
    seen = {}
    for clause in clauses:
        who, equals, letters = clause.partition("=")
        if seen.has_key(who) or not equals or len(set(letters)) <> len(letters):
            raise ValueError, "not a clause: %s" % clause
        try:
            seen[who] = sum(BITS[letter] for letter in letters) << SHIFTS[who]
        except KeyError, unknown:
            raise ValueError, "not a clause: %s, %s is unknown" % (clause, unknown)
    return sum(seen.itervalues())


def _from_letters(text):
    bits = 0
    for place, letter in enumerate(text):
        if letter not in ("rwx"[place % 3], "-"):
            raise ValueError, "not a mode: %s" % text
        bits = bits * 2 + (letter <> "-")
    return bits


def show_mode(bits):
    """Return the bits as nine letters."""
    if not 0 <= bits <= 0777:
        raise ValueError, "not permission bits: %d" % bits
    letters = ""
    for letter in reversed("rwx" * 3):
        letters = (letter if bits % 2 else "-") + letters
        bits = bits / 2
    return letters


def report(manifest):
    """Print the modes of all files and return how many of the files others may write."""
    files = manifest.items()
    files.sort()
    modes = []
    for path, text in files:
        try:
            modes.append((path, parse_mode(text)))
        except ValueError, error:
            raise ValueError, "%s: %s" % (path, error)
    marked = 0
    for path, bits in modes:
        if bits & OTHERS_WRITE:
            print "%s  %s !" % (show_mode(bits), path)
            marked += 1
        else:
            print "%s  %s" % (show_mode(bits), path)
    return marked
