# shellcheck shell=bash
# What every script of scripts/ shares: how it speaks, where settings come
# from, and free ports. Sourced, never run.

# Progress goes to standard error: standard output is for results.
say() {
	printf '%s\n' "$*" >&2
}

die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# step TEXT COMMAND...: runs the command and says how many seconds it took.
# A failure ends the script, as the caller's `set -e` says.
step() {
	local text=$1 start=$EPOCHREALTIME
	shift
	"$@"
	say "$text ($(seconds_since "$start") s)"
}

# seconds_since START: with one decimal; START is a value of EPOCHREALTIME.
seconds_since() {
	local now=${EPOCHREALTIME/[.,]/} start=${1/[.,]/}
	local tenths=$(((now - start + 50000) / 100000))

	printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# setting NAME DEFAULT: the environment, then .env of the checkout, then the
# default, as the program itself looks for it.
setting() {
	local name=$1 default=$2 line=

	if [ -n "${!name:-}" ]; then
		printf '%s\n' "${!name}"
		return
	fi
	if [ -r "$ROOT/.env" ]; then
		line=$(sed -n "s/^[[:space:]]*$name=//p" "$ROOT/.env" | tail -n 1)
		line=${line%\"}
		line=${line#\"}
	fi
	printf '%s\n' "${line:-$default}"
}

# port_is_taken PORT: whether anything on this machine listens on it. Read
# from the kernel's tables, so that no tool has to be installed for it.
port_is_taken() {
	local hex

	printf -v hex ':%04X$' "$1"
	awk -v port="$hex" '$4 == "0A" && $2 ~ port { found = 1 }
		END { exit !found }' /proc/net/tcp* 2>/dev/null
}

# free_port [FIRST]: prints the first free port from FIRST on; without FIRST
# a random one below the range that outgoing connections use.
free_port() {
	local port=${1:-$((20000 + RANDOM % 12000))}

	while port_is_taken "$port"; do
		port=$((port + 1))
		[ "$port" -le 65535 ] || port=1024
	done
	printf '%d\n' "$port"
}

random_password() {
	od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}
