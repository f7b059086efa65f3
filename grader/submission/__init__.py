"""Files -> submission: what was handed in, as cells of code, cut into sections."""
