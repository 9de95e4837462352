#!/usr/bin/env python3
"""Times Matinee beside what people would run instead, alternately and on one machine, and prints a Markdown table.

    side_by_side.py --cli build/release/bin/matinee-cli --peers DIR --libmf mf-train --synth DIR --data DIR
                    [--python PYTHON] [--work DIR] [--repeat 3] [--only ROW]... [--results FILE]

--peers holds a script a peer, each of which prints one JSON object; --libmf is LIBMF's program; --synth holds 2m.csv and
20m.csv with u, i and r as .npy beside them; --data holds ml-100k, ml-latest-small and ml-1m. A row whose peer is not there
is measured without it. With --results a row is kept as soon as it is done and not measured again, unless --only names it.
A machine that does other things meanwhile makes every figure worthless: the load is printed with the table.
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time


class Absent(Exception):
    """What a measurement needs is not on this machine."""


class Tools:
    """How to run either side."""

    def __init__(self, options):
        self.cli = os.path.abspath(options.cli)
        self.peers = options.peers
        self.libmf = options.libmf
        self.python = options.python
        self.synth = options.synth
        self.data = options.data
        self.work = pathlib.Path(options.work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.env = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", OPENBLAS_NUM_THREADS="1", WORK_DIR=str(self.work),
                        XDG_CACHE_HOME=str(self.work / "cache"), XDG_DATA_HOME=str(self.work / "share"))
        for name, value in (("DATA_DIR", options.data), ("SYNTH_DIR", options.synth), ("LIBMF_BIN", options.libmf)):
            if value:
                self.env[name] = os.path.abspath(value)
        self.env.pop("OPENBLAS_CORETYPE", None)

    def run(self, command, **env):
        """Standard output, and the peak resident size in MiB, of a process."""
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, env=dict(self.env, **env), text=True)
            try:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            except BaseException:
                process.kill()
                raise
            out.seek(0)
            err.seek(0)
            if process.returncode != 0:
                said = err.read().strip().splitlines()
                raise RuntimeError(f"{os.path.basename(command[0])} failed: {said[-1] if said else process.returncode}")
            return out.read(), usage.ru_maxrss / 1024

    def peer(self, script, *arguments, **env):
        if not self.peers:
            raise Absent("no --peers")
        path = os.path.join(self.peers, script)
        if not os.path.exists(path):
            raise Absent(f"no {script}")
        if "libmf" in script and not self.libmf:
            raise Absent("no --libmf")
        out, _ = self.run([self.python, path, *map(str, arguments)], **env)
        return json.loads(out.strip().splitlines()[-1])

    def bench(self, *arguments):
        out, _ = self.run([self.cli, "bench", "--json", *map(str, arguments)])
        return [line for line in map(json.loads, out.splitlines()) if line["event"] == "bench"]

    def train(self, *arguments):
        """The epochs (without epoch 0) and the result of a run; peak memory as the system counts it."""
        out, peak = self.run([self.cli, "train", "--json", "--no-store", "--device", "cpu", *map(str, arguments)])
        lines = list(map(json.loads, out.splitlines()))
        epochs = [line for line in lines if line["event"] == "epoch" and line["epoch"] > 0]
        result = next(line for line in lines if line["event"] == "result")
        return epochs, dict(result, peak=peak)

    def forget_caches(self):
        subprocess.run(["rm", "-rf", str(self.work / "cache")], check=True)

    def set(self, name):
        if not self.data or not os.path.isdir(os.path.join(self.data, name)):
            raise Absent(f"no {name} in --data")
        return os.path.join(self.data, name)

    def synthetic(self, name):
        if not self.synth or not os.path.exists(os.path.join(self.synth, name + ".csv")):
            raise Absent(f"no {name}.csv in --synth")
        return os.path.join(self.synth, name + ".csv")

    def any_set(self, name):
        return self.set(name) if name == "ml-100k" else self.synthetic(name)

    def ncf_folder(self):
        """ml-1m split leave-one-out, in the numbering and the files that the peer of notebook 004 reads."""
        folder = self.work / "ncf"
        if (folder / "train.txt").exists():
            return str(folder)
        rows = []
        with open(os.path.join(self.set("ml-1m"), "ratings.dat"), encoding="latin-1") as file:
            for number, line in enumerate(file):
                user, item, _, moment = line.split("::")
                rows.append((int(user), int(moment), number, int(item)))
        item_index = {item: index for index, item in enumerate(sorted({row[3] for row in rows}))}
        rows.sort()  # by user, time and place in the file
        by_user = {}
        for user, _, _, item in rows:
            by_user.setdefault(user, []).append(item_index[item])
        draw = random.Random(42)
        folder.mkdir(parents=True, exist_ok=True)
        train, test, negatives = [], [], []
        for index, items in enumerate(by_user.values()):
            train.append(" ".join(map(str, [index, *items[:-1]])))
            test.append(f"{index}\t{items[-1]}\t5\t0")
            seen = set(items)
            free = [item for item in range(len(item_index)) if item not in seen]
            negatives.append("\t".join([f"({index},{items[-1]})", *map(str, draw.sample(free, 99))]))
        (folder / "test.txt").write_text("")
        (folder / "ml-1m.test.rating").write_text("\n".join(test) + "\n")
        (folder / "ml-1m.test.negative").write_text("\n".join(negatives) + "\n")
        (folder / "train.txt").write_text("\n".join(train) + "\n")
        return str(folder)


class Row:
    """Something measured on both sides: theirs(tools) and ours(tools) return a number each, or None where a target was
    not reached. better: which of the two is the better one."""

    def __init__(self, key, what, unit, theirs, ours, better="low", repeat=None, peer=""):
        self.key, self.what, self.unit, self.theirs, self.ours = key, what, unit, theirs, ours
        self.better, self.repeat, self.peer = better, repeat, peer

    def measure(self, tools, repeat):
        samples = {"theirs": [], "ours": []}
        problems = {}
        for _ in range(min(repeat, self.repeat or repeat)):
            for side, measure in (("theirs", self.theirs), ("ours", self.ours)):
                if measure is None or side in problems:
                    continue
                try:
                    samples[side].append(measure(tools))
                except Absent as absent:
                    problems[side] = str(absent)
                except (RuntimeError, KeyError, StopIteration, ValueError) as error:
                    problems[side] = f"failed: {error}"
        return {"row": self.key, "what": self.what, "unit": self.unit, "peer": self.peer, "better": self.better,
                "samples": samples, "problems": problems, "load": os.getloadavg()[0]}


def epoch_seconds(run):
    epochs, _ = run
    # The first epoch finds memory and caches cold, which a run of ten epochs would not notice.
    return statistics.median(epoch["seconds"] for epoch in epochs[1:] or epochs)


def notebook_000(preset):
    return lambda t: epoch_seconds(t.train("--data", t.set("ml-100k"), "--preset", preset, "--threads", 1, "--set",
                                           "epochs=9"))


def libmf_speed(data, iterations, threads=2):
    return lambda t: t.peer("peer_libmf.py", "--dataset", data, "--k", 50, "--threads", threads, "--iters", iterations,
                            "--no-valid")["ratings_per_second"] / 1e6


def stochastic_speed(data, model, optimiser, threads=2):
    def ours(t):
        lines = t.bench("--data", t.any_set(data), "--only", "stochastic", "--factors", 50, "--threads", threads)
        return next(line["ratings_per_second"] / 1e6 for line in lines
                    if line["model"] == model and line["optimiser"] == optimiser)
    return ours


def bare_loop(shape):
    """Million ratings a second of the peers' loop of plain SGD without anything around it; compiled and run once."""
    def theirs(t):
        known = t.work / "machine.json"
        if not known.exists():
            source = os.path.join(t.peers or "", "machine.c")
            if not t.peers or not os.path.exists(source):
                raise Absent("no machine.c")
            program = str(t.work / "machine")
            t.run(["cc", "-O3", "-march=native", "-fopenmp", source, "-o", program])
            known.write_text(t.run([program], OMP_NUM_THREADS="2", OMP_PROC_BIND="true")[0])
        return json.loads(known.read_text())[f"naive_sgd_Mps_{shape}_k56"]
    return theirs


