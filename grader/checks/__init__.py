"""Observations -> verdicts."""
