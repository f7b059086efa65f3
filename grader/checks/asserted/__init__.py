"""Tests written as asserts: what to ask for them, and whether they hold for what came back."""
