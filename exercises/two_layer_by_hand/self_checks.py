"""What students may run to see for themselves whether a slope or a step can be right."""

AGAIN = """\
# Move one number of {wrt} by 1e-6 where your code has worked it out, and run the rest again:
# the loss changes by that number of {name} times 1e-6.
print({wrt}, L, {name})
"""
STEP = """\
# Put W1_new in the place of W1, run your code for L again and compare.
print(W1, W1_new, L)
"""
