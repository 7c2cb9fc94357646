def running_means(values):
    return [sum(values[:count]) / count for count in range(1, len(values) + 1)]