def libmf_target(data, k, l2, eta, target, iterations, threads):
    return lambda t: t.peer("peer_libmf.py", "--dataset", data, "--k", k, "--threads", threads, "--l2", l2, "--eta", eta,
                            "--iters", iterations, "--targets", target)[f"seconds_to_{target}"]


def our_target(data, split, k, target, threads, *settings):
    def ours(t):
        arguments = [part for setting in settings for part in ("--set", setting)]
        line = t.bench("--data", t.any_set(data), "--split", split, "--only", "rmse", "--factors", k, "--target", target,
                       "--threads", threads, *arguments)[0]
        return None if line["seconds"] is None else line["seconds"] + line["test_seconds"]  # as LIBMF's counts
    return ours


def libmf_memory(t):
    return t.peer("peer_libmf.py", "--dataset", "20m", "--k", 50, "--threads", 2, "--iters", 2,
                  "--no-valid")["peak_rss_mb"] * 2**20 / 16e6


def our_memory(from_cache):
    def ours(t):
        if not from_cache:
            t.forget_caches()
        arguments = ["--data", t.synthetic("20m"), "--split", "pandas:0.8/0.2@42", "--model", "biased-mf", "--threads", 2]
        for setting in ("optimiser=adagrad", "batch_size=1", "factors=50", "epochs=1", "learning_rate=0.05"):
            arguments += ["--set", setting]
        if from_cache:
            t.train(*arguments)
        return t.train(*arguments)[1]["peak"] * 2**20 / 20e6
    return ours


