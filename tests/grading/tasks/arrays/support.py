from dataclasses import dataclass, field


@dataclass
class Point:
    x: int
    tags: list = field(default_factory=list)
