#!/usr/bin/env python3
"""UMAP, t-SNE or PCA by Matinee and by what Python users have, run alternately on the same vectors.

    projection_side_by_side.py [--method umap|tsne|pca] [--repeat 3] [--bench build/release/bin/bench_projection] FILE.npy ...

Prints the seconds of each run, the fastest of either side, their ratio, the least processor seconds (on a busy machine they
tell more) and the trustworthiness (scikit-learn's, 15
neighbours; with more than 12,000 rows on 8,000 of them) of the last pictures. The peers' first run warms them up (numba
compiles) and is not counted. Needs Debian's umap-learn and scikit-learn, and bench_projection (README.md).
"""
import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np


def peer(method, threads):
    if method == "umap":
        import umap

        return lambda x: umap.UMAP(n_neighbors=15, min_dist=0.1, n_jobs=threads).fit_transform(x)
    if method == "tsne":
        from sklearn.manifold import TSNE

        return lambda x: TSNE(n_components=2, random_state=0, n_jobs=threads, init="pca", learning_rate="auto").fit_transform(x)
    from sklearn.decomposition import PCA

    return lambda x: PCA(n_components=2, random_state=0).fit_transform(x)


def ours(arguments, path, out):
    command = [arguments.bench, "--method", arguments.method, "--threads", str(arguments.threads), "--no-quality"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = subprocess.run(command + ["--out", out, path], check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return float(re.search(r" x \d+ +([0-9.]+)", printed).group(1)), processor


def trust(x, y):
    from sklearn.manifold import trustworthiness

    if len(x) > 12000:
        some = np.random.default_rng(0).choice(len(x), 8000, replace=False)
        x, y = x[some], y[some]
    return trustworthiness(x, y, n_neighbors=15)


def compare(arguments, path):
    x = np.load(path).astype(np.float32)
    fit = peer(arguments.method, arguments.threads)
    if arguments.method == "umap":
        fit(x[:2000])  # compiles
    theirs, mine = [], []
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "plane")
        for _ in range(arguments.repeat):
            mine.append(ours(arguments, path, out))
            begin = time.perf_counter(), time.process_time()
            plane = fit(x)
            theirs.append((time.perf_counter() - begin[0], time.process_time() - begin[1]))
        drawn = np.fromfile(out, dtype=np.float32).reshape(-1, 2)
    print(f"{arguments.method}  {os.path.basename(path)}  {x.shape[0]} x {x.shape[1]}  load {os.getloadavg()[0]:.1f}")
    for name, seconds, picture in (("peer", theirs, plane), ("Matinee", mine, drawn)):
        runs = " ".join(f"{wall:.2f}" for wall, _ in seconds)
        wall, processor = (min(column) for column in zip(*seconds))
        quality = trust(x, picture)
        print(f"  {name:8} {wall:8.3f} s  processor {processor:8.3f} s  trustworthiness {quality:.4f}  (runs: {runs})")
    wall, processor = (min(a) / min(b) for a, b in zip(zip(*theirs), zip(*mine)))
    print(f"  times faster: {wall:.1f}; by processor time: {processor:.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--method", choices=["umap", "tsne", "pca"], default="umap")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--bench", default="build/release/bin/bench_projection")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    for path in arguments.files:
        compare(arguments, path)


if __name__ == "__main__":
    sys.exit(main())
