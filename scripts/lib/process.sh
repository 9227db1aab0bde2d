# shellcheck shell=bash
# The processes of a stack: started in a session of their own, remembered by
# identity, and stopped without ever meeting a stranger.
#
# STATE_DIR/pids/NAME holds "PID START BOOT": the session leader's number, its
# start time in clock ticks after boot (field 22 of /proc/PID/stat) and the
# kernel's boot id. Numbers are given out again, these three together never
# are: a record that survived a reboot or a kill -9 matches no other process.
#
# A service's processes are the members of its session, and those whose
# working folder is the service's own (PostgreSQL's children leave the
# session). So what a killed leader left behind is found as well.

boot_id() {
	cat /proc/sys/kernel/random/boot_id
}

# process_field PID N: field N of /proc/PID/stat, N > 2; fails when it is gone.
process_field() {
	local stat

	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
	# The second field is a name in brackets and may hold spaces.
	# shellcheck disable=SC2086
	set -- "$2" ${stat##*) }
	[ $# -gt 1 ] || return
	shift $(($1 - 2))
	printf '%s\n' "$1"
}

process_is_zombie() {
	[ "$(process_field "$1" 3)" = Z ]
}

record_write() {
	local name=$1 pid=$2

	printf '%s %s %s\n' "$pid" "$(process_field "$pid" 22)" "$(boot_id)" \
		>"$STATE_DIR/pids/$name.new"
	mv "$STATE_DIR/pids/$name.new" "$STATE_DIR/pids/$name"
}

# record_read NAME: sets record_pid and record_start; fails when there is no
# record of this boot.
record_read() {
	local boot=

	record_pid='' record_start=''
	[ -r "$STATE_DIR/pids/$1" ] || return
	read -r record_pid record_start boot <"$STATE_DIR/pids/$1" || return
	[ "$boot" = "$(boot_id)" ]
}

# leader_pid NAME: prints the leader's number when it is alive and still ours.
leader_pid() {
	local record_pid record_start

	record_read "$1" || return
	[ "$(process_field "$record_pid" 22)" = "$record_start" ] || return
	! process_is_zombie "$record_pid" || return
	printf '%s\n' "$record_pid"
}

# service_pids NAME [FOLDER]: prints every living process of a service.
service_pids() {
	local folder=${2:-} session pid

	session=$(session_of "$1")
	while read -r pid; do
		printf '%s\n' "$pid"
	done < <(processes | awk -v session="$session" \
		'$3 == session { print $1 }')
	[ -n "$folder" ] || return 0
	while read -r pid; do
		[ ! "/proc/$pid/cwd" -ef "$folder" ] || printf '%s\n' "$pid"
	done < <(processes | awk -v session="$session" \
		'$3 != session { print $1 }')
}

# session_of NAME: prints the session's number, or nothing when the number of
# its leader means somebody else now.
session_of() {
	local record_pid record_start start

	record_read "$1" || return 0
	start=$(process_field "$record_pid" 22) || start=$record_start
	[ "$start" != "$record_start" ] || printf '%s\n' "$record_pid"
}

# Prints "PID STATE SESSION" of every process that is no zombie.
processes() {
	cat /proc/[0-9]*/stat 2>/dev/null | awk '{
		pid = $1
		sub(/^.*\) /, "")
		if ($1 != "Z") print pid, $1, $4
	}'
}

# process_start NAME FOLDER COMMAND...: runs the command in the background in
# a session of its own, in FOLDER, as the service user, writing to
# STATE_DIR/log/NAME.log, and remembers it.
process_start() {
	local name=$1 folder=$2 log=$STATE_DIR/log/$1.log pid
	shift 2

	log_rotate "$log"
	(
		cd "$folder" || exit
		close_descriptors
		exec setsid "${AS_SERVICE[@]}" "$@"
	) </dev/null >>"$log" 2>&1 &
	pid=$!
	# Until setsid has run it is no leader yet.
	while [ "$(process_field "$pid" 6)" != "$pid" ]; do
		[ -e "/proc/$pid" ] || break
		sleep 0.01
	done
	record_write "$name" "$pid"
	disown "$pid" 2>/dev/null || :
}

# A service must not keep our lock, nor a pipe that our caller reads to its
# end. 255 is the script itself, which bash closes.
close_descriptors() {
	local fd

	for fd in /proc/self/fd/*; do
		fd=${fd##*/}
		[ "$fd" -le 2 ] || [ "$fd" = 255 ] || eval "exec $fd>&-"
	done
}

log_rotate() {
	local size=0

	[ -f "$1" ] && size=$(stat -c %s "$1")
	[ "$size" -lt 10000000 ] || mv "$1" "$1.1"
}

# wait_until SECONDS COMMAND...: fails when the command has not succeeded
# within that time.
wait_until() {
	local deadline=$((SECONDS + $1))
	shift

	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return
		sleep 0.1
	done
}

service_is_gone() {
	[ -z "$(service_pids "$@")" ]
}

# service_stop NAME FOLDER SIGNAL SECONDS: asks the leader with SIGNAL, then
# kills what is left after that time. Fails only when something survives.
service_stop() {
	local name=$1 folder=$2 signal=$3 patience=$4 pid

	if pid=$(leader_pid "$name"); then
		kill "-$signal" "$pid" 2>/dev/null || :
		wait_until "$patience" service_is_gone "$name" "$folder" ||
			say "$name did not stop within $patience s: killing it"
	else
		# Orphans of a killed leader mostly end by themselves.
		wait_until 2 service_is_gone "$name" "$folder" || :
	fi
	for pid in $(service_pids "$name" "$folder"); do
		kill -KILL "$pid" 2>/dev/null || :
	done
	wait_until 5 service_is_gone "$name" "$folder" || return
	rm -f "$STATE_DIR/pids/$name"
}
