#!/usr/bin/env bash
# Installs the programs that judge what the targets write (tests/consumers). Debian 12 or later, as root.
# Says what it will do, keeps services stopped, and changes nothing when all of it is there.
set -euo pipefail

packages=(
  procps iproute2                                     # sysctl in a network namespace, ss
  postgresql postgresql-client                        # a real server on loopback, psql, ALTER SYSTEM
  unixodbc odbc-postgresql                            # odbcinst, isql, psqlODBC
  python3 python3-psycopg2 python3-psycopg python3-sqlalchemy python3-asyncpg python3-yaml
  default-jdk-headless libpostgresql-jdbc-java libhikaricp-java libslf4j-java
  pgbouncer haproxy nginx libnginx-mod-stream
  openssh-client openssh-server
  docker-compose crun busybox-static
  wine wine64                                         # regedit, reg, cmd
)

# kubectl comes from several repositories; any of them will do.
command -v kubectl >/dev/null || packages+=(kubernetes-client)

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "setup-consumers: needs root on Debian or Ubuntu. Elsewhere install by hand: ${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ "${#missing[@]}" = 0 ]; then
  echo "setup-consumers: everything is installed"
  exit 0
fi

echo "setup-consumers: installing ${#missing[@]} packages: ${missing[*]}"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  # Debian starts a server when its package is installed; this file says no. It is removed again at the end.
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update -qq
apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "setup-consumers: done"
