#!/usr/bin/env bash
# images.sh: compiles the built services ahead of time, in place. A process of a test lives for seconds and spends most of its
# CPU time on compiling what it runs: with images a test of servers takes a quarter less. The next build puts plain assemblies back.
# What was compiled once is kept by its digest, under .data/ready-to-run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

kept=${AUTOMATION_DATA:-$PWD/.data}/ready-to-run
mkdir -p "$kept"
find "$kept" -type f -mtime +7 -delete
dotnet restore tests/ready-to-run/ReadyToRun.csproj --verbosity quiet >&2
compiler=$(dotnet build tests/ready-to-run/ReadyToRun.csproj --no-restore "-target:ResolveFrameworkReferences;ResolveReadyToRunCompilers" -getItem:Crossgen2Tool |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["Items"]["Crossgen2Tool"][0]["FullPath"])')
if [[ ! -x $compiler ]]; then chmod u+x "$compiler"; fi
version=$(basename "$(dirname "$(dirname "$compiler")")")

# The frameworks that the services run on.
frameworks=$(dotnet --list-runtimes | awk '/^Microsoft\.(NETCore|AspNetCore)\.App 10\./ { gsub(/[][]/, "", $3); found[$1] = $3 "/" $2 } END { for (name in found) print found[name] }')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sha256sum services/*/bin/Release/net10.0/*.dll gateway/bin/Release/net10.0/*.dll >"$work/all"
{
  # One of each name: they are of one build.
  awk '{ name = $2; sub(/.*\//, "", name); if (!(name in seen)) { seen[name] = 1; print "-r:" $2 } }' "$work/all"
  while read -r folder; do printf -- '-r:%s/*.dll\n' "$folder"; done <<<"$frameworks"
  printf -- '--targetos:linux\n--targetarch:%s\n-O\n' "$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"
} >"$work/references"

export compiler kept version work
compile() {
  local image=$kept/$1-$version
  if [[ ! -e $image ]]; then
    # What cannot be compiled, as what is an image already, stays as it is.
    "$compiler" "$2" "-o:$work/$1" "@$work/references" >"$work/$1.log" 2>&1 || return 0
    mv "$work/$1" "$image"
  fi
}
export -f compile
# shellcheck disable=SC2016 # The inner shell expands them.
sort -u -k1,1 "$work/all" | xargs -L1 -P "$(nproc)" bash -c 'compile "$0" "$1"'

made=0
while read -r digest file; do
  if [[ -e $kept/$digest-$version ]]; then
    cp "$kept/$digest-$version" "$file"
    touch "$kept/$digest-$version"
    made=$((made + 1))
  fi
done <"$work/all"
echo "Compiled ahead: $made of $(wc -l <"$work/all") assemblies"
