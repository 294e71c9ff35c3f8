"""The DAG in a real Airflow, on the real cluster, with a few hundred real e-mails: it comes through a
driver that is killed, and a refused audit stops what follows."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import pyarrow
import pyarrow.parquet

import run_dir

TRIALS = 6
SETTINGS = [
    "dataset.paths=[${?BALLAST_CACHE}\"/spam-assassin/package/data/*/000??.*.txt\"]",
    "train.steps=24",
    "train.evaluate-every=12",
    "train.report-rows-per-group=20",
    "train.threads=1",
    "sweep.trials=[{methods=[erm, reweight, groupdro]},"
    " {methods=[cpt], control=[[1,1,1,1],[1,2,2,1],[2,1,1,2]]}]",
]
SPARK = {
    "spark.executor.cores": 2,
    "spark.cores.max": 4,
    "spark.executor.memory": "1g",
    "spark.driver.memory": "1g",
    "spark.executor.resource.gpu.amount": 1,
    "spark.sql.shuffle.partitions": 3,
}

# Runs in Airflow's own Python: imports the DAG with every warning shown, and looks at it.
LOOK = """
import json, runpy, sys, warnings
import airflow.sdk, airflow.providers.apache.spark.operators.spark_submit
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    module = runpy.run_path(sys.argv[1])
    dag = module["dag"]
    dag.validate()
names = json.loads(sys.argv[2])
share = lambda cores, gpus=1: module["gpu_share"](
    {"spark.executor.resource.gpu.amount": gpus, "spark.executor.cores": cores})
