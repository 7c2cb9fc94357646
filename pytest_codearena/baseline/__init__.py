"""Two runs on the same tasks: whether the newer one is worse. Read, pair, judge, show: a room for each."""
