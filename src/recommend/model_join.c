#include "recommend/model_join.h"

#include <stdlib.h>

#include "util/error.h"

int
model_join_init(struct model_join *join, const struct model_view *model,
    const struct snapshot *snapshot)
{
	uint32_t items = model->summary->items;
	uint32_t *documents = calloc(items + (size_t)1, sizeof(*documents));

	if (documents == NULL)
		return ERROR_MEMORY;
	for (uint32_t i = 0; i < items; i++)
		if (!snapshot_find(snapshot, model->titles[i], &documents[i]))
			documents[i] = MODEL_JOIN_NONE;
	*join = (struct model_join){model, documents};
	return 0;
}

void
model_join_release(struct model_join *join)
{
	free(join->documents);
	*join = (struct model_join){.model = NULL};
}
