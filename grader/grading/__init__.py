"""Submission -> result: course, plan, run, judge, points."""
