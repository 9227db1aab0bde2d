/*
 * Titles and recommendations, read back by jansson.
 */
#include "answer/title_json.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "answer/because_json.h"
#include "recommend/for_user.h"
#include "recommend/similar.h"
#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

static struct snapshot *snapshot;
static struct query_context *context;
static struct buffer buffer;
static struct json_writer writer;

static void
open_snapshot(void)
{
	snapshot = small_catalogue();
	context = query_context_new();
	buffer_init(&buffer);
	json_writer_init(&writer, &buffer);
}

static void
close_snapshot(void)
{
	buffer_release(&buffer);
	query_context_free(context);
	snapshot_close(snapshot);
}

TestSuite(title_json, .init = open_snapshot, .fini = close_snapshot);

static json_t *
parse(void)
{
	json_error_t error;
	json_t *json = json_loadb(
	    buffer.data, buffer.length, JSON_REJECT_DUPLICATES, &error);

	cr_assert_not_null(json, "%s: %s", error.text, buffer.data);
	return json;
}

static const char *
text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

Test(title_json, writes_a_movie)
{
	answer_movie(&writer, snapshot, small_document(snapshot, 8));
	cr_expect_str_eq(buffer.data,
	    "{\"id\":\"tt0000008\",\"title\":\"Am\xc3\xa9lie\","
	    "\"original_title\":\"Le fabuleux destin d'Am\xc3\xa9lie "
	    "Poulain\",\"movie_type\":\"movie\",\"start_year\":2001,"
	    "\"runtime\":122,\"genres\":\"Comedy,Romance\","
	    "\"avg_rating\":8.3,\"num_votes\":800000}");
}

Test(title_json, writes_null_for_what_is_not_known)
{
	answer_movie(&writer, snapshot, small_document(snapshot, 13));
	cr_expect_str_eq(buffer.data,
	    "{\"id\":\"tt0000013\",\"title\":\"Quiet Years\","
	    "\"original_title\":\"Quiet Years\",\"movie_type\":\"tvSeries\","
	    "\"start_year\":null,\"runtime\":null,\"genres\":null,"
	    "\"avg_rating\":null,\"num_votes\":0}");
}

Test(title_json, writes_people_in_billing_order)
{
	json_t *json, *cast;

	answer_movie_detail(&writer, snapshot, small_document(snapshot, 1));
	json = parse();
	cast = json_object_get(json, "cast");
	cr_assert_eq(json_array_size(cast), 3);
	cr_expect_str_eq(text(json_array_get(cast, 0), "id"), "nm0000201");
	cr_expect_str_eq(text(json_array_get(cast, 0), "name"), "Person 201");
	cr_expect_str_eq(text(json_array_get(cast, 2), "id"), "nm0000203");
	cr_expect_eq(json_array_size(json_object_get(json, "directors")), 1);
	cr_expect_eq(json_array_size(json_object_get(json, "writers")), 1);
	json_decref(json);
}

Test(title_json, leaves_people_without_a_name_out)
{
	json_t *json;

	answer_movie_detail(&writer, snapshot, small_document(snapshot, 14));
	json = parse();
	cr_expect_eq(json_array_size(json_object_get(json, "directors")), 0);
	cr_expect(json_is_array(json_object_get(json, "directors")));
	json_decref(json);
}

Test(title_json, writes_a_list)
{
	const uint32_t documents[] = {
	    small_document(snapshot, 3), small_document(snapshot, 1)};
	json_t *json;

	answer_movie_list(&writer, snapshot, documents, 2);
	json = parse();
	cr_assert_eq(json_array_size(json), 2);
	cr_expect_str_eq(text(json_array_get(json, 1), "id"), "tt0000001");
	json_decref(json);
}

Test(title_json, writes_an_empty_list)
{
	answer_movie_list(&writer, snapshot, NULL, 0);
	cr_expect_str_eq(buffer.data, "[]");
}

/* The printed shares sum to 1, to the last digit. */
static void
expect_shares(const json_t *item)
{
	const json_t *because = json_object_get(item, "because");
	double sum = 0.0;
	size_t index;
	json_t *reason;

	cr_assert(json_is_array(because));
	cr_assert(json_array_size(because) > 0);
	json_array_foreach(because, index, reason)
	{
		double share =
		    json_number_value(json_object_get(reason, "share"));

		cr_expect(share > 0.0);
		cr_expect_float_eq(
		    share * 1e4, round(share * 1e4), 1e-9, "4 digits");
		sum += share;
	}
	cr_expect_float_eq(sum, 1.0, 1e-9);
}

