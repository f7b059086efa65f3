import numpy as np

params = dict(x=2.0, w=0.5, b=0.3, y=1.0, lr=0.1)


def forward(x, w, b, y, **rest):
    out = {}
    out["z"] = w * x + b
    out["a"] = np.exp(out["z"]) / (1 + np.exp(out["z"]))
    out["L"] = -np.log(out["a"]) if y == 1 else -np.log(1 - out["a"])
    return out


def backward(out, x, y, **rest):
    grads = {"z": out["a"] - y}
    grads["w"] = grads["z"] * x
    grads["b"] = grads["z"]
    return grads


out = forward(**params)
grads = backward(out, **params)

z, a, L = (out[key] for key in ("z", "a", "L"))
dL_dz, dL_dw, dL_db = [grads[k] for k in "zwb"]
w_new = params["w"] - params["lr"] * grads["w"]
b_new = params["b"] - params["lr"] * grads["b"]

for name, value in {**out, **{"d" + k: v for k, v in grads.items()}}.items():
    print(f"{name:>4} = {value:.6f}")
