"""Ballast as a DAG: ingest -> audit (a gate) -> curate -> sweep -> front.

Every job is one spark-submit; what a job needs of the one before lies in the run directory, which is
all that goes through XCom. A DAG run has a run directory of its own, run_root/dag id/run id.

A retry submits the same job on the same run directory: what is finished is kept, the rest is done.
Where the operator can find a driver again (standalone and YARN in cluster mode, Kubernetes by its
API), a retry waits for the driver that is there. Elsewhere a driver may have outlived the Airflow
process that watched it; the lock of the run directory refuses a second one, and the task waits.

Exit code 4 (data refused) and 2 (configuration) fail at once, since a retry would end in the same
way. The reason stands in the task's log, or, where the driver ran elsewhere, in that of the task
`reason`.

Where things are is said by the environment of Airflow's processes:
  BALLAST_HOME           the installation; two folders above this file, links followed, if unset
  BALLAST_LIB            its folder lib as the cluster sees it, such as local:///opt/ballast/lib
  BALLAST_ENGINE_DIR     where a node unpacks libtorch; /tmp/ballast-engine-USER if unset
  BALLAST_TRACK_DRIVER   yarn or kubernetes: cluster mode there, followed by its API
  BALLAST_RETRIES        3 if unset
  BALLAST_RETRY_SECONDS  between tries, 180 if unset: more than the 150 s after which the lock of a
                         driver that vanished on another host is taken over
  PYTORCH_LIBRARY_PATH, PYTORCH_VERSION, PYTORCH_FLAVOR   libtorch that is on the nodes already
The cluster and the deploy mode are those of the Airflow connection spark_default.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import pathlib
import re
import time
from datetime import timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, ObjectStoragePath, Param, TriggerRule, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

HOME = pathlib.Path(os.environ.get("BALLAST_HOME") or pathlib.Path(__file__).resolve().parents[2])
LIB = os.environ.get("BALLAST_LIB") or str(HOME / "lib")
TRACKING = {
    "": {},
    "yarn": {"yarn_track_via_rm_api": True},
    "kubernetes": {"track_driver_via_k8s_api": True},
}[os.environ.get("BALLAST_TRACK_DRIVER", "")]
LIBTORCH_ON_NODES = [
    name
    for name in ("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR")
    if os.environ.get(name)
]

CONFIGURATION, DATA = 2, 4
IN_USE = "in use by"
SECONDS_BETWEEN_LOOKS = 60


# ---- folders --------------------------------------------------------------------------------------


def safe_name(run_id: str) -> str:
    """A folder name for a run id; distinct ids have distinct names, on any file system.

    >>> safe_name("scheduled__2026-11-22T00:00:00+00:00")
    'scheduled__2026-11-22T00~3A00~3A00~2B00~3A00'
    """

    def escaped(character: str) -> str:
        return "".join(f"~{byte:02X}" for byte in character.encode())

    name = re.sub(r"[^A-Za-z0-9_.-]", lambda found: escaped(found[0]), run_id)
    name = re.sub(r"^[_.-]", lambda found: escaped(found[0]), name)
    if len(name) <= 200:
        return name
    # Names that are not cut have no ~~.
    return f"{name[:100]}~~{hashlib.sha256(run_id.encode()).hexdigest()}"


def shard_folder(run_dir: str, shard: int, shards: int) -> str:
    return f"{run_dir}/shards/{shard}-of-{shards}"


def share(run_dir: str) -> str | None:
    """What a shard's folder says of its share of the trials, such as 2/4."""
    found = re.search(r"/shards/(\d+)-of-(\d+)$", run_dir)
    return f"{found[1]}/{found[2]}" if found else None


def ending(run_dir: str) -> dict | None:
    """How the last job of a run directory ended, if it can be read from here."""
    try:
        folder = ObjectStoragePath(run_dir if "://" in run_dir else f"file://{run_dir}")
        return json.loads((folder / "ended.json").read_text())
    except (OSError, ValueError, ImportError):
        return None


# ---- what Spark is asked for ----------------------------------------------------------------------


