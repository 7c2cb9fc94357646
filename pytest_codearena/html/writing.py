"""Pages from templates, and onto the disk. Everything that is put into a template is escaped, and nothing is put into a script."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import UsageError
from .text import duration, harmless, number

if TYPE_CHECKING:
    from jinja2 import Environment


def require_jinja2(option: str) -> None:
    """Raises UsageError that names the extra if the templates can't be read here."""
    from importlib.util import find_spec

    if find_spec("jinja2") is None:
        raise UsageError(f'{option}: needs Jinja2, which is not installed; run pip install "pytest-codearena[html]"')


@cache
def environment() -> Environment:
    """The templates, with autoescape on for every one of them."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    folder = files("pytest_codearena.html").joinpath("templates")
    style = _with_widths(folder.joinpath("style.css").read_text(encoding="utf-8"))
    script = folder.joinpath("page.js").read_text(encoding="utf-8")
    made = Environment(
        loader=PackageLoader("pytest_codearena.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters.update(number=number, duration=duration, day=_day)
    made.globals.update(
        version=__version__,
        style=Markup(style),  # noqa: S704  # ours, from the package
        script=Markup(script),  # noqa: S704
        policy=Markup(_policy(style, script)),  # noqa: S704
    )
    return made


def _shown(value: object) -> object:
    """Markup is ours and stays; every other text is made harmless before it is escaped."""
    return harmless(value) if type(value) is str else value


def _day(created: str) -> str:
    return created[:16].replace("T", " ") + (" UTC" if created.endswith(("+00:00", "Z")) else "")


def _with_widths(style: str) -> str:
    """The style, and a class for each width in percent: the policy allows no style on an element."""
    widths = "".join(f".w{percent}{{width:{percent}%}}" for percent in range(101))
    return re.sub(r"\s*\n\s*", "\n", style).strip() + widths


def _policy(style: str, script: str) -> str:
    """Only this style and this script act; nothing is loaded, sent, framed or submitted. Pictures come from within the page."""
    allowed = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    return (
        f"default-src 'none'; style-src {allowed[0]}; script-src {allowed[1]}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def render(template: str, values: Mapping[str, object]) -> str:
    """The template with these values in it."""
    return environment().get_template(template).render(values)


def write_page(path: Path, text: str) -> None:
    """Write the page, whole or not at all, making the folders of ``path``; UsageError if that cannot be done."""
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".codearena-{secrets.token_hex(8)}.tmp")
    try:
        if target.exists() and not target.is_file():
            raise OSError("it exists and is not a file")
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(target)
    except OSError as error:
        raise UsageError(f"cannot write the page {path}: {error}; name a file in a folder that you may write to") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
