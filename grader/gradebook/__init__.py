"""Results of a class -> the gradebook: stored, never overwritten, scored by policy when read."""
