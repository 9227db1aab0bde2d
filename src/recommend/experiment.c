/*
 * See experiment.h.
 */
#include "recommend/experiment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/hash.h"

#define PLACE_TEXT_MAX 256

static int
refuse(const char *text, size_t length, const char *why, struct error *error)
{
	return error_set(error, ERROR_INVALID,
	    "\"%.*s\": %s; an arm is NAME:SHARE:OPTIONS, such as "
	    "variety:.5:diversity=.3,max_per_director=2",
	    (int)(length < 80 ? length : 80), text, why);
}

/* The arm of text[0 .. length), whose buckets begin at *used. */
static int
parse_arm(const char *text, size_t length, struct experiment *experiment,
    double *used, struct error *error)
{
	struct experiment_arm *arm = &experiment->arms[experiment->arm_count];
	const char *first = memchr(text, ':', length);
	const char *second = first == NULL
	    ? NULL
	    : memchr(first + 1, ':', length - (size_t)(first + 1 - text));
	char options[PLACE_TEXT_MAX];
	char *end;
	double share;

	if (second == NULL)
		return refuse(text, length, "two colons are missing", error);
	if (first == text || first - text >= EXPERIMENT_NAME_SIZE ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") <
		(size_t)(first - text))
		return refuse(text, length,
		    "a name has 1 to 32 small letters, digits, - and _", error);
	share = strtod(first + 1, &end);
	if (end != second || !(share > 0) || *used + share > 1.000001)
		return refuse(text, length,
		    "shares are numbers above 0 that add up to at most 1",
		    error);
	snprintf(options, sizeof(options), "%.*s",
	    (int)(text + length - second - 1), second + 1);
	*used += share;
	snprintf(
	    arm->name, sizeof(arm->name), "%.*s", (int)(first - text), text);
	arm->end_bucket = (uint32_t)lround(*used * experiment->bucket_count);
	arm->options = experiment->plain;
	experiment->arm_count++;
	return diversify_parse(options, &arm->options, error);
}

int
experiment_parse(const char *plain, const char *arms, const char *salt,
    uint32_t bucket_count, struct experiment *out, struct error *error)
{
	struct experiment experiment = {
	    .salt = salt, .bucket_count = bucket_count};
	double used = 0;
	int code = diversify_parse(plain, &experiment.plain, error);

	while (code == 0 && *arms != '\0') {
		size_t length = strcspn(arms, ";");

		if (experiment.arm_count == EXPERIMENT_ARMS_MAX)
			return refuse(arms, length, "more than 8 arms", error);
		code = parse_arm(arms, length, &experiment, &used, error);
		arms += length;
		arms += *arms == ';' ? 1 : 0;
	}
	if (code == 0)
		*out = experiment;
	return code;
}

struct experiment_place
experiment_assign(const struct experiment *experiment, const char *user)
{
	struct experiment_place place = {
	    .arm = "control", .options = &experiment->plain};
	char text[PLACE_TEXT_MAX];
	int length =
	    snprintf(text, sizeof(text), "%s %s", user, experiment->salt);

	place.bucket =
	    (uint32_t)(hash_mix(hash_fnv1a(text,
			   (size_t)length < sizeof(text) ? (size_t)length
							 : sizeof(text) - 1)) %
		experiment->bucket_count);
	for (size_t i = 0; i < experiment->arm_count; i++)
		if (place.bucket < experiment->arms[i].end_bucket) {
			place.arm = experiment->arms[i].name;
			place.options = &experiment->arms[i].options;
			break;
		}
	return place;
}
