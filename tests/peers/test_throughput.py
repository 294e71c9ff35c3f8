"""A trial costs Ballast far less beside its training than it costs Ray Tune, on the same cores."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

TRIALS = 200
RAY_TRIALS = 40  # each takes it a second or more, after some that are not timed
SLOTS_EACH = 1  # of two executors: as many at once as Ray Tune is given
LIMIT_SECONDS = 900
ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent


class ThroughputTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="throughput-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def overhead(self, command, **environment):
        """The milliseconds a trial that a command prints."""
        done = subprocess.run(
            command, cwd=self.folder, env={**os.environ, **environment}, timeout=LIMIT_SECONDS,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        found = re.search(r"overhead ([0-9.]+) ms a trial", done.stdout)
        self.assertTrue(found, done.stdout[-3000:])
        return float(found.group(1))

    def test_twenty_times_less_than_ray_tune(self):
        ray = self.overhead(
            [os.environ["BALLAST_RAY"] + "/bin/python", HERE / "ray_idle.py", str(RAY_TRIALS), self.folder])
        home = pathlib.Path(self.folder, "spark")
        (home / "jars").mkdir(parents=True)
        lib = ROOT / "jobs/target/lib"
        classes = f"{ROOT}/tests/target/test-classes:{ROOT}/jobs/target/ballast.jar:{lib}/*"
        ours = self.overhead(
            [os.environ["BALLAST_JAVA"], f"@{lib}/jvm.options", "-Xmx1g", "-cp", classes,
             "org.ballast.jobs.SweepThroughput", str(TRIALS), "0", str(SLOTS_EACH)],
            SPARK_HOME=str(home), SPARK_SCALA_VERSION="2.13", SPARK_LOCAL_IP="127.0.0.1")
        print(f"\nTrials that do nothing, two at once: {RAY_TRIALS} by Ray Tune {ray:.1f} ms each,"
              f" {TRIALS} by Ballast {ours:.1f} ms each, {ray / ours:.1f} times less")
        self.assertGreaterEqual(ray / ours, 20)
