"""Our decoding and preprocessing of images against transformers itself, and the gate's own values."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COMMITTED = ROOT / "tests/src/test/resources/images"
PYTHON = pathlib.Path(os.environ["BALLAST_TORCH"], "bin/python")
LIMIT_SECONDS = 600

# Pillow 13 itself resizes in another order where a tall image is squashed; torchvision has weights of
# fewer bits.
FURTHEST = {"Pillow before 13": 0, "Pillow": 5, "torchvision": 2}


def run(command):
    done = subprocess.run(
        list(map(str, command)), timeout=LIMIT_SECONDS, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    if done.returncode != 0:
        raise AssertionError(done.stdout[-3000:])
    return done.stdout


def files(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class ImagesTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="images-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_the_golden_values_of_the_gate_are_those_of_transformers(self):
        run([PYTHON, "-B", HERE / "odd_images.py", self.folder])
        self.assertEqual(files(COMMITTED), files(self.folder))

    def test_real_sizes_and_larger_images(self):
        run([PYTHON, "-B", HERE / "odd_images.py", "--large", self.folder])
        lib = ROOT / "jobs/target/lib"
        classes = f"{ROOT}/tests/target/test-classes:{ROOT}/jobs/target/ballast.jar:{lib}/*"
        run([os.environ["BALLAST_JAVA"], "-Xmx1g", "-cp", classes, "org.ballast.engine.ImageFolder", self.folder])
        compared = json.loads(run([PYTHON, "-B", HERE / "odd_images.py", "--compare", self.folder]).splitlines()[-1])
        self.assertEqual(compared.keys(), FURTHEST.keys())
        for how, its in sorted(compared.items()):
            with self.subTest(how=how):
                print(f"\n{how}: {its['images']} images, bytes to {its['furthest']} of 255,"
                      f" {100 * its['other']:.3f} % of them another")
                self.assertEqual(its["images"], 4 * 69)
                self.assertLessEqual(its["furthest"], FURTHEST[how])
