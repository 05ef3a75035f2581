#!/bin/sh
# Installs what the tests need from the machine and do not bring: as root on Debian, and only what is missing.
# Elsewhere it says what is missing and which tests will be skipped for it; it never fails for that.
set -eu

missing=
skipped=
need() { # need COMMAND-THAT-SUCCEEDS-WHEN-PRESENT "packages" "what is skipped without it"
    if ! sh -c "$1" >/dev/null 2>&1; then
        missing="$missing $2"
        skipped="$skipped
  - $3"
    fi
}

need 'command -v git'                               'git'                  'the tests that read what is committed'
need 'python3 -c "import ensurepip, venv"'          'python3 python3-venv' 'everything: there is no Python to run it'
need 'command -v npm'                             'npm'                  'everything: the pages have no scripts'
need 'command -v chromium'                          'chromium'             'the tests that open pages in a browser'
need 'ls /usr/lib/postgresql/*/bin/postgres || command -v postgres' 'postgresql' 'the ledger on PostgreSQL'
need 'command -v redis-server'                      'redis-server'         'the board on Redis (it is tested on Valkey)'
need 'command -v espeak-ng'                         'espeak-ng'            'the tests that time what is spoken'
need 'command -v openssl'                         'openssl'              'the tests of e-mail over TLS'
need 'command -v faketime'                        'faketime'             'processes whose clock is wrong'
need 'command -v pgbouncer'                       'pgbouncer'            'the ledger behind a pooler of connections'
need 'command -v nginx'                           'nginx-light'          'the sample of a proxy before several hosts'
need 'command -v fc-list && fc-list | grep -q .'    'fontconfig fonts-dejavu-core fonts-noto-color-emoji' 'nothing, but pages look bare'

if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "This machine lacks:$missing. Only root on Debian installs them by itself; so these are skipped:$skipped"
    exit 0
fi

echo "Installing what the machine lacks:$missing (a minute or two, once)"
export DEBIAN_FRONTEND=noninteractive
export RUNLEVEL=1 # the tests start servers of their own: let the packages start none
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -qq -y --no-install-recommends $missing >/dev/null
