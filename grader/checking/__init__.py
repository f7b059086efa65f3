"""A file or a live namespace and its outline -> findings: for students, without a course."""
