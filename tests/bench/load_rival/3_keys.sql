-- Last part: the keys, and what the planner has to know.
\set ON_ERROR_STOP on
SET search_path = rival;
SET maintenance_work_mem = '256MB';
ALTER TABLE movies ADD PRIMARY KEY (id);
ALTER TABLE persons ADD PRIMARY KEY (id);
ALTER TABLE movie_crew ADD PRIMARY KEY (movie_id, ordering);
ALTER TABLE directors ADD PRIMARY KEY (movie_id, ordering);
ALTER TABLE writers ADD PRIMARY KEY (movie_id, ordering);
ALTER TABLE known_for_titles ADD PRIMARY KEY (person_id, ordering);
ALTER TABLE movie_ratings ADD PRIMARY KEY (movie_id);
ANALYZE movies, persons, movie_crew, directors, writers, known_for_titles,
	movie_ratings;
DROP SCHEMA raw CASCADE;
