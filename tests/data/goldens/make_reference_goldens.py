#!/usr/bin/env python3
"""Writes references.json: item-knn and EASE by brute force on a tiny data set, for tst_references.

Made with Debian 12's NumPy 1.24. Run: python3 make_reference_goldens.py > references.json
"""
import json
import sys

import numpy as np

USERS, ITEMS, SWEEPS = 16, 11, 10


def damped_biases(users, items, values, item_damping, user_damping):
    mean = values.mean()
    user_bias, item_bias = np.zeros(USERS), np.zeros(ITEMS)
    for _ in range(SWEEPS):
        for i in range(ITEMS):
            own = items == i
            if own.any():
                item_bias[i] = (values[own] - mean - user_bias[users[own]]).sum() / (item_damping + own.sum())
        for u in range(USERS):
            own = users == u
            if own.any():
                user_bias[u] = (values[own] - mean - item_bias[items[own]]).sum() / (user_damping + own.sum())
    return mean + user_bias[:, None] + item_bias[None, :]


def similarities(residual, kind, shrinkage):
    """Rounded to single precision, as they are kept: so are ties ties."""
    s = np.zeros((ITEMS, ITEMS), dtype=np.float32)
    for i in range(ITEMS):
        for j in range(ITEMS):
            both = ~np.isnan(residual[:, i]) & ~np.isnan(residual[:, j])
            n = both.sum()
            if i == j or n == 0:
                continue
            x, y = residual[both, i], residual[both, j]
            if kind == "pearson":
                x, y = x - x.mean(), y - y.mean()
            norm = np.sqrt((x @ x) * (y @ y))
            s[i, j] = n / (n + shrinkage) * (x @ y) / norm if norm > 1e-12 else 0
    return s


def knn(users, items, values, settings):
    base = damped_biases(users, items, values, settings["item_damping"], settings["user_damping"])
    residual = np.full((USERS, ITEMS), np.nan)
    residual[users, items] = (values - base[users, items]).astype(np.float32)
    s = similarities(residual, settings["similarity"], settings["shrinkage"])
    predicted = base.copy()
    for i in range(ITEMS):
        order = [j for j in np.argsort(-s[i], kind="stable") if s[i, j] > 0][: settings["kept"]]
        for u in range(USERS):
            near = [j for j in order if not np.isnan(residual[u, j])][: settings["neighbours"]]
            if near:
                predicted[u, i] += (s[i, near].astype(float) @ residual[u, near]) / s[i, near].astype(float).sum()
    return predicted


def ease(users, items, regularisation):
    seen = np.zeros((USERS, ITEMS))
    seen[users, items] = 1
    p = np.linalg.inv(seen.T @ seen + regularisation * np.eye(ITEMS))
    weights = -p / np.diag(p)[None, :]
    np.fill_diagonal(weights, 0)
    left = ((seen - seen @ weights) ** 2).sum()
    return seen @ weights, left / len(users), left + regularisation * (weights**2).sum()


def main():
    rng = np.random.default_rng(11)
    taste = rng.normal(size=(USERS, 2)) @ rng.normal(size=(2, ITEMS))
    chosen = rng.random((USERS, ITEMS)) < 0.55
    chosen[0, :] = True  # every id occurs
    chosen[:, 0] = True
    users, items = np.nonzero(chosen)
    order = rng.permutation(len(users))
    users, items = users[order], items[order]
    noise = 0.4 * rng.normal(size=len(users))
    values = np.clip(np.round(2 * (3.4 + taste[users, items] + noise)) / 2, 0.5, 5)
    # User 3 and film 4 have no training rows.
    train = np.flatnonzero((users != 3) & (items != 4))[:-5]
    u, i, v = users[train], items[train], values[train]
    cases = [
        dict(similarity="pearson", neighbours=3, shrinkage=2.5, item_damping=2, user_damping=5, kept=500),
        dict(similarity="pearson", neighbours=40, shrinkage=2500, item_damping=1, user_damping=12, kept=500),
        dict(similarity="cosine", neighbours=2, shrinkage=0, item_damping=0.5, user_damping=0.5, kept=500),
        dict(similarity="cosine", neighbours=40, shrinkage=10, item_damping=2, user_damping=5, kept=2),
    ]
    scores = {}
    for regularisation in (0.5, 20.0):
        matrix, loss, objective = ease(u, i, regularisation)
        scores[regularisation] = dict(regularisation=regularisation, loss=loss, objective=objective,
                                      scores=np.round(matrix, 9).tolist())
    json.dump({
        "users": (users + 1).tolist(), "items": (items + 1).tolist(), "values": values.tolist(),
        "train": train.tolist(),
        "knn": [dict(settings=c, predicted=np.round(knn(u, i, v, c), 7).tolist()) for c in cases],
        "ease": list(scores.values()),
    }, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
