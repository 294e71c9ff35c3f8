"""Lets Ray Tune run trials that do nothing, and prints what each of them costs.

usage: ray_idle.py TRIALS FOLDER
"""

import os
import sys
import time

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_AIR_NEW_OUTPUT"] = "0"
os.environ["RAY_AUTH_MODE"] = "disabled"

import ray
from ray import tune


def idle(config):
    return {"score": config["i"]}


def fit(trials, folder, name):
    """The seconds that so many trials take."""
    tuner = tune.Tuner(
        idle,
        param_space={"i": tune.grid_search(list(range(trials)))},
        run_config=tune.RunConfig(storage_path=folder, name=name, verbose=0),
    )
    began = time.perf_counter()
    results = tuner.fit()
    seconds = time.perf_counter() - began
    assert len(results) == trials and not results.errors
    return seconds


def main(trials, folder):
    ray.init(num_cpus=2, include_dashboard=False, _node_ip_address="127.0.0.1", log_to_driver=False)
    fit(4, folder, "warm")
    seconds = fit(trials, folder, "measured")
    ray.shutdown()
    print(f"ray {ray.__version__}: overhead {1000 * seconds / trials:.2f} ms a trial")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
