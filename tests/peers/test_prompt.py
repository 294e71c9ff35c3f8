"""A trained prompt is an ordinary safetensors file, and the rows are what the manifests say."""

import json
import unittest

import numpy
import safetensors

import run_dir


class PromptTest(unittest.TestCase):
    def test_every_prompt_is_read_by_safetensors(self):
        for name, run in run_dir.every_run().items():
            for trial in run.trials().values():
                with self.subTest(run=name, trial=trial["id"]):
                    self.check(run, trial)

    def check(self, run, trial):
        path = run.artefact(trial, "prompt.safetensors")
        with safetensors.safe_open(path, framework="numpy") as file:
            header = json.loads(file.metadata()["ballast"])
            tensors = {key: file.get_tensor(key) for key in file.keys()}
        width = tensors["head.weight"].shape[1]
        self.assertEqual(tensors["head.weight"].shape[0], len(header["labels"]))
        self.assertEqual(tensors["head.bias"].shape, (len(header["labels"]),))
        if trial["method"] == "linear-probe":
            self.assertNotIn("prompt_embeddings", tensors)
        else:
            self.assertEqual(
                tensors["prompt_embeddings"].shape, (header["layers"], header["tokens"], width))
        self.assertEqual(
            trial["trainable_parameters"], sum(t.size for t in tensors.values()))
        for key, tensor in tensors.items():
            self.assertEqual(tensor.dtype, numpy.float32, key)
            self.assertTrue(numpy.isfinite(tensor).all(), key)
        self.assertEqual(header["backbone_hash"], trial["backbone"]["hash_after"])


class RowsTest(unittest.TestCase):
    def test_ids_are_unique_and_no_text_is_in_two_rows_where_duplicates_were_dropped(self):
        for name, run in run_dir.every_run().items():
            rows = run.table("ingest/data")
            self.assertTrue(rows["id"].is_unique, name)
            if name == "quickstart":
                self.assertTrue(rows["text"].is_unique, name)

    def test_curated_rows_are_training_rows(self):
        for name, run in run_dir.every_run().items():
            rows = run.table("ingest/data").set_index("id")
            for plan in run.path.glob("curate/*/plan.json"):
                variant = run.table(plan.parent.relative_to(run.path) / "data")
                self.assertEqual(set(variant["split"]), {"train"}, name)
                self.assertTrue(variant["id"].is_unique, name)
                origin = rows.loc[variant["origin"].fillna(variant["id"])]
                self.assertEqual(set(origin["split"]), {"train"}, name)
                for column in ["text", *run.columns()]:
                    self.assertEqual(list(origin[column]), list(variant[column]), column)
