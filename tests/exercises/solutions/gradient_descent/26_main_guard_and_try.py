import sys

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None


def f(x: float) -> float:
    if not isinstance(x, (int, float)):
        raise TypeError("a number, please")
    return float(x) ** 2 - 4 * float(x) + 7


def df(x: float) -> float:
    try:
        return 2 * float(x) - 4
    except (TypeError, ValueError) as error:
        print("not a number:", error, file=sys.stderr)
        raise


def main(start=0.0, rate=0.1, steps=20):
    history = [(start, f(start))]
    for _ in range(steps):
        here, _value = history[-1]
        there = here - rate * df(here)
        history.append((there, f(there)))
    return history


if __name__ == "__main__":
    lr = 0.1
    n_iterations = 20
    history = main(0.0, lr, n_iterations)
    trajectory_x, trajectory_y = map(list, zip(*history))
    x, smallest = history[-1]
    print(f"{smallest:.6f} at {x:.6f}")
    if plt is not None:
        fig, (top, bottom) = plt.subplots(nrows=2)
        top.plot(trajectory_x, trajectory_y, "o")
        bottom.plot(trajectory_y)
        plt.show()
