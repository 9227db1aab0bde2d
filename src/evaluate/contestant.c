/*
 * The table of contestants.
 */
#include "evaluate/contestant.h"

#include <string.h>

#include "evaluate/contestant_list.h"

static const struct contestant *const all[] = {
    &contestant_popular,
    &contestant_votes,
    &contestant_item_knn,
    &contestant_ease,
    &contestant_tfidf,
    &contestant_blend,
    &contestant_tfidf_bare,
    &contestant_blend_no_content,
    &contestant_blend_no_popularity,
    &contestant_blend_no_features,
    &contestant_blend_all_pairs,
    NULL,
};

const struct contestant *
contestant_at(size_t place)
{
	return place < sizeof(all) / sizeof(all[0]) ? all[place] : NULL;
}

const struct contestant *
contestant_find(const char *name)
{
	for (size_t i = 0; all[i] != NULL; i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}
