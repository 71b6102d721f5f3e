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

# The kernel ends a child when this script is killed. Killed before the child could ask for that, it would live on: so the
# child looks once whether its parent is still this script.
if_we_live=()
end_with_us=()
if command -v setpriv >/dev/null; then
  # shellcheck disable=SC2016 # Its own $PPID is meant.
  if_we_live=(bash -c '[[ $PPID == "$0" ]] || exit 143; exec "$@"' "$$")
  end_with_us=(setpriv --pdeathsig TERM "${if_we_live[@]}")
fi

# own_folder USER FOLDER: makes FOLDER, and chooses whom the server runs as: root gives way to the package's user,
# anybody else stays. The choice is left in run_as, which begins with end_with_us.
own_folder() {
  local user=$1 folder=$2
  mkdir -p "$folder"
  chmod 700 "$folder"
  run_as=("${end_with_us[@]}")
  if [[ $EUID == 0 ]] && id -u "$user" >/dev/null 2>&1; then
    require setpriv
    run_as=(setpriv --pdeathsig TERM --reuid "$user" --regid "$(id -g "$user")" --init-groups)
    if [[ $(stat -c %U "$folder") != "$user" ]]; then chown -R "$user": "$folder"; fi
    "${run_as[@]}" test -r "$folder" ||
      fail "user $user cannot reach $folder; set AUTOMATION_DATA to a folder that it can reach"
    run_as+=("${if_we_live[@]}")
  fi
  run_as+=(env "HOME=$folder" "USER=$user")
}

# Established connections to PORT of this machine. State 01 in the kernel's table; addresses are hexadecimal.
has_clients() {
  local port
  printf -v port '%04X' "$1"
  awk -v port=":$port" '$4 == "01" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' /proc/net/tcp
}

# end_after_clients SIGNAL CHILD PORT: under the AppHost, which ends everything at once, services go before their servers.
# 5 s at most: the orchestrator kills this script after 6.
end_after_clients() {
  if [[ -n ${AUTOMATION_CLIENTS_FIRST:-} && -r /proc/net/tcp ]]; then
    for ((tenths = 0; tenths < 50; tenths++)); do
      has_clients "$3" || break
      sleep 0.1
    done
  fi
  kill -s "$1" "$2" 2>/dev/null || true
}

# supervise SIGNAL PORT COMMAND...: runs COMMAND, which listens on PORT, until it ends; turns TERM and INT into its SIGNAL for
# a clean and quick end. A data folder with a file named temporary goes with it, also when the parent was killed.
supervise() {
  local signal=$1 port=$2 child='' stopping='' code=0
  shift 2
  trap 'stopping=1; [[ -z $child ]] || end_after_clients "$signal" "$child" "$port"' TERM INT HUP
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
