"""All sentences for students, by message code; `wording.word` fills them in.

They name what was seen and never what was expected, and neither blame nor praise. A template is
filled as by `str.format`, with plain `{field}`s only; a stretch in square brackets is left out
where one of its fields is not known; lists are lists of names: "`a` and `b`".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # right
        "right": "Right.",
        "right.rounded": "It agrees in all {digits} significant digits that you gave.",
        "follow-through": "Right, worked out from your own {parents}.",
        # wrong: what was seen, and the gap where it gives nothing away
        "wrong": "`{name}` is not the value that was asked for.",
        "wrong.gap.factor": "Your value is {factor} times what it should be.",
        "wrong.gap.sign": "The size of your value is right, but its sign is not.",
        "wrong.too-coarse": (
            "Your value fits as far as it goes, but {digits} digits are too coarse. "
            "Give at least 3 significant digits."
        ),
        "wrong.shape": "`{name}` has the shape {got}, but {asked} is asked for.",
        "wrong.transposed": "`{name}` has the shape {got}: rows and columns are swapped.",
        "wrong.broadcast": (
            "`{name}` has the shape {got}: a column and a row were combined, and numpy made a "
            "table of all pairs. Print the shapes of both."
        ),
        "wrong.ragged": "The rows of `{name}` have different lengths.",
        "wrong.truncated": "`{name}` holds whole numbers only, so that all fractions were cut off.",
        "wrong.complex": "`{name}` is a complex number, but a real one is asked for.",
        "wrong.is-text": "`{name}` is the text '{text}', but a number is asked for.",
        "wrong.undefined": (
            "`{name}` cannot be worked out from your `{parent}`, which lies outside of what the "
            "formula allows."
        ),
        "wrong.no-list": "`{name}` is not a list of numbers.",
        "wrong.empty-list": "`{name}` is still empty.",
        "wrong.not-finite-at": "Entry {index} of `{name}` is not a finite number.",
        "wrong.not-finite": "Your value is `{value}`, which is not a finite number.",
        "wrong.not-a-number": "`{name}` should be a number, but is of type `{type}`.",
        "wrong.is-function": (
            "`{name}` is a function here. What was asked for is the value it returns."
        ),
        "wrong.none": "`{name}` is still `None`.",
        "written.nothing": "Nothing was written here yet.",
        "asserts.no-error": "`{name}` should stop with an error of the type `{type}`.",
        "asserts.placeholder": "`{name}` is still the `...` of the stub.",
        # wrong: paths of gradient descent
        "wrong.steps": (
            "Step {step} of {of} in `{name}` is the first that does not follow from the one "
            "before it by the update rule."
        ),
        "wrong.steps-missing": "`{name}` has {got} entries and no steps that could be followed.",
        "wrong.start": "Every step is right, but `{name}` starts at {got}, not where it should.",
        "wrong.length": (
            "Every step is right, but `{name}` has {got} entries: {asked} steps are asked for. "
            "How many entries does that make, the start included?"
        ),
        "wrong.no-end": (
            "`{name}` has {got} entries for {asked} steps: the last step is not recorded."
        ),
        "wrong.no-start": (
            "`{name}` has {got} entries for {asked} steps: the starting point is not recorded."
        ),
        "wrong.ascent": (
            "Your path goes uphill: each step adds the slope where it should subtract it. "
            "Look at the sign in the update rule."
        ),
        "wrong.rate": (
            "Each step of your path is {rate} times the slope at its start. "
            "Is that the learning rate you were given?"
        ),
        # wrong: functions, and lists of their values
        "wrong.function": "At x = {x}, your `{name}` gives {got}, which is not right.",
        "wrong.gradient": "At x = {x}, your `{name}` gives {got}, which is not the slope there.",
        "wrong.gradient.own": (
            "At x = {x}, your `{name}` gives {got}, which is not the slope of your own `{of}`."
        ),
        "gradient.undecided": (
            "Whether `{name}` is the slope of your own `{of}` could not be told. "
            "No points are lost by that."
        ),
        "gradient.not-finite": (
            "Your own `{of}` is not finite at some points, so that no slope can be read from it."
        ),
        "gradient.noisy": "Your own `{of}` jitters, so that no slope can be read from it.",
        "gradient.rounded": "Your own `{of}` is rounded, so that no slope can be read from it.",
        "gradient.float32": (
            "Your own `{of}` is computed in float32, which is too coarse to read a slope from it."
        ),
        "function.returns-none": "`{name}` returns nothing yet.",
        "function.returns-array": "`{name}` returns an array of shape {got} for a single number.",
        "function.returns-other": "`{name}` returns a {type} where a number is asked for.",
        "function.is-no-function": "`{name}` is a {type}, but a function is asked for.",
        "kept.changed": "After `{name}` was called, `{argument}` does not hold the same numbers.",
        "whole.differs": (
            "`{name}` gives something else for whole numbers than for the same numbers as floats."
        ),
        "choice.unclear": (
            "No single choice could be read in `{name}`. Write one of {choices}, and nothing else."
        ),
        "calls.form": (
            "`{name}` returns something else than asked for: a dict with the keys {items}, or a "
            "tuple in that order."
        ),
        "calls.absent": "What `{name}` returns has no `{item}`.",
        "calls.edges": "`{name}` is right, but not for {edges}.",
        "calls.case": "`{name}` was called with {sizes}.",
        "pointwise.length": "`{name}` has {got} entries, but `{over}` has {due}.",
        "pointwise.late": (
            "`{name}` lags one step behind `{over}`: each entry belongs to the x before it. "
            "When is it recorded, before or after the update?"
        ),
        "pointwise.early": "`{name}` is one step ahead of `{over}`.",
        "pointwise.entry": "Entry {index} of `{name}` is not `{fn}` at entry {index} of `{over}`.",
        # wrong: tables
        "table.unreadable": (
            "`{name}` could not be read as a table. Use a list of dicts with the keys of the task."
        ),
        "table.empty": "`{name}` is still empty.",
        "table.no-column": "`{name}` has no entry `{column}`.",
        "table.all-same": "`{column}` is the same in every row, so that it tells nothing apart.",
        "table.rows": "`{column}` is not right for {key} = {rows}.",
        # nothing is earned by making a rule trivial
        "trivial.parent": (
            "Nothing can be told from `{name}`: with your {parents}, the rule is always true."
        ),
        "trivial.still": "`{name}` never moves, so that no step can be told from it.",
        # nothing to judge
        "missing": "`{name}` was not found in your code for this exercise.",
        "missing.section": "No code was found for this exercise.",
        "crashed": (
            "The code stopped with `{type}`[ in cell {cell}][, line {line}][: `{message}`]."
        ),
        "timed-out": "This was still running after {seconds} seconds and was stopped.",
        "killed": "The process was ended before this part was done[: {reason}].",
        "out-of-memory": "This part asked for more memory than one submission may use.",
        "too-large": "The answer is too large to be read[: the limit is {limit}].",
        "unreadable": "The answer could not be read[: {reason}].",
        # not judged yet
        "to-mark": "This part is marked by a person.",
        "not-judged": (
            "This part could not be judged yet[: {reason}]. No points are lost by that."
        ),
        "not-judged.our-fault": (
            "The grader failed at this part. That is not your fault: no points are lost, and staff "
            "will see it."
        ),
        # how it was written
        "read.text": "`{name}` is a text and was read as a number.",
        "read.size-one": "`{name}` is an array of one entry and was read as a number.",
        "read.shape": "`{name}` has the shape {got} and was read in the shape {asked}.",
        "read.single": "The value is of type float32, and was compared with a wider tolerance.",
        "run.stopped-early": "A run that diverges was stopped early; that is fine.",
        "run.stopped-on-arrival": "A run was stopped when it had converged; that is fine.",
        "run.counted-from-zero": (
            "Updates were counted from 0 here. After the first update, one update is done."
        ),
        "run.course-counter": (
            "A counter that starts at its end calls every run converged. "
            "This one is not within 0.01 of the minimum."
        ),
        # what was taken and run
        "cell.crashed": "Cell {cell} stopped[ at line {line}] with `{type}`[: {message}].",
        "cell.timed-out": "Cell {cell} was still running after {seconds} seconds and was stopped.",
        "cell.out-of-memory": "Cell {cell} ran out of memory.",
        "cell.ended": "Cell {cell} ended the run: {reason}.",
        "code.crashed": "The code stopped[ at line {line}] with `{type}`[: {message}].",
        "code.timed-out": (
            "The code[ from line {line} on] was still running after {seconds} seconds and was "
            "stopped."
        ),
        "code.out-of-memory": "The code[ from line {line} on] ran out of memory.",
        "code.ended": "The code[ from line {line} on] ended the run: {reason}.",
        "given.changed": "The given `{name}` is {value} in your code, not the number handed out.",
        "not-run": "`{what}` was not run: the grader does not run shell commands.",
        "isolation.limits": (
            "This submission was run without isolation, with limits on its time and memory only. "
            "Its code could reach everything that the grader can reach."
        ),
        "isolation.none": (
            "This submission was run without isolation. Its code could reach everything that the "
            "grader can reach."
        ),
        "taken.solution": (
            "Cell {cell} was not run, because it looks like a given solution of {exercise}."
        ),
        "taken.copied-solution": (
            "Cell {cell} is the course's own solution of {exercise}, to the letter."
        ),
        "taken.unchanged-stub": "Cell {cell} of {exercise} is still as it was handed out.",
        # how the files were read
        "file-chosen": "Of {of} files that could be graded, `{file}` was taken.",
        "large-outputs-ignored": "The notebook's outputs ({mib} MiB) were not read.",
        "not-utf8": "The file is not clean UTF-8: some characters were replaced.",
        "read-as-notebook": "The file[ with the ending `{suffix}`] was read as a notebook.",
        "read-as-module": "The file[ with the ending `{suffix}`] was read as a Python module.",
        "read-as-zip": "The file[ with the ending `{suffix}`] was read as a zip.",
        "entries-skipped": "{count} entries are no plain files and were not read: {files}.",
        "helpers-left-out": "{count} further files are too many or too large to be used: {files}.",
        "no-code": "There is no code in the submission.",
        # checks without any true value
        "check.random": "`{name}` gives other values when it is called again at the same points.",
        "check.constant": "`{name}` is the same everywhere, so that no slope can be told from it.",
        "check.length": (
            "`{name}` has {got} entries, but `{n}` is {updates}. How many points does a path have "
            "that starts somewhere and is updated {updates} times?"
        ),
        "check.rows": "`{name}` has no row for {key} = {rows}.",
        "check.entries": "`{name}` has no `{column}` for {key} = {rows}.",
        "check.start": "`{name}` begins at {got}, but the path begins at {start}.",
        "check.step": (
            "Step {step} of `{name}` is the first that does not follow from the one before it "
            "and your own `{slope}`. By hand, where does that step lead?"
        ),
        "check.slope": (
            "`{name}` and your own way from `{wrt}` to `{of}` do not fit each other: move `{wrt}` "
            "a little, run your code up to `{of}` again, and compare how `{of}` changes with "
            "`{name}`. Either a link of the chain rule is missing or there twice, or a line on the "
            "way to `{of}` is not the formula that was asked for."
        ),
        "check.slope.sign": (
            "`{name}` says that your own `{of}` rises with `{wrt}` where it falls, or the other "
            "way round; the size fits. Is the sign wrong in `{name}`, or on the way to `{of}`?"
        ),
        "check.slope.zero": "`{name}` is 0, but your own `{of}` does change with `{wrt}`.",
        "check.after": ("`{name}` is worked out from {parents}, which is to be looked at first."),
        "check.rises": (
            "With `{name}` in the place of `{wrt}`, your own `{of}` gets larger. Which way should "
            "the step go?"
        ),
        "check.kept": "`{name}` changes its arguments, which whoever calls it still needs.",
        "check.not-finite": "`{name}` gives a number that is not finite.",
        "check.permuted": (
            "With everything of size {size} in another order, `{item}` of `{name}` is another "
            "one. Does the order of samples or units matter?"
        ),
        "check.doubled": (
            "With everything of size {size} twice, `{item}` of `{name}` is another one. Is it a "
            "sum or a mean?"
        ),
        "check.slope.argument": (
            "`{name}` is not how your own `{of}` changes with `{wrt}`: move one entry a little, "
            "and compare."
        ),
        "check.flat": (
            "Your `{of}` stays the same when `{wrt}` changes, so that `{name}` could not be held "
            "against it. Is `{of}` worked out from `{wrt}` in your code?"
        ),
        "check.no-rerun": (
            "`{name}` could not be held against your own `{of}`, since the section cannot be run "
            "again with another `{wrt}`."
        ),
        "check.undecided": "Whether `{name}` is how your own `{of}` changes with `{wrt}` is open.",
        "check.no-slope": "`{name}` could not be followed with your own `{of}`.",
        "check.no-values": "`{name}` could not be held against `{fn}` and `{over}`.",
        "check.no-list": "`{name}` could not be held against `{of}`.",
        "check.last": "`{name}` is not the last entry of your own `{of}`.",
        "check.ends": (
            "`{name}` is not on the path of a run with your own `{slope}` for lr = {rows}. Does "
            "each run start anew?"
        ),
        "check.column": "`{name}` is not your own `{fn}` at `{over}` in the rows {rows}.",
        "check.smallest": "`{name}` is not the row of `{table}` whose `{column}` is the smallest.",
        "check.not-run": "No cell of this exercise has run yet.",
        "check.not-reached": "`{name}` has no value: the code stopped before it got one.",
        "check.module": (
            "A package is missing in the Python that ran this. Install it there, or name the "
            "Python that you work with by --python."
        ),
        "check.figure": "Whether a figure was drawn, only the clean run tells.",
        "check.bound-anew": (
            "Another exercise binds names of this one anew, in the same cell or before `%check` "
            "was loaded, so that only the clean run tells."
        ),
        "check.saved": (
            "Cell {cell} of the saved file is not what ran here. Save the notebook, and run that "
            "cell again."
        ),
        "check.unsaved": "The saved file was not found, so that it could not be compared.",
        # figures
        "figure.none": "No figure was drawn in this exercise.",
        "figure.found": "Your figure shows {what}.",
        "figure.missing": "Not found in your figure: {what}.",
    }
)
