-- Second part: the final tables, with log, without keys yet.
\set ON_ERROR_STOP on
SET work_mem = '64MB';
SET jit = off;
CREATE SCHEMA rival;
SET search_path = rival;
CREATE TABLE movies (LIKE public.movies INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);
CREATE TABLE persons (LIKE public.persons INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);
CREATE TABLE movie_crew (LIKE public.movie_crew INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);
CREATE TABLE directors (LIKE public.directors INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);
CREATE TABLE writers (LIKE public.writers INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);
CREATE TABLE known_for_titles (LIKE public.known_for_titles INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);
CREATE TABLE movie_ratings (LIKE public.movie_ratings INCLUDING DEFAULTS
	INCLUDING CONSTRAINTS INCLUDING STORAGE);

INSERT INTO movies
SELECT substr(tconst, 3)::integer, type, title, nullif(original, title),
	adult = '1', start_year::smallint, end_year::smallint, runtime::integer,
	genres, NULL
FROM raw.basics WHERE type NOT IN ('tvEpisode', 'videoGame');
ANALYZE movies;

INSERT INTO persons
SELECT substr(nconst, 3)::integer, name, birth::smallint, death::smallint,
	professions
FROM raw.names;

INSERT INTO movie_ratings
SELECT m.id, r.average::real, r.votes::integer
FROM raw.ratings r JOIN movies m ON m.id = substr(r.tconst, 3)::integer;

INSERT INTO movie_crew
SELECT m.id, p.ordering::smallint, substr(p.nconst, 3)::integer, p.category,
	p.job, p.characters
FROM raw.principals p JOIN movies m ON m.id = substr(p.tconst, 3)::integer;

INSERT INTO directors
SELECT m.id, e.ordering, substr(e.nconst, 3)::integer
FROM raw.crew c JOIN movies m ON m.id = substr(c.tconst, 3)::integer,
	unnest(string_to_array(c.directors, ',')) WITH ORDINALITY AS e (nconst, ordering);

INSERT INTO writers
SELECT m.id, e.ordering, substr(e.nconst, 3)::integer
FROM raw.crew c JOIN movies m ON m.id = substr(c.tconst, 3)::integer,
	unnest(string_to_array(c.writers, ',')) WITH ORDINALITY AS e (nconst, ordering);

INSERT INTO known_for_titles
SELECT substr(n.nconst, 3)::integer, e.ordering, m.id
FROM raw.names n,
	unnest(string_to_array(n.known_for, ',')) WITH ORDINALITY AS e (tconst, ordering)
	JOIN movies m ON m.id = substr(e.tconst, 3)::integer;
