#!/bin/sh
# Serves a directory with a stock nginx on the loopback interface until it is interrupted.
# usage: serve.sh ROOT [PORT]      (port 8081 unless given)
set -eu

if [ $# -lt 1 ] || [ ! -d "$1" ]; then
  echo "usage: serve.sh ROOT [PORT]   (ROOT: an existing directory)" >&2
  exit 2
fi
port=${2:-8081}
case $port in
  '' | *[!0-9]*) echo "port: $port (expected: a number)" >&2; exit 2 ;;
esac
# Debian keeps nginx where only root looks.
PATH=$PATH:/usr/sbin:/usr/local/sbin
if ! command -v nginx >/dev/null; then
  echo "nginx is not installed (Debian, Ubuntu: apt-get install nginx-core)" >&2
  exit 2
fi

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$1" && pwd)
prefix=$(mktemp -d)
nginx_pid=
end() {
  [ -z "$nginx_pid" ] || { kill "$nginx_pid" 2>/dev/null && wait "$nginx_pid" || true; }
  rm -rf "$prefix"
}
trap end EXIT
trap 'exit 130' INT TERM

mkdir "$prefix/temp"
ln -s "$root" "$prefix/tree"
# Started by root, the workers would become another user, who may not read everything.
user=
[ "$(id -u)" -ne 0 ] || user="user $(id -un) $(id -gn);"
sed -e "s/@PORT@/$port/" -e "s/@USER@/$user/" "$here/nginx.conf" >"$prefix/nginx.conf"

nginx -p "$prefix/" -c nginx.conf -e stderr &
nginx_pid=$!
echo "serving $root on http://127.0.0.1:$port (nginx $nginx_pid); Ctrl-C ends it"
wait "$nginx_pid"
