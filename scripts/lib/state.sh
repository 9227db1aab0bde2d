# shellcheck shell=bash
# STATE_DIR: where a stack keeps all that it has, and who owns it.
#
#   lock        held while a stack is changed
#   stack.env   addresses and passwords, which the program reads (mode 0600)
#   pids/ log/  records and output of the services
#   postgres/ redis/ server/   of the service user
#   snapshot/   published by `marquee index`
#
# PostgreSQL refuses to run as root. Called by root, the services run as the
# user `postgres` where Debian made one, else as `nobody`. A STATE_DIR which
# that user cannot reach, as below /root, keeps their folders in
# /var/lib/marquee/HASH and links to them.

# Sets STATE_DIR (absolute), POSTGRES_DIR, REDIS_DIR and AS_SERVICE, the words
# to put before a command that shall run as the service user.
state_open() {
	local name

	# Nothing that points to another PostgreSQL may reach ours.
	for name in "${!PG@}" DATABASE_URL_FILE REDIS_URL_FILE; do
		unset "$name"
	done
	umask 022
	export LC_ALL=C.UTF-8
	STATE_DIR=$(setting STATE_DIR "$ROOT/var")
	mkdir -p "$STATE_DIR" || die "could not make STATE_DIR \"$STATE_DIR\""
	STATE_DIR=$(cd "$STATE_DIR" && pwd -P)
	mkdir -p "$STATE_DIR/log" "$STATE_DIR/pids"
	service_user_choose
	POSTGRES_DIR=$(service_folder postgres)
	REDIS_DIR=$(service_folder redis)
	mkdir -p "$POSTGRES_DIR/run"
	service_own "$POSTGRES_DIR/run"
	postgres_choose_socket
	server_settings
}

service_user_choose() {
	AS_SERVICE=()
	SERVICE_USER=
	[ "$(id -u)" = 0 ] || return 0
	SERVICE_USER=nobody
	! getent passwd postgres >/dev/null || SERVICE_USER=postgres
	AS_SERVICE=(setpriv "--reuid=$SERVICE_USER"
		"--regid=$(id -g "$SERVICE_USER")" --init-groups)
	# Search permission alone: what is private has folders of its own.
	chmod a+x "$STATE_DIR"
}

# service_own PATH: the service user's, and nobody else's.
service_own() {
	[ -z "$SERVICE_USER" ] ||
		chown "$SERVICE_USER:$(id -g "$SERVICE_USER")" "$1"
	chmod go= "$1"
}

# service_file PATH: writes standard input to it, all or nothing.
service_file() {
	(umask 077 && cat >"$1.new")
	service_own "$1.new"
	mv "$1.new" "$1"
}

# service_folder NAME: makes the folder and prints where it really is.
service_folder() {
	local folder=$STATE_DIR/$1

	if [ ! -e "$folder" ]; then
		service_folder_make "$folder"
	fi
	folder=$(readlink -f "$folder")
	service_own "$folder"
	printf '%s\n' "$folder"
}

service_folder_make() {
	local folder=$1 hash elsewhere

	# A link whose target was deleted starts afresh.
	rm -f "$folder"
	if state_is_reachable; then
		mkdir "$folder"
		return
	fi
	hash=$(printf '%s' "$STATE_DIR" | sha256sum | cut -c 1-16)
	elsewhere=/var/lib/marquee/$hash/${folder##*/}
	mkdir -p "$elsewhere"
	ln -s "$elsewhere" "$folder"
	say "$SERVICE_USER cannot reach $STATE_DIR: ${folder##*/} is in $elsewhere"
}

state_is_reachable() {
	[ -z "$SERVICE_USER" ] ||
		(cd / && "${AS_SERVICE[@]}" test -x "$STATE_DIR")
}

# under_lock COMMAND...: one at a time for each STATE_DIR.
under_lock() {
	exec 9>"$STATE_DIR/lock"
	if ! flock -n 9; then
		say "waiting for another scripts/stack on $STATE_DIR"
		flock 9
	fi
	"$@"
	exec 9>&-
}

# What the program and the tests have to know to find the services.
environment_write() {
	(umask 077 && cat >"$STATE_DIR/stack.env.new") <<-END
		DATABASE_URL=$(postgres_url)
		REDIS_URL=$(redis_url)
		DB_DATA_DIR=$POSTGRES_DIR
		HOST=$HOST
		PORT=$PORT
		SNAPSHOT_PATH=$SNAPSHOT_PATH
	END
	mv "$STATE_DIR/stack.env.new" "$STATE_DIR/stack.env"
}
