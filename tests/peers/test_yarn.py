"""YARN, in both deploy modes and with the run directory on HDFS, comes to what one machine does."""

import os
import pathlib
import unittest

import run_dir
import test_cluster

HERE = pathlib.Path(os.environ.get("BALLAST_YARN", "nowhere"))


def said(name):
    return (HERE / f"{name}.log").read_text(encoding="utf-8", errors="replace")


class YarnTest(test_cluster.ClusterTest):
    """What ClusterTest asks of a standalone cluster, of a pipeline in YARN's cluster mode."""

    @classmethod
    def setUpClass(cls):
        cls.local = run_dir.from_environment("BALLAST_LOCAL_RUN")
        cls.cluster = run_dir.RunDir(HERE / "run")

    def test_audits_are_equal(self):
        local, yarn = self.local.audits()["original"], self.cluster.audits()["original"]
        self.same(local, yarn, "audit")

    def status(self, name, expected):
        found = int((HERE / f"{name}.status").read_text())
        self.assertEqual(found, expected, said(name)[-3000:])

    def test_every_job_of_the_pipeline_ended_well(self):
        self.status("pipeline", 0)
        self.assertIn("final status: SUCCEEDED", said("pipeline"))
        for folder in ("ingest", "audit/original", "curate/even", "sweep", "front", "score/recommended"):
            self.assertTrue((HERE / "run" / folder / "manifest.json").is_file(), folder)

    def test_trials_had_a_gpu_each_while_they_ran_side_by_side(self):
        places = [t["placement"] for t in self.cluster.trials().values()]
        for place in places:
            self.assertEqual(len(place["addresses"]), 1, place)
            self.assertIn(place["addresses"][0], ("0", "1"))
        addresses = {}
        for place in places:
            addresses.setdefault(place["executor"], set()).add(place["addresses"][0])
        # An executor keeps its device, and no two have the same one.
        taken = [address for its in addresses.values() for address in its]
        self.assertEqual(len(taken), len(set(taken)), addresses)
        self.assertEqual(len(addresses), 2, addresses)

    def test_a_job_that_has_nothing_to_do_succeeds_in_cluster_mode(self):
        self.status("again", 0)
        self.assertIn("final status: SUCCEEDED", said("again"))

    def test_a_refusal_reaches_the_caller_with_its_status_and_sentence(self):
        for mode in ("cluster", "client"):
            with self.subTest(mode):
                self.status(f"refused-{mode}", 4)
                self.assertIn("Cannot pass audit refused on: 1 of 1 gate checks failed", said(f"refused-{mode}"))
        self.assertIn("final status: FAILED", said("refused-cluster"))

    def test_a_misspelt_key_does_too_though_no_session_was_needed(self):
        self.status("misspelt", 2)
        self.assertIn("ballast.train.stepps is not a known key. Did you mean steps?", said("misspelt"))
        self.assertIn("final status: FAILED", said("misspelt"))

    def test_the_launcher_reads_the_status_from_hdfs(self):
        self.status("status", 0)
        self.assertIn("2 trials: 2 finished", said("status"))

    def test_a_killed_driver_is_followed_and_nothing_is_done_twice(self):
        before = (HERE / "finished-before").read_text().splitlines()
        after = (HERE / "finished-after").read_text().splitlines()
        self.assertTrue(0 < len(before) < 6, before)
        self.assertEqual(len(after), 6)
        self.assertLessEqual(set(before), set(after))  # names, sizes and times
        self.status("resumed", 0)
        self.assertIn("of them finished already", said("resumed"))
        self.assertIn("was taken over", said("resumed"))
