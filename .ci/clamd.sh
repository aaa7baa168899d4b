#!/usr/bin/env bash
# Starts a real clamd (ClamAV) that knows the EICAR test file and nothing else, and needs no network for that:
#
#   eval "$(bash .ci/clamd.sh)"; TEST_CLAMD=$TEST_CLAMD tap test/inspection/real-clamd.test.ts; kill "$CLAMD_PID"
#
# Prints TEST_CLAMD (the path of its socket), CLAMD_PID and CLAMD_FOLDER as assignments for the shell; all else goes to
# stderr. Whoever starts it ends it, and may then delete the folder. clamd is installed with apt-get if it is missing.
set -euo pipefail

if ! dpkg-query --show --showformat='${db:Status-Status}\n' clamav-daemon 2>/dev/null | grep -qx installed; then
  apt=(apt-get --quiet --yes -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3)
  export DEBIAN_FRONTEND=noninteractive
  { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends clamav-daemon; } >&2
fi

folder=$(mktemp -d)
mkdir "$folder/database"
# MD5 and length of the 68 bytes of the file, and the name it is reported by.
echo '44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature' >"$folder/database/eicar.hdb"
# The same bytes wherever a file begins with them, in hexadecimal: a checksum would not find them with a line end.
eicar='X5O!P%@AP[4\PZX54(P^)7CC)7}$''EICAR-STANDARD-ANTIVIRUS-TEST-FILE''!$H+H*'
printf 'Eicar-Test-Text:0:0:%s\n' "$(printf '%s' "$eicar" | od -An -v -tx1 | tr -d ' \n')" >"$folder/database/eicar.ndb"

# What clamd leaves out it has to say (AlertExceedsMax), or it would answer OK to what it has not read.
cat >"$folder/clamd.conf" <<CONFIG
Foreground yes
LogFile $folder/clamd.log
LocalSocket $folder/clamd.sock
DatabaseDirectory $folder/database
TemporaryDirectory $folder
StreamMaxLength 2000M
MaxScanSize 2000M
MaxFileSize 2000M
AlertExceedsMax yes
MaxThreads 4
CONFIG

# Its own user could not read the folder, so root stays root here.
clamd --config-file="$folder/clamd.conf" >"$folder/out" 2>&1 &
pid=$!
for _ in $(seq 300); do
  if [ -S "$folder/clamd.sock" ]; then
    printf 'TEST_CLAMD=%q\nCLAMD_PID=%q\nCLAMD_FOLDER=%q\n' "$folder/clamd.sock" "$pid" "$folder"
    exit
  fi
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
cat "$folder/out" "$folder/clamd.log" >&2 2>/dev/null || true
kill "$pid" 2>/dev/null || true
echo 'clamd did not start' >&2
exit 1
