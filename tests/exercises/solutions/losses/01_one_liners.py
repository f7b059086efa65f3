import numpy as np

eps = 1e-15
mse = lambda p, y: 0.5 * np.mean(np.square(y - p))
mse_grad = lambda p, y: -(y - p) / y.shape[0]
bce = lambda p, y: (
    -np.mean(y * np.log(np.clip(p, eps, 1 - eps)) + (1 - y) * np.log(1 - np.clip(p, eps, 1 - eps)))
)
bce_grad = lambda p, y: (
    (np.clip(p, eps, 1 - eps) - y)
    / (np.clip(p, eps, 1 - eps) * (1 - np.clip(p, eps, 1 - eps)))
    / p.shape[0]
)
softmax = lambda z: (
    np.exp(z - z.max(axis=0, keepdims=True))
    / np.exp(z - z.max(axis=0, keepdims=True)).sum(axis=0, keepdims=True)
)
cce = lambda p, y: -(y * np.log(np.clip(p, eps, 1))).sum() / y.shape[1]
softmax_cce_grad = lambda z, y: (softmax(z) - y) / y.shape[1]
