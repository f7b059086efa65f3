"""What is true: plain numpy, with the source of each formula."""
