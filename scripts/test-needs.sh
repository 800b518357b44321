#!/bin/sh
# Installs the Debian packages the tests need, each only where it is missing: PostgreSQL, Chromium, Chinese fonts, Dovecot,
# what makes PDF files, what reads scans, and ClamAV.
set -eu
cd "$(dirname "$0")/.."

missing=
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null 2>&1; then
    missing="$missing postgresql"
fi
if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1; then
    missing="$missing chromium"
fi
if ! ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1; then
    missing="$missing fonts-noto-cjk"
fi
if ! ls /usr/lib/*/libpangoft2-1.0.so.0 >/dev/null 2>&1 || ! ls /usr/lib/*/libharfbuzz-subset.so.0 >/dev/null 2>&1; then
    missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
fi
if ! command -v dovecot >/dev/null 2>&1 && ! [ -x /usr/sbin/dovecot ]; then
    missing="$missing dovecot-imapd"
fi
if ! command -v sipp >/dev/null 2>&1 || ! command -v baresip >/dev/null 2>&1; then
    missing="$missing baresip-core sip-tester"
fi
if ! tesseract --list-langs 2>/dev/null | grep -q chi_sim; then
    missing="$missing tesseract-ocr tesseract-ocr-chi-sim"
fi
if ! command -v pdftoppm >/dev/null 2>&1; then
    missing="$missing poppler-utils"
fi
if ! command -v clamd >/dev/null 2>&1 && ! [ -x /usr/sbin/clamd ]; then
    missing="$missing clamav-daemon"
fi
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 -- one argument a package is meant
    sh scripts/debian.sh $missing
fi
