#!/usr/bin/env bash
# Submits one Ballast job to a standalone Spark cluster; works in a checkout and in an installation,
# and writes into neither.
#
# usage: submit-standalone.sh --master spark://HOST:PORT [--conf KEY=VALUE ...] -- JOB [options]
#
# e.g.   deploy/submit-standalone.sh --master spark://head:7077 -- sweep --config my.conf --run-dir /shared/runs/my
#
# Everything before -- goes to spark-submit, after the settings of spark.conf and so over them;
# everything after it goes to Ballast, the same as `./ballast JOB [options]`.
#
# environment
#   SPARK_HOME            Spark 4.1; the spark-submit on PATH if unset
#   BALLAST_ENGINE_DIR    where a node unpacks libtorch, once; /tmp/ballast-engine-USER if unset
#   PYTORCH_LIBRARY_PATH  a folder with libtorch on every node: none is sent then; with
#                         PYTORCH_VERSION and PYTORCH_FLAVOR
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=deploy/submit.bash
. "$here/submit.bash"

split_arguments "$@"
[[ ${#job[@]} -gt 0 && " ${submit_options[*]:-}" == *" --master"* ]] \
  || fail "expected --master spark://HOST:PORT [spark-submit options] -- JOB [options], found too little."
locate
settle
exec "$submit" --class org.ballast.cli.Main "${settings[@]}" "${submit_options[@]}" "${jars[@]}" "$jar" "${job[@]}"
