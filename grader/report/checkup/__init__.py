"""Findings of `grader check` -> what a student reads."""
