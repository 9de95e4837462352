#!/usr/bin/env python3
"""Writes solvers.json: als and ials on a small invented data set, as a dense and slow NumPy computation.

Every row's equations are built from the whole rating matrix with a mask and solved by numpy.linalg.solve: no lists of
ratings, no Cholesky decomposition, no Gram matrix of the other side kept.
"""
import json
import os

import numpy as np

rng = np.random.default_rng(7)
users, items, k = 9, 7, 3
pairs = [(u, i) for u in range(users) for i in range(items)]
first = [(u, u % items) for u in range(users)]
rest = [pair for pair in pairs if pair not in first]
rng.shuffle(rest)
# User 8 and film 6 only have rows behind the training rows: they are cold.
train = [p for p in first + [tuple(map(int, p)) for p in rest[:30]] if p[0] != 8 and p[1] != 6]
after = [(8, 2), (3, 6)]
rows = train + after
stars = rng.integers(1, 11, len(rows)) / 2
R = np.zeros((users, items))
M = np.zeros((users, items))
for (u, i), r in zip(train, stars):
    R[u, i], M[u, i] = r, 1
U0 = np.array([[0.3 * np.sin(1 + 2.1 * u + f) for f in range(k)] for u in range(users)])
V0 = np.array([[0.3 * np.cos(2 + 1.7 * i + f) for f in range(k)] for i in range(items)])


def cold_to_zero(U, V):
    U, V = U.copy(), V.copy()
    U[M.sum(1) == 0] = 0
    V[M.sum(0) == 0] = 0
    return U, V


def als(sweeps, lam, gamma, tau, by_count, mean):
    mu = R[M > 0].mean() if mean else 0.0
    U, V = cold_to_zero(U0, V0)
    b, c = np.zeros(users), np.zeros(items)

    def half(R, M, U, V, b, c):
        for u in range(len(U)):
            n = M[u].sum()
            if n == 0:
                continue
            s = n if by_count else 1
            b[u] = lam * (M[u] * (R[u] - mu - c - V @ U[u])).sum() / (lam * n + gamma * s)
            A = lam * V.T @ np.diag(M[u]) @ V + tau * s * np.eye(k)
            U[u] = np.linalg.solve(A, lam * V.T @ (M[u] * (R[u] - mu - c - b[u])))

    for _ in range(sweeps):
        half(R, M, U, V, b, c)
        half(R.T, M.T, V, U, c, b)
    P = mu + b[:, None] + c[None, :] + U @ V.T
    squares = (M * (R - P) ** 2).sum()
    nu, ni = (M.sum(1), M.sum(0)) if by_count else (np.ones(users), np.ones(items))
    posterior = -0.5 * (lam * squares + gamma * ((nu * b**2).sum() + (ni * c**2).sum())
                        + tau * ((nu[:, None] * U**2).sum() + (ni[:, None] * V**2).sum()))
    return {"loss": squares / M.sum(), "objective": posterior, "predictions": P.tolist()}


def ials(sweeps, lam, alpha0, nu):
    U, V = cold_to_zero(U0, V0)

    def half(M, U, V):
        for u in range(len(U)):
            if M[u].sum() == 0:
                continue
            reg = lam * (M[u].sum() + alpha0 * len(V)) ** nu
            A = V.T @ np.diag(M[u] + alpha0) @ V + reg * np.eye(k)
            U[u] = np.linalg.solve(A, V.T @ M[u])

    for _ in range(sweeps):
        half(M, U, V)
        half(M.T, V, U)
    P = U @ V.T
    squares = (M * (1 - P) ** 2).sum()
    penalty = lam * (((M.sum(1) + alpha0 * items) ** nu * (U**2).sum(1)).sum()
                     + ((M.sum(0) + alpha0 * users) ** nu * (V**2).sum(1)).sum())
    return {"loss": squares / M.sum(), "objective": squares + alpha0 * (P**2).sum() + penalty,
            "predictions": P.tolist()}


golden = {
    "users": [u + 1 for u, _ in rows], "items": [i + 1 for _, i in rows], "stars": stars.tolist(),
    "train": len(train), "user_factors": U0.tolist(), "item_factors": V0.tolist(),
    "als": [dict(sweeps=s, precision=p, bias_regularisation=g, regularisation=t, regularisation_scaling=c,
                 global_bias=m, **als(s, p, g, t, c == "count", m == "mean"))
            for s, p, g, t, c, m in [(1, 1.0, 1e-3, 0.05, "constant", "zero"), (3, 1.0, 0.1, 0.2, "count", "mean"),
                                     (2, 2.5, 0.1, 0.3, "constant", "mean")]],
    "ials": [dict(sweeps=s, regularisation=l, unobserved_weight=a, regularisation_exponent=n, **ials(s, l, a, n))
             for s, l, a, n in [(1, 0.01, 0.3, 1.0), (3, 0.1, 0.1, 0.5), (2, 0.5, 0.02, 0.0)]],
}
assert set(golden["users"]) == set(range(1, users + 1)) and set(golden["items"]) == set(range(1, items + 1))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "solvers.json"), "w") as file:
    json.dump(golden, file)
    file.write("\n")
