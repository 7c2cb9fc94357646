"""Running means."""


def running_means(values):
    """Return the mean of the first 1, 2, 3 … values."""
    means, total = [], 0.0
    for count, value in enumerate(values, 1):
        total += value
        means.append(total / count)
    return means
