import random
from functools import reduce


def workload(size: int, rng: random.Random) -> tuple[list[str]]:
    """A recording of `size` sentences, some of them damaged, in short pieces."""
    sentences = []
    for _ in range(size):
        fields = ["GPGGA", *(str(rng.randrange(10 ** rng.randrange(1, 8))) for _ in range(8))]
        body = ",".join(fields)
        total = reduce(lambda sum_, character: sum_ ^ ord(character), body, 0)
        sentence = f"${body}*{total:02X}\r\n"
        sentences.append(sentence if rng.random() < 0.9 else sentence[: rng.randrange(len(sentence))])
    recording = "".join(sentences)
    pieces = []
    begin = 0
    while begin < len(recording):
        end = begin + rng.randint(1, 16)
        pieces.append(recording[begin:end])
        begin = end
    return (pieces,)
