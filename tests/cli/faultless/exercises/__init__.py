"""Exercises, each in a folder of its own."""
