#!/bin/sh
# Makes .venv from a Python of 3.11 or newer; on Debian adds python3-venv where it is missing.
set -eu
cd "$(dirname "$0")/.."

suitable() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && suitable "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Hotline needs Python 3.11 or newer. Install it, or name one: make PYTHON=/path/to/python install" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sh scripts/debian.sh python3-venv
fi
echo "Making .venv with $("$python" --version) ..."
"$python" -m venv .venv
