"""What verdicts rest on, as pictures, each with its numbers as a table."""
