#!/usr/bin/env bash
# install.sh [--tests]: installs what is missing here and nothing else; fast when nothing is. --tests adds a browser, a C compiler,
# and what checks the OpenAPI document.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

tools=${AUTOMATION_DATA:-$PWD/.data}/tools
modules=(maildev@2.2.1)
if [[ ${1:-} == --tests ]]; then
  modules+=(@seriousme/openapi-schema-validator@2.11.0 openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3)
fi
missing=()
packages=()

# need WHAT DEBIAN_PACKAGE TEST...: TEST says whether it is there.
need() {
  local what=$1 package=$2
  shift 2
  if ! "$@" >/dev/null 2>&1; then
    missing+=("$what")
    packages+=("$package")
  fi
}

on_path() { PATH=$PATH:/usr/sbin:/sbin command -v "$1"; }
postgres_there() { on_path postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres'; }
c_headers_there() { cc -fsyntax-only -x c - <<<'#include <time.h>'; }
icu_there() { [[ $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) == *libicuuc.so.* ]]; }
browser_there() { on_path chromium || on_path chromium-browser || on_path google-chrome; }

need 'PostgreSQL (postgres)' postgresql postgres_there
need 'Redis (redis-server)' redis-server on_path redis-server
need 'RabbitMQ (rabbitmq-server)' rabbitmq-server on_path rabbitmq-server
need 'Node.js (node)' nodejs on_path node
need 'npm' npm on_path npm
need 'Python (python3)' python3 on_path python3
need 'curl' curl on_path curl
need 'git' git on_path git
# Its name has a version, such as libicu72 on Debian 12; apt-get takes the pattern.
need 'ICU (libicu)' '^libicu[0-9]+$' icu_there
if [[ ${1:-} == --tests ]]; then
  need 'Chromium' chromium browser_there
  need 'C compiler (cc)' gcc on_path cc
  need 'headers of the C library' libc6-dev c_headers_there
fi

install_packages() {
  local sudo=()
  if [[ $EUID != 0 ]]; then sudo=(sudo -n); fi
  # The servers run on ports and folders of this suite; the packages' own services stay off. An existing policy stands.
  local policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod 755 "$policy"
    # shellcheck disable=SC2064 # The values of now are meant.
    trap "${sudo[*]} rm -f $policy" EXIT
    trap 'exit 130' INT TERM
  fi
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" </dev/null
}

if ((${#packages[@]})); then
  if command -v apt-get >/dev/null && { [[ $EUID == 0 ]] || sudo -n true 2>/dev/null; }; then
    echo "Installing ${packages[*]}"
    install_packages >&2
  else
    printf 'Missing: %s\n' "${missing[@]}" >&2
    echo "Install them with your package manager; on Debian or Ubuntu: sudo apt-get install ${packages[*]@Q}" >&2
    exit 1
  fi
fi

if ! dotnet --version >/dev/null 2>&1; then
  echo "The .NET SDK that global.json asks for is missing: install .NET SDK 10 (https://dotnet.microsoft.com/download)." >&2
  exit 1
fi

installed() { grep -qs "\"version\": \"$2\"" "$tools/node_modules/$1/package.json"; }

wanted=()
for module in "${modules[@]}"; do
  installed "${module%@*}" "${module##*@}" || wanted+=("$module")
done
if ((${#wanted[@]})); then
  echo "Installing ${wanted[*]}"
  mkdir -p "$tools"
  # A package.json of its own, so that npm does not look for one further up.
  [[ -f $tools/package.json ]] || echo '{ "private": true }' >"$tools/package.json"
  npm install --prefix "$tools" --no-audit --no-fund --loglevel=error --save-exact "${wanted[@]}" >&2
fi
