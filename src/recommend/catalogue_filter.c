/*
 * See catalogue_filter.h.
 */
#include "recommend/catalogue_filter.h"

#include <string.h>

bool
catalogue_filter_admits(const struct catalogue_filter *filter,
    const struct snapshot *snapshot, uint32_t document,
    const struct title_card *card)
{
	if (card->votes < filter->min_votes)
		return false;
	if (filter->filter != NULL &&
	    !filter_admits(filter->filter, snapshot, document))
		return false;
	if (filter->type == NULL)
		return true;
	return strncmp(card->type, filter->type, filter->type_length) == 0 &&
	    card->type[filter->type_length] == '\0';
}
