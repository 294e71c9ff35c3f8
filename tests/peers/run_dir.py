"""Reads a run directory with pandas, pyarrow and the standard library."""

import json
import os
import pathlib

import pyarrow.dataset


class RunDir:
    """The artefacts of one run."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def json(self, path):
        return json.loads((self.path / path).read_text(encoding="utf-8"))

    def table(self, folder):
        """All Parquet shards under a folder, or one file, as a data frame, by id."""
        path = self.path / folder
        shards = [str(p) for p in sorted(path.rglob("*.parquet"))] if path.is_dir() else str(path)
        frame = pyarrow.dataset.dataset(shards, format="parquet").to_table().to_pandas()
        keys = [k for k in ("id", "origin") if k in frame.columns]
        return frame.sort_values(keys, ignore_index=True)

    def trials(self):
        """Trials by what they are, as (data, method, control, seed), since ids hash their input."""
        found = {}
        for path in sorted(self.path.glob("sweep/trials/*/trial.json")):
            trial = json.loads(path.read_text(encoding="utf-8"))
            control = tuple((trial.get("control") or {}).items())
            found[trial["data"], trial["method"], control, trial["seed"]] = trial
        return found

    def artefact(self, trial, name):
        """A file of the attempt that a trial's result stands for."""
        return self.path / "sweep/trials" / trial["id"] / trial["attempt"] / name

    def audits(self):
        return {p.parent.name: self.json(p) for p in sorted(self.path.glob("audit/*/audit.json"))}

    def predictions(self, audit):
        """The predictions that an audit is about, and those that it compares them with or None."""
        paths = [i["path"] for i in self.json(f"audit/{audit}/manifest.json")["inputs"]]
        against = (self.json(f"audit/{audit}/audit.json").get("model") or {}).get("comparison")
        return (paths[-2], paths[-1]) if against else (paths[-1], None)

    def columns(self):
        """The label's column, then those of the attributes that make groups."""
        dataset = self.json("run.json")["config"]["dataset"]
        return [dataset["label"]["name"], *(dataset["groups"] or dataset["attributes"])]


def from_environment(name):
    """The run directory that a variable names, or None."""
    path = os.environ.get(name)
    return RunDir(path) if path else None


def every_run():
    """The runs that are there, by a name for people."""
    runs = {
        "small run": from_environment("BALLAST_LOCAL_RUN"),
        "quickstart": from_environment("BALLAST_QUICKSTART_RUN"),
    }
    there = {name: run for name, run in runs.items() if run and (run.path / "run.json").exists()}
    if not there:
        raise FileNotFoundError("no finished run: BALLAST_LOCAL_RUN names none")
    return there
