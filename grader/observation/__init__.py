"""Probes -> observations: what is asked of a running submission, and what came back."""