def full_batch(threads):
    return lambda t: epoch_seconds(t.train("--data", t.synthetic("2m"), "--preset", "notebook-001", "--threads", threads,
                                           "--set", "epochs=9"))


def gmf(factors):
    return lambda t: epoch_seconds(t.train("--data", t.set("ml-1m"), "--preset", "notebook-004", "--split",
                                           "leave-one-out", "--threads", 1, "--set", f"factors={factors}", "--set",
                                           "epochs=3"))


def load_time(engine):
    def ours(t):
        return next(line["seconds"] for line in t.bench("--data", t.synthetic("20m"), "--only", "load", "--split", "all")
                    if line["engine"] == engine)
    return ours


def rows():
    """In the order of the table. A row's key begins with the letter that --only may name."""
    table = []

    def add(*arguments, **more):
        table.append(Row(*arguments, **more))

    for key, name, peer, preset in (("a-mf", "mf", "mf", "notebook-000-mf"),
                                    ("a-biased-mf", "biased-mf", "mfbias", "notebook-000-mf-bias")):
        add(key, f"notebook 000, {name}: ml-100k, batches of 64, Adam, 50 factors, 1 thread", "s an epoch",
            lambda t, peer=peer: t.peer("peer_000_mf.py", "--model", peer, "--threads", 1, "--epochs", 3)
            ["train_seconds_per_epoch_median"], notebook_000(preset), peer="notebook in PyTorch")
    for data, iterations, loop in (("ml-100k", 200, "100k"), ("2m", 15, "2m"), ("20m", 5, "20m")):
        repeat = 2 if data == "20m" else None
        for model, optimiser in (("biased-mf", "adagrad"), ("mf", "adagrad")):
            add(f"b-{data}-{model}", f"rating by rating, {model}, AdaGrad: {data}, 50 factors, 2 threads",
                "million ratings/s", libmf_speed(data, iterations), stochastic_speed(data, model, optimiser),
                better="high", repeat=repeat, peer="LIBMF")
        add(f"b-{data}-loop", f"rating by rating, biased-mf, SGD: {data}, 50 factors, 2 threads", "million ratings/s",
            bare_loop(loop), stochastic_speed(data, "biased-mf", "sgd"), better="high", repeat=repeat,
            peer="bare loop of SGD, no biases")
    add("c-ml-100k", "test RMSE .908: ml-100k, 50 factors, 1 thread, test included", "s",
        libmf_target("ml-100k", 50, 0.1, 0.1, "0.908", 40, 1),
        our_target("ml-100k", "sklearn:0.8/0.2@42", 50, 0.908, 1), peer="LIBMF")
    add("c-2m", "test RMSE .8365: 2m, 20 factors, 2 threads, test included", "s",
        libmf_target("2m", 20, 0.05, 0.1, "0.8365", 40, 2),
        our_target("2m", "pandas:0.8/0.2@42", 20, 0.8365, 2, "learning_rate=0.1", "regularisation=0.05"), peer="LIBMF")
    add("d-text", "peak memory of training: 20m, 50 factors, from text", "bytes a rating", libmf_memory,
        our_memory(False), repeat=1, peer="LIBMF, of its 16m")
    add("d-cache", "peak memory of training: 20m, 50 factors, from the cache", "bytes a rating", libmf_memory,
        our_memory(True), repeat=1, peer="LIBMF, of its 16m")
    add("e-als", "notebook 003, ALS: ml-latest-small, 5 factors, 1 thread", "s a sweep",
        lambda t: t.peer("peer_003_als.py", "--epochs", 5, "--threads", 1)["seconds_per_epoch"],
        lambda t: epoch_seconds(t.train("--data", t.set("ml-latest-small"), "--preset", "notebook-003", "--threads", 1,
                                        "--set", "epochs=31")), peer="notebook in NumPy")
    for threads in (1, 2):
        add(f"f-full-batch-{threads}", f"notebook 001, full batch: 2m, 20 factors, {threads} thread{'s'[:threads - 1]}",
            "s a step", lambda t, threads=threads: t.peer("peer_001_fullbatch.py", "--dataset", "2m", "--threads", threads,
                                                          "--epochs", 4, "--targets", "")["seconds_per_epoch"],
            full_batch(threads), repeat=2, peer="notebook in PyTorch")
    for factors in (8, 32):
        add(f"g-gmf-{factors}", f"notebook 004, GMF: ml-1m leave-one-out, {factors} factors, 4 negatives, 1 thread",
            "s an epoch", lambda t, factors=factors: t.peer("peer_004_gmf.py", "--dim", factors, "--epochs", 2, "--threads",
                                                            1, NCF_DIR=t.ncf_folder())["seconds_per_epoch"],
            gmf(factors), repeat=2, peer="notebook in PyTorch, sampling vectorised")
    for threads in (1, 2):
        add(f"h-ials-{threads}", f"iALS: ml-1m, all rows, 192 factors, {threads} thread{'s'[:threads - 1]}", "s a sweep",
            None, lambda t, threads=threads: t.bench("--data", t.set("ml-1m"), "--split", "all", "--only", "ials",
                                                     "--factors", 192, "--threads", threads)[0]["seconds"])
    for engine, name in (("text", "from text, cache written"), ("cache", "from the cache")):
        add(f"i-load-{engine}", f"loading 20m.csv {name}", "s",
            lambda t: t.peer("peer_load.py", "--set", "20m", "--style", "csv", "--repeat", 1)["seconds_total"],
            load_time(engine), repeat=2, peer="pandas read_csv, ids as they are")
    return table


