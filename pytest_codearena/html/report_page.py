"""A report as one page; a large one as an index with a page for each episode in a folder beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from ..errors import UsageError
from ..records import DIFFICULTIES, Report
from .episode_view import BRIEF, FULL, Detail, EpisodeView, episode_view
from .overview import overview
from .pictures import Picture, no_pictures, pictures
from .sources import buggy_sources
from .writing import render, write_page

MOST_BYTES = 2_900_000
"""What would be larger as one page is split."""

_LEAST_BYTES = 1_000
"""What one attempt takes at least: where that is too much already, one page is not tried."""

_COLUMNS = (
    ("task", "x"), ("category", "c"), ("difficulty", "d"), ("agent", "a"), ("result", "v"), ("attempts", "n"), ("reward", "r num"),
    ("best", "b num"), ("tokens", "k num"), ("time", "t num"),
)  # fmt: skip
_PAGE = re.compile(r"\d{4,}\.html")


def write_report_page(path: Path, report: Report, *, root: Path, name: str) -> list[Path]:
    """Returns the files that show the report: ``path``, and for a large report also the folder beside it.

    ``root`` is where the paths of the tasks begin; the buggy code is read there. ``name`` is that of the report, if it has
    one. Raises UsageError if a file can't be written.
    """
    episodes = sorted(report.episodes, key=lambda e: (e.agent, e.path, e.task, e.epoch))
    buggy = buggy_sources(episodes, root)
    shown = pictures(report)

    def views(detail: Detail) -> list[EpisodeView]:
        numbered = enumerate(episodes, 1)
        return [episode_view(each, f"e{place}", buggy.get(each.digest), detail) for place, each in numbered]

    if _LEAST_BYTES * sum(len(episode.attempts) for episode in episodes) <= MOST_BYTES:
        for detail in (FULL, BRIEF):
            whole = _one_page(_Index(report, views(detail), name, shown))
            if len(whole.encode()) <= MOST_BYTES:
                write_page(path, whole)
                return [path]
    folder = path.with_name(f"{path.stem}.episodes")
    _write_pages(path, folder, _Index(report, views(FULL), name, shown))
    return [path, folder]


def _one_page(index: _Index) -> str:
    inside = {view.key: f"#{view.key}" for view in index.views}
    return index.page(inside, "".join(_section(view, "#eps", inside) for view in index.views))


def _write_pages(path: Path, folder: Path, index: _Index) -> None:
    _clear(folder)
    beside = {view.key: f"{place:04}.html" for place, view in enumerate(index.views, 1)}
    for view in index.views:
        section = _section(view, f"../{quote(path.name)}#eps", beside)
        write_page(folder / beside[view.key], render("episode.html", {"e": view, "section": _ours(section)}))
    write_page(path, index.page({key: f"{quote(folder.name)}/{name}" for key, name in beside.items()}, ""))


def _section(view: EpisodeView, back: str, href: Mapping[str, str]) -> str:
    place = int(view.key[1:])
    before, after = (href.get(f"e{place + step}", "") for step in (-1, 1))
    return render("section.html", {"e": view, "back": back, "before": before, "after": after})


def _ours(text: str) -> object:
    """A part that a template of ours has made, and escaped, already."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704


def _clear(folder: Path) -> None:
    """Pages of an earlier, larger report under the same name would be taken for pages of this one."""
    try:
        for page in folder.iterdir() if folder.is_dir() else ():
            if _PAGE.fullmatch(page.name):
                page.unlink()
    except OSError as error:
        raise UsageError(f"cannot replace the pages in {folder}: {error}; name another file") from error


class _Index:
    def __init__(self, report: Report, views: Sequence[EpisodeView], name: str, shown: Sequence[Picture]) -> None:
        self.views = views
        counted = any(view.tokens is not None for view in views)
        self._values = {
            "o": overview(report, name),
            "rows": views,
            "columns": [each for each in _COLUMNS if each[0] != "tokens" or counted],
            "counted": counted,
            "rank": {name: place for place, name in enumerate(DIFFICULTIES)},
            "choices": [
                ("agent", sorted({view.agent for view in views})),
                ("category", sorted({view.category for view in views})),
                ("difficulty", [name for name in DIFFICULTIES if any(view.difficulty == name for view in views)]),
                ("result", sorted({view.ended for view in views})),
            ],
            "figures": shown,
            "no_figures": no_pictures(),
        }

    def page(self, href: Mapping[str, str], sections: str) -> str:
        return render("report.html", {**self._values, "href": href, "sections": _ours(sections)})
