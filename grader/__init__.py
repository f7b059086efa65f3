"""Grades numerical machine-learning exercises."""
