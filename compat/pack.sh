#!/usr/bin/env bash
# Packs every stand-in under compat/*/ into compat/feed, byte for byte the same each time.
#   compat/pack.sh          writes what is missing in the feed, removes what no project packs any more
#   compat/pack.sh --check  changes nothing; fails when a committed package is not what its source gives
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mode=${1:---write}
case $mode in
  --write | --check) ;;
  *)
    echo "usage: ${0##*/} [--check]" >&2
    exit 2
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out
mkdir "$out"
# A cache may prefer an older stand-in to the feed's, and a package that was compiled against it would differ.
export NUGET_PACKAGES=$work/packages
export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

cd "$here"
status=0
expected=()
# By name: a package comes after the one it is named after, which it may need in the feed.
for project in */*.csproj; do
  if [[ $(dotnet msbuild "$project" -getProperty:IsPackable) != true ]]; then
    continue
  fi
  rm -rf "${out:?}"/*
  dotnet pack "$project" -c Release -o "$out" -v quiet -nologo
  expected+=("$(basename "$out"/*.nupkg)")
  python3 pack.py one "$mode" "$(dirname "$project")" "$out"/*.nupkg feed || status=1
done
python3 pack.py sweep "$mode" feed "${expected[@]}" || status=1
exit "$status"
