# shellcheck shell=bash
# What the local servers share: data folder, user, port check, supervision. Sourced, not run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
AUTOMATION_DATA=${AUTOMATION_DATA:-$(cd "$here/../.." && pwd)/.data}
AUTOMATION_TOOLS=${AUTOMATION_TOOLS:-$AUTOMATION_DATA/tools}

fail() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2
  exit 1
}

require() {
  command -v "$1" >/dev/null || fail "$1 is not installed; ./install.sh installs it or says how"
}

# The later bind would fail too, but with a message that names neither the owner nor the way out.
claim_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "port $1 is taken, $2 wants it; end what listens there or set AUTOMATION_PORT_BASE to move every port"
  fi
}

# own_folder USER FOLDER: makes FOLDER, and chooses whom the server runs as: root gives way to the package's user,
# anybody else stays. The choice is left in run_as; the kernel ends the server when this script is killed.
own_folder() {
  local user=$1 folder=$2
  mkdir -p "$folder"
  chmod 700 "$folder"
  run_as=()
  if command -v setpriv >/dev/null; then run_as=(setpriv --pdeathsig TERM); fi
  if [[ $EUID == 0 ]] && id -u "$user" >/dev/null 2>&1; then
    require setpriv
    run_as+=(--reuid "$user" --regid "$(id -g "$user")" --init-groups)
    if [[ $(stat -c %U "$folder") != "$user" ]]; then chown -R "$user": "$folder"; fi
    "${run_as[@]}" test -r "$folder" ||
      fail "user $user cannot reach $folder; set AUTOMATION_DATA to a folder that it can reach"
  fi
  run_as+=(env "HOME=$folder" "USER=$user")
}

# supervise SIGNAL COMMAND...: runs COMMAND until it ends, turns TERM and INT into its SIGNAL for a clean and quick end.
# A data folder with a file named temporary goes with it, also when the parent was killed.
supervise() {
  local signal=$1 child='' stopping='' code=0
  shift
  trap 'stopping=1; [[ -z $child ]] || kill -s "$signal" "$child" 2>/dev/null || true' TERM INT HUP
  "$@" &
  child=$!
  [[ -z $stopping ]] || kill -s "$signal" "$child" 2>/dev/null || true
  while :; do
    code=0
    wait "$child" || code=$?
    kill -0 "$child" 2>/dev/null || break
  done
  [[ -z $stopping ]] || code=0
  if [[ -f $AUTOMATION_DATA/temporary ]]; then rm -rf "$AUTOMATION_DATA"; fi
  return "$code"
}
