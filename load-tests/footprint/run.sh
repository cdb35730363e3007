#!/usr/bin/env bash
# Measures what target/sluice.jar takes beside CPU: memory, pauses, start, scaling. See README.md.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)

declare -A package=(
  [javac]=openjdk-17-jdk-headless [java]=openjdk-17-jdk-headless [jcmd]=openjdk-17-jdk-headless [taskset]=util-linux
  [wrk]=wrk [h2load]=nghttp2-client [redis-server]=redis-server
)
needed=() wanted=() packages=()
for tool in javac java jcmd taskset; do
  command -v "$tool" >/dev/null || needed+=("$tool")
done
for tool in wrk h2load redis-server; do
  command -v "$tool" >/dev/null || wanted+=("$tool")
done
if [ ${#needed[@]} -gt 0 ] || [ ${#wanted[@]} -gt 0 ]; then
  for tool in "${needed[@]}" "${wanted[@]}"; do packages+=("${package[$tool]}"); done
  echo "not installed: ${needed[*]} ${wanted[*]} (Debian, Ubuntu: apt-get install --no-install-recommends ${packages[*]})" >&2
  [ ${#needed[@]} -eq 0 ] || exit 2
fi

# What a developer has set for a gateway must not change what is measured.
for name in $(compgen -e); do
  case $name in SLUICE_* | CACHE_* | CACHEABLE_* | ENABLE_* | REDIS_* | JDK_JAVA_OPTIONS | JAVA_TOOL_OPTIONS) unset "$name" ;; esac
done

classes=$root/target/footprint/classes
mkdir -p "$classes"
# The processes, the origin and the client of the measurement of costs are these, too.
javac -d "$classes" "$root"/load-tests/costs/*.java "$root"/load-tests/peers/{Tools,Machine}.java "$here"/*.java
exec java -Xmx1g -Dfootprint.root="$root" -cp "$classes" Footprint "$@"
