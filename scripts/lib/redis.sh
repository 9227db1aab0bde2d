# shellcheck shell=bash
# A private Redis below STATE_DIR, on a free loopback port and with a password
# of its own. It is a cache: nothing of it is written to disk.

redis_find() {
	local program

	REDIS_SERVER=
	for program in redis-server valkey-server; do
		REDIS_SERVER=$(command -v "$program") && break
	done
	[ -n "$REDIS_SERVER" ] ||
		die "no redis-server found: scripts/bootstrap run installs it"
	REDIS_CLI=${REDIS_SERVER%-server}-cli
}

redis_url() {
	printf 'redis://default:%s@127.0.0.1:%s/0\n' \
		"$(cat "$REDIS_DIR/password")" "$(cat "$REDIS_DIR/port")"
}

redis_configure() {
	[ -s "$REDIS_DIR/password" ] ||
		service_file "$REDIS_DIR/password" < <(random_password)
	service_file "$REDIS_DIR/redis.conf" <<-END
		bind 127.0.0.1
		port $(cat "$REDIS_DIR/port")
		requirepass $(cat "$REDIS_DIR/password")
		daemonize no
		save ""
		appendonly no
		maxmemory 128mb
		maxmemory-policy allkeys-lru
	END
}

# Our own server answers, not one that took the port: it knows the password.
redis_answers() {
	local answer

	answer=$(REDISCLI_AUTH=$(cat "$REDIS_DIR/password") "$REDIS_CLI" \
		-p "$(cat "$REDIS_DIR/port")" PING 2>/dev/null)
	[ "$answer" = PONG ]
}

redis_answers_or_died() {
	redis_answers || ! leader_pid redis >/dev/null
}

# redis_try_port PORT: starts it there; fails when it ended at once, as when
# another program took the port in between.
redis_try_port() {
	service_file "$REDIS_DIR/port" <<<"$1"
	redis_configure
	process_start redis "$REDIS_DIR" "$REDIS_SERVER" "$REDIS_DIR/redis.conf"
	wait_until 30 redis_answers_or_died && leader_pid redis >/dev/null
}

redis_start() {
	local port='' attempt

	! leader_pid redis >/dev/null || return 0
	service_stop redis "$REDIS_DIR" TERM 5 ||
		die "could not end what is left of the last Redis:" \
			"$(redis_pids | xargs)"
	# The port of last time, because a running server knows only that.
	[ ! -s "$REDIS_DIR/port" ] || port=$(cat "$REDIS_DIR/port")
	for attempt in 1 2 3 4 5; do
		if [ -z "$port" ] || port_is_taken "$port"; then
			port=$(free_port)
		fi
		! redis_try_port "$port" || return 0
		say "Redis did not start on port $port (attempt $attempt)"
		port=
	done
	die "Redis did not start: $(tail -n 3 "$STATE_DIR/log/redis.log")"
}

redis_pids() {
	service_pids redis "$REDIS_DIR"
}

redis_stop() {
	service_stop redis "$REDIS_DIR" TERM 10
}
