"""A synthetic class, and the ways in which it is graded for the benchmark of batches."""
