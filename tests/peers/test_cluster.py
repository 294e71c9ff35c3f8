"""A standalone cluster and local mode come to the same result."""

import math
import unittest

import numpy
import pandas
import safetensors.numpy

import run_dir

TIMES = {"seconds", "steps_per_second", "started_at"}


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in TIMES}
    return [without_times(v) for v in value] if isinstance(value, list) else value


class ClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.local = run_dir.from_environment("BALLAST_LOCAL_RUN")
        cls.cluster = run_dir.from_environment("BALLAST_CLUSTER_RUN")

    def same_rows(self, folder):
        local, cluster = self.local.table(folder), self.cluster.table(folder)
        self.assertGreater(len(local), 0)
        pandas.testing.assert_frame_equal(local, cluster)

    def test_ingested_rows_and_their_splits_are_equal(self):
        self.same_rows("ingest/data")

    def test_curated_rows_are_equal(self):
        self.same_rows("curate/even/data")

    def test_plans_are_equal(self):
        def plan(run):
            found = run.json("curate/even/plan.json")
            for of_bytes in ("input_fingerprint", "inputs"):  # partitioning changes the shards
                del found[of_bytes]
            return found

        self.assertEqual(plan(self.local), plan(self.cluster))

    def same(self, a, b, where):
        """Equal, but scores may differ by 1e-6 and sums by the order of partitions."""
        if isinstance(a, float) and isinstance(b, float):
            self.assertTrue(math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6), f"{where}: {a} {b}")
        elif isinstance(a, dict) and isinstance(b, dict):
            self.assertEqual(a.keys(), b.keys(), where)
            for key in a:
                self.same(a[key], b[key], f"{where}/{key}")
        elif isinstance(a, list) and isinstance(b, list):
            self.assertEqual(len(a), len(b), where)
            for i, (x, y) in enumerate(zip(a, b)):
                self.same(x, y, f"{where}/{i}")
        else:
            self.assertEqual(a, b, where)

    def test_audits_are_equal(self):
        local, cluster = self.local.audits(), self.cluster.audits()
        self.assertIn("original", local)
        self.assertIn("predicted", local)
        self.assertTrue(local["predicted"]["performance"])
        self.same(local, cluster, "audits")

    def test_trials_have_equal_results(self):
        local, cluster = self.local.trials(), self.cluster.trials()
        self.assertEqual(len(local), 2)
        self.assertEqual(local.keys(), cluster.keys())
        for key in local:
            for field in ("splits", "last_step", "selected_step", "state", "threads", "backbone"):
                self.assertEqual(
                    without_times(local[key][field]), without_times(cluster[key][field]), field)

    def test_prompts_are_equal_to_the_bit(self):
        local, cluster = self.local.trials(), self.cluster.trials()
        for key in local:
            ours = self.prompt(self.local, local[key])
            theirs = self.prompt(self.cluster, cluster[key])
            self.assertEqual(ours.keys(), theirs.keys())
            for name in ours:
                self.assertEqual(ours[name].tobytes(), theirs[name].tobytes(), name)
            self.assertTrue(any(numpy.any(t != 0) for t in ours.values()))

    def prompt(self, run, trial):
        return safetensors.numpy.load_file(run.artefact(trial, "prompt.safetensors"))

    def test_predictions_are_equal(self):
        local = self.local.table("score/recommended/data")
        cluster = self.cluster.table("score/recommended/data")
        self.assertEqual(list(local["id"]), list(self.local.table("ingest/data")["id"]))
        self.assertEqual(list(local["predicted"]), list(cluster["predicted"]))
        for ours, theirs in zip(local["scores"], cluster["scores"]):
            for label, score in dict(ours).items():
                self.assertAlmostEqual(score, dict(theirs)[label], delta=1e-6)
