#!/usr/bin/env python3
"""Writes splits.json: what pandas and NumPy make of a small table of ratings, for tst_split_goldens.

The table is a formula, the same in the test: row r is of user r*r % 23 % 7 + 1 at time r*37 % 11, so that users are
interleaved, of unequal size, and times repeat. Made with NumPy 1.24 and pandas 1.5.
Run: python3 make_split_goldens.py > splits.json
"""
import json
import sys

import numpy as np
import pandas as pd

ROWS = 200


def pandas_parts(parts, seed):
    order = pd.DataFrame({"row": np.arange(ROWS)}).sample(frac=1, random_state=seed).index
    cuts = [int(part * ROWS) for part in parts]
    return [part.tolist() for part in np.split(order, cuts)]


def leave_one_out(fraction, seed):
    rows = np.arange(ROWS)
    table = pd.DataFrame({"user": rows * rows % 23 % 7 + 1, "time": rows * 37 % 11})
    table = table.sort_values(["user", "time"], kind="stable")
    test = table.groupby("user").tail(1).index
    rest = table.drop(test)
    random = np.random.RandomState(seed)
    validation = []
    for _, group in rest.groupby("user"):
        indices = group.index.tolist()
        size = int(np.ceil(len(indices) * fraction))
        validation.extend(random.choice(indices, size=size, replace=False).tolist())
    return [rest.drop(validation).index.tolist(), validation, test.tolist()]


json.dump(
    {
        "pandas:0.8/0.2@3": pandas_parts([0.8], 3),
        "pandas:0.7/0.2/0.1@5": pandas_parts([0.7, 0.9], 5),
        "leave-one-out:validation=0.3@5": leave_one_out(0.3, 5),
        "leave-one-out:validation=0.1@4294967295": leave_one_out(0.1, 4294967295),
    },
    sys.stdout,
    separators=(",", ":"),
)
print()
