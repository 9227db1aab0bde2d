#!/usr/bin/env bash
# download_data.sh [--yes] [FILE...]: fetches IMDb's files into DATA_DIR (data).
#
#   FILE   title.basics title.ratings title.crew title.principals name.basics
#          title.akas title.episode; the default is all but title.episode
#   --yes  accepts IMDb's terms without a question
#
# A file that has not changed since is not fetched again. A download that was
# cut off goes on where it stopped, if the file is still the same there. A file
# takes its place only once it is whole and its checksum was found right. What
# may pass by itself is tried again, each time after a longer pause.
#
# From the environment or .env: DATA_DIR; IMDB_URL, from where
# (https://datasets.imdbws.com); DOWNLOAD_TRIES without any progress (6);
# DOWNLOAD_PAUSE, seconds before the second, doubled before each further (2).
#
# Exit status: 0 all files are there, 1 something failed, 2 usage.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$ROOT/scripts/lib/common.sh"

USUAL='title.basics title.ratings title.crew title.principals name.basics
title.akas'
ALLOWED="$USUAL title.episode"

# What a stalled transfer is: under 1 kB/s for a minute.
CURL=(curl -sSL --proto '=http,https' --connect-timeout 20
	--speed-limit 1000 --speed-time 60)

# What fetching one try at a file may come to, beside 0.
TRY_AGAIN=1
GIVE_UP=2

