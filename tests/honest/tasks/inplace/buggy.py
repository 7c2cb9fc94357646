def ordered(values):
    return values
class Account:
    pass
