"""Wrong gradients, batches and paths that explain wrong answers of exercise 6."""

from ..families import batching, parameters, sgd

BATCHING = batching.batches("minibatches", parents=("X", "y", "B", "orders"))
MISCONCEPTIONS = (
    *parameters.gradient("grad"),
    *parameters.path("gd"),
    *BATCHING,
    *sgd.batches(sgd.Names(path="sgd", batch="B", order="orders")),
)
