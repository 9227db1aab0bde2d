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
