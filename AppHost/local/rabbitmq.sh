#!/usr/bin/env bash
# rabbitmq.sh PORT DISTRIBUTION_PORT EPMD_PORT: RabbitMQ in the foreground with a node name, cookie, epmd and folders of
# its own under $AUTOMATION_DATA/rabbitmq, everything on loopback. User guest, password guest, loopback only.
# shellcheck source=server.sh
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"

port=${1:?port}
distribution_port=${2:?distribution port}
epmd_port=${3:?epmd port}

# Not the wrapper in sbin: it insists on root or rabbitmq as user and on the package's own folders.
server=/usr/lib/rabbitmq/bin/rabbitmq-server
[[ -x $server ]] || server=$(command -v rabbitmq-server || true)
[[ -n $server ]] || require rabbitmq-server
require epmd
claim_port "$port" RabbitMQ
claim_port "$distribution_port" "RabbitMQ's Erlang distribution"
claim_port "$epmd_port" "RabbitMQ's port mapper, epmd,"

folder=$AUTOMATION_DATA/rabbitmq
mkdir -p "$folder/mnesia"
[[ -f $folder/.erlang.cookie ]] || (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '+/=' >"$folder/.erlang.cookie")
cat >"$folder/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$port
log.console = true
log.console.level = warning
log.file = false
CONF
printf '[].\n' >"$folder/enabled_plugins"
: >"$folder/rabbitmq-env.conf"
printf '[].\n' >"$folder/advanced.config"
chmod 400 "$folder/.erlang.cookie"
own_folder rabbitmq "$folder"

# Every Erlang process, also the helpers that RabbitMQ starts, listens on loopback, asks this epmd and starts none: one
# that Erlang starts is a daemon that nobody ends, and the next start would find its port taken.
export ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1
export ERL_AFLAGS='-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}'
export RABBITMQ_NODENAME=automation-$port@localhost RABBITMQ_DIST_PORT=$distribution_port
export RABBITMQ_CONF_ENV_FILE=$folder/rabbitmq-env.conf RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf
export RABBITMQ_ADVANCED_CONFIG_FILE=$folder/advanced.config
export RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins
export RABBITMQ_MNESIA_BASE=$folder/mnesia RABBITMQ_LOG_BASE=$folder/log RABBITMQ_LOGS=-
export ERL_CRASH_DUMP=$folder/crash.dump RABBITMQ_PID_FILE=$folder/rabbitmq.pid RABBITMQ_GENERATED_CONFIG_DIR=$folder/config
# Makes RabbitMQ's own script become the Erlang machine, which ends cleanly on TERM, instead of watching over it.
export RUNNING_UNDER_SYSTEMD=true

"${run_as[@]}" epmd -port "$epmd_port" -address 127.0.0.1 &
epmd=$!
trap 'kill "$epmd" 2>/dev/null || true' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$epmd_port") 2>/dev/null; do
  kill -0 "$epmd" 2>/dev/null || fail "epmd ended before it answered on port $epmd_port; the lines above say why"
  sleep 0.05
done
code=0
supervise TERM "$port" "${run_as[@]}" "$server" || code=$?
kill "$epmd" 2>/dev/null || true
wait "$epmd" || true
exit "$code"
