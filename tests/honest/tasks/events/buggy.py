class Bus:
    pass


def recorded(tell, name):
    pass


def retry(times):
    pass


def windows(items, size):
    return []


def memo(function):
    return function


def sort_by(items, key):
    return sorted(items)
