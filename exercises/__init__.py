"""The exercises of the course, one folder each."""
