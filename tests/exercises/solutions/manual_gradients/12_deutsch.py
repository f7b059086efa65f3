# %%
import numpy as np

# %% [markdown]
# Aufgabe eins: Gradienten von Hand

# %%
# Gegeben
x = 2.0
w = 0.5
b = 0.3
y = 1.0
lr = 0.1

# %%
# Vorwärts: gewichtete Summe, Vorhersage, Verlust
z = x * w + b
nenner = 1 + np.exp(-z)
a = nenner**-1
L = np.log(nenner)  # weil y = 1: -ln(1/nenner) = ln(nenner)

# %%
# Rückwärts
dL_da = -1 / a
da_dz = np.exp(-z) / nenner**2
dL_dz = dL_da * da_dz
dL_dw = dL_dz * x
dL_db = dL_dz

# %%
# Schritt
w_new = w + lr * abs(dL_dw)  # Gradient ist negativ, also nach oben
b_new = b + lr * abs(dL_db)
print("Größe der Ableitung:", abs(dL_dw), "neues Gewicht:", w_new)
