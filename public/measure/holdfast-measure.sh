#!/usr/bin/env bash
# Find the idle limit of the path to a PostgreSQL or Redshift server. Needs bash 3.2 or newer, psql and awk.
#
# Opens a few sessions with TCP keepalive off, leaves each silent for another time, then speaks, and narrows the time
# down until the longest silence that lived and the shortest that died are close together. Reads and writes no data.
#
#   PGPASSWORD=... bash holdfast-measure.sh "host=db.example.com user=me dbname=postgres"
#
# Settings, as environment variables in front: MIN=30 MAX=1200 RESOLUTION=10 CONNECTIONS=5 WAIT=10 (seconds).
# psql's own ways to log in work: PGPASSWORD, ~/.pgpass, a service file, IAM tokens.
# Ctrl-C ends it at any time and prints what is known so far. Times are right to one second.
set -u
CONNINFO=${1-}
MIN=${MIN-30} MAX=${MAX-1200} RESOLUTION=${RESOLUTION-10} CONNECTIONS=${CONNECTIONS-5} WAIT=${WAIT-10}
CONNECT_SECONDS=15

refuse() { echo "$1" >&2; exit 2; }
for name in MIN MAX RESOLUTION CONNECTIONS WAIT; do
  case ${!name} in '' | *[!0-9]* | 0) refuse "$name takes a whole number above 0; got '${!name}'" ;; esac
done
[ "$MIN" -lt "$MAX" ] && [ "$MAX" -le 7500 ] || refuse "MIN and MAX: MIN < MAX <= 7500; got $MIN and $MAX"
[ "$CONNECTIONS" -le 10 ] || refuse "CONNECTIONS: 1 to 10; got $CONNECTIONS"
command -v psql >/dev/null || refuse "psql is not installed (Debian: apt install postgresql-client; macOS: brew install libpq)"

folder=$(mktemp -d) || exit 1
lived=0 died='' how=none scattered='' message='' pids=''

# A URL takes its parameters after ? or &, key=value pairs after a space.
case $CONNINFO in
  postgres://*\?* | postgresql://*\?*) target="$CONNINFO&keepalives=0&connect_timeout=$CONNECT_SECONDS" ;;
  postgres://* | postgresql://*) target="$CONNINFO?keepalives=0&connect_timeout=$CONNECT_SECONDS" ;;
  *) target="$CONNINFO keepalives=0 connect_timeout=$CONNECT_SECONDS" ;;
esac

report() {
  [ -z "$scattered" ] || echo "A shorter silence died while a longer one lived: this is not one clean idle limit. Repeat it."
  [ -z "$message" ] || echo "The server itself ended the session: $message"
  if [ "$lived" -gt 0 ] || [ -n "$died" ]; then
    until=none
    [ -z "$died" ] || until="${died}s"
    echo "holdfast-measure v1 lived=${lived}s died=$until how=$how via=psql"
    echo "Paste that line into the Cutoff page."
  fi
}
clean() {
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill -9 $pids 2>/dev/null
  rm -rf "$folder"
}
stopped() { echo "Stopped."; report; clean; trap - EXIT; exit 130; }
trap clean EXIT
trap stopped INT TERM

# What one session is told: log in, wait until that worked, stay silent, speak.
script_for() { # seconds, folder of the session
  echo "SET tcp_keepalives_idle = 32767;"
  echo "SELECT 'connected';"
  until grep -q connected "$2/out" 2>/dev/null; do
    [ -d "$2" ] && [ ! -e "$2/over" ] || return
    sleep 0.1
  done
  since=$(date +%s)
  echo "$since" >"$2/since"
  while [ $(($(date +%s) - since)) -lt "$1" ]; do
    [ -d "$2" ] && [ ! -e "$2/over" ] || return
    sleep 0.2
  done
  date +%s >"$2/spoke"
  echo "SELECT 'answered';"
  sleep "$WAIT"
}

start() { # seconds
  here="$folder/$1"
  mkdir -p "$here" && : >"$here/out"
  script_for "$1" "$here" 2>/dev/null | PGAPPNAME=holdfast-measure psql -X -q -A -t -w "$target" >"$here/out" 2>"$here/err" &
  echo $! >"$here/pid"
  pids="$pids $!"
  disown 2>/dev/null
}

