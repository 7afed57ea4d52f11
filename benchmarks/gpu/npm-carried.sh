#!/bin/sh
# Stands for npm in the bundle, which has no registry to ask: `npm pack --silent --pack-destination FOLDER NAME@VERSION`
# gives the package that the bundle carries, and says what file it is.
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
for name in "$@"; do :; done
file=$(printf '%s' "$name" | sed 's/^@//; s#/#-#; s/@/-/').tgz
if [ "$1" != pack ] || [ ! -f "$here/packages/$file" ]; then
  echo "this bundle carries no $name" >&2
  exit 1
fi
cp "$here/packages/$file" "$4/" && echo "$file"
