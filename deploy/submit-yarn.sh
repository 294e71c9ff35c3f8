#!/usr/bin/env bash
# Submits one Ballast job to YARN; works in a checkout and in an installation, and writes into neither.
#
# usage: submit-yarn.sh [--deploy-mode client|cluster] [spark-submit options] -- JOB [options]
#
# e.g.   deploy/submit-yarn.sh --deploy-mode cluster --num-executors 8 --executor-cores 4 \
#            -- sweep --config my.conf --run-dir hdfs:///runs/my
#
# Everything before -- goes to spark-submit, after the settings of spark.conf and so over them;
# everything after it goes to Ballast, the same as `./ballast JOB [options]`. The exit code is the
# job's in both modes. In cluster mode the files that --config and --plan name are sent along.
#
# environment
#   HADOOP_CONF_DIR       core-site.xml, yarn-site.xml and the like of the cluster; or YARN_CONF_DIR
#   SPARK_HOME            Spark 4.1; the spark-submit on PATH if unset
#   BALLAST_ENGINE_DIR    where a node unpacks libtorch, once; /tmp/ballast-engine-USER if unset
#   PYTORCH_LIBRARY_PATH  a folder with libtorch on every node: none is sent then; with
#                         PYTORCH_VERSION and PYTORCH_FLAVOR
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=deploy/submit.bash
. "$here/submit.bash"

files=()
send() { files+=("$1"); }

# YARN counts GPUs, but does not tell a container which ones are its own unless it hides the others:
# the script finds some that no other executor of the node has. It travels with the job.
find_gpus() {
  local gpus
  gpus=$(given spark.executor.resource.gpu.amount)
  [[ -n $gpus && -z $(given spark.executor.resource.gpu.discoveryScript) ]] || return 0
  send "$here/gpu-discovery.sh"
  setting spark.executor.resource.gpu.discoveryScript=./gpu-discovery.sh
  setting "spark.executorEnv.BALLAST_GPUS=$gpus"
}

# The driver runs on another machine: it finds a file by its name in the folder it begins in.
send_files_of_the_job() {
  local i file
  for ((i = 0; i < ${#job[@]}; i++)); do
    case ${job[i]} in
      --config | --plan) file=${job[i + 1]:-} ;;
      --config=* | --plan=*) file=${job[i]#*=} ;;
      *) continue ;;
    esac
    [[ -r $file ]] || fail "expected a readable file, found none: $file. Check ${job[i]%%=*}."
    send "$file"
    if [[ ${job[i]} == *=* ]]; then
      job[i]=${job[i]%%=*}=${file##*/}
    else
      job[i + 1]=${file##*/}
    fi
  done
}

# What the executors find in their environment, the driver on the cluster finds too.
equip_driver() {
  local i
  for ((i = 0; i < ${#settings[@]}; i++)); do
    [[ ${settings[i]} != spark.executorEnv.* ]] || setting "spark.yarn.appMasterEnv.${settings[i]#spark.executorEnv.}"
  done
}

# Spark ends with 1 whatever the driver on the cluster ended with; its last words say more.
submit_and_tell_status() {
  local said status=0 theirs
  said=$(mktemp)
  trap 'rm -f "$said"' EXIT
  "$@" 2> >(tee "$said" >&2) || status=$?
  wait # for the last of tee
  theirs=$(sed -n 's/.*ballast ended with status \([1-9]\)\..*/\1/p' "$said" | tail -n 1)
  exit "${theirs:-$status}"
}

split_arguments "$@"
((${#job[@]} > 0)) || fail "expected [spark-submit options] -- JOB [options], found too little."
[[ -n ${HADOOP_CONF_DIR:-${YARN_CONF_DIR:-}} ]] \
  || fail "expected HADOOP_CONF_DIR or YARN_CONF_DIR, found neither. Set one to the folder of the cluster's yarn-site.xml."
mode=$(given spark.submit.deployMode --deploy-mode)
locate
settle
find_gpus
# A second driver at once would only find the lock of the first; whoever waits may start one.
setting spark.yarn.maxAppAttempts=1
# Executors that are lost count against trials, not against the application.
setting spark.executor.maxNumFailures=1000
if [[ $mode == cluster ]]; then
  send_files_of_the_job
  equip_driver
fi
theirs=$(given spark.files --files)
all=$(IFS=, && printf '%s' "${files[*]}")
all=$all${theirs:+${all:+,}$theirs}
command=("$submit" --master yarn --class org.ballast.cli.Main --name "ballast ${job[0]}" "${settings[@]}"
  "${submit_options[@]}" "${jars[@]}" ${all:+--files "$all"} "$jar" "${job[@]}")
if [[ $mode == cluster ]]; then submit_and_tell_status "${command[@]}"; fi
exec "${command[@]}"
