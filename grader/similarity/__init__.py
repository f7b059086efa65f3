"""Code of many people -> who has the same code where, and how much. Pure."""
