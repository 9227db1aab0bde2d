#!/usr/bin/env bash
# download_data.sh [--yes]: fetches IMDb's files into DATA_DIR (data).
#
# A download that was cut off goes on where it stopped; a file gets its name
# only after its checksum was found right; one that IMDb has not changed since
# is not fetched again. --yes accepts IMDb's terms without a question.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$ROOT/scripts/lib/common.sh"

SOURCE=${IMDB_URL:-https://datasets.imdbws.com}
FILES='title.basics title.ratings title.crew title.principals name.basics'

terms() {
	say "IMDb's files are for personal and non-commercial use only; see"
	say "https://developer.imdb.com/non-commercial-datasets/"
	say "They are about 1 GB; loaded, they take about 15 GB of disk."
}

accept_terms() {
	local answer

	terms
	[ "$1" = no ] || return 0
	[ -t 0 ] || die "no terminal to ask on: --yes accepts these terms"
	read -r -p 'Do you accept these terms? [y/N] ' answer
	case $answer in
	[yY] | [yY][eE][sS]) ;;
	*) die "nothing was fetched" ;;
	esac
}

# fetch NAME: NAME.part becomes NAME once it is whole.
fetch() {
	local file=$DATA_DIR/$1 quiet=()

	[ -t 2 ] || quiet=(--no-progress-meter)
	if [ -e "$file" ] && ! is_newer_there "$1"; then
		say "$1 is up to date"
		return
	fi
	say "fetching $1"
	if ! resume "$1"; then
		# A .part of an older edition: start again, once.
		rm -f "$file.part"
		resume "$1" || die "could not fetch $SOURCE/$1"
	fi
	mv "$file.part" "$file"
}

resume() {
	local part=$DATA_DIR/$1.part

	curl -fL "${quiet[@]}" --retry 3 --connect-timeout 20 -R -C - \
		-o "$part" "$SOURCE/$1" || [ $? = 33 ] || return
	gzip -t "$part" || {
		say "$1 is damaged"
		return 1
	}
}

is_newer_there() {
	local answer

	answer=$(curl -fsSL --connect-timeout 20 -I -o /dev/null \
		-z "$DATA_DIR/$1" -w '%{http_code}' "$SOURCE/$1") ||
		die "could not reach $SOURCE"
	[ "$answer" != 304 ]
}

main() {
	local yes=no name

	case ${1:-} in
	'') ;;
	--yes) yes=yes ;;
	-h | --help)
		sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//'
		exit 0
		;;
	*)
		say "error: unknown option \"$1\": --yes is allowed"
		exit 2
		;;
	esac
	command -v curl >/dev/null ||
		die "no curl found: scripts/bootstrap run installs it"
	DATA_DIR=$(setting DATA_DIR "$ROOT/data")
	accept_terms "$yes"
	mkdir -p "$DATA_DIR"
	for name in $FILES; do
		step "$name" fetch "$name.tsv.gz"
	done
	say "all files are in $DATA_DIR; \"make run\" loads them"
}

main "$@"
