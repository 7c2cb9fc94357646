"""New task folders: from a template, from a fix and its tests, from a commit; and properties for those that have none."""
