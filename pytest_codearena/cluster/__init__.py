"""Work on other machines: an executor whose workers are places on the nodes of a Ray cluster. It knows nothing of grading."""

from __future__ import annotations