Test(title_json, writes_similar_titles)
{
	const struct similar_options options = {.limit = 10};
	struct recommendation_list list;
	json_t *json, *item;
	size_t index;

	cr_assert_eq(similar_titles(context, snapshot,
			 small_document(snapshot, 10), &options, &list),
	    0);
	answer_similar(&writer, snapshot, &list);
	json = parse();
	cr_assert_eq(json_array_size(json), list.count);
	json_array_foreach(json, index, item)
	{
		expect_shares(item);
		cr_expect_eq(
		    (float)json_number_value(json_object_get(item, "score")),
		    list.items[index].score);
		cr_expect_eq((float)json_number_value(
				 json_object_get(item, "similarity")),
		    list.items[index].similarity);
	}
	json_decref(json);
}

/* The reason of a field in the first answer. */
static const json_t *
find_reason(const json_t *json, const char *field)
{
	const json_t *because =
	    json_object_get(json_array_get(json, 0), "because");
	json_t *reason;
	size_t index;

	json_array_foreach(because, index, reason)
	{
		const char *of = text(reason, "field");

		if (of != NULL && strcmp(of, field) == 0)
			return reason;
	}
	cr_assert_fail("no reason of %s", field);
	return NULL;
}

Test(title_json, labels_terms_as_people_read_them)
{
	struct recommendation_list list = {.count = 1};
	struct recommendation *item = &list.items[0];
	const enum index_field fields[] = {INDEX_FIELD_TITLE, INDEX_FIELD_GENRE,
	    INDEX_FIELD_TYPE, INDEX_FIELD_DECADE};
	const char *texts[] = {"laugh", "Comedy", "movie", "2000s"};
	const json_t *reason;
	json_t *json;

	item->document = small_document(snapshot, 11);
	item->reason_count = 5;
	for (size_t i = 0; i < 4; i++) {
		cr_assert(snapshot_find_term(snapshot, fields[i], texts[i],
		    strlen(texts[i]), &item->reasons[i].term));
		item->reasons[i].kind = REASON_TERM;
		item->reasons[i].share = 0.2F;
	}
	cr_assert(snapshot_find_person_term(
	    snapshot, INDEX_FIELD_CAST, 206, &item->reasons[4].term));
	item->reasons[4].kind = REASON_TERM;
	item->reasons[4].share = 0.2F;
	answer_similar(&writer, snapshot, &list);
	json = parse();

	reason = find_reason(json, "title");
	cr_expect_str_eq(text(reason, "id"), "laugh");
	cr_expect_str_eq(text(reason, "label"), "laughs");
	reason = find_reason(json, "type");
	cr_expect_str_eq(text(reason, "id"), "movie");
	cr_expect_str_eq(text(reason, "label"), "film");
	reason = find_reason(json, "cast");
	cr_expect_str_eq(text(reason, "id"), "nm0000206");
	cr_expect_str_eq(text(reason, "label"), "Person 206");
	cr_expect_str_eq(text(find_reason(json, "genre"), "label"), "Comedy");
	cr_expect_str_eq(text(find_reason(json, "decade"), "label"), "2000s");
	json_decref(json);
}

Test(title_json, labels_keywords_and_words_of_overviews)
{
	struct document documents[] = {
	    {.number = 1,
		.title = "One",
		.type = "movie",
		.genres = "",
		.keywords = "Time Travel",
		.overview = "Stories retold"},
	};
	struct document_fixture fixture = {.documents = documents, .count = 1};
	struct recommendation_list list = {.count = 1};
	struct reason *reasons = list.items[0].reasons;
	struct snapshot *own = fixture_snapshot(&fixture, &fixture_parameters);
	const json_t *reason;
	json_t *json;

	list.items[0].reason_count = 2;
	for (size_t i = 0; i < 2; i++)
		reasons[i] = (struct reason){.kind = REASON_TERM, .share = .5F};
	cr_assert(snapshot_find_term(
	    own, INDEX_FIELD_KEYWORD, "time travel", 11, &reasons[0].term));
	cr_assert(snapshot_find_term(
	    own, INDEX_FIELD_OVERVIEW, "stori", 5, &reasons[1].term));
	answer_similar(&writer, own, &list);
	json = parse();
	cr_expect_str_eq(
	    text(find_reason(json, "keyword"), "label"), "time travel");
	reason = find_reason(json, "overview");
	cr_expect_str_eq(text(reason, "id"), "stori");
	cr_expect_str_eq(text(reason, "label"), "stories");
	json_decref(json);
	snapshot_close(own);
}

