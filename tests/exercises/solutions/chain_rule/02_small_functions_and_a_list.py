from math import exp


def g(x):
    return 3 * x * x - 1


def g_prime(x):
    return 2 * 3 * x


def s(u):
    return exp(u) / (1 + exp(u))


def s_prime(u):
    return exp(-u) / (1 + exp(-u)) ** 2


chain = lambda x: [g(x), s(g(x)), g_prime(x), s_prime(g(x)), s_prime(g(x)) * g_prime(x)]
