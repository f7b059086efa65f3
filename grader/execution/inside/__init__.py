"""The program inside the sandbox: it imports the standard library, numpy, IPython, and no more."""
