#!/usr/bin/env bash
# Submits one Ballast job to a standalone Spark cluster.
#
# usage: submit-standalone.sh --master spark://HOST:PORT [--conf KEY=VALUE ...] -- JOB [options]
#
# e.g.   deploy/submit-standalone.sh --master spark://head:7077 -- sweep --config my.conf --run-dir /shared/runs/my
#
# Everything before -- goes to spark-submit, after the settings below and so over them; everything
# after it goes to Ballast, the same as `./ballast JOB [options]`.
set -euo pipefail

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

submit_options=()
while (($# > 0)) && [[ $1 != -- ]]; do
  submit_options+=("$1")
  shift
done
[[ ${1:-} == -- && $# -ge 2 && " ${submit_options[*]:-}" == *" --master"* ]] \
  || fail "Cannot submit: expected --master spark://HOST:PORT [spark-submit options] -- JOB [options], found too little."
shift

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
jar=$root/jobs/target/ballast.jar
lib=$root/jobs/target/lib
if [[ ! -f $jar ]]; then
  jar=$root/lib/ballast.jar
  lib=$root/lib
fi
[[ -f $jar ]] || fail "Cannot submit: expected a built ballast.jar, found none. Run \`./ballast version\` once, which builds it."

# libtorch is not in ballast.jar: it travels as a jar of its own, to the driver and every executor.
libtorch=$(find "$lib" -maxdepth 1 -name 'pytorch-native-cpu-*-linux-x86_64.jar' -print -quit)
[[ -n $libtorch ]] || fail "Cannot submit: expected pytorch-native-cpu-*-linux-x86_64.jar in $lib, found none. Run \`./ballast version\` once."

if [[ -n ${SPARK_HOME:-} ]]; then submit=$SPARK_HOME/bin/spark-submit; else submit=$(command -v spark-submit || true); fi
[[ -x $submit ]] || fail "Cannot submit: expected spark-submit of Spark 4.1, found none. Set SPARK_HOME to a Spark distribution."

# Where a node unpacks libtorch, once; a folder of the node itself, not a shared one.
readonly engine=${BALLAST_ENGINE_DIR:-/tmp/ballast-engine}
export DJL_OFFLINE=true OPT_OUT_TRACKING=true ENGINE_CACHE_DIR=$engine

# libtorch's memory is outside the Java heap. A task that Spark runs twice would train a prompt
# twice, so speculation is off; and the loss of executors must not end a sweep of many trials.
exec "$submit" --class org.ballast.cli.Main \
  --jars "$libtorch" \
  --conf spark.executorEnv.DJL_OFFLINE=true \
  --conf spark.executorEnv.OPT_OUT_TRACKING=true \
  --conf "spark.executorEnv.ENGINE_CACHE_DIR=$engine" \
  --conf spark.executor.memoryOverhead=2g \
  --conf spark.speculation=false \
  --conf spark.dynamicAllocation.enabled=false \
  --conf spark.task.maxFailures=16 \
  "${submit_options[@]}" "$jar" "$@"
