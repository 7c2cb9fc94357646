def climbs(heights, legs):
    """Return the metres climbed on every leg (from point, to point)."""
    steps = [max(0, there - here) for here, there in zip(heights, heights[1:])]
    return [sum(step for step in steps[begin:end]) for begin, end in legs]
