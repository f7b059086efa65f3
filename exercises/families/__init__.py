"""Misconceptions that exercises share: functions that make those of a part, whatever its name."""
