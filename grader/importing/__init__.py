"""Assignments made for nbgrader or otter -> exercises of a course: read as data, never run."""
