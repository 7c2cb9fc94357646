"""Runs hostile code where it can do no harm: confined processes, and what holds them is proved at the start.

``inside/`` is what runs in the candidate's process. The rest is trusted.
"""
