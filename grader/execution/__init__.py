"""Sections of code -> observations: the one place that starts processes."""
