#!/bin/sh
# Makes .venv and installs the pinned dependencies into it, each file checked against its hash.
# Deliberately installs nothing on the machine itself: that is tools/machine.sh.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
    if new_enough "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Gehoor needs Python 3.11 or newer, and no python3 on the PATH is. Please install one." >&2
    exit 1
fi

if ! new_enough .venv/bin/python; then
    echo "Set-up: making .venv with $("$python" --version) (some seconds)"
    if ! "$python" -m venv --clear .venv; then
        echo "The venv module of $python does not work. On Debian: apt-get install python3-venv" >&2
        exit 1
    fi
fi

echo "Set-up: installing the pinned dependencies (half a minute to a minute, only when the lock has changed)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r requirements-dev.lock

if ! command -v npm >/dev/null; then
    echo "The pages take their scripts from the npm registry, and there is no npm. On Debian: apt-get install npm" >&2
    exit 1
fi
echo "Set-up: fetching what the pages bring to the browser (seconds)"
npm ci --no-progress --loglevel=error
.venv/bin/python -m tools.assets
