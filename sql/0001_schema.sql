-- The system of record. Titles and people are keyed by IMDb's number
-- (tt0133093 -> 133093); the views in schema imdb show text ids.

CREATE TABLE movies (
	id              integer PRIMARY KEY CHECK (id > 0),
	title_type      text NOT NULL,
	primary_title   text NOT NULL,
	original_title  text,               -- null: the same as primary_title
	is_adult        boolean NOT NULL DEFAULT false,
	start_year      smallint,
	end_year        smallint,
	runtime_minutes integer,
	genres          text,               -- as IMDb writes them: Drama,War
	gone_at         timestamptz         -- left IMDb's files; not indexed
);

CREATE TABLE persons (
	id          integer PRIMARY KEY CHECK (id > 0),
	name        text NOT NULL,
	birth_year  smallint,
	death_year  smallint,
	professions text                    -- as IMDb writes them
);

CREATE TABLE movie_crew (
	movie_id   integer NOT NULL,
	ordering   smallint NOT NULL,
	person_id  integer NOT NULL,
	category   text NOT NULL,
	job        text,
	characters text,                    -- JSON array, as IMDb writes it
	PRIMARY KEY (movie_id, ordering)
);
CREATE INDEX movie_crew_person ON movie_crew (person_id);

CREATE TABLE directors (
	movie_id  integer NOT NULL,
	ordering  smallint NOT NULL,
	person_id integer NOT NULL,
	PRIMARY KEY (movie_id, ordering)
);
CREATE INDEX directors_person ON directors (person_id);

CREATE TABLE writers (
	movie_id  integer NOT NULL,
	ordering  smallint NOT NULL,
	person_id integer NOT NULL,
	PRIMARY KEY (movie_id, ordering)
);
CREATE INDEX writers_person ON writers (person_id);

CREATE TABLE known_for_titles (
	person_id integer NOT NULL,
	ordering  smallint NOT NULL,
	movie_id  integer NOT NULL,
	PRIMARY KEY (person_id, ordering)
);
CREATE INDEX known_for_titles_movie ON known_for_titles (movie_id);

CREATE TABLE movie_ratings (
	movie_id       integer PRIMARY KEY,
	average_rating real NOT NULL CHECK (average_rating BETWEEN 1 AND 10),
	num_votes      integer NOT NULL CHECK (num_votes >= 0)
);

CREATE TABLE users (
	id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	name       text NOT NULL,
	birth_year smallint,
	origin     text NOT NULL DEFAULT 'own'
	           CHECK (origin IN ('own', 'simulated', 'background')),
	created_at timestamptz NOT NULL DEFAULT now()
);
-- GET /users: a page in order of name; background users are never listed
CREATE INDEX users_listed ON users (lower(name), id)
	WHERE origin <> 'background';

-- Titles may be replaced whole, so movie_id is no foreign key. The key begins
-- with the user, so that the table can be distributed by it.
CREATE SEQUENCE viewing_history_id AS bigint;
CREATE TABLE viewing_history (
	user_id        uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id             bigint NOT NULL DEFAULT nextval('viewing_history_id'),
	movie_id       integer NOT NULL,
	watch_date     timestamptz NOT NULL,
	watch_duration integer NOT NULL CHECK (watch_duration >= 0), -- minutes
	rating         smallint CHECK (rating BETWEEN 1 AND 10), -- half stars
	PRIMARY KEY (user_id, id)
);
ALTER SEQUENCE viewing_history_id OWNED BY viewing_history.id;
-- a user's history, newest first
CREATE INDEX viewing_history_newest
	ON viewing_history (user_id, watch_date DESC, id DESC);
