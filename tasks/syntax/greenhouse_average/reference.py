"""Averages for the greenhouse dashboard."""


def average_reading(readings: list[float | None]) -> float:
    """Return the mean of the readings; None marks a lost packet."""
    received = [reading for reading in readings if reading is not None]
    if not received:
        raise ValueError("no reading was received")
    return sum(received) / len(received)
