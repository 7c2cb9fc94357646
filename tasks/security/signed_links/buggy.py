"""Download links that expire."""

import hashlib
import hmac

KEY = "tulip-harbour-1987"


def sign(path: str, expires: int) -> str:
    """Return a link to `path` that is good until `expires`."""
    link = f"{path}?expires={expires}"
    signature = hmac.new(KEY.encode(), link.encode(), hashlib.sha256).hexdigest()
    return f"{link}&signature={signature}"


def verify(link: str, now: int) -> bool:
    """Tell whether the link is one of ours and still good."""
    path, _, query = link.rpartition("?expires=")
    expires, _, _ = query.partition("&signature=")
    if not expires.isdecimal() or now > int(expires):
        return False
    return hmac.compare_digest(sign(path, int(expires)).encode(), link.encode())
