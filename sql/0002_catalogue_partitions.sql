-- A first load builds its tables beside the catalogue and puts them in its
-- place. So each table of the catalogue becomes a partitioned parent without
-- rows of its own: name, grants, comments and views hang on the parent and
-- stay, while its one partition, in schema loaded, is exchanged whole.

CREATE SCHEMA loaded;
COMMENT ON SCHEMA loaded IS
	'The rows of the catalogue; a load may exchange these tables, so read '
	'their parents in schema public';

-- Makes a parent of the table's name, key and grants over it, and lets the
-- views that read it read the parent.
CREATE FUNCTION pg_temp.make_parent(name text, keys text, first_key text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	old oid := name::regclass;
	item record;
BEGIN
	EXECUTE format('ALTER TABLE %I SET SCHEMA loaded', name);
	EXECUTE format('CREATE TABLE %I (LIKE loaded.%I INCLUDING DEFAULTS '
		'INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMMENTS, '
		'PRIMARY KEY (%s)) PARTITION BY RANGE (%I)',
		name, name, keys, first_key);
	EXECUTE format('ALTER TABLE %I ATTACH PARTITION loaded.%I DEFAULT',
		name, name);
	IF obj_description(old, 'pg_class') IS NOT NULL THEN
		EXECUTE format('COMMENT ON TABLE %I IS %L', name,
			obj_description(old, 'pg_class'));
	END IF;
	FOR item IN
		SELECT a.privilege_type AS what, a.is_grantable AS further,
			CASE WHEN a.grantee = 0 THEN 'PUBLIC'
			ELSE a.grantee::regrole::text END AS grantee
		FROM pg_class c, aclexplode(c.relacl) a
		WHERE c.oid = old AND a.grantee <> c.relowner
	LOOP
		EXECUTE format('GRANT %s ON %I TO %s%s', item.what, name,
			item.grantee,
			CASE WHEN item.further THEN ' WITH GRANT OPTION' ELSE '' END);
	END LOOP;
	FOR item IN
		SELECT DISTINCT r.ev_class::regclass AS view
		FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
		JOIN pg_class c ON c.oid = r.ev_class
		WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = old
			AND c.relkind = 'v'
	LOOP
		EXECUTE format('CREATE OR REPLACE VIEW %s AS %s', item.view,
			replace(pg_get_viewdef(item.view),
				format('loaded.%I', name), format('public.%I', name)));
	END LOOP;
END $$;

SELECT pg_temp.make_parent('movies', 'id', 'id');
SELECT pg_temp.make_parent('persons', 'id', 'id');
SELECT pg_temp.make_parent('movie_crew', 'movie_id, ordering', 'movie_id');
SELECT pg_temp.make_parent('directors', 'movie_id, ordering', 'movie_id');
SELECT pg_temp.make_parent('writers', 'movie_id, ordering', 'movie_id');
SELECT pg_temp.make_parent('known_for_titles', 'person_id, ordering',
	'person_id');
SELECT pg_temp.make_parent('movie_ratings', 'movie_id', 'movie_id');

COMMENT ON TABLE movies IS
	'Titles of the types that EXCLUDE_TYPES does not name';

-- title.akas, title.episode and extras.tsv

CREATE TABLE movie_akas (
	movie_id    integer NOT NULL,
	ordering    smallint NOT NULL,
	title       text NOT NULL,
	region      text,
	language    text,
	types       text,
	attributes  text,
	is_original boolean NOT NULL DEFAULT false,
	PRIMARY KEY (movie_id, ordering)
) PARTITION BY RANGE (movie_id);

CREATE TABLE movie_episodes (
	movie_id       integer PRIMARY KEY,   -- the episode
	parent_id      integer NOT NULL,      -- the series
	season_number  integer,
	episode_number integer
) PARTITION BY RANGE (movie_id);

CREATE TABLE movie_extras (
	movie_id    integer PRIMARY KEY,
	overview    text,
	keywords    text,                     -- with commas between
	language    text,
	country     text,
	poster_url  text,
	certificate text
) PARTITION BY RANGE (movie_id);

CREATE TABLE loaded.movie_akas PARTITION OF movie_akas DEFAULT;
CREATE TABLE loaded.movie_episodes PARTITION OF movie_episodes DEFAULT;
CREATE TABLE loaded.movie_extras PARTITION OF movie_extras DEFAULT;

ALTER TABLE catalogue DROP CONSTRAINT catalogue_origin_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_origin_check
	CHECK (origin IN ('sample', 'imdb', 'own'));

CREATE VIEW imdb.akas AS
SELECT imdb.title_id(movie_id) AS title_id, ordering, title, region, language,
	string_to_array(types, chr(2)) AS types,
	string_to_array(attributes, chr(2)) AS attributes,
	is_original AS is_original_title, movie_id
FROM movie_akas;

CREATE VIEW imdb.episodes AS
SELECT imdb.title_id(movie_id) AS tconst, imdb.title_id(parent_id) AS parent_tconst,
	season_number, episode_number, movie_id, parent_id
FROM movie_episodes;

CREATE VIEW imdb.extras AS
SELECT imdb.title_id(movie_id) AS tconst, overview,
	string_to_array(keywords, ',') AS keywords, language, country, poster_url,
	certificate, movie_id
FROM movie_extras;

COMMENT ON TABLE movie_akas IS 'IMDb''s title.akas: titles in other languages';
COMMENT ON COLUMN movie_akas.region IS 'Country code, as IMDb writes it';
COMMENT ON COLUMN movie_akas.types IS
	'As IMDb writes them, with the character \x02 between';
COMMENT ON COLUMN movie_akas.is_original IS 'The title as it was first shown';
COMMENT ON TABLE movie_episodes IS 'IMDb''s title.episode';
COMMENT ON COLUMN movie_episodes.parent_id IS 'The series of the episode';
COMMENT ON TABLE movie_extras IS 'extras.tsv: what one''s own data adds to titles';
COMMENT ON COLUMN movie_extras.keywords IS 'With commas between';
COMMENT ON VIEW imdb.akas IS 'Titles in other languages and regions';
COMMENT ON VIEW imdb.episodes IS 'Episodes and the series they belong to';
COMMENT ON VIEW imdb.extras IS 'What extras.tsv adds to titles';
