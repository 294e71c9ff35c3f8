"""The notebook runs from its first cell to its last, and carries no output."""

import json
import os
import pathlib
import unittest

import run_dir

NOTEBOOK = pathlib.Path(__file__).parents[2] / "notebooks/explore_run.ipynb"


class NotebookTest(unittest.TestCase):
    def cells(self):
        notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
        return [c for c in notebook["cells"] if c["cell_type"] == "code"]

    def test_it_runs_on_a_run_directory(self):
        for name, run in run_dir.every_run().items():
            with self.subTest(run=name):
                os.environ["BALLAST_RUN_DIR"] = str(run.path)
                names = {"display": lambda value: self.assertGreater(len(value), 0)}
                for cell in self.cells():
                    exec(compile("".join(cell["source"]), NOTEBOOK.name, "exec"), names)
                self.assertIn(names["front"]["recommended"]["candidate"], set(names["points"]["candidate"]))

    def test_it_carries_no_output(self):
        for cell in self.cells():
            self.assertEqual(cell["outputs"], [])
            self.assertIsNone(cell["execution_count"])
