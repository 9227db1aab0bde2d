-- What one types by hand, first part: the files as they are, into text tables
-- without a log. The variable `dir` is the folder of the files.
\set ON_ERROR_STOP on
CREATE SCHEMA raw;
SET search_path = raw;
CREATE UNLOGGED TABLE basics (tconst text, type text, title text,
	original text, adult text, start_year text, end_year text, runtime text,
	genres text);
CREATE UNLOGGED TABLE ratings (tconst text, average text, votes text);
CREATE UNLOGGED TABLE crew (tconst text, directors text, writers text);
CREATE UNLOGGED TABLE principals (tconst text, ordering text, nconst text,
	category text, job text, characters text);
CREATE UNLOGGED TABLE names (nconst text, name text, birth text, death text,
	professions text, known_for text);

\set file :dir/title.basics.tsv.gz
\setenv FILE :file
\copy basics from program 'gzip -dc "$FILE" | tail -n +2'
\set file :dir/title.ratings.tsv.gz
\setenv FILE :file
\copy ratings from program 'gzip -dc "$FILE" | tail -n +2'
\set file :dir/title.crew.tsv.gz
\setenv FILE :file
\copy crew from program 'gzip -dc "$FILE" | tail -n +2'
\set file :dir/title.principals.tsv.gz
\setenv FILE :file
\copy principals from program 'gzip -dc "$FILE" | tail -n +2'
\set file :dir/name.basics.tsv.gz
\setenv FILE :file
\copy names from program 'gzip -dc "$FILE" | tail -n +2'
