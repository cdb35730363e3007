#!/usr/bin/env bash
# Runs the scenarios of README.md, "The teams' figures", with all that they need. See there.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)

for tool in javac java redis-server; do
  if ! command -v "$tool" >/dev/null; then
    echo "not installed: $tool (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless redis-server)" >&2
    exit 2
  fi
done
if ! [ -f "$root/target/sluice.jar" ]; then
  echo "target/sluice.jar does not exist (mend: ./mvnw -q -DskipTests package)" >&2
  exit 2
fi

# What a developer has set for a gateway must not change what is measured.
for name in $(compgen -e); do
  case $name in SLUICE_* | CACHE_* | CACHEABLE_* | ENABLE_* | REDIS_* | JDK_JAVA_OPTIONS | JAVA_TOOL_OPTIONS) unset "$name" ;; esac
done

cd "$root"
mkdir -p target/teams
# The processes of the measurement of costs are these, too.
javac -d target/teams/classes load-tests/costs/*.java "$here"/*.java
# Without it the origin's heads and bodies wait for each other, 40 ms an answer.
exec java -Dsun.net.httpserver.nodelay=true -cp target/teams/classes Teams "$@"
