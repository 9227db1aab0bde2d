# shellcheck shell=bash
# A private PostgreSQL cluster below STATE_DIR. It listens on a unix socket in
# a folder that only its user can enter; where that path is too long or too
# odd for a socket and a URL, on a free loopback port. Either way the password
# of the one role, `marquee`, is needed; it lies in STATE_DIR/stack.env alone.
#
# STATE_DIR/postgres/data      the cluster
#                   /run       the socket
#                   /password  of `marquee` and of the superuser

POSTGRES_OLDEST=13
POSTGRES_NEWEST=18
# A socket's path holds 107 bytes, of which PostgreSQL adds 14.
POSTGRES_SOCKET_FOLDER_MAX=90

# Sets POSTGRES_BIN: the version that the cluster was made with, or the newest.
postgres_find() {
	local want='' folder version best=0

	[ ! -r "$POSTGRES_DIR/data/PG_VERSION" ] ||
		want=$(cat "$POSTGRES_DIR/data/PG_VERSION")
	POSTGRES_BIN=
	while read -r folder; do
		version=$(postgres_version "$folder") || continue
		if [ -n "$want" ] && [ "$version" != "$want" ]; then
			continue
		fi
		if [ "$version" -gt "$best" ]; then
			best=$version
			POSTGRES_BIN=$folder
		fi
	done < <(postgres_folders)
	[ -z "$POSTGRES_BIN" ] || return 0
	[ -z "$want" ] ||
		die "$POSTGRES_DIR/data is a PostgreSQL $want cluster," \
			"and no PostgreSQL $want is installed"
	die "no PostgreSQL $POSTGRES_OLDEST to $POSTGRES_NEWEST found:" \
		"scripts/bootstrap run installs it"
}

# Folders that may hold the server's programs.
postgres_folders() {
	local program

	ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null
	if program=$(command -v initdb); then
		dirname "$(readlink -f "$program")"
	fi
}

# postgres_version FOLDER: prints its major version; fails for one we do not
# support and for a folder without a server.
postgres_version() {
	local version

	[ -x "$1/postgres" ] && [ -x "$1/initdb" ] || return
	version=$("$1/postgres" --version) || return
	version=${version#"${version%%[0-9]*}"}
	version=${version%%[!0-9]*}
	[ "$version" -ge "$POSTGRES_OLDEST" ] &&
		[ "$version" -le "$POSTGRES_NEWEST" ] || return
	printf '%s\n' "$version"
}

# Sets POSTGRES_SOCKET to the socket's folder, or to "" where a port is used.
postgres_choose_socket() {
	POSTGRES_SOCKET=$POSTGRES_DIR/run
	case $POSTGRES_SOCKET in
	*[!A-Za-z0-9/._-]*) POSTGRES_SOCKET= ;;
	esac
	[ "${#POSTGRES_SOCKET}" -le "$POSTGRES_SOCKET_FOLDER_MAX" ] ||
		POSTGRES_SOCKET=
}

postgres_host() {
	printf '%s\n' "${POSTGRES_SOCKET:-127.0.0.1}"
}

# Prints the URL of the program's database.
postgres_url() {
	local password port

	password=$(cat "$POSTGRES_DIR/password")
	port=$(cat "$POSTGRES_DIR/port")
	if [ -n "$POSTGRES_SOCKET" ]; then
		printf 'postgresql://marquee:%s@:%s/marquee?host=%s\n' \
			"$password" "$port" "$POSTGRES_SOCKET"
	else
		printf 'postgresql://marquee:%s@127.0.0.1:%s/marquee\n' \
			"$password" "$port"
	fi
}

# sql ROLE DATABASE TEXT: runs it, prints bare rows.
sql() {
	PGPASSWORD=$(cat "$POSTGRES_DIR/password") "$POSTGRES_BIN/psql" \
		-XAtq -v ON_ERROR_STOP=1 -h "$(postgres_host)" \
		-p "$(cat "$POSTGRES_DIR/port")" -U "$1" -d "$2" -c "$3"
}

