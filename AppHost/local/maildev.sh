#!/usr/bin/env bash
# maildev.sh SMTP_PORT WEB_PORT: a mail server that keeps every message in an inbox for people and tests to look at.
# shellcheck source=server.sh
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"

smtp_port=${1:?smtp port}
web_port=${2:?web port}
require node
maildev=$AUTOMATION_TOOLS/node_modules/maildev/bin/maildev
[[ -e $maildev ]] || fail "maildev is not in $AUTOMATION_TOOLS; ./install.sh installs it"
claim_port "$smtp_port" "the mail server (SMTP)"
claim_port "$web_port" "the mail server's inbox"

mkdir -p "$AUTOMATION_DATA/mail"
supervise TERM "$smtp_port" "${end_with_us[@]}" node "$maildev" --ip 127.0.0.1 --smtp "$smtp_port" --web-ip 127.0.0.1 --web "$web_port" \
  --mail-directory "$AUTOMATION_DATA/mail" --silent
