/*
 * Explain: divides a score among the reasons for it.
 *
 * A score is a sum of addends, one a shared term (the prior is a factor of all
 * of them), and each addend of a profile is a sum over the liked titles. So a
 * share is exact: the addend over the sum. Every addend is counted once; what
 * is not named goes to REASON_OTHER, in particular people whose name is not
 * known and small shares.
 *
 * A watched title also says through which terms it speaks: of those that it
 * shares with the answer the ones with its largest addends, people and words
 * of the title before genres, and the decade or the type only when there is
 * nothing else. Nobody is named twice, whatever the roles. These terms divide
 * the title's share no further, and have none of their own.
 */
#ifndef MARQUEE_RECOMMEND_EXPLAIN_H
#define MARQUEE_RECOMMEND_EXPLAIN_H

#include "index/query.h"
#include "recommend/profile.h"
#include "recommend/recommendation.h"

#define EXPLAIN_MAX_TERMS 5 /* of similar titles */
#define EXPLAIN_MAX_WATCHED 3 /* of a profile; then terms of what is left */
/* Smaller shares are not named. */
#define EXPLAIN_MIN_SHARE 0.01
#define EXPLAIN_MIN_WATCHED 0.05 /* of a second or third watched title */

/* How much a term tells a person of why; of terms through which a watched title
 * speaks the more telling go first, whatever their addends. */
enum explain_telling {
	EXPLAIN_NOTHING, /* somebody without a known name */
	EXPLAIN_LITTLE, /* that both are films, or from the same decade */
	EXPLAIN_SOME, /* a genre, a word of the overview */
	EXPLAIN_MUCH /* a person, a keyword, a word of the title */
};

enum explain_telling explain_telling_of(const struct term_label *label);

/*
 * Explains item->document as an answer to the terms (ascending): by the shared
 * terms with the largest addends.
 */
void explain_by_terms(const struct snapshot *snapshot,
    const struct query_term *terms, size_t term_count,
    struct recommendation *item);

/*
 * Explains it as an answer to a profile: by the watched titles with the
 * largest addends, then by the terms through which the other titles speak, up
 * to 5 in all. `addends` is scratch of profile->title_count.
 */
void explain_by_profile(const struct snapshot *snapshot,
    const struct profile *profile, double *addends,
    struct recommendation *item);

#endif