# Makes the cluster unless it is there. initdb works in a folder beside it,
# so that one which was interrupted leaves nothing that looks like a cluster.
postgres_create() {
	[ ! -e "$POSTGRES_DIR/data/PG_VERSION" ] || return 0
	rm -rf "$POSTGRES_DIR/data.new"
	[ -s "$POSTGRES_DIR/password" ] ||
		service_file "$POSTGRES_DIR/password" < <(random_password)
	(
		cd "$POSTGRES_DIR" || exit
		"${AS_SERVICE[@]}" "$POSTGRES_BIN/initdb" -D "$POSTGRES_DIR/data.new" \
			-U postgres --pwfile "$POSTGRES_DIR/password" \
			--auth scram-sha-256 --encoding UTF8 --locale C.UTF-8
	) >>"$STATE_DIR/log/postgres.log" 2>&1 ||
		die "initdb failed: see $STATE_DIR/log/postgres.log"
	mv "$POSTGRES_DIR/data.new" "$POSTGRES_DIR/data"
}

# Durability stays on; the rest suits a small machine with one heavy loader.
postgres_configure() {
	service_file "$POSTGRES_DIR/data/postgresql.conf" <<-END
		listen_addresses = '$([ -n "$POSTGRES_SOCKET" ] || echo 127.0.0.1)'
		port = $(cat "$POSTGRES_DIR/port")
		unix_socket_directories = '$POSTGRES_SOCKET'
		unix_socket_permissions = 0700
		password_encryption = scram-sha-256
		max_connections = 100
		shared_buffers = 128MB
		work_mem = 16MB
		maintenance_work_mem = 128MB
		max_wal_size = 2GB
		wal_level = minimal
		max_wal_senders = 0
		random_page_cost = 1.1
		jit = off
		timezone = 'UTC'
		log_timezone = 'UTC'
	END
}

# postgres_choose_port: the one of last time if it is still free.
postgres_choose_port() {
	local port=

	[ ! -s "$POSTGRES_DIR/port" ] || port=$(cat "$POSTGRES_DIR/port")
	if [ -n "$POSTGRES_SOCKET" ]; then
		port=5432
	elif [ -z "$port" ] || port_is_taken "$port"; then
		port=$(free_port)
	fi
	service_file "$POSTGRES_DIR/port" <<<"$port"
}

postgres_answers() {
	"$POSTGRES_BIN/pg_isready" -q -h "$(postgres_host)" \
		-p "$(cat "$POSTGRES_DIR/port")" -U postgres -d postgres
}

postgres_answers_or_died() {
	postgres_answers || ! leader_pid postgres >/dev/null
}

# What a machine that was switched off left behind: a pid file and socket
# locks whose numbers may now be somebody else's, for which PostgreSQL would
# refuse to start. Nothing of ours is alive when this is called.
postgres_forget_last_run() {
	rm -f "$POSTGRES_DIR/data/postmaster.pid" "$POSTGRES_DIR"/run/.s.PGSQL.*
}

postgres_start() {
	! leader_pid postgres >/dev/null || return 0
	service_stop postgres "$POSTGRES_DIR/data" INT 5 ||
		die "could not end what is left of the last PostgreSQL:" \
			"$(postgres_pids | xargs)"
	postgres_create
	postgres_forget_last_run
	postgres_choose_port
	postgres_configure
	process_start postgres "$POSTGRES_DIR/data" \
		"$POSTGRES_BIN/postgres" -D "$POSTGRES_DIR/data"
	# Recovery after a power cut may take a while.
	wait_until 300 postgres_answers_or_died || :
	leader_pid postgres >/dev/null ||
		die "PostgreSQL did not start:" \
			"$(tail -n 3 "$STATE_DIR/log/postgres.log")"
	postgres_create_role
}

# The role may create databases, and is no superuser.
postgres_create_role() {
	local found

	found=$(sql postgres postgres "SELECT count(*) FROM pg_database d
		JOIN pg_roles r ON r.oid = d.datdba
		WHERE d.datname = 'marquee' AND r.rolname = 'marquee'")
	[ "$found" = 0 ] || return 0
	sql postgres postgres "DO \$\$ BEGIN
		CREATE ROLE marquee LOGIN CREATEDB
			PASSWORD '$(cat "$POSTGRES_DIR/password")';
		EXCEPTION WHEN duplicate_object THEN NULL; END \$\$"
	# So that a benchmark can pay for what it wrote; older ones lack it.
	sql postgres postgres "DO \$\$ BEGIN
		IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_checkpoint')
		THEN GRANT pg_checkpoint TO marquee; END IF; END \$\$"
	sql postgres postgres "CREATE DATABASE marquee OWNER marquee"
}

postgres_pids() {
	service_pids postgres "$POSTGRES_DIR/data"
}

postgres_stop() {
	service_stop postgres "$POSTGRES_DIR/data" INT 60
}
