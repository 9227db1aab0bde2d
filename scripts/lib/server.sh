# shellcheck shell=bash
# The Marquee server of a stack, and the database that it needs.

# Sets MARQUEE, HOST, PORT, DATA_DIR and SNAPSHOT_PATH.
server_settings() {
	MARQUEE=$(setting MARQUEE "$ROOT/build/marquee")
	HOST=$(setting HOST 127.0.0.1)
	PORT=$(setting PORT 8000)
	DATA_DIR=$(setting DATA_DIR "$ROOT/data")
	SNAPSHOT_PATH=$(setting SNAPSHOT_PATH "$STATE_DIR/snapshot/titles")
	[[ $PORT =~ ^[1-9][0-9]{0,4}$ && $PORT -le 65535 ]] ||
		die "PORT is \"$PORT\": a number from 1 to 65535 is allowed"
}

# The address that a browser on this machine uses.
server_url() {
	local host=$HOST port=$PORT

	case $host in
	0.0.0.0 | ::) host=127.0.0.1 ;;
	*:*) host="[$host]" ;;
	esac
	printf 'http://%s:%s/\n' "$host" "$port"
}

# Says what would keep the server from starting before anything is started.
server_check() {
	[ -x "$MARQUEE" ] ||
		die "$MARQUEE is missing: build it with \"make\""
	command -v curl >/dev/null ||
		die "no curl found: scripts/bootstrap run installs it"
	! leader_pid server >/dev/null || return 0
	! port_is_taken "$PORT" ||
		die "port $PORT is taken by another program;" \
			"port $(free_port "$PORT") is free:" \
			"PORT=$(free_port "$PORT") $STACK_COMMAND"
}

# with_stack COMMAND...: runs it so that the program finds this stack and no
# other. Passwords go by the environment, never by arguments.
with_stack() {
	local -x DATABASE_URL REDIS_URL HOST=$HOST PORT=$PORT
	local -x STATE_DIR=$STATE_DIR SNAPSHOT_PATH=$SNAPSHOT_PATH

	DATABASE_URL=$(postgres_url)
	REDIS_URL=$(redis_url)
	"$@"
}

marquee() {
	with_stack "$MARQUEE" "$@"
}

# Brings the schema up to date and fills an empty database. The file
# STATE_DIR/filling marks a filling that has not come to its end: one that was
# interrupted is done again.
database_prepare() {
	marquee migrate
	if [ ! -e "$STATE_DIR/filling" ] && ! database_is_empty; then
		[ -e "$SNAPSHOT_PATH" ] || step "indexed" marquee index
		catalogue_hint
		return
	fi
	: >"$STATE_DIR/filling"
	database_fill
	rm "$STATE_DIR/filling"
}

database_is_empty() {
	[ "$(sql marquee marquee 'SELECT EXISTS (SELECT FROM movies)')" = f ]
}

database_fill() {
	local from

	from=$(catalogue_folder)
	step "loaded $from" marquee load --data-dir "$from"
	marquee simulate --remove
	step "simulated 500 demo users" \
		marquee simulate --users 500 --views 20000
	step "indexed" marquee index
	step "learned from the demo users" marquee train
}

# A full database is served as it is, also when DATA_DIR has IMDb's files by now.
catalogue_hint() {
	[ "$(catalogue_folder)" = "$DATA_DIR" ] || return 0
	[ "$(sql marquee marquee 'SELECT origin FROM catalogue')" = sample ] ||
		return 0
	say "the sample catalogue is served, and $DATA_DIR has IMDb's files." \
		"To change over: build/marquee load --replace &&" \
		"build/marquee index"
}

# The folder to load: DATA_DIR, or the sample when that holds no IMDb file.
catalogue_folder() {
	local name

	for name in title.basics title.ratings title.crew title.principals \
		name.basics; do
		if [ -e "$DATA_DIR/$name.tsv" ] ||
			[ -e "$DATA_DIR/$name.tsv.gz" ]; then
			printf '%s\n' "$DATA_DIR"
			return
		fi
	done
	printf '%s\n' "$ROOT/assets/sample"
}

server_answers() {
	curl -fs -o /dev/null --noproxy '*' -m 5 "$(server_url)readyz"
}

server_answers_or_died() {
	server_answers || ! leader_pid server >/dev/null
}

# Writes its files to a folder of its own, as the service user where that one
# can reach the program and the snapshot.
server_process() {
	local folder

	folder=$(service_folder server)
	if ! server_is_reachable; then
		say "$SERVICE_USER cannot reach $ROOT:" \
			"the server runs as $(id -un)"
		local AS_SERVICE=()
	fi
	process_start server "$ROOT" \
		env "STATE_DIR=$folder" "$MARQUEE" serve
}

server_is_reachable() {
	local file

	[ -n "$SERVICE_USER" ] || return 0
	state_is_reachable || return
	for file in "$MARQUEE" "${MARQUEE%/*}" "$ROOT/.env" "$SNAPSHOT_PATH"; do
		[ ! -e "$file" ] ||
			(cd / && "${AS_SERVICE[@]}" test -r "$file") || return
	done
}

server_start() {
	service_stop server '' TERM 15 ||
		die "could not end what is left of the last server:" \
			"$(server_pids | xargs)"
	with_stack server_process
	wait_until 60 server_answers_or_died &&
		leader_pid server >/dev/null && return
	die "the server did not get ready:" \
		"$(tail -n 3 "$STATE_DIR/log/server.log")"
}

server_pids() {
	service_pids server
}

server_stop() {
	service_stop server '' TERM 20
}
