"""Pages that people open from disk: one report, or two side by side. All that a candidate or a model wrote is shown, never run."""
