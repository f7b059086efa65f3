import numpy as np


def forward(x, W1, b1, W2, b2):
    z1 = np.einsum("ij,jk->ik", W1, x) + b1
    a1 = np.clip(z1, 0, None)
    z2 = np.einsum("ij,jk->ik", W2, a1) + b2
    a2 = np.empty_like(z2)
    a2[z2 >= 0] = 1 / (1 + np.exp(-z2[z2 >= 0]))
    a2[z2 < 0] = np.exp(z2[z2 < 0]) / (1 + np.exp(z2[z2 < 0]))
    return dict(Z1=z1, A1=a1, Z2=z2, A2=a2)