end() { # seconds
  : >"$folder/$1/over"
  kill -9 "$(cat "$folder/$1/pid")" 2>/dev/null
}

# Prints lived, silent, reset, server or nothing when it is not decided yet.
outcome() { # seconds
  here="$folder/$1"
  if grep -q answered "$here/out"; then echo lived
  elif ! kill -0 "$(cat "$here/pid")" 2>/dev/null; then
    if grep -q answered "$here/out"; then echo lived
    elif grep -q FATAL "$here/err"; then echo server
    elif grep -qi 'timed out' "$here/err"; then echo silent
    else echo reset; fi
  elif [ -s "$here/spoke" ] && [ $(($(date +%s) - $(cat "$here/spoke"))) -ge "$WAIT" ]; then echo silent
  fi
}

points() { # low high first
  awk -v low="$1" -v high="$2" -v first="$3" -v n="$CONNECTIONS" -v step="$RESOLUTION" 'BEGIN {
    if (first) { ratio = (n > 1) ? exp(log(high / low) / (n - 1)) : 1; for (i = 0; i < n; i++) t[i] = int(low * ratio ^ i + 0.5); count = n }
    else { count = int((high - low) / step); if (count > n) count = n; if (count < 1) count = 1
           for (i = 0; i < count; i++) t[i] = int(low + (high - low) / (count + 1) * (i + 1) + 0.5) }
    for (i = 0; i < count; i++) if (t[i] > last) { print t[i]; last = t[i] }
  }'
}

echo "Up to $CONNECTIONS sessions, silent for at most $MAX s, keepalive off. Ctrl-C ends it."
low=0 high='' warned=''
while :; do
  if [ -z "$high" ]; then times=$(points "$MIN" "$MAX" 1); else
    [ $((high - low)) -gt "$RESOLUTION" ] || break
    times=$(points "$low" "$high" 0)
  fi
  echo "Round: silent for $(echo $times | sed 's/ / s, /g') s"
  rm -rf "${folder:?}"/*
  pids=''
  for seconds in $times; do start "$seconds"; done
  waiting=$times dead='' began=$(date +%s)
  while [ -n "$waiting" ]; do
    sleep 0.2
    left=''
    for seconds in $waiting; do
      here="$folder/$seconds"
      if [ ! -s "$here/since" ]; then
        if ! kill -0 "$(cat "$here/pid")" 2>/dev/null || [ $(($(date +%s) - began)) -gt $((CONNECT_SECONDS + 5)) ]; then
          if grep -q connected "$here/out"; then left="$left $seconds"; continue; fi
          echo "No session: $(head -c 300 "$here/err")"
          : >"$here/over"
          report
          exit 1
        fi
      fi
      result=$(outcome "$seconds")
      if [ -z "$result" ]; then left="$left $seconds"; continue; fi
      if [ -z "$warned" ] && grep -q tcp_keepalives_idle "$here/err"; then
        warned=1
        echo "  The server keeps its own keepalive; it can hide a limit longer than its idle time."
      fi
      silence=$(($(cat "$here/spoke" 2>/dev/null || date +%s) - $(cat "$here/since")))
      printf '  %7d s  %s\n' "$silence" "$result"
      end "$seconds"
      if [ "$result" = lived ]; then
        [ "$silence" -le "$lived" ] || lived=$silence
        [ "$silence" -le "$low" ] || low=$silence
      else
        [ "$result" != server ] || message=$(grep -m1 FATAL "$here/err")
        if [ -z "$died" ] || [ "$silence" -lt "$died" ]; then died=$silence how=$result; fi
        if [ -z "$dead" ] || [ "$silence" -lt "$dead" ]; then dead=$silence; fi
      fi
    done
    waiting=$left
    # One has died: longer silences would tell nothing more.
    if [ -n "$dead" ]; then
      keep=''
      for seconds in $waiting; do
        if [ "$seconds" -gt "$dead" ] && [ ! -s "$folder/$seconds/spoke" ]; then
          end "$seconds"
        else keep="$keep $seconds"; fi
      done
      waiting=$keep
    fi
  done
  if [ -z "$dead" ] && [ -z "$high" ]; then break; fi
  [ -z "$dead" ] || high=$dead
  if [ "$high" -le "$low" ]; then scattered=1; break; fi
done
report
