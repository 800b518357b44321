#!/bin/sh
# Measures pages as Lighthouse's mobile profile sees them and prints four scores for each.
#
#   npm install --prefix /tmp/lh lighthouse          once, outside the project
#   hotline run --demo --port 8000                   in another window
#   scripts/lighthouse.sh http://127.0.0.1:8000 / /letters/new /track
#   COOKIE='session=…' scripts/lighthouse.sh http://127.0.0.1:8000 /staff/tickets     a page behind a sign-in
#
# COOKIE is what the browser's own tools show for a person who is signed in, or who looked a letter up (/track/<number>).
set -eu

base=${1:?address of a running city}
shift
lighthouse=${LIGHTHOUSE:-/tmp/lh/node_modules/.bin/lighthouse}
export CHROME_PATH=${CHROME_PATH:-/usr/bin/chromium}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
headers='{}'
[ -z "${COOKIE:-}" ] || headers="{\"Cookie\": \"$COOKIE\"}"
printf '%s' "$headers" > "$out/headers.json"

for path in "${@:-/}"; do
  "$lighthouse" "$base$path" --quiet --output=json --output-path="$out/report.json" \
    --only-categories=performance,accessibility,best-practices --extra-headers="$out/headers.json" \
    --chrome-flags='--headless=new --no-sandbox --disable-gpu'
  [ -z "${KEEP:-}" ] || cp "$out/report.json" "$KEEP"
  node -e '
    const told = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const scores = Object.values(told.categories).map((one) => `${one.title} ${Math.round(one.score * 100)}`);
    console.log(`${new URL(told.finalDisplayedUrl).pathname}: ${scores.join(", ")}`);
    for (const one of Object.values(told.audits)) {
      if (one.score !== null && one.score < 0.9 && one.scoreDisplayMode === "binary") console.log(`  ${one.id}: ${one.title}`);
    }
  ' "$out/report.json"
done