print(json.dumps({
    "warnings": [str(w.message) for w in caught],
    "downstream": {t.task_id: sorted(t.downstream_task_ids) for t in dag.tasks},
    "folders": [module["safe_name"](n) for n in names],
    "shares": [module["share"](d) for d in ("/r/shards/2-of-4", "/r")],
    "gpus": [share(c)["spark.task.resource.gpu.amount"] for c in (1, 2, 3, 7)],
}))
"""


def environment_set():
    return bool(os.environ.get("BALLAST_AIRFLOW"))


@unittest.skipUnless(environment_set(), "BALLAST_AIRFLOW names no Airflow")
class AirflowTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.airflow = pathlib.Path(os.environ["BALLAST_AIRFLOW"]) / "bin"
        cls.installation = pathlib.Path(os.environ["BALLAST_HOME"])
        cls.user_home = pathlib.Path(os.environ["BALLAST_USER_HOME"])
        cls.home = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.home)
        (cls.home / "dags").mkdir()
        cls.dag = cls.home / "dags/ballast_dag.py"
        cls.dag.symlink_to(cls.installation / "deploy/airflow/ballast_dag.py")
        cls.run_command("db", "migrate")

    @classmethod
    def variables(cls, deploy_mode):
        _, host, port = os.environ["BALLAST_MASTER"].rsplit(":", 2)
        extra = {"deploy-mode": deploy_mode, "rest-port": os.environ["BALLAST_REST_PORT"]}
        return {
            **{k: v for k, v in os.environ.items() if k != "BALLAST_HOME"},
            "AIRFLOW_HOME": str(cls.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(cls.home / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW_CONN_SPARK_DEFAULT": json.dumps(
                {"conn_type": "spark", "host": f"spark:{host}", "port": int(port), "extra": extra}
            ),
            "BALLAST_ENGINE_DIR": str(cls.user_home / "cache/engine"),
            "BALLAST_RETRY_SECONDS": "5",
            "BALLAST_RETRIES": "2",
            "PATH": f"{os.environ['PATH']}:{cls.airflow}",
        }

    @classmethod
    def run_command(cls, *arguments, deploy_mode="client"):
        process = subprocess.Popen(
            [cls.airflow / "airflow", *arguments],
            env=cls.variables(deploy_mode),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=900)
        finally:
            # With its drivers, if it did not end by itself.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        return process.returncode, output

    def run_dag(self, day, root, deploy_mode="client", **params):
        conf = {
            "config": str(self.installation / "conf/quickstart.conf"),
            "run_root": str(root),
            "overrides": SETTINGS,
            "spark": SPARK,
            **params,
        }
        return self.run_command(
            "dags", "test", "ballast", f"2026-01-{day:02d}", "--conf", json.dumps(conf),
            deploy_mode=deploy_mode,
        )

    def root(self, name):
        """A run root of the user whom the drivers run as."""
        root = self.user_home / name
        root.mkdir()
        owner = self.user_home.stat()
        os.chown(root, owner.st_uid, owner.st_gid)
        return root

    def only_run(self, root):
        (found,) = root.glob("ballast/*")
        return run_dir.RunDir(found)

    # ---- the file ---------------------------------------------------------------------------------

    def look(self, names=()):
        done = subprocess.run(
            [self.airflow / "python", "-c", LOOK, self.dag, json.dumps(list(names))],
            env=self.variables("client"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def test_it_imports_without_warnings_and_runs_in_order(self):
        seen = self.look()
        self.assertEqual(seen["warnings"], [])
        after = seen["downstream"]
        for before, then in [
            ("ingest", "audit"), ("audit", "curate"), ("curate", "sweep"), ("sweep", "front"),
            ("curate", "ingest_shard"), ("ingest_shard", "curate_shard"), ("curate_shard", "sweep"),
        ]:
            self.assertIn(then, after[before])
        for job in ("ingest", "audit", "curate", "sweep", "front"):
            self.assertIn("reason", after[job])
        self.assertEqual(seen["shares"], ["2/4", None])
        self.assertEqual(seen["gpus"], ["1", "0.500000", "0.333333", "0.142857"])

    def test_run_ids_become_distinct_folder_names(self):
        ids = [
            "scheduled__2026-11-22T00:00:00+00:00", "scheduled__2026-11-22T00_00_00_00_00",
            "manual__2026-11-22T00:00:00+00:00", "a/b", "a:b", "a b", "a_b", "a~b", "a~3Ab", "ä",
            ".", "..", "_a", ".a", "x" * 250, "x" * 249 + "y", "é" * 250, "~" * 40,
        ]
        folders = self.look(ids)["folders"]
        self.assertEqual(folders[0], "scheduled__2026-11-22T00~3A00~3A00~2B00~3A00")
        self.assertEqual(len(set(folders)), len(ids))
        for folder in folders:
            self.assertRegex(folder, r"^[A-Za-z0-9~][A-Za-z0-9~_.-]{0,254}$")

    # ---- runs -------------------------------------------------------------------------------------

    def test_a_killed_driver_is_retried_and_no_trial_is_done_twice(self):
        root = self.root("airflow-killed")
        killer = DriverKiller(root)
        killer.start()
        status, output = self.run_dag(1, root)
        killer.join()
        self.assertEqual(status, 0, tail(output))
        self.assertTrue(killer.killed, "the sweep ended before its driver was killed")
        self.assertTrue("Error code is: -9." in output, tail(output))
        run = self.only_run(root)
        self.assertEqual(len(run.trials()), TRIALS)
        after = finished_trials(run.path)
        for trial, written in killer.finished.items():
            self.assertEqual(written, after[trial], trial)
        self.assertEqual(run.json("front/manifest.json")["counts"]["trials"], TRIALS)
        self.assertTrue((run.path / "front/recommended/prompt.safetensors").exists())
        self.assertEqual(run.json("ended.json")["job"], "front")

    def test_a_refused_audit_stops_what_follows_and_says_why(self):
        # The driver's output is the task's own log in client mode; in cluster mode it is elsewhere.
        for day, mode in enumerate(("client", "cluster"), start=2):
            with self.subTest(deploy_mode=mode):
                root = self.root(f"airflow-refused-{mode}")
                status, output = self.run_dag(
                    day, root, deploy_mode=mode, audit_options=["--data", self.undeclared(root)]
                )
                self.assertEqual(status, 1, tail(output))
                run = self.only_run(root)
                self.assertTrue((run.path / "ingest/manifest.json").exists())
                self.assertFalse((run.path / "curate").exists())
                self.assertFalse((run.path / "sweep").exists())
                sentence = run.json("ended.json")["message"]
                self.assertIn("expected", sentence)
                said = f"audit ended with exit code 4: {sentence}"
                self.assertTrue(said in output, f"expected: {said}\n{tail(output)}")

    def undeclared(self, root):
        """A Parquet file like ingested rows, with a label that is not declared."""
        columns = {c: ["a"] for c in ("id", "text", "html")}
        table = pyarrow.table({**columns, "html": ["html"], "spam": ["perhaps"], "split": ["train"]})
        path = root / "undeclared.parquet"
        pyarrow.parquet.write_table(table, path)
        return str(path)


class DriverKiller(threading.Thread):
    """Kills the driver of a sweep, by the process id of the lock's last owner, when some of its trials
    are finished and others are not."""

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root = root
        self.killed = False
        self.finished = {}

    def run(self):
        end = time.monotonic() + 880
        while not self.killed and time.monotonic() < end:
            for run in self.root.glob("ballast/*"):
                self.look(run)
            time.sleep(0.1)

    def look(self, run):
        finished = finished_trials(run)
        if not 1 <= len(finished) < TRIALS - 1:
            return
        try:
            last = max(run.glob("lock/*.json"), key=lambda path: int(path.stem))
            owner = json.loads(last.read_text(encoding="utf-8"))
            if owner.get("released"):
                return
            os.kill(owner["pid"], signal.SIGKILL)
        except (OSError, ValueError):
            return
        self.finished = finished
        self.killed = True


def finished_trials(run):
    """By id: which file a result is, and when it was written."""
    return {
        path.parent.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in run.glob("sweep/trials/*/trial.json")
    }


def tail(output):
    return "\n".join(line[:300] for line in output.splitlines()[-80:])
