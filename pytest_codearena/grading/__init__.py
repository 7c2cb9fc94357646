"""Grades candidates: the author's tests in a trusted process, the candidate in a confined one, plain data between."""

from __future__ import annotations
