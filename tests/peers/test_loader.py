"""The loader in notebooks/ gives, in transformers, the predictions that a trial recorded."""

import json
import os
import pathlib
import subprocess
import unittest

import run_dir

LOADER = pathlib.Path(__file__).resolve().parents[2] / "notebooks/load_prompt.py"
PYTHON = pathlib.Path(os.environ["BALLAST_TORCH"], "bin/python")
LIMIT_SECONDS = 300


class LoaderTest(unittest.TestCase):
    def test_a_prompt_predicts_the_same_without_ballast(self):
        run = run_dir.from_environment("BALLAST_LOCAL_RUN")
        texts = run.table("ingest/data").set_index("id")["text"]
        for key, trial in run.trials().items():
            with self.subTest(trial=key):
                recorded = run.table(run.artefact(trial, "predictions.parquet"))
                recorded = recorded[recorded["split"] == "test"]
                found = self.predictions(run, trial, texts.loc[recorded["id"]])
                self.assertGreater(len(found), 50)
                for ours, theirs in zip(recorded["scores"], found, strict=True):
                    for label, share in ours:
                        self.assertAlmostEqual(share, theirs[label], delta=1e-4)

    @staticmethod
    def predictions(run, trial, texts):
        model = run.json("run.json")["config"]["backbone"]["path"]
        done = subprocess.run(
            [PYTHON, "-B", LOADER, run.artefact(trial, "prompt.safetensors"), model],
            input="".join(text + "\n" for text in texts), timeout=LIMIT_SECONDS,
            capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"})
        if done.returncode != 0:
            raise AssertionError(done.stderr[-3000:])
        return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    unittest.main()
