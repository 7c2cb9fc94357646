"""Names of the standard library, by what a call of them costs."""

from __future__ import annotations

CONSTANT = """abs int float bool round ord chr isinstance issubclass hash id type divmod pow print callable getattr setattr hasattr next
object slice bin hex oct math.gcd math.sqrt math.floor math.ceil math.fabs math.log math.log2 math.log10 math.pow math.isclose math.sin
math.cos math.hypot math.isqrt heapq.nothing operator.itemgetter operator.attrgetter collections.deque.append time.time time.perf_counter
random.random super ValueError TypeError KeyError IndexError RuntimeError StopIteration collections.namedtuple repr ascii format
operator.add operator.mul operator.sub operator.xor operator.or_""".split()
"""Look at nothing that grows."""


CONSUMERS = {
    "sum": "int", "any": "bool", "all": "bool", "list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "dict": "dict",
    "collections.deque": "deque", "collections.Counter": "dict", "collections.OrderedDict": "dict", "bytes": "bytes", "bytearray": "list",
    "dict.fromkeys": "dict",
    "heapq.heapify": "none", "statistics.mean": "float", "math.prod": "int", "math.fsum": "float", "statistics.fmean": "float",
}  # fmt: skip
"""Look at each element once; the kind of what they return."""


WHOLE = """zlib.crc32 zlib.adler32 zlib.compress zlib.decompress hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.sha512 hashlib.blake2b
base64.b64encode base64.b64decode binascii.hexlify binascii.unhexlify struct.unpack struct.pack struct.iter_unpack
html.escape html.unescape string.capwords textwrap.dedent random.shuffle statistics.pstdev statistics.stdev statistics.variance
statistics.pvariance array.array copy.copy operator.countOf operator.indexOf math.dist
math.sumprod urllib.parse.quote urllib.parse.unquote""".split()
"""Look at all of their largest argument, and at nothing else."""


LAZY = (
    "reversed",
    "itertools.accumulate",
    "itertools.pairwise",
    "itertools.dropwhile",
    "itertools.takewhile",
    "filter",
    "itertools.compress",
)
"""Go over another iterable while they are gone over themselves."""


ON_HEAP = ("heapq.heappush", "heapq.heappop", "heapq.heapreplace", "heapq.heappushpop")
"""Take a logarithm of the heap's length."""
