#!/bin/sh
# Make the virtual environment $1 with the first Python that is new enough.
set -eu
venv=$1

python=
for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "The portal needs Python 3.11 or newer, and none was found. On Debian: apt-get install python3 python3-venv" >&2
    exit 1
fi

echo "Creating $venv with $("$python" --version)…"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Some systems ship Python without ensurepip: try virtualenv, then a pip that is there, before giving up.
for attempt in venv virtualenv borrowed-pip; do
    rm -rf "$venv"
    case $attempt in
        venv) "$python" -m venv "$venv" >>"$log" 2>&1 && break ;;
        virtualenv) "$python" -m virtualenv "$venv" >>"$log" 2>&1 && break ;;
        borrowed-pip)
            "$python" -m venv --without-pip "$venv" >>"$log" 2>&1 &&
                "$python" -m pip --python "$venv/bin/python" install pip >>"$log" 2>&1 && break
            ;;
    esac
done
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    cat "$log" >&2
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Python $version here cannot make virtual environments. On Debian or Ubuntu, run this and try again:" >&2
    echo "    apt-get install python$version-venv" >&2
    exit 1
fi
