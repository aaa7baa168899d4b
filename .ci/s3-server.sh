#!/usr/bin/env bash
# A real S3 server for the tests of the S3 store: versitygw over a temporary folder, on a free port of the loopback
# address.
#
#   eval "$(bash .ci/s3-server.sh start)"    starts it and sets TEST_S3_* and S3_SERVER_PID
#   bash .ci/s3-server.sh stop "$S3_SERVER_PID"
#
# The program is built once, with Go, and kept in .ci/artefacts/bin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=v1.8.0
bin=$PWD/.ci/artefacts/bin
server=$bin/versitygw-$version

build() {
  if [ -x "$server" ]; then return; fi
  # The Go that Debian brings is too old for it.
  if ! command -v go >/dev/null; then
    echo 'the S3 server needs Go, which is not installed: https://go.dev/dl' >&2
    exit 1
  fi
  mkdir -p "$bin"
  local log=$bin/build.log
  if ! GOBIN=$bin go install "github.com/versity/versitygw/cmd/versitygw@$version" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "the S3 server could not be built, see $log" >&2
    exit 1
  fi
  mv "$bin/versitygw" "$server"
}

free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start() {
  build
  local folder port secret pid
  folder=$(mktemp -d "${TMPDIR:-/tmp}/penerusan-s3-XXXXXX")
  port=$(free_port)
  secret=$(node -p 'require("node:crypto").randomBytes(16).toString("hex")')
  # A folder at the top is a bucket. Metadata beside the files, for not every file system keeps it with them.
  mkdir -p "$folder/root/evidence" "$folder/metadata"
  ROOT_ACCESS_KEY=penerusan ROOT_SECRET_KEY=$secret "$server" --port "127.0.0.1:$port" --keep-alive --quiet \
    posix --sidecar "$folder/metadata" "$folder/root" </dev/null >"$folder/log" 2>&1 &
  pid=$!
  echo "$folder" >"$bin/s3-server.$pid"
  for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf 'export TEST_S3_ENDPOINT=%s TEST_S3_ACCESS_KEY=%s TEST_S3_SECRET_KEY=%s TEST_S3_BUCKET=%s S3_SERVER_PID=%s\n' \
        "http://127.0.0.1:$port" penerusan "$secret" evidence "$pid"
      return
    fi
    if ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.1
  done
  tail -n 20 "$folder/log" >&2
  echo 'the S3 server does not start' >&2
  stop "$pid"
  exit 1
}

# Ends only what this script has started.
stop() {
  local record=$bin/s3-server.$1
  if [ ! -f "$record" ]; then
    echo "$1 is no S3 server of these tests" >&2
    exit 1
  fi
  kill "$1" 2>/dev/null || true
  rm -rf "$(cat "$record")" "$record"
}

case "${1:-}" in
  start) start ;;
  stop) stop "${2:?the process id}" ;;
  *)
    echo 'usage: bash .ci/s3-server.sh start | stop <process id>' >&2
    exit 2
    ;;
esac
