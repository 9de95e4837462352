#!/usr/bin/env bash
# Installs what is missing, builds the two programs and starts the window on the built-in sample. With no display it
# does the same job without a window: it trains on the sample and draws the curves and the film map into two pictures.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

usage() {
    cat <<'TEXT'
usage: packaging/run.sh [ARGUMENTS OF matinee]

Without arguments the window opens on the built-in sample; otherwise they are passed on to matinee, for example
    packaging/run.sh --data ~/Downloads/ml-latest-small.zip
With no display, --data names what to train on, and the results are left as pictures in build/without-display/.
TEXT
}

if [ $# -eq 1 ] && { [ "$1" = --help ] || [ "$1" = -h ]; }; then
    usage
    exit 0
fi

"$root/packaging/setup.sh" --no-tests
export LANG="${LANG:-C.UTF-8}"
# With Debian 12's compiler the flags are those of test.sh, so that after one script the other finds everything built.
werror=OFF
[ "$(c++ -dumpversion)" != 12 ] || werror=ON
# In a subshell: a relative path among the arguments is meant from where the person is.
(
    cd "$root"
    cmake --preset release -DMATINEE_WERROR=$werror
    cmake --build --preset release --parallel "$(nproc)" --target matinee matinee-cli
)
programs=$root/build/release/bin

[ $# -gt 0 ] || set -- --data sample
if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec "$programs/matinee" "$@"
fi

source=sample
while [ $# -gt 0 ]; do
    case $1 in
    --data=*) source=${1#--data=} ;;
    --data)
        [ $# -gt 1 ] || { echo "run.sh: --data needs a value" >&2; exit 2; }
        source=$2
        shift
        ;;
    *)
        echo "run.sh: there is no display (DISPLAY and WAYLAND_DISPLAY are empty); without one, only --data is understood here." >&2
        echo "run.sh: matinee --export and matinee-cli, both in $programs, work without a display." >&2
        exit 2
        ;;
    esac
    shift
done

out=$root/build/without-display
echo "run.sh: there is no display, so Matinee trains and draws without a window."
rm -rf "$out"
mkdir -p "$out"
"$programs/matinee-cli" train --data "$source" --model biased-mf --out "$out/run"
"$programs/matinee" --export "$out/curves.png" --run "$out/run" --view curves
"$programs/matinee" --export "$out/map.png" --run "$out/run" --view map
cat <<TEXT

The loss curves:  $out/curves.png
The film map:     $out/map.png
The trained run:  $out/run
TEXT
