/*
 * Titles, and what is said of one title in one row: its rating, its names in
 * other languages, its place in a series, one's own words for it.
 */
#include "etl/row_kind.h"
#include "store/catalogue_table.h"
#include "text/title_id.h"

static enum row_fate
judge_title(struct row_loader *loader, const union any_row *any)
{
	const struct title_row *row = &any->title;

	if (row->number >= TITLE_ID_OWN_BASE)
		row_remember(loader, &loader->context->listed_own, row->number);
	if (tsv_list_has(loader->context->excluded_types, row->type))
		return ROW_SKIPPED;
	row_remember(loader, &loader->context->titles, row->number);
	return ROW_LOADED;
}

static void
put_title(struct row_loader *loader, const union any_row *any)
{
	const struct title_row *row = &any->title;
	struct buffer *out = row_begin(loader, CATALOGUE_MOVIES, 10);

	copy_put_int4(out, row->number);
	row_put_text(out, row->type);
	row_put_text(out, row->title);
	row_put_text(out, row->original_title);
	copy_put_bool(out, row->is_adult);
	row_put_year(out, row->start_year);
	row_put_year(out, row->end_year);
	row_put_int4_above(out, row->runtime_minutes, 0);
	row_put_text(out, row->genres);
	copy_put_null(out); /* gone_at */
	row_end(loader, CATALOGUE_MOVIES);
}

const struct row_kind title_kind = {judge_title, put_title};

static void
put_rating(struct row_loader *loader, const union any_row *any)
{
	const struct rating_row *row = &any->rating;
	struct buffer *out = row_begin(loader, CATALOGUE_RATINGS, 3);

	copy_put_int4(out, row->title);
	copy_put_float4(out, row->average);
	copy_put_int4(out, row->votes);
	row_end(loader, CATALOGUE_RATINGS);
}

const struct row_kind rating_kind = {row_judge_by_title, put_rating};

static void
put_aka(struct row_loader *loader, const union any_row *any)
{
	const struct aka_row *row = &any->aka;
	struct buffer *out = row_begin(loader, CATALOGUE_AKAS, 8);

	copy_put_int4(out, row->title);
	copy_put_int2(out, row->ordering);
	row_put_text(out, row->name);
	row_put_text(out, row->region);
	row_put_text(out, row->language);
	row_put_text(out, row->types);
	row_put_text(out, row->attributes);
	copy_put_bool(out, row->is_original);
	row_end(loader, CATALOGUE_AKAS);
}

const struct row_kind aka_kind = {row_judge_by_title, put_aka};

static void
put_episode(struct row_loader *loader, const union any_row *any)
{
	const struct episode_row *row = &any->episode;
	struct buffer *out = row_begin(loader, CATALOGUE_EPISODES, 4);

	copy_put_int4(out, row->title);
	copy_put_int4(out, row->parent);
	row_put_int4_above(out, row->season, -1);
	row_put_int4_above(out, row->episode, -1);
	row_end(loader, CATALOGUE_EPISODES);
}

const struct row_kind episode_kind = {row_judge_by_title, put_episode};

/* What title.basics says of a title of one's own goes before what this file
 * says. */
static bool
is_own_and_new(const struct row_loader *loader, const struct extra_row *row)
{
	return row->title >= TITLE_ID_OWN_BASE &&
	    !number_set_has(&loader->context->listed_own, row->title);
}

static enum row_fate
judge_extra(struct row_loader *loader, const union any_row *any)
{
	if (is_own_and_new(loader, &any->extra))
		row_remember(
		    loader, &loader->context->titles, any->extra.title);
	return row_judge_by_title(loader, any);
}

/* A title of one's own as a row of movies. */
static void
put_own_title(struct row_loader *loader, const struct extra_row *row)
{
	struct buffer *out = row_begin(loader, CATALOGUE_MOVIES, 10);
	int i;

	copy_put_int4(out, row->title);
	copy_put_text(out, "movie", 5);
	row_put_text(out, row->primary_title);
	copy_put_null(out); /* original_title */
	copy_put_bool(out, false);
	for (i = 0; i < 5; i++)
		copy_put_null(out); /* years, runtime, genres, gone_at */
	row_end(loader, CATALOGUE_MOVIES);
}

static void
put_extra(struct row_loader *loader, const union any_row *any)
{
	const struct extra_row *row = &any->extra;
	struct buffer *out;

	if (is_own_and_new(loader, row))
		put_own_title(loader, row);
	out = row_begin(loader, CATALOGUE_EXTRAS, 7);
	copy_put_int4(out, row->title);
	row_put_text(out, row->overview);
	row_put_text(out, row->keywords);
	row_put_text(out, row->language);
	row_put_text(out, row->country);
	row_put_text(out, row->poster_url);
	row_put_text(out, row->certificate);
	row_end(loader, CATALOGUE_EXTRAS);
}

const struct row_kind extra_kind = {judge_extra, put_extra};
