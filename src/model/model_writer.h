/*
 * Model writer: publishes a model as index/publication.h says: beside, checked
 * as it lies there, sealed, then in place.
 */
#ifndef MARQUEE_MODEL_MODEL_WRITER_H
#define MARQUEE_MODEL_MODEL_WRITER_H

#include "model/model_file.h"
#include "util/error.h"

struct model_published {
	uint64_t generation;
	uint64_t file_bytes;
};

/* ERROR_IO, ERROR_MEMORY, ERROR_CONFLICT, ERROR_CORRUPT (the view breaks what
 * model_view_check holds); then everything is as before. */
int model_publish(const struct model_view *model, const char *path,
    struct model_published *published, struct error *error);

#endif
