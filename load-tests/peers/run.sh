#!/usr/bin/env bash
# Measures Sluice beside nginx, Varnish, HAProxy and Fastify on this machine. See README.md.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
# Debian keeps servers where only root looks.
export PATH=$PATH:/usr/sbin:/usr/local/sbin

declare -A package=(
  [javac]=openjdk-17-jdk-headless [java]=openjdk-17-jdk-headless [taskset]=util-linux [wrk]=wrk
  [nginx]=nginx-light [varnishd]=varnish [haproxy]=haproxy [h2load]=nghttp2-client
  [redis-server]=redis-server [openssl]=openssl [cc]=gcc [node]=nodejs
)
needed=() wanted=() packages=()
for tool in javac java taskset wrk; do
  command -v "$tool" >/dev/null || needed+=("$tool")
done
for tool in nginx varnishd haproxy h2load redis-server openssl cc node; do
  command -v "$tool" >/dev/null || wanted+=("$tool")
done
if [ ${#needed[@]} -gt 0 ] || [ ${#wanted[@]} -gt 0 ]; then
  for tool in "${needed[@]}" "${wanted[@]}"; do packages+=("${package[$tool]}"); done
  echo "not installed: ${needed[*]} ${wanted[*]} (Debian, Ubuntu: apt-get install --no-install-recommends ${packages[*]})" >&2
  [ ${#needed[@]} -eq 0 ] || exit 2
fi

[ -d "$here/fastify/node_modules" ] || echo "without Fastify, whose packages are not installed (npm ci --prefix $here/fastify)" >&2

# What a developer has set for a gateway must not change what is measured.
for name in $(compgen -e); do
  case $name in SLUICE_* | CACHE_* | CACHEABLE_* | ENABLE_* | REDIS_* | JDK_JAVA_OPTIONS | JAVA_TOOL_OPTIONS) unset "$name" ;; esac
done

classes=$root/target/peers/classes
mkdir -p "$classes"
# The processes, the origin and the client of the measurement of costs are these, too.
javac -d "$classes" "$root"/load-tests/costs/*.java "$here"/*.java
exec java -Xmx1g -Dpeers.root="$root" -cp "$classes" Peers "$@"
