#!/usr/bin/env python3
"""Writes curves.json: smoothed curves and bands over seeds, recomputed with NumPy, for tst_curve_math.

The smoothing is not computed as Matinee does it, point by point, but for each point anew from its definition: the
integral of the lines between the points with weights exp((u - t) / length), over the integral of the weights. A line's
integral is taken in closed form; check() compares it with the trapezoidal rule on a fine grid.

Made with Debian 12's NumPy 1.24. Run: python3 make_curve_goldens.py > curves.json
"""
import json
import sys

import numpy as np


def average(x, y, t, length):
    """The weighted mean of the lines through (x, y) up to x[t]."""
    if t == 0 or x[t] == x[0]:
        return y[0]
    # The differences below cancel most of their digits where the length is large beside the lines.
    x, y = x.astype(np.longdouble), y.astype(np.longdouble)
    left, right = x[:t], x[1 : t + 1]
    rise = y[1 : t + 1] - y[:t]
    slope = np.divide(rise, right - left, out=np.zeros_like(left), where=right > left)  # two points may share an x
    upper = np.exp((right - x[t]) / length) * (y[1 : t + 1] - slope * length)
    lower = np.exp((left - x[t]) / length) * (y[:t] - slope * length)
    return float(np.sum((upper - lower)[right > left]) / -np.expm1((x[0] - x[t]) / length))


def check(x, y, t, length):
    grid = np.linspace(x[0], x[t], 2_000_001)
    weights = np.exp((grid - x[t]) / length)
    fine = np.trapz(np.interp(grid, x, y) * weights, grid) / np.trapz(weights, grid)
    assert abs(fine - average(x, y, t, length)) < 1e-7, (fine, average(x, y, t, length))


def smoothing(name, x, y, length):
    x, y = np.round(x, 6), np.round(y, 6)
    check(x, y, len(x) // 3, length)
    check(x, y, len(x) - 1, length)
    return {
        "name": name,
        "length": length,
        "x": x.tolist(),
        "y": y.tolist(),
        "smooth": [average(x, y, t, length) for t in range(len(x))],
    }


def band(name, runs):
    """Runs of unequal length, with holes where a value is missing."""
    longest = max(len(run) for run in runs)
    table = np.full((len(runs), longest), np.nan)
    for row, run in zip(table, runs):
        row[: len(run)] = np.round(run, 9)
    count = np.sum(np.isfinite(table), axis=0)
    with np.errstate(all="ignore"):
        deviation = np.array([np.nanstd(column, ddof=1) if n > 1 else np.nan for column, n in zip(table.T, count)])
    number = lambda values: [None if np.isnan(v) else float(v) for v in values]
    return {
        "name": name,
        "runs": [number(np.round(run, 9)) for run in runs],
        "mean": number(np.nanmean(table, axis=0)),
        "deviation": number(deviation),
        "count": count.tolist(),
    }


def main():
    rng = np.random.default_rng(5)
    uneven = np.cumsum(rng.exponential(0.04, 240))
    loss = 0.8 + 3 * np.exp(-0.9 * uneven) + 0.2 * rng.standard_normal(240)
    steps = np.arange(120.0)
    epochs = np.arange(10)
    holes = [0.9 + 0.4 * np.exp(-0.3 * np.arange(12)) + 0.01 * rng.standard_normal(12) for _ in range(4)]
    holes[1] = holes[1][:7]
    holes[2][3] = np.nan
    json.dump(
        {
            "smoothing": [
                smoothing("uneven, short", uneven, loss, 0.1),
                smoothing("uneven, long", uneven, loss, 2.5),
                smoothing("uneven, longer than the run", uneven, loss, 300.0),
                smoothing("steps", steps, np.where(steps < 40, 5.0, 1.0), 8.0),
                smoothing("far apart", steps[:20] * 50, np.sin(steps[:20]), 0.5),
            ],
            "bands": [
                band("five seeds", [0.9 + np.exp(-0.5 * epochs) + 0.02 * rng.standard_normal(10) for _ in range(5)]),
                band("unequal, with a hole", holes),
            ],
        },
        sys.stdout,
        indent=None,
        separators=(",", ":"),
    )


if __name__ == "__main__":
    main()
