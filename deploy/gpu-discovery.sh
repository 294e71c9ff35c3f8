#!/usr/bin/env bash
# Tells Spark which GPUs there are: spark.{worker,executor}.resource.gpu.discoveryScript.
# Prints {"name":"gpu","addresses":["0","1"]} with nvidia-smi's indices.
#
# To a worker of a standalone cluster, and in a pod, that is all that nvidia-smi shows. In a container
# of YARN it is as many as the executor was given: YARN counts GPUs, but without isolation every
# container of a node sees all of them. So an executor claims those that it takes, by their serial
# names, in a folder that all containers of the node see, and its claim ends with its process.
#
# environment
#   BALLAST_GPUS        how many an executor takes on YARN; 1 if unset
#   BALLAST_GPU_CLAIMS  the folder of the claims; /tmp/ballast-gpus if unset
set -euo pipefail

fail() {
  echo "Cannot find GPUs: $*" >&2
  exit 1
}

show() { # what nvidia-smi is asked for
  nvidia-smi --query-gpu="$1" --format=csv,noheader | tr -d '\r' \
    || fail "nvidia-smi failed or is not there. Install the driver's tools on this node, or ask for no GPU."
}

# When a process began, in ticks since the boot: with its id, that names it for ever. Nothing if it is gone.
began() { # process
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} == [ZX] ]] || printf '%s\n' "${fields[19]}"
}

is_taken() { # claim
  local holder since
  read -r holder since 2>/dev/null <"$1" || return 1
  [[ -n $since && $(began "$holder") == "$since" ]]
}

# The caller is the executor: it has to live for as long as the claim.
claim() { # how many
  local folder=${BALLAST_GPU_CLAIMS:-/tmp/ballast-gpus} index name
  mkdir -p "$folder" && { chmod 0777 "$folder" 2>/dev/null || true; }
  umask 0
  exec 9>"$folder/lock"
  flock -w 60 9 || fail "expected the lock of $folder within 60 s, found it held."
  while IFS=, read -r index name && ((${#mine[@]} < $1)); do
    [[ $index =~ ^[0-9]+$ && $name =~ ^[A-Za-z0-9_.-]+$ ]] || fail "expected index and uuid per line from nvidia-smi, found: $index,$name"
    is_taken "$folder/$name" && continue
    printf '%s %s\n' "$PPID" "$(began "$PPID")" >"$folder/$name"
    mine+=("$index")
  done <<<"${seen// /}"
  ((${#mine[@]} == $1)) || fail "expected $1 that no other executor has, found ${#mine[@]} (claims in $folder). Tell YARN of no more GPUs than the node has."
}

mine=()
if [[ -n ${CONTAINER_ID:-} ]]; then
  seen=$(show index,uuid)
  claim "${BALLAST_GPUS:-1}"
else
  seen=$(show index)
  mapfile -t mine < <(grep -E '^[0-9]+$' <<<"${seen// /}")
  ((${#mine[@]} > 0)) || fail "expected an index per line from nvidia-smi, found: $seen"
fi
printf '{"name":"gpu","addresses":[%s]}\n' "$(printf '"%s"\n' "${mine[@]}" | paste -sd, -)"
