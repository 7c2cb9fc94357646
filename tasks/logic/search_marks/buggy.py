"""Marks around what a search found."""

import unicodedata


def fold(text: str) -> str:
    """Return the text without case and accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def highlight(text: str, query: str, before: str = "**", after: str = "**") -> str:
    """Return the text with marks around all that reads like the query."""
    haystack, wanted = fold(text), fold(query)
    if not wanted:
        return text
    marked = []
    done = 0
    found = haystack.find(wanted)
    while found >= 0:
        end = found + len(wanted)
        marked += [text[done:found], before, text[found:end], after]
        done = end
        found = haystack.find(wanted, done)
    return "".join([*marked, text[done:]])
