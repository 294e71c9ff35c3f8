#!/usr/bin/env bash
# Hands the launcher what people get wrong, and checks exit codes and that no stack trace is shown.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# expects CODE WORDS -- arguments of the launcher; WORDS is a regular expression for the message.
expects() {
  local code=$1 words=$2 status=0
  shift 3
  "$root/ballast" "$@" >"$work/out" 2>&1 </dev/null || status=$?
  if [[ $status =~ ^${code}$ ]] && grep -qiE -- "$words" "$work/out" \
    && ! grep -qE '^\s+at [a-z]+\.[A-Za-z0-9_.$]+\(' "$work/out"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED  ballast %s\n  expected exit code %s and "%s", found %s:\n' "$*" "$code" "$words" "$status"
    sed 's/^/  | /' "$work/out" | tail -n 20
  fi
}

# One job on the little data set, in a run directory of its own.
job() { # code, words, job, further arguments
  local code=$1 words=$2 name=$3
  shift 3
  expects "$code" "$words" -- "$name" --config "$work/tiny.conf" --run-dir "$work/$name.$RANDOM$RANDOM" "$@"
}

{
  echo id,text,label,source
  for i in $(seq 1 60); do
    echo "r$i,row number $i says hello,$([[ $((i % 2)) == 0 ]] && echo yes || echo no),$([[ $((i % 3)) == 0 ]] && echo a || echo b)"
  done
} >"$work/tiny.csv"
cat >"$work/tiny.conf" <<CONF
ballast {
  dataset {
    name = tiny, format = csv, paths = ["$work/tiny.csv"], id = id, text = text
    label { name = label, values = [no, yes] }
    attributes { source { values = [a, b] } }
  }
  backbone.path = "$work/no-such-model"
  sweep.trials = [ { methods = [erm] } ]
  run.master = "local[1]"
}
CONF
mkdir "$work/empty"
printf 'PAR1 not really' >"$work/broken.parquet"

expects 0 quickstart -- help
expects 0 'exit codes' -- ingest --help
expects 0 dataset.format -- describe-config
expects 2 'no such command' -- adit
expects 2 '--config' -- ingest
expects 2 'no-such.conf' -- ingest --config "$work/no-such.conf" --run-dir "$work/run"
expects 2 'unknown option' -- ingest --config "$work/tiny.conf" --run-dir "$work/run" --bogus

job 2 'formt.*format' ingest --set dataset.formt=csv
job 2 'no-such.csv' ingest --set "dataset.paths=[\"$work/no-such.csv\"]"
job 2 empty ingest --set "dataset.paths=[\"$work/empty\"]"
job 2 'ingest' audit

job 0 '' ingest --dry-run
job 4 'declared|undeclared' ingest --set dataset.label.values='[no, maybe]'
job '[24]' 'broken.parquet' ingest --set dataset.format=parquet --set "dataset.paths=[\"$work/broken.parquet\"]"

run=$work/run
expects 0 '' -- ingest --config "$work/tiny.conf" --run-dir "$run"
expects 2 'another configuration.*--replace' -- ingest --config "$work/tiny.conf" --run-dir "$run" --set run.seed=5
expects 0 'nothing to do' -- ingest --config "$work/tiny.conf" --run-dir "$run"
expects 2 'no-such-model' -- sweep --config "$work/tiny.conf" --run-dir "$run"
expects 2 'control' -- sweep --config "$work/tiny.conf" --run-dir "$run" \
  --set 'sweep.trials=[{methods=[cpt],control=[[1,2]]}]'
expects 2 'control|negative' -- sweep --config "$work/tiny.conf" --run-dir "$run" \
  --set 'sweep.trials=[{methods=[cpt],control=[[1,1,1,-1]]}]'

echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
