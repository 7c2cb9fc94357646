def vat(net, percent):
    return net


def workdays(first, last):
    return []


def share(parts):
    return []


def transpose(matrix):
    pass


def checksum(data):
    return b""


def group(pairs):
    return {}


def rotate(items, steps):
    return items


def variance(values):
    return 0


def merge(left, right):
    pass
