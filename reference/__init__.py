"""What is true: plain numpy, short, each formula with its source."""
