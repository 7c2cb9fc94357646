"""The page of the server: people repair tasks by hand, with agents beside them, and try programs in the sandbox.

``visitors`` knows who is there, ``workspace`` is what one of them does, ``view`` says what the page may see of it, ``routes`` is the
way between both. ``page/`` runs in the browser and is served as it is.
"""

from __future__ import annotations
