#!/usr/bin/env bash
# Tells Spark which GPUs a node has: spark.{worker,executor}.resource.gpu.discoveryScript.
# Prints {"name":"gpu","addresses":["0","1"]} with nvidia-smi's indices.
set -euo pipefail

if ! found=$(nvidia-smi --query-gpu=index --format=csv,noheader); then
  echo "Cannot find GPUs: nvidia-smi failed or is not there. Install the driver's tools on this node, or ask for no GPU." >&2
  exit 1
fi
addresses=$(printf '%s\n' "$found" | tr -d ' \r' | grep -E '^[0-9]+$' | sed 's/.*/"&"/' | paste -sd, - || true)
if [[ -z $addresses ]]; then
  echo "Cannot find GPUs: expected an index per line from nvidia-smi, found: $found" >&2
  exit 1
fi
printf '{"name":"gpu","addresses":[%s]}\n' "$addresses"
