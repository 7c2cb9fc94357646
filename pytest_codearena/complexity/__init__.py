"""What a source does and how its time grows, read from its syntax tree: nothing is run."""

from __future__ import annotations

from .analysis import Analysis, analyse

__all__ = ["Analysis", "analyse"]
