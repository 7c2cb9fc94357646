"""The attempts of an earlier run, graded again with today's tasks and grader, without any model."""
