/*
 * See catalogue.h: listing.
 *
 * The snapshot keeps every order ready, descending. Filters are looked up in
 * the title cards, so a page costs what is walked past to reach it.
 */
#include "recommend/catalogue.h"

#include "recommend/catalogue_filter.h"

static bool
is_known(const struct title_card *card, enum snapshot_order order)
{
	switch (order) {
	case SNAPSHOT_ORDER_RATING:
		return card->bayesian_rating > 0.0F;
	case SNAPSHOT_ORDER_YEAR:
		return card->start_year != 0;
	case SNAPSHOT_ORDER_POPULARITY:
	case SNAPSHOT_ORDER_COUNT:
		break;
	}
	return true;
}

/* How many documents at the head of an order are known: those that are not
 * stand behind them, so this is a binary search. */
static uint32_t
known_count(const struct snapshot *snapshot, enum snapshot_order order)
{
	const uint32_t *documents = snapshot_order(snapshot, order);
	uint32_t low = 0, high = snapshot_document_count(snapshot);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct title_card card;

		snapshot_card(snapshot, documents[middle], &card);
		if (is_known(&card, order))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
catalogue_list(const struct snapshot *snapshot, enum snapshot_order order,
    bool ascending, const struct catalogue_filter *filter,
    const struct catalogue_page *page, uint32_t *documents)
{
	const uint32_t *ordered = snapshot_order(snapshot, order);
	uint32_t count = snapshot_document_count(snapshot);
	uint32_t known = ascending ? known_count(snapshot, order) : 0;
	uint32_t skipped = 0;
	size_t written = 0;

	for (uint32_t i = 0; i < count && written < page->limit; i++) {
		/* `known` is 0 when descending: the order as it stands. */
		uint32_t document = ordered[i < known ? known - 1 - i : i];
		struct title_card card;

		snapshot_card(snapshot, document, &card);
		if (!catalogue_filter_admits(filter, snapshot, document, &card))
			continue;
		if (skipped < page->offset)
			skipped++;
		else
			documents[written++] = document;
	}
	return written;
}
