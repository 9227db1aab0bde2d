/*
 * Block queue: text on its way from the reader to the workers.
 *
 * A fixed number of blocks goes round: the reader takes an empty one, fills it
 * and puts it; a worker takes it, works, and gives it back. So memory is
 * bounded, and a reader that is faster than the workers waits for them. All
 * calls are thread-safe.
 */
#ifndef MARQUEE_ETL_BLOCK_QUEUE_H
#define MARQUEE_ETL_BLOCK_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "etl/tsv.h"

#define BLOCK_BYTES 1048576 /* also the longest line there can be */

struct block {
	enum dataset_file file;
	uint64_t first_line; /* number of its first line; the header is 1 */
	struct slice text; /* whole lines, in data[] */
	bool overlong; /* text is the beginning of one line that fits not */
	char *data; /* [BLOCK_BYTES], owned by the queue */

	/* Lines that do not ascend (etl/line_order.h), by their place in the
	 * block, in order; owned by the queue. */
	uint32_t *late; /* [late_count] */
	size_t late_count;
	size_t late_capacity;
};

/* Whether the line at `place` is late. Asked for all lines in turn, `*next`
 * being 0 at first and then the place in late[]. */
bool block_is_late(const struct block *block, uint32_t place, size_t *next);

struct block_queue {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct block *blocks; /* [count], owned */
	struct block **empty; /* [count], a stack of empty_count */
	struct block **full; /* [count], a ring of full_count */
	size_t count;
	size_t empty_count;
	size_t full_count;
	size_t full_first;
	bool closed; /* nothing more will be put */
	bool stopped; /* everybody shall go home */
};

/* ERROR_MEMORY. Release also after a failure is harmless. */
int block_queue_init(struct block_queue *queue, size_t count);
void block_queue_release(struct block_queue *queue);

/* Waits for an empty block, borrowed until it is put; NULL when stopped. */
struct block *block_queue_take_empty(struct block_queue *queue);
void block_queue_put(struct block_queue *queue, struct block *block);

/* Waits for a full block, in the order in which they were put; NULL when
 * stopped, or when all are taken and none will come. */
struct block *block_queue_take(struct block_queue *queue);
void block_queue_give_back(struct block_queue *queue, struct block *block);

/* Waits until every block was given back; false when stopped. */
bool block_queue_drain(struct block_queue *queue);

void block_queue_close(struct block_queue *queue);
void block_queue_stop(struct block_queue *queue);

#endif
