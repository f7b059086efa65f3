from fractions import Fraction

answers = {"noisier": None, "updates": None, "large_rate": None, "jitter": None}
STOCHASTIC, REASON = "stochastic", ("c",)


def updates(m, b):
    full, left = divmod(m, b)
    return full + (1 if left else 0)


answers.update(noisier=STOCHASTIC, updates=Fraction(updates(1000, 32)))
answers |= {"large_rate": "divergence", "jitter": REASON}
