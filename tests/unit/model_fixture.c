#include "unit/model_fixture.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>

#include "util/random.h"

void
model_fixture_interactions(struct interactions *interactions,
    const struct snapshot *snapshot, uint32_t users, uint32_t events,
    uint64_t seed)
{
	struct interactions_builder *builder = interactions_builder_new();
	uint32_t count = snapshot_document_count(snapshot);
	struct random random;

	cr_log_info("seed %llu", (unsigned long long)seed);
	random_seed(&random, seed);
	for (uint32_t user = 0; user < users; user++) {
		uint32_t home = (uint32_t)random_below(&random, count);

		for (uint32_t i = 0; i < events; i++) {
			uint32_t document =
			    (home + (uint32_t)random_below(&random, 60)) %
			    count;
			struct title_card card;

			snapshot_card(snapshot, document, &card);
			if (card.number % 2 == 0)
				interactions_builder_add(builder, user,
				    card.number, i,
				    (int)random_below(&random, 11), 1.0);
		}
	}
	cr_assert_eq(interactions_builder_finish(builder, interactions), 0);
	interactions_builder_free(builder);
}

void
model_fixture_train(struct trained_model *model,
    const struct snapshot *snapshot, const struct interactions *interactions,
    uint32_t kept)
{
	struct training_options options;
	struct error error;

	training_defaults(&options);
	options.l2 = 5.0;
	options.feature_weight = 1.0;
	options.kept = kept;
	cr_assert_eq(
	    training_run(interactions, snapshot, &options, model, &error), 0,
	    "%s", error.message);
}
