import numpy as np


class LossFunctions:
    @staticmethod
    def mse(y_true, y_pred):
        return np.mean(0.5 * (y_true - y_pred) ** 2)

    @staticmethod
    def mse_derivative(y_true, y_pred):
        return (y_pred - y_true) / len(y_true)

    @staticmethod
    def binary_cross_entropy(y_true, y_pred, epsilon=1e-15):
        y_pred = np.clip(y_pred, epsilon, 1 - epsilon)
        return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred))

    @staticmethod
    def binary_cross_entropy_derivative(y_true, y_pred, epsilon=1e-15):
        y_pred = np.clip(y_pred, epsilon, 1 - epsilon)
        return ((1 - y_true) / (1 - y_pred) - y_true / y_pred) / len(y_true)


loss = LossFunctions()


def mse(p, y):
    return loss.mse(y, p)


def mse_grad(p, y):
    return loss.mse_derivative(y, p)


def bce(p, y):
    return loss.binary_cross_entropy(y, p)


def bce_grad(p, y):
    return loss.binary_cross_entropy_derivative(y, p)


def softmax(z):
    z = z - np.max(z, axis=0)
    exp_z = np.exp(z)
    return exp_z / np.sum(exp_z, axis=0)


def cce(p, y):
    p = np.clip(p, 1e-15, 1.0)
    m = p.shape[1]
    return -1 / m * np.sum(y * np.log(p))


def softmax_cce_grad(z, y):
    return (softmax(z) - y) * (1 / z.shape[1])
