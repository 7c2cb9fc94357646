"""Marks around what a search found."""

import unicodedata


def fold(text: str) -> str:
    """Return the text without case and accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def letters(text: str) -> list[str]:
    """Return the characters of the text, each with the combining ones behind it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found


def highlight(text: str, query: str, before: str = "**", after: str = "**") -> str:
    """Return the text with marks around all that reads like the query."""
    wanted = fold(query)
    if not wanted:
        return text
    spelled = letters(text)
    folded = [fold(letter) for letter in spelled]
    haystack = "".join(folded)
    letter_at = {}
    place = 0
    for index, part in enumerate(folded):
        letter_at[place] = index
        place += len(part)
    letter_at[place] = len(spelled)

    marked = []
    done = 0
    found = haystack.find(wanted)
    while found >= 0:
        begin, end = letter_at.get(found), letter_at.get(found + len(wanted))
        if begin is None or end is None:
            found = haystack.find(wanted, found + 1)
            continue
        marked += [*spelled[done:begin], before, *spelled[begin:end], after]
        done = end
        found = haystack.find(wanted, found + len(wanted))
    return "".join([*marked, *spelled[done:]])
