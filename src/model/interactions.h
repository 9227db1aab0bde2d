/*
 * Interactions: who watched what, when and how much of it, as models learn it.
 *
 * Users are rows, titles columns. All events of one title by one user are one:
 * watched shares add up to 1 at most, the newest time and the newest rating
 * count. A user's events are in order of time; those of one time keep the
 * order in which they were added. So the result depends on what was added and
 * on nothing else.
 *
 * Memory: 32 bytes an event while they are added, twice that while they are
 * sorted, 24 when that is done.
 */
#ifndef MARQUEE_MODEL_INTERACTIONS_H
#define MARQUEE_MODEL_INTERACTIONS_H

#include <stddef.h>
#include <stdint.h>

struct interaction {
	int64_t watched_us; /* since 1970, UTC */
	uint32_t item; /* position in `titles` */
	float share; /* watched, of the runtime: 0 to 1 */
	uint8_t rating; /* half stars, 1 to 10; 0: none */
};

struct interactions {
	struct interaction *events; /* [event_count], by user; owned */
	uint64_t *starts; /* [user_count + 1], in events; owned */
	int32_t *titles; /* [item_count] numbers, ascending; owned */
	uint64_t event_count;
	uint32_t user_count; /* users with an event, by ascending key */
	uint32_t item_count;
};

struct interactions_builder; /* opaque */

/* **new**; NULL when out of memory. */
struct interactions_builder *interactions_builder_new(void);
void interactions_builder_free(struct interactions_builder *builder);

/*
 * Adds an event of the user with this key (any number that tells users
 * apart) in any order. `rating` 0: none; a share outside of [0, 1] is cut.
 * ERROR_MEMORY; ERROR_INVALID when the rating is not 0 to 10; ERROR_LIMIT
 * after 4,294,967,295 events.
 */
int interactions_builder_add(struct interactions_builder *builder,
    uint64_t user_key, int32_t title_number, int64_t watched_us, int rating,
    double share);

/* Fills *out with all that was added and empties the builder.
 * ERROR_MEMORY. */
int interactions_builder_finish(
    struct interactions_builder *builder, struct interactions *out);

void interactions_release(struct interactions *interactions);

/* The item of a title's number; UINT32_MAX when nobody has it. */
uint32_t interactions_find(
    const struct interactions *interactions, int32_t title_number);

#endif