terms() {
	say "IMDb's files are for personal and non-commercial use only; see"
	say "https://developer.imdb.com/non-commercial-datasets/"
	say "The usual ones are about 2 GB; loaded, they take some 20 GB of disk."
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

usage_error() {
	say "error: $1"
	say "try: scripts/download_data.sh --help"
	exit 2
}

# header NAME: its value in the last answer of $headers, "" when it has none.
header() {
	tr -d '\r' <"$headers" | awk -v name="$1" '
		/^HTTP\// { value = "" }
		tolower(substr($0, 1, length(name) + 1)) == name ":" {
			value = substr($0, length(name) + 2)
			sub(/^[ \t]+/, "", value)
		}
		END { print value }'
}

size_of() {
	if [ -e "$1" ]; then stat -c %s "$1"; else echo 0; fi
}

# What tells two editions of a file apart: a strong ETag, else the date.
edition() {
	local tag

	tag=$(header etag)
	case $tag in
	'' | W/*) header last-modified ;;
	*) printf '%s\n' "$tag" ;;
	esac
}

# judge STATUS: whether an HTTP status other than those expected may pass.
judge() {
	case $1 in
	408 | 429 | 5??) return $TRY_AGAIN ;;
	*) return $GIVE_UP ;;
	esac
}

# look FILE: asks about the file as it is there; sets status, and $headers.
look() {
	local since=()

	[ ! -e "$DATA_DIR/$1" ] || since=(-z "$DATA_DIR/$1")
	status=$("${CURL[@]}" -I -D "$headers" -o /dev/null "${since[@]}" \
		-w '%{http_code}' "$SOURCE/$1" 2>"$reason") || {
		why=$(tail -n 1 "$reason")
		return $TRY_AGAIN
	}
	case $status in
	200 | 304) ;;
	*)
		why="the server answers $status"
		judge "$status"
		;;
	esac
}

# keep_part FILE: leaves of FILE.part what belongs to the edition that is
# there now, and writes down which that is.
keep_part() {
	local part=$DATA_DIR/$1.part now

	now=$(edition)
	if [ -z "$now" ] || [ ! -e "$part.edition" ] ||
		[ "$(cat "$part.edition")" != "$now" ]; then
		rm -f "$part"
	fi
	printf '%s\n' "$now" >"$part.edition"
}

# transfer FILE: gets what FILE.part lacks. If-Range guards against another
# edition that appears between asking and getting: curl refuses to append the
# whole file to a part.
transfer() {
	local part=$DATA_DIR/$1.part range=() bar=(--no-progress-meter) code=0

	say "fetching $1"
	[ ! -t 2 ] || bar=(--progress-bar)
	[ ! -s "$part" ] ||
		range=(-C - -H "If-Range: $(cat "$part.edition")")
	status=$("${CURL[@]}" "${bar[@]}" -f "${range[@]}" -o "$part" \
		-w '%{http_code}' "$SOURCE/$1" 2>"$reason") || code=$?
	why=$(tail -n 1 "$reason")
	case $code in
	0) ;;
	22) judge "$status" ;;
	23) return $GIVE_UP ;; # could not be written
	33)
		rm -f "$part"
		return $TRY_AGAIN
		;;
	*) return $TRY_AGAIN ;;
	esac
}

# try FILE: 0 when the file is in its place.
try() {
	local file=$DATA_DIR/$1 wanted modified

	look "$1" || return
	if [ "$status" = 304 ]; then
		say "$1 is up to date"
		return 0
	fi
	wanted=$(header content-length)
	keep_part "$1"
	if [ -z "$wanted" ] || [ "$(size_of "$file.part")" != "$wanted" ]; then
		transfer "$1" || return
	fi
	if [ -n "$wanted" ] && [ "$(size_of "$file.part")" != "$wanted" ]; then
		why="$(size_of "$file.part") of $wanted bytes came"
		return $TRY_AGAIN
	fi
	if ! gzip -t "$file.part" 2>/dev/null; then
		rm -f "$file.part" "$file.part.edition"
		why="the file is damaged: its checksum is wrong"
		return $TRY_AGAIN
	fi
	modified=$(header last-modified)
	[ -z "$modified" ] || touch -d "$modified" "$file.part"
	sync "$file.part"
	mv "$file.part" "$file"
	rm -f "$file.part.edition"
}

# fetch FILE: tries until it is there. Tries count from the last that got
# further than any before.
fetch() {
	local tries=0 pause=$PAUSE code size furthest

	furthest=$(size_of "$DATA_DIR/$1.part")
	while :; do
		why=
		code=0
		try "$1" || code=$?
		[ "$code" != 0 ] || return 0
		tries=$((tries + 1))
		size=$(size_of "$DATA_DIR/$1.part")
		if [ "$size" -gt "$furthest" ]; then
			furthest=$size
			tries=1
			pause=$PAUSE
		fi
		if [ "$code" = $GIVE_UP ] || [ "$tries" -ge "$TRIES" ]; then
			die "could not fetch $1 from $SOURCE/$1: $why"
		fi
		say "$1: $why; trying again in $pause s"
		sleep "$pause"
		pause=$((pause * 2))
	done
}

# number NAME DEFAULT: a setting that must be a whole number.
number() {
	local value

	value=$(setting "$1" "$2")
	[[ $value =~ ^[0-9]{1,4}$ ]] ||
		usage_error "$1 is \"$value\"; allowed is a number up to 9999"
	printf '%s\n' "$((10#$value))"
}

main() {
	local yes=no name names=()

	for name; do
		case $name in
		--yes) yes=yes ;;
		-h | --help)
			sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//'
			exit 0
			;;
		-*) usage_error "unknown option \"$name\"; allowed is --yes" ;;
		*)
			[[ " ${ALLOWED//$'\n'/ } " = *" $name "* ]] ||
				usage_error "unknown file \"$name\"; allowed are ${ALLOWED//$'\n'/ }"
			names+=("$name")
			;;
		esac
	done
	[ ${#names[@]} -gt 0 ] || read -r -d '' -a names <<<"$USUAL" || :
	command -v curl >/dev/null ||
		die "no curl found: scripts/bootstrap run installs it"
	SOURCE=$(setting IMDB_URL https://datasets.imdbws.com)
	DATA_DIR=$(setting DATA_DIR "$ROOT/data")
	TRIES=$(number DOWNLOAD_TRIES 6)
	PAUSE=$(number DOWNLOAD_PAUSE 2)
	accept_terms "$yes"
	mkdir -p "$DATA_DIR"
	exec 9<"$DATA_DIR"
	flock -n 9 || die "another download into $DATA_DIR is under way"
	headers=$(mktemp)
	reason=$(mktemp)
	trap 'rm -f "$headers" "$reason"' EXIT
	for name in "${names[@]}"; do
		step "$name" fetch "$name.tsv.gz"
	done
	say "all files are in $DATA_DIR; \"make run\" loads them"
}

main "$@"
