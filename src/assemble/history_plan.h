/*
 * History plan: what an import changes in a user's history, worked out without
 * a database, so that the same files a second time change nothing.
 *
 * Views of one title are compared, in this order:
 *
 *	view	there is one at that very time: it may bring a rating. Otherwise
 *		one that has no known time (see below) gets this time. Otherwise
 *		it is added.
 *	rating	no view of the title: it is added as one, at the time it was
 *		given. Otherwise the newest rating among the views is what
 *		counts: when it is another, and not given more than a day after
 *		this one, the newest view gets this rating.
 *	mark	no view of the title: it is added as one.
 *
 * So a film that stands in a diary, a list of ratings and a list of films seen
 * is one view with a rating, and a rating that was changed later is changed
 * here. A day: many ratings and views have no time of day, in whatever zone.
 *
 * A view without a known time is stored as HISTORY_PLAN_NO_TIME_US. A moment
 * that nobody takes for a real one, the same in every run, as Trakt has it; it
 * is older than any other, so it never outweighs what has a date, and among
 * themselves all such views weigh the same.
 *
 * Who watched a film is taken to have seen all of it: the duration is the
 * catalogue's runtime, else the file's, unless the file says how long.
 */
#ifndef MARQUEE_ASSEMBLE_HISTORY_PLAN_H
#define MARQUEE_ASSEMBLE_HISTORY_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "assemble/title_match.h"
#include "etl/watch_list.h"
#include "store/history_store.h"
#include "util/error.h"

#define HISTORY_PLAN_NO_TIME_US INT64_C(0) /* 1970-01-01T00:00:00Z */

/* Minutes, when neither file nor catalogue knows how long the title is. */
#define HISTORY_PLAN_USUAL_RUNTIME 90

struct history_plan {
	struct stored_view *views; /* [count], owned: what is to be written;
				    * id 0: new */
	size_t count;
	size_t added;
	size_t updated; /* views that got another rating or a time */
};

/*
 * Plans the records that were matched. `stored` [stored_count] is what the
 * history has, by title, then time. ERROR_MEMORY leaves *plan untouched.
 */
int history_plan_make(struct history_plan *plan, const struct watch_list *list,
    const struct title_matches *matches, const struct stored_view *stored,
    size_t stored_count);
void history_plan_release(struct history_plan *plan);

#endif