Test(title_json, says_through_which_terms_a_watched_title_speaks)
{
	const int32_t liked[] = {14};
	const struct picks picks = {.liked = liked, .liked_count = 1};
	const struct for_user_options options = {.limit = 1};
	struct recommendation_list list;

	cr_assert_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &list), 0);
	answer_recommendations(&writer, snapshot, &list);
	/* not through its director, whose name is not known */
	cr_expect_not_null(
	    strstr(buffer.data,
		"\"because\":[{\"kind\":\"watched\",\"id\":\"tt0000014\","
		"\"label\":\"Old Streets\",\"through\":["
		"{\"field\":\"title\",\"id\":\"old\",\"label\":\"old\"},"
		"{\"field\":\"genre\",\"id\":\"Drama\",\"label\":\"Drama\"}],"
		"\"share\":1}]"),
	    "%s", buffer.data);
}

Test(title_json, says_people_by_id_and_name_in_through)
{
	struct recommendation_list list = {.count = 1};
	struct reason *reason = &list.items[0].reasons[0];
	const char *field, *id, *label;
	json_t *json;

	list.items[0].document = small_document(snapshot, 11);
	list.items[0].reason_count = 1;
	*reason = (struct reason){
	    .kind = REASON_WATCHED,
	    .document = small_document(snapshot, 10),
	    .share = 1.0F,
	    .through_count = 1,
	};
	cr_assert(snapshot_find_person_term(
	    snapshot, INDEX_FIELD_CAST, 206, &reason->through[0]));
	answer_recommendations(&writer, snapshot, &list);
	json = parse();
	cr_assert_eq(
	    json_unpack(json, "[{s:[{s:[{s:s,s:s,s:s}]}]}]", "because",
		"through", "field", &field, "id", &id, "label", &label),
	    0);
	cr_expect_str_eq(field, "cast");
	cr_expect_str_eq(id, "nm0000206");
	cr_expect_str_eq(label, "Person 206");
	json_decref(json);
}

Test(title_json, writes_an_empty_through_where_nothing_is_telling)
{
	struct recommendation_list list = {.count = 1};

	list.items[0].reason_count = 1;
	list.items[0].reasons[0] =
	    (struct reason){.kind = REASON_WATCHED, .share = 1.0F};
	answer_recommendations(&writer, snapshot, &list);
	cr_expect_not_null(strstr(buffer.data, "\"through\":[],\"share\":1}"));
}

Test(title_json, writes_recommendations_with_their_source)
{
	const int32_t liked[] = {1, 4, 8, 10};
	const struct picks picks = {.liked = liked, .liked_count = 4};
	const struct for_user_options options = {.limit = 100};
	struct recommendation_list list;
	json_t *json, *item;
	size_t index;

	cr_assert_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &list), 0);
	answer_recommendations(&writer, snapshot, &list);
	json = parse();
	cr_assert_eq(json_array_size(json), list.count);
	json_array_foreach(json, index, item)
	{
		const char *source = text(item, "source");

		expect_shares(item);
		cr_expect(strcmp(source, "content") == 0 ||
		    strcmp(source, "popular") == 0);
		cr_expect_null(json_object_get(item, "similarity"));
	}
	json_decref(json);
}

Test(title_json, writes_popularity_as_the_whole_reason)
{
	const struct picks picks = {0};
	const struct for_user_options options = {.limit = 1};
	struct recommendation_list list;
	json_t *json;

	cr_assert_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &list), 0);
	answer_recommendations(&writer, snapshot, &list);
	json = parse();
	cr_expect_str_eq(text(json_array_get(json, 0), "source"), "popular");
	cr_expect_not_null(strstr(buffer.data,
	    "\"because\":[{\"kind\":\"popularity\",\"share\":1}]"));
	json_decref(json);
}

Test(title_json, rounds_shares_by_the_largest_remainder)
{
	struct recommendation item = {.reason_count = 3};
	int units[RECOMMEND_MAX_REASONS];

	for (size_t i = 0; i < 3; i++)
		item.reasons[i].share = 1.0F / 3.0F;
	because_units(&item, units);
	cr_expect_eq(units[0] + units[1] + units[2], 10000);
	cr_expect_eq(units[1], 3333);
	item.reasons[0].share = 0.99998F;
	item.reasons[1].share = 0.00001F;
	item.reasons[2].share = 0.00001F;
	because_units(&item, units);
	cr_expect_eq(units[0], 10000);
	cr_expect_eq(units[1], 0);
	cr_expect_eq(units[2], 0);
}
