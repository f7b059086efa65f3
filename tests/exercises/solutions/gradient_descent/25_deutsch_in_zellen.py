# %%
import matplotlib.pyplot as plt
import numpy as np

# %%
# Aufgabe: Minimum der Parabel


def f(x):
    """Die Funktion"""
    return x**2 - 4 * x + 7


def df(x):
    """Ableitung: Potenzregel"""
    return 2 * x - 4


# %%
x = 0.0
lr = 0.1
n_iterations = 20
schritte = {0: (x, f(x))}
for nr in range(1, n_iterations + 1):
    x = x - lr * df(x)
    schritte[nr] = (x, f(x))

trajectory_x = [wert[0] for wert in schritte.values()]
trajectory_y = [wert[1] for wert in schritte.values()]
print(f"Kleinster Wert: f({x:.3f}) = {f(x):.3f}")

# %%
bereich = np.linspace(-1, 5, 200)
abbildung = plt.figure()
achse = abbildung.add_subplot(111)
achse.plot(bereich, f(bereich), label="Parabel")
achse.plot(trajectory_x, trajectory_y, "o-", label="Weg")
achse.plot(2, 3, "s", label="Minimum")
achse.legend()
plt.show()
