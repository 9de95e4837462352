#!/usr/bin/env bash
# Installs what is missing, builds everything with warnings as errors and runs every test but those labelled slow.
# Needs no display. Further arguments go to ctest, for example: packaging/test.sh -R core
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/setup.sh
export LANG="${LANG:-C.UTF-8}"
cmake --preset release -DMATINEE_WERROR=ON -DMATINEE_BUILD_TESTS=ON
cmake --build --preset release --parallel "$(nproc)"

if [ -z "${MATINEE_TEST_DATA:-}" ] && [ -d ../shared/data ]; then
    MATINEE_TEST_DATA=$(cd ../shared/data && pwd)
fi
if [ -n "${MATINEE_TEST_DATA:-}" ]; then
    export MATINEE_TEST_DATA
    echo "test.sh: tests on real data read $MATINEE_TEST_DATA"
else
    echo "test.sh: MATINEE_TEST_DATA is not set and ../shared/data is not there: the tests on real data skip."
fi
# One thread for OpenBLAS: it has a pool of its own, and the tests already run side by side.
export QT_QPA_PLATFORM=offscreen OPENBLAS_NUM_THREADS=1
if ! ctest --preset release --parallel "$(nproc)" "$@"; then
    echo "test.sh: FAILED after ${SECONDS} s; the failed tests are listed above." >&2
    exit 1
fi
echo "test.sh: all tests passed in ${SECONDS} s, set-up and build included."
