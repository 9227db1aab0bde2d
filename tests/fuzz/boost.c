/*
 * Any bytes as boosts and as a filter: what is accepted has factors within
 * their limits, and what it is put as is accepted, and put the same again.
 */
#include "index/boost.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_boosts(const char *text, size_t size)
{
	struct buffer once = BUFFER_INIT;
	struct buffer twice = BUFFER_INIT;
	struct boosts boosts;

	if (boosts_parse(text, size, &boosts, NULL) != 0)
		return;
	for (size_t c = 0; c < boosts.clauses.clause_count; c++)
		if (!(boosts.factors[c] >= (float)BOOST_FACTOR_MIN) ||
		    !(boosts.factors[c] <= (float)BOOST_FACTOR_MAX))
			abort();
	if (boosts_put(&boosts, &once) != 0 || once.length > size ||
	    boosts_parse(once.data, once.length, &boosts, NULL) != 0 ||
	    boosts_put(&boosts, &twice) != 0 || once.length != twice.length ||
	    (once.length > 0 &&
		memcmp(once.data, twice.data, once.length) != 0))
		abort();
	buffer_release(&once);
	buffer_release(&twice);
}

static void
check_filter(const char *text, size_t size)
{
	struct buffer once = BUFFER_INIT;
	struct buffer twice = BUFFER_INIT;
	struct filter filter;

	if (filter_parse(text, size, &filter, NULL) != 0)
		return;
	if (filter_put(&filter, &once) != 0 || once.length > size ||
	    filter_parse(once.data, once.length, &filter, NULL) != 0 ||
	    filter_put(&filter, &twice) != 0 || once.length != twice.length ||
	    (once.length > 0 &&
		memcmp(once.data, twice.data, once.length) != 0))
		abort();
	buffer_release(&once);
	buffer_release(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* bytes of its own, so that reading beyond them is seen */
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	check_boosts(text, size);
	check_filter(text, size);
	free(text);
	return 0;
}
