#!/usr/bin/env python3
"""k-means of scikit-learn and of Matinee beside it, on the same points and one machine; prints a Markdown table.

    clustering_side_by_side.py --bench build/release/bin/bench_clustering [--repeat 3]

scikit-learn runs ten starts, as its KMeans(n_init=10, random_state=0) does; Matinee what it does by default. Both use all
processors; the best of several times each counts. Processor time is that of all threads: what can be compared where the
machine does other things as well. Inertia is Matinee's by scikit-learn's, both of their own division.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans

CASES = [(87585, 20, 50), (1682, 8, 10)]


def mixture(rows, columns):
    rng = np.random.default_rng(0)
    centres = rng.normal(0, 1, (60, columns))
    return (centres[rng.integers(0, 60, rows)] + rng.normal(0, 0.8, (rows, columns))).astype(np.float32)


def theirs(points, clusters, repeat):
    best = {"wall": float("inf"), "processor": float("inf")}
    for _ in range(repeat):
        begin, clock = time.perf_counter(), time.process_time()
        found = KMeans(clusters, n_init=10, random_state=0).fit(points)
        best["processor"] = min(best["processor"], time.process_time() - clock)
        best["wall"] = min(best["wall"], time.perf_counter() - begin)
    return {**best, "inertia": float(found.inertia_)}


def ours(bench, points, clusters):
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        points.tofile(file.name)
        shape = [str(points.shape[0]), str(points.shape[1]), str(clusters)]
        output = subprocess.run([bench, "--points", file.name, *shape], check=True, capture_output=True, text=True)
    return json.loads(output.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True, help="the program bench_clustering")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    print("| points, clusters | | scikit-learn, 10 starts | Matinee | times better | inertia by theirs |")
    print("|---|---|---|---|---|---|")
    for rows, columns, clusters in CASES:
        points = mixture(rows, columns)
        peer = theirs(points, clusters, options.repeat)
        own = ours(options.bench, points, clusters)
        for what in ("wall", "processor"):
            print(
                f"| {rows} x {columns}, {clusters} | {what} | {peer[what] * 1e3:.1f} ms | {own[what] * 1e3:.1f} ms "
                f"| {peer[what] / own[what]:.0f} | {own['inertia'] / peer['inertia']:.4f} |",
                flush=True,
            )
    print(f"\nload {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
