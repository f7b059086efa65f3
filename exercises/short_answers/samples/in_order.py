"""A list in the order of the questions, with a text for the number.

loses: nothing
names: nothing
"""

answers = ["SGD", "32 updates", "blows up", "c) the samples pull in different directions"]
