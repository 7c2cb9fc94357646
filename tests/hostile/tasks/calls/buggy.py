def apply(function, values):
    return list(values)
