def pack(values):
    return values