def gpu_share(conf: dict) -> dict:
    """An executor's GPU shared among its cores, as submit-standalone.sh does it."""
    gpus = conf.get("spark.executor.resource.gpu.amount")
    if gpus is None or "spark.task.resource.gpu.amount" in conf:
        return {}
    per_gpu = -(-int(conf["spark.executor.cores"]) // int(gpus))
    amount = "1" if per_gpu == 1 else f"0.{1000000 // per_gpu:06d}"
    return {"spark.task.resource.gpu.amount": amount}


def spark_conf(own: dict) -> dict:
    """The settings of spark.conf, those of this deployment, and over them the DAG run's own."""
    lines = (HOME / "deploy/spark.conf").read_text(encoding="utf-8").splitlines()
    conf = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    engine = os.environ.get("BALLAST_ENGINE_DIR") or f"/tmp/ballast-engine-{getpass.getuser()}"
    conf["spark.executorEnv.ENGINE_CACHE_DIR"] = engine
    conf.update({f"spark.executorEnv.{name}": os.environ[name] for name in LIBTORCH_ON_NODES})
    conf.update({key: str(value) for key, value in own.items()})
    return conf | gpu_share(conf)


def libtorch() -> str | None:
    """The jar with libtorch for the CPU; none is sent where the nodes have a libtorch."""
    if LIBTORCH_ON_NODES:
        return None
    return next((f"{LIB}/{jar.name}" for jar in HOME.glob("lib/pytorch-native-cpu-*.jar")), None)


class BallastJob(SparkSubmitOperator):
    """One Ballast job on a run directory."""

    template_fields = (*SparkSubmitOperator.template_fields, "run_dir", "others")

    def __init__(self, *, job: str, run_dir: str, option: str = "", others=(), **kwargs):
        super().__init__(
            application=f"{LIB}/ballast.jar",
            java_class="org.ballast.cli.Main",
            jars=libtorch(),
            name=f"ballast-{job}",
            **TRACKING,
            **kwargs,
        )
        self.job = job
        self.run_dir = run_dir
        self.option = option  # names the parameter with further options
        self.others = others  # run directories whose trials a front takes in

    def arguments(self, params) -> list[str]:
        overrides = list(params["overrides"])
        if self.job == "sweep" and share(self.run_dir):
            overrides.append(f"sweep.share={share(self.run_dir)}")
        arguments = [self.job, "--config", params["config"], "--run-dir", self.run_dir]
        arguments += [word for override in overrides for word in ("--set", override)]
        arguments += [word for other in self.others for word in ("--from", other)]
        return arguments + (list(params[self.option]) if self.option else [])

    def execute(self, context):
        self.conf = spark_conf(context["params"]["spark"])
        self.application_args = self.arguments(context["params"])
        while True:
            try:
                super().execute(context)
                return
            except (AirflowException, RuntimeError) as failure:
                self.judge(failure)
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def judge(self, failure: Exception) -> None:
        """Returns if the run directory was in use; fails for good where a retry cannot help."""
        code, sentence = self.last_words(str(failure))
        if code == CONFIGURATION and IN_USE in sentence:
            self.log.warning("Another driver lives, waiting for it: %s", sentence)
            return
        if code in (CONFIGURATION, DATA):
            raise AirflowFailException(f"{self.job} ended with exit code {code}: {sentence}")
        raise failure

    def last_words(self, output: str) -> tuple[int | None, str]:
        """Exit code and sentence from the driver's output, or else from the run directory."""
        code = re.search(r"Error code is: (-?\d+)", output)
        said = re.findall(r"^ballast: (.*)$", output, re.MULTILINE)
        if code and said:
            return int(code[1]), said[-1]
        ended = ending(self.run_dir) or {}
        if ended.get("job") == self.job:
            return ended["exit_code"], ended.get("message") or ""
        return None, ""


# ---- the DAG --------------------------------------------------------------------------------------


@task
def run_directory() -> str:
    context = get_current_context()
    root = context["params"]["run_root"].rstrip("/")
    return f"{root}/{safe_name(context['dag'].dag_id)}/{safe_name(context['run_id'])}"


@task
def shard_directories(run_dir: str) -> list[str]:
    """The run directories of the shards; none if the sweep is one application."""
    shards = get_current_context()["params"]["shards"]
    return [shard_folder(run_dir, i, shards) for i in range(1, shards + 1)] if shards > 1 else []


@task
def sweep_directories(run_dir: str, shards: list[str]) -> list[str]:
    return list(shards) or [run_dir]


@task(trigger_rule=TriggerRule.ONE_FAILED, retries=0)
def reason(run_dir: str, shards: list[str]) -> None:
    """Says why a job failed, wherever its driver ran, and fails, as what the run ends with."""
    raise AirflowFailException("; ".join(known(folder) for folder in [run_dir, *shards]))


def known(run_dir: str) -> str:
    ended = ending(run_dir)
    if ended is None:
        return f"{run_dir}: nothing is known of how its last job ended; the driver's log tells"
    message = ended.get("message") or "a part of what was asked for is missing"
    why = "" if ended["exit_code"] == 0 else f": {message}"
    return f"{run_dir}: {ended['job']} ended with exit code {ended['exit_code']}{why}"


with DAG(
    dag_id="ballast",
    description="From rows to a Pareto front of prompts",
    schedule=None,
    catchup=False,
    default_args={
        "retries": int(os.environ.get("BALLAST_RETRIES", "3")),
        "retry_delay": timedelta(seconds=float(os.environ.get("BALLAST_RETRY_SECONDS", "180"))),
    },
    params={
        "config": Param(type="string", description="The configuration file, where the driver runs"),
        "run_root": Param(type="string", description="A folder or URI that all nodes see"),
        "overrides": Param([], type="array", description="KEY=VALUE over the configuration"),
        "audit_options": Param([], type="array", description="Further options of audit"),
        "sweep_options": Param([], type="array", description="Such as --retry-failed"),
        "shards": Param(1, type="integer", minimum=1, description="Applications of the sweep"),
        "spark": Param({}, type="object", description="Spark settings of this run"),
    },
    doc_md=__doc__,
) as dag:
    where = run_directory()
    shards = shard_directories(where)

    ingest = BallastJob(task_id="ingest", job="ingest", run_dir=where)
    audit = BallastJob(task_id="audit", job="audit", run_dir=where, option="audit_options")
    curate = BallastJob(task_id="curate", job="curate", run_dir=where)

    # A shard has the rows in its own run directory: made again, and equal on any cluster.
    ingest_shard = BallastJob.partial(task_id="ingest_shard", job="ingest").expand(run_dir=shards)
    curate_shard = BallastJob.partial(task_id="curate_shard", job="curate").expand(run_dir=shards)
    sweep = BallastJob.partial(
        task_id="sweep",
        job="sweep",
        option="sweep_options",
        trigger_rule=TriggerRule.NONE_FAILED,  # without shards, the two before it are skipped
    ).expand(run_dir=sweep_directories(where, shards))

    front = BallastJob(task_id="front", job="front", run_dir=where, others=shards)

    ingest >> audit >> curate >> ingest_shard >> curate_shard >> sweep >> front
    curate >> sweep
    [ingest, audit, curate, ingest_shard, curate_shard, sweep, front] >> reason(where, shards)
