#!/bin/sh
# Runs the public HTTP cache test suite against Sluice. See README.md.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if ! [ -d "$here/node_modules/http-cache-tests" ]; then
  (cd "$here" && npm ci --no-audit --no-fund --ignore-scripts >&2)
fi
exec node "$here/run.mjs" "$@"