def figure(value):
    return f"{value:.4g}" if value >= 0.001 else f"{value * 1e3:.3g}e-3"


def cell(result, side):
    if side in result["problems"]:
        return result["problems"][side]
    values = result["samples"][side]
    if not values:
        return "-"
    reached = [value for value in values if value is not None]
    if len(reached) < len(values):
        return f"not reached in {len(values) - len(reached)} of {len(values)}"
    text = figure(statistics.median(reached))
    return text if len(reached) == 1 else f"{text} [{figure(min(reached))} to {figure(max(reached))}]"


def ratio(result):
    sides = [result["samples"][side] for side in ("theirs", "ours")]
    if not all(sides) or any(value is None for side in sides for value in side):
        return ""
    theirs, ours = map(statistics.median, sides)
    return figure(theirs / ours if result["better"] == "low" else ours / theirs)


def print_row(result):
    print("| " + " | ".join([result["row"], result["what"], result["unit"], result["peer"], cell(result, "theirs"),
                             cell(result, "ours"), ratio(result), f"{result['load']:.1f}"]) + " |", flush=True)


def machine(cli):
    """What matinee-cli bench says of the machine, and what the peers run on."""
    out = subprocess.run([cli, "bench", "--json", "--quick", "--ratings", "1000", "--factors", "2", "--only", "predict"],
                         capture_output=True, text=True, check=True).stdout
    facts = json.loads(out.splitlines()[-1])["machine"]
    return (f"{facts['cpu']}, {facts['threads']} threads, {facts['instructions']}, {facts['memory_mb'] / 1024:.0f} GiB; "
            f"{time.strftime('%Y-%m-%d')}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cli", default="build/release/bin/matinee-cli")
    parser.add_argument("--peers")
    parser.add_argument("--libmf")
    parser.add_argument("--python", default=sys.executable, help="that has the peers' packages")
    parser.add_argument("--synth")
    parser.add_argument("--data")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "matinee-side-by-side"),
                        help="scratch folder, kept: what the peers need is made there once")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", action="append", default=[], help="a row's key, or its beginning; may be repeated")
    parser.add_argument("--results", help="file that holds what has been measured")
    parser.add_argument("--list", action="store_true", help="only name the rows")
    options = parser.parse_args()
    if options.repeat < 1:
        parser.error("--repeat must be at least 1")
    unknown = [only for only in options.only if not any(row.key.startswith(only) for row in rows())]
    if unknown:
        parser.error(f"there is no row {unknown[0]}; --list names them")
    return options


def main():
    options = parse()
    if options.list:
        print("\n".join(row.key for row in rows()))
        return
    done = {}
    if options.results and os.path.exists(options.results):
        with open(options.results, encoding="utf-8") as file:
            done = {result["row"]: result for result in map(json.loads, file)}
    tools = Tools(options)
    begin = time.time()
    print(f"{machine(tools.cli)}. Medians of {options.repeat} or fewer runs, alternating, [lowest to highest].\n")
    print("| row | what | unit | against | theirs | Matinee | times better | load |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows():
        named = any(row.key.startswith(only) for only in options.only)
        if options.only and not named:
            continue
        if row.key in done and not named:
            print_row(done[row.key])
            continue
        print(f"{row.key} ...", file=sys.stderr, flush=True)
        result = row.measure(tools, options.repeat)
        print_row(result)
        done[row.key] = result
        if options.results:
            with open(options.results + ".new", "w", encoding="utf-8") as file:
                file.writelines(json.dumps(kept) + "\n" for kept in done.values())
            os.replace(options.results + ".new", options.results)
    print(f"\n{time.time() - begin:.0f} s.")


if __name__ == "__main__":
    main()
