-- What users say of titles without watching them, what they were shown, and
-- how trending titles are counted.

CREATE TABLE user_feedback (
	user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	movie_id   integer NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('like', 'not_interested')),
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (user_id, movie_id)
);

COMMENT ON TABLE user_feedback IS
	'Titles that users like or do not want to be recommended';

-- Trending: the views of the last days, from the index alone; and whether
-- anybody but simulated users is there.
CREATE INDEX viewing_history_recent
	ON viewing_history (watch_date) INCLUDE (movie_id, user_id);
CREATE INDEX users_real ON users (id) WHERE origin <> 'simulated';

-- Kept only where IMPRESSIONS=yes.
CREATE TABLE impressions (
	user_id   uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	shown_at  timestamptz NOT NULL,
	route     text NOT NULL,            -- recommendations, or rows/ROW
	position  smallint NOT NULL,        -- 1 is the first
	movie_id  integer NOT NULL,
	arm       text NOT NULL,            -- of EXPERIMENT; control: of none
	bucket    smallint NOT NULL
);
CREATE INDEX impressions_of_user ON impressions (user_id, shown_at);

COMMENT ON TABLE impressions IS 'What was shown to whom';
