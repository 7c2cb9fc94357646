"""An LLM as a judge: asked about code without its words, trusted only after it has ranked code of known worth."""

from __future__ import annotations
