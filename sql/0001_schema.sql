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

CREATE TABLE directors (
	movie_id  integer NOT NULL,
	ordering  smallint NOT NULL,
	person_id integer NOT NULL,
	PRIMARY KEY (movie_id, ordering)
);

CREATE TABLE writers (
	movie_id  integer NOT NULL,
	ordering  smallint NOT NULL,
	person_id integer NOT NULL,
	PRIMARY KEY (movie_id, ordering)
);

CREATE TABLE known_for_titles (
	person_id integer NOT NULL,
	ordering  smallint NOT NULL,
	movie_id  integer NOT NULL,
	PRIMARY KEY (person_id, ordering)
);

CREATE TABLE movie_ratings (
	movie_id       integer PRIMARY KEY,
	average_rating real NOT NULL CHECK (average_rating BETWEEN 1 AND 10),
	num_votes      integer NOT NULL CHECK (num_votes >= 0)
);

-- What the last load put here, so that the next knows what changed.

CREATE TABLE catalogue (
	only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
	origin    text NOT NULL CHECK (origin IN ('sample', 'imdb')),
	loaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE load_files (
	name        text PRIMARY KEY,       -- title.basics, without .tsv.gz
	size_bytes  bigint NOT NULL,        -- as the file lies there
	modified_at timestamptz NOT NULL,
	checksum    text NOT NULL,          -- of those bytes
	row_count   bigint NOT NULL,        -- lines behind the header
	loaded_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE load_rejects (
	file    text NOT NULL,
	line    bigint NOT NULL,            -- the header is line 1
	reason  text NOT NULL,
	content text NOT NULL,              -- its beginning, bytes escaped
	PRIMARY KEY (file, line)
);

-- Where a load gathers rows before one transaction compares and merges them.
-- Empty but while a load runs.
CREATE SCHEMA staging;

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

-- For analysts: the same data under IMDb's names and text ids.

CREATE SCHEMA imdb;

CREATE FUNCTION imdb.title_id(number integer) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT CASE WHEN number >= 1500000000
	THEN 'my' || lpad((number - 1500000000)::text,
		greatest(7, length((number - 1500000000)::text)), '0')
	ELSE 'tt' || lpad(number::text, greatest(7, length(number::text)), '0')
	END $$;

CREATE FUNCTION imdb.person_id(number integer) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT 'nm' || lpad(number::text, greatest(7, length(number::text)), '0') $$;

CREATE FUNCTION imdb.number(text_id text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT substr(text_id, 3)::integer
	+ CASE WHEN text_id LIKE 'my%' THEN 1500000000 ELSE 0 END $$;

CREATE VIEW imdb.titles AS
SELECT imdb.title_id(id) AS tconst, title_type, primary_title,
	coalesce(original_title, primary_title) AS original_title, is_adult,
	start_year, end_year, runtime_minutes,
	string_to_array(genres, ',') AS genres, gone_at, id
FROM movies;

CREATE VIEW imdb.people AS
SELECT imdb.person_id(id) AS nconst, name AS primary_name, birth_year,
	death_year, string_to_array(professions, ',') AS primary_profession, id
FROM persons;

CREATE VIEW imdb.principals AS
SELECT imdb.title_id(movie_id) AS tconst, ordering,
	imdb.person_id(person_id) AS nconst, category, job, characters,
	movie_id, person_id
FROM movie_crew;

CREATE VIEW imdb.directors AS
SELECT imdb.title_id(movie_id) AS tconst, ordering,
	imdb.person_id(person_id) AS nconst, movie_id, person_id
FROM directors;

CREATE VIEW imdb.writers AS
SELECT imdb.title_id(movie_id) AS tconst, ordering,
	imdb.person_id(person_id) AS nconst, movie_id, person_id
FROM writers;

CREATE VIEW imdb.known_for AS
SELECT imdb.person_id(person_id) AS nconst, ordering,
	imdb.title_id(movie_id) AS tconst, person_id, movie_id
FROM known_for_titles;

CREATE VIEW imdb.ratings AS
SELECT imdb.title_id(movie_id) AS tconst, average_rating, num_votes, movie_id
FROM movie_ratings;

COMMENT ON SCHEMA imdb IS
	'The catalogue under IMDb''s names and text ids, for analysts';
COMMENT ON FUNCTION imdb.title_id IS '133093 to tt0133093';
COMMENT ON FUNCTION imdb.person_id IS '206 to nm0000206';
COMMENT ON FUNCTION imdb.number IS
	'tt0133093 to 133093; compare id with it rather than tconst with text, '
	'which cannot use an index';
COMMENT ON VIEW imdb.titles IS 'Titles; genres as an array, gone_at included';
COMMENT ON VIEW imdb.people IS 'People with a name of their own';
COMMENT ON VIEW imdb.principals IS 'Cast and main crew in billing order';
COMMENT ON VIEW imdb.directors IS 'All directors of a title';
COMMENT ON VIEW imdb.writers IS 'All writers of a title';
COMMENT ON VIEW imdb.known_for IS 'The titles IMDb names a person by';
COMMENT ON VIEW imdb.ratings IS 'Mean rating and number of votes';

COMMENT ON TABLE movies IS 'Titles of every type, series and episodes too';
COMMENT ON COLUMN movies.id IS
	'IMDb''s number (tt0133093 is 133093); from 1500000000 up a title of '
	'one''s own (my0000001 is 1500000001)';
COMMENT ON COLUMN movies.original_title IS 'null: the same as primary_title';
COMMENT ON COLUMN movies.genres IS 'As IMDb writes them: Drama,War';
COMMENT ON COLUMN movies.gone_at IS
	'When a load no longer found it; kept for the histories that name it';
COMMENT ON TABLE persons IS 'People; credits may name one that is missing';
COMMENT ON TABLE movie_crew IS 'IMDb''s title.principals';
COMMENT ON COLUMN movie_crew.characters IS 'A JSON array as IMDb writes it';
COMMENT ON TABLE directors IS 'Directors of IMDb''s title.crew';
COMMENT ON TABLE writers IS 'Writers of IMDb''s title.crew';
COMMENT ON TABLE known_for_titles IS 'knownForTitles of IMDb''s name.basics';
COMMENT ON TABLE movie_ratings IS 'IMDb''s title.ratings';
COMMENT ON COLUMN movie_ratings.average_rating IS 'Mean, 1 to 10';
COMMENT ON TABLE users IS 'People who watch, and those who stand for them';
COMMENT ON COLUMN users.origin IS
	'own: of this installation; simulated: demo; background: imported '
	'ratings of strangers, never shown';
COMMENT ON TABLE viewing_history IS 'What users watched';
COMMENT ON COLUMN viewing_history.watch_duration IS 'Minutes';
COMMENT ON COLUMN viewing_history.rating IS
	'Half stars, 1 to 10: 7 is three and a half stars; null: not rated';
COMMENT ON TABLE catalogue IS 'Which catalogue this database holds';
COMMENT ON TABLE load_files IS 'The files of the last load';
COMMENT ON TABLE load_rejects IS 'The lines the last load refused, and why';
COMMENT ON SCHEMA staging IS 'Tables of a load under way';
