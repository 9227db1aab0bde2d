-- How far a load or the building of an index has come: one row while one is
-- under way. It is worth nothing after a crash, so it needs no log.

CREATE UNLOGGED TABLE load_progress (
	only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
	stage            text NOT NULL,
	file             text NOT NULL,       -- empty: no single one
	done             bigint NOT NULL,     -- of the stage: bytes or steps
	total            bigint NOT NULL,     -- 0: nobody knows
	rows             bigint NOT NULL,     -- stored so far, of all stages
	started_at       timestamptz NOT NULL,
	updated_at       timestamptz NOT NULL,
	stage_started_at timestamptz NOT NULL,
	stage_done       bigint NOT NULL,     -- done when the stage began
	stage_rows       bigint NOT NULL,     -- rows when the stage began
	application_name text NOT NULL        -- of who writes
);

COMMENT ON TABLE load_progress IS 'The load or index under way, if any';
