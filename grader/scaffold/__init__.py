"""What an author begins with: the files of a new exercise, and its place in grader.toml."""
