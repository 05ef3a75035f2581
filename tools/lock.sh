#!/bin/sh
# Pins requirements*.in into requirements*.lock: for every platform, with hashes, and without the address
# of any registry. What is already pinned stays as it is; `make lock ARGS=--upgrade` moves it.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m pip show --quiet uv 2>/dev/null || .venv/bin/python -m pip install --quiet uv

for name in requirements requirements-dev; do
    # shellcheck disable=SC2086
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --fork-strategy fewest --no-header --no-emit-index-url --no-emit-find-links ${ARGS:-} "$name.in" --output-file "$name.lock"
done
