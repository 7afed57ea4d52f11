#!/bin/sh
# The device benchmark on a bare machine, from the folder that the bundle was unpacked into: sh start.sh [options of run.ts].
# Nothing is fetched and nothing is written outside of this folder.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# The bundle's libraries come last: what the machine has of its own, it has for its driver.
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
export RLVR_CACHE="$here/cache"
exec "$here/bin/node" --disable-warning=ExperimentalWarning "$here/benchmarks/gpu/run.ts" --setup "$@"
