from dataclasses import dataclass, field


@dataclass
class Order:
    name: str
    lines: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)

    def add(self, line):
        self.lines.append(line)
