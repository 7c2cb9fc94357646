"""Tracking numbers of international parcels."""

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def check_digit(serial: int) -> int:
    """Return the check digit of a serial number."""
    if not 0 <= serial < 10 ** len(WEIGHTS):
        raise ValueError("a serial number has eight digits")
    total = 0
    for weight, digit in zip(WEIGHTS, f"{serial:08d}"):
        total += weight * int(digit)
    remainder = 11 - total % 11
    return {10: 0, 11: 5}.get(remainder, remainder)


def tracking_number(service: str, serial: int, country: str) -> str:
    """Return the whole number as it is printed on the label."""
    return f"{service.upper()}{serial:08d}{check_digit(serial)}{country.upper()}"
