"""What stands behind a wrong short answer, by question and by what was said."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks.verdict import Named

NAMED: Mapping[tuple[str, str | float], Named] = {
    ("noisier", "batch"): Named(
        "noisier-batch", "the variant that uses all samples",
        ("By how much does a mean change from one update to the next if all samples are in it?",
         "The more samples a slope is averaged over, the less does chance play a part.",
         "The mean of 100 throws of a die is nearly the same each time. A single throw is not."),
        sure=True,
    ),
    ("noisier", "mini-batch"): Named(
        "noisier-mini-batch", "the variant in the middle",
        ("Which of the three averages over the fewest samples?",
         "The fewer samples a slope is averaged over, the more does chance play a part.",
         "The mean of 100 throws of a die is nearly the same each time. A single throw is not."),
        sure=True,
    ),
    ("updates", 31.0): Named(
        "updates-floor", "the last, smaller batch is left out",
        ("Is every sample used in each epoch?",
         "What is left over makes a batch too, though a small one.",
         "10 samples in batches of 4: three updates, with 4, 4 and 2 samples."),
        sure=True,
    ),
    ("updates", 31.25): Named(
        "updates-share", "a share of an update",
        ("Can there be a quarter of an update?",
         "The last batch is smaller, and yet it makes one whole update.",
         "10 samples in batches of 4: three updates, with 4, 4 and 2 samples."),
        sure=True,
    ),
    ("updates", 33.0): Named(
        "updates-one-more", "one update too many",
        ("How many samples are in your last batch?",
         "Count the full batches, then see whether anything is left.",
         "10 samples in batches of 4: three updates, with 4, 4 and 2 samples."),
        sure=True,
    ),
    ("updates", 1000.0): Named(
        "updates-per-sample", "one update for each sample",
        ("How many samples share one update here?",
         "One sample at a time is another variant.",
         "10 samples in batches of 4: three updates, and not ten."),
        sure=True,
    ),
    ("updates", 1.0): Named(
        "updates-batch", "one update for all samples together",
        ("How many samples share one update here?",
         "All samples at once is another variant.",
         "10 samples in batches of 4: three updates, and not one."),
        sure=True,
    ),
    ("updates", 32000.0): Named(
        "updates-product", "multiplied instead of divided",
        ("Do larger batches make more updates, or fewer?",
         "Each update uses up a whole batch of samples.",
         "10 samples in batches of 4: three updates, and not 40."),
        sure=True,
    ),
    ("large_rate", "converges"): Named(
        "rate-converges", "larger is taken for faster",
        ("Where does a step land that is more than twice as long as the way to the minimum?",
         "Compare the distance from the minimum before and after one step.",
         "On x^2 from 1 with rate 1.5 the points are 1, -2, 4."),
        sure=True,
    ),
    ("large_rate", "oscillates"): Named(
        "rate-oscillates", "what happens at just this rate, not above it",
        ("Does the distance from the minimum stay the same, or does it grow?",
         "Work out one step with a rate that is larger still, and compare the distances.",
         "On x^2 from 1: rate 1 gives 1, -1, 1, and rate 1.5 gives 1, -2, 4."),
        sure=True,
    ),
    ("jitter", "a"): Named(
        "jitter-rate", "a rate that grows",
        ("Who changes the learning rate here?",
         "The rate is the same all the time. What else is in a step?",
         "If every die is thrown with the same force, what makes the results differ?"),
        sure=True,
    ),
    ("jitter", "b"): Named(
        "jitter-local", "a local minimum",
        ("Would a path that is caught in a valley rest there, or move about?",
         "Batch gradient descent would rest there. What does a single sample do?",
         "Two samples pull at 1 and at 3: the best is 2, and at 2 both still pull."),
        sure=True,
    ),
    ("jitter", "d"): Named(
        "jitter-overfit", "a model that has learned its samples by heart",
        ("On which samples is this loss measured?",
         "Learning by heart lowers the loss on these samples, and would not make it jump.",
         "A model that knows 10 samples by heart has a loss of 0 on those 10."),
        sure=True,
    ),
}  # fmt: skip
"""Wrong answers with a cause."""
