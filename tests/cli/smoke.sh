#!/bin/sh
# A person's path through matinee-cli, without Qt and without real data.
#   smoke.sh PROGRAM VERSION
set -eu

program=$1
version=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Nothing of the person's own installed data sets is seen.
XDG_DATA_HOME=$folder/share
export XDG_DATA_HOME

fail() {
    echo "smoke: $1" >&2
    exit 1
}

# has TEXT FILE: the file holds the text
has() {
    grep -qF -- "$1" "$2" || {
        cat "$2" >&2
        fail "'$1' is missing"
    }
}

# exits CODE ARGUMENT...: the program ends with this code
exits() {
    expected=$1
    shift
    code=0
    "$program" "$@" >"$folder/out" 2>"$folder/err" || code=$?
    if [ "$code" -ne "$expected" ]; then
        cat "$folder/out" "$folder/err" >&2
        fail "matinee-cli $*: exit code $code, not $expected"
    fi
}

# Debian's LibTorch drags in OpenCV's highgui and with it Qt 5; the program itself asks for no Qt, and for no Qt 6 at all.
if ldd "$program" | grep -i qt6 || readelf -d "$program" | grep NEEDED | grep -i qt; then
    fail "matinee-cli is linked with Qt"
fi

exits 0 --version
has "matinee-cli $version" "$folder/out"
exits 0 --help
has similar "$folder/out"

exits 0 models --json
has '"id":"mf"' "$folder/out"
has '"id":"biased-mf"' "$folder/out"
has '"key":"learning_rate"' "$folder/out"

exits 0 data sample --to "$folder/data" --users 60 --items 80 --ratings 1500 --layout ml-100k
[ "$(wc -l <"$folder/data/u.data")" -eq 1500 ] || fail "u.data has not 1500 lines"
exits 0 data info "$folder/data" --json
has '"users":60' "$folder/out"
has '"ratings":1500' "$folder/out"

exits 0 data split "$folder/data" --split sklearn:0.8/0.1/0.1@42 --to "$folder/rows"
[ "$(cat "$folder"/rows/*.rows | sort -un | wc -l)" -eq 1500 ] || fail "the parts do not make up the whole"

exits 0 train --data "$folder/data" --model biased-mf --set factors=4 --set epochs=2 --out "$folder/run" --json
[ "$(grep -c '"event":"epoch"' "$folder/out")" -eq 3 ] || fail "there are not three epoch events"
grep -q '^{"event":"result"' "$folder/out" || fail "no line begins with the event"
[ -s "$folder/run/run.json" ] || fail "the run was not kept"

exits 0 predict --run "$folder/run" --count 3 --json
[ "$(wc -l <"$folder/out")" -eq 3 ] || fail "there are not three predictions"
exits 0 cluster --run "$folder/run" --clusters 3 --out "$folder/map"
has 'item,title,year,genres,count,x,y,cluster,name,distance' "$folder/map/films.csv"
[ -s "$folder/map/vectors.tsv" ] || fail "vectors.tsv is empty"

exits 2 train --data sample --model mf --set nonsense=1
exits 1 data info "$folder/nowhere"
echo "smoke: all is well"
