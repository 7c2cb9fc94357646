"""Is a task good? Its reference, its buggy code, and what its tests let through, examined point by point."""
