"""Standings -> the files of learning platforms, filled in."""
