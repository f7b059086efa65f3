answers = dict(
    noisier="Stochastic gradient descent: one sample at a time",
    updates="32 updates",
    large_rate="It blows up",
    jitter="c) the samples pull in different directions",
)
print(answers)
