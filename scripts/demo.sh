#!/usr/bin/env bash
# Takes demo/estate.recording anew from the emulated estate with the real collectors, builds it into the program, and
# renders reports/ from it. Needs the virtual environment that `cargo test` makes.
set -euo pipefail
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-target}"
python="$target/tmp/estate-venv/bin/python"
cargo build
work=$(mktemp -d)
trap 'kill "$estate" "$holder" 2>/dev/null || true; rm -rf "$work"' EXIT
mkfifo "$work/stdin"
sleep 600 > "$work/stdin" 2> /dev/null &
holder=$!
"$python" tests/estate/server.py --port 0 --log "$work/log" < "$work/stdin" > "$work/ready" &
estate=$!
until [ -s "$work/ready" ]; do sleep 0.2; done
port=$("$python" -c "import json, sys; print(json.load(open(sys.argv[1]))['port'])" "$work/ready")
url="http://127.0.0.1:$port"
env AWS_ENDPOINT_URL="$url" HTTP_PROXY="$url" http_proxy="$url" AWS_REGION=us-east-1 \
    AWS_ACCESS_KEY_ID=AKIAAUDITOR000000000 AWS_SECRET_ACCESS_KEY=secret \
    "$target/debug/tickmark" audit --record demo/estate.recording --store "sqlite://$work/store.db" --out "$work/reports"
cargo build
rm -rf reports
"$target/debug/tickmark" audit --demo --store "sqlite://$work/demo.db" --out reports
