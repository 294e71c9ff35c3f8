# What submit-standalone.sh and submit-yarn.sh have in common; they read this file and then say
# exec "$submit" … with "${settings[@]}" "${submit_options[@]}" "${jars[@]}" "$jar" and the job.
# shellcheck shell=bash disable=SC2034 # used by those who read this file

fail() {
  printf '%s\n' "Cannot submit: $*" >&2
  exit 2
}

# Sets submit_options to what stands before -- and job to what stands after it.
split_arguments() {
  submit_options=() job=()
  while (($# > 0)) && [[ $1 != -- ]]; do
    submit_options+=("$1")
    shift
  done
  job=("${@:2}")
}

# Sets root, jar, lib and submit.
locate() {
  root=$(dirname "$here")
  if [[ -f $root/pom.xml ]]; then
    jar=$root/jobs/target/ballast.jar lib=$root/jobs/target/lib
  else
    jar=$root/lib/ballast.jar lib=$root/lib
  fi
  [[ -f $jar ]] || fail "expected a built $jar, found none. In a checkout run \`./ballast version\` once."
  if [[ -n ${SPARK_HOME:-} ]]; then submit=$SPARK_HOME/bin/spark-submit; else submit=$(command -v spark-submit || true); fi
  [[ -x $submit ]] || fail "expected spark-submit of Spark 4.1, found none. Set SPARK_HOME to a Spark distribution."
}

# The value of a Spark setting among the options, or nothing.
given() { # key, its own option if it has one
  local i value=""
  for ((i = 0; i < ${#submit_options[@]}; i++)); do
    case ${submit_options[i]} in
      --conf | -c) [[ ${submit_options[i + 1]:-} != "$1="* ]] || value=${submit_options[i + 1]#*=} ;;
      "--conf=$1="*) value=${submit_options[i]#--conf=*=} ;;
      "${2:---}") value=${submit_options[i + 1]:-} ;;
      "${2:---}="*) value=${submit_options[i]#*=} ;;
    esac
  done
  printf '%s\n' "$value"
}

settings=() jars=()
setting() { settings+=(--conf "$1"); }

# What driver and executors find in their environment.
environment() { # NAME=value
  export "${1?}"
  setting "spark.executorEnv.$1"
}

# A trial takes an executor's GPU whole; everything else shares it, or it would leave all cores but
# one idle. Spark takes shares up to a half, so a share is rounded down to six digits.
share_gpus() {
  local gpus cores per_gpu
  gpus=$(given spark.executor.resource.gpu.amount)
  [[ -n $gpus && -z $(given spark.task.resource.gpu.amount) ]] || return 0
  cores=$(given spark.executor.cores --executor-cores)
  [[ $gpus =~ ^[1-9][0-9]*$ && $cores =~ ^[1-9][0-9]*$ ]] \
    || fail "expected whole numbers of GPUs and of cores per executor, found \"$gpus\" and \"$cores\". Give --executor-cores with spark.executor.resource.gpu.amount."
  per_gpu=$(((cores + gpus - 1) / gpus))
  if ((per_gpu == 1)); then
    setting spark.task.resource.gpu.amount=1
  else
    setting "spark.task.resource.gpu.amount=$(printf '0.%06d' $((1000000 / per_gpu)))"
  fi
}

# libtorch is not in ballast.jar: it is on the nodes already, or travels as a jar of its own to the
# driver and every executor.
bring_libtorch() {
  local name
  if [[ -n ${PYTORCH_LIBRARY_PATH:-} ]]; then
    for name in PYTORCH_LIBRARY_PATH PYTORCH_VERSION PYTORCH_FLAVOR; do
      [[ -n ${!name:-} ]] || fail "expected $name beside PYTORCH_LIBRARY_PATH, found none. For CUDA they are 2.7.1 and cu128."
      environment "$name=${!name}"
    done
    return
  fi
  local libtorch
  libtorch=$(find "$lib" -maxdepth 1 -name 'pytorch-native-cpu-*-linux-x86_64.jar' -print -quit)
  [[ -n $libtorch ]] || fail "expected pytorch-native-cpu-*-linux-x86_64.jar in $lib, found none."
  local theirs
  theirs=$(given spark.jars --jars)
  jars=(--jars "$libtorch${theirs:+,$theirs}")
}

# spark.conf, libtorch, its place on a node, and shares of GPUs.
settle() {
  local line
  while IFS= read -r line; do
    [[ -z $line || $line == \#* ]] || setting "$line"
  done <"$here/spark.conf"
  export DJL_OFFLINE=true OPT_OUT_TRACKING=true # of executors, spark.conf says so
  environment "ENGINE_CACHE_DIR=${BALLAST_ENGINE_DIR:-/tmp/ballast-engine-$(id -un)}"
  share_gpus
  bring_libtorch
}
