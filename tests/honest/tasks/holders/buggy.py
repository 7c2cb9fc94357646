from collections import deque
CONFIG = {}
class Stack:
    pass
class Grid:
    pass
class Registry:
    pass
def divisors(n):
    return []
