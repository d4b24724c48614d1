#!/bin/sh
# Sets up the checkout: `sh tools/setup.sh base` for ./run, `sh tools/setup.sh dev` for ./test as well.
# Needs a POSIX shell to begin. What did not change since the last time is skipped.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/.."
wanted=${1:-base}
place=$(pwd -P)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# --- What the system must have ---------------------------------------------------------------------------------------

python_fits() { "$1" -c 'import sys, venv, ensurepip, ssl; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    # As root the system's Python comes first: the service user of web and worker can execute that one.
    first=
    [ "$(id -u)" -eq 0 ] && first=/usr/bin/python3
    for candidate in ${TAKATUF_PYTHON:-} $first python3 python3.11 python3.12 python3.13 python3.14 python; do
        found=$(command -v "$candidate" 2>/dev/null) || continue
        if python_fits "$found"; then printf '%s' "$found"; return 0; fi
    done
    return 1
}

node_is_new() { node -e 'process.exit(parseInt(process.versions.node, 10) >= 18 ? 0 : 1)' >/dev/null 2>&1; }

find_missing() {
    missing=
    find_python >/dev/null || missing="$missing python3 python3-venv"
    if ! node_is_new; then
        missing="$missing nodejs npm"
    elif ! npm --version >/dev/null 2>&1; then
        missing="$missing npm"
    fi
    if [ "$wanted" = dev ]; then
        command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
        { command -v pdftotext && command -v pdfsig; } >/dev/null 2>&1 || missing="$missing poppler-utils"
    fi
    missing=${missing# }
}

find_missing
if [ -n "$missing" ]; then
    command="apt-get install --no-install-recommends $missing"
    if [ "$(id -u)" -eq 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing $missing ..."
        export DEBIAN_FRONTEND=noninteractive
        log=$(mktemp)
        # shellcheck disable=SC2086 - the names are words on purpose
        if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
            tail -n 5 "$log" >&2
            fail "Takatuf needs $missing, and '$command' failed: see $log."
        fi
        rm -f "$log"
        find_missing
        [ -z "$missing" ] || fail "Takatuf needs Python 3.11 and Node 18 or newer, and this system's packages do not give them: $missing."
    else
        fail "Takatuf needs Python 3.11 with venv and Node 18 with npm or newer; missing here: $missing (on Debian, as root: apt-get update && $command)."
    fi
fi
python=$(find_python)

# --- Steps, each skipped when the sum of what it reads is the one of the last time ------------------------------------

sum_of() { { printf '%s\n' "$place"; cat -- "$@"; } | cksum | tr ' ' -; }
is_done() { [ -f ".venv/.takatuf-$1" ] && [ "$(cat ".venv/.takatuf-$1")" = "$2" ]; }
mark_done() { printf '%s' "$2" >".venv/.takatuf-$1"; }

# A venv holds absolute paths: one that was moved, or whose Python is gone, is made anew.
if [ -d .venv ]; then
    if ! .venv/bin/python -c '' >/dev/null 2>&1 || { [ -f .venv/.takatuf-place ] && [ "$(cat .venv/.takatuf-place)" != "$place" ]; }; then
        rm -rf .venv
    fi
fi
if [ ! -x .venv/bin/python ]; then
    say "Making .venv with $python ..."
    "$python" -m venv .venv
fi
.venv/bin/python -c 'import pip' >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
printf '%s' "$place" >.venv/.takatuf-place

install_lock() {
    key=$(sum_of "requirements/$1.lock")
    is_done "$1" "$key" && return 0
    say "Installing requirements/$1.lock ..."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary=:all: --no-deps \
        -r "requirements/$1.lock" </dev/null
    mark_done "$1" "$key"
}
install_lock base
# Charts are an extra: where its parts do not install, the published tables stand without them.
if [ -z "${TAKATUF_WITHOUT_FIGURES:-}" ]; then
    install_lock figures || say "Charts are left out: their parts could not be installed here."
fi
[ "$wanted" = dev ] && install_lock dev
# Extras by name, for example TAKATUF_EXTRAS="case"; each has a lock of its own.
for extra in ${TAKATUF_EXTRAS:-}; do
    [ -f "requirements/$extra.lock" ] || fail "There is no extra of the name $extra."
    install_lock "$extra"
done

key=$(sum_of pyproject.toml)
if ! is_done project "$key"; then
    # The build tool comes from the lock, so nothing is fetched here.
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation -e . </dev/null
    mark_done project "$key"
fi

key=$(sum_of package-lock.json .npmrc)
if ! is_done npm "$key" || [ ! -d node_modules ]; then
    say "Installing package-lock.json ..."
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >/dev/null
    mark_done npm "$key"
fi

if [ -f tools/build_static.py ]; then
    key=$(sum_of tools/build_static.py package-lock.json requirements/base.lock)
    if ! is_done static "$key" || [ ! -d takatuf/web/static/vendor ]; then
        .venv/bin/python tools/build_static.py </dev/null
        mark_done static "$key"
    fi
fi
.venv/bin/python tools/compile_messages.py --quiet
