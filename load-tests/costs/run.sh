#!/usr/bin/env bash
# Measures what invalidation costs on target/sluice.jar. See README.md.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)

missing=()
for tool in javac java redis-server wrk taskset; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "not installed: ${missing[*]} (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless redis-server wrk util-linux)" >&2
  exit 2
fi
if ! [ -f "$root/target/sluice.jar" ]; then
  echo "target/sluice.jar does not exist (mend: ./mvnw -q -DskipTests package)" >&2
  exit 2
fi

# What a developer has set for a gateway must not change what is measured.
for name in $(compgen -e); do
  case $name in SLUICE_* | CACHE_* | CACHEABLE_* | ENABLE_* | REDIS_* | JDK_JAVA_OPTIONS | JAVA_TOOL_OPTIONS) unset "$name" ;; esac
done

cd "$root"
mkdir -p target/costs
javac -d target/costs/classes "$here"/*.java
exec java -Xmx1g -cp target/costs/classes Costs "$@"
