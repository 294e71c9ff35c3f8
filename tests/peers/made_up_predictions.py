"""Writes two sets of predictions that are often wrong for the rows of a run, as Parquet: what a
trained model hardly gets wrong would test no measure of error.

usage: made_up_predictions.py RUN
"""

import pathlib
import sys

import numpy
import pyarrow
import pyarrow.parquet

import run_dir


def predictions(rows, label, attribute, rng, skill):
    """Scores on a coarse grid, so that some tie, that lean on an attribute as well."""
    classes = sorted(rows[label].unique())
    truth = (rows[label] == classes[1]).to_numpy()
    lean = (rows[attribute] == rows[attribute].min()).to_numpy()
    logits = rng.normal(size=len(rows)) + skill * (2 * truth - 1) + 0.5 * (2 * lean - 1)
    scores = numpy.round(1 / (1 + numpy.exp(-logits)), 2)
    return pyarrow.table({
        "id": pyarrow.array(rows["id"], pyarrow.string()),
        "split": pyarrow.array(rows["split"], pyarrow.string()),
        "predicted": pyarrow.array([classes[int(s >= 0.5)] for s in scores], pyarrow.string()),
        "scores": pyarrow.array(
            [[(classes[0], 1 - s), (classes[1], s)] for s in scores],
            pyarrow.map_(pyarrow.string(), pyarrow.float64())),
    })


def main(path):
    run = run_dir.RunDir(path)
    rows, (label, attribute) = run.table("ingest/data"), run.columns()[:2]
    rng = numpy.random.default_rng(11)
    folder = pathlib.Path(path) / "made-up"
    folder.mkdir()
    for name, skill in (("new", 0.9), ("old", 0.5)):
        pyarrow.parquet.write_table(
            predictions(rows, label, attribute, rng, skill), folder / f"{name}.parquet")


if __name__ == "__main__":
    main(sys.argv[1])
