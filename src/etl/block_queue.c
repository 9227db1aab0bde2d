/*
 * One mutex and one condition for all: a block holds thousands of lines, so
 * both are seldom touched.
 */
#include "etl/block_queue.h"

#include <assert.h>
#include <stdlib.h>

#include "util/error.h"

bool
block_is_late(const struct block *block, uint32_t place, size_t *next)
{
	if (*next == block->late_count || block->late[*next] != place)
		return false;
	(*next)++;
	return true;
}

int
block_queue_init(struct block_queue *queue, size_t count)
{
	size_t i;

	*queue = (struct block_queue){.count = count};
	pthread_mutex_init(&queue->mutex, NULL);
	pthread_cond_init(&queue->changed, NULL);
	queue->blocks = calloc(count, sizeof(*queue->blocks));
	queue->empty = calloc(count, sizeof(struct block *));
	queue->full = calloc(count, sizeof(struct block *));
	if (queue->blocks == NULL || queue->empty == NULL ||
	    queue->full == NULL)
		return ERROR_MEMORY;
	for (i = 0; i < count; i++) {
		queue->blocks[i].data = malloc(BLOCK_BYTES);
		if (queue->blocks[i].data == NULL)
			return ERROR_MEMORY;
		queue->empty[queue->empty_count++] = &queue->blocks[i];
	}
	return 0;
}

void
block_queue_release(struct block_queue *queue)
{
	size_t i;

	if (queue->blocks != NULL)
		for (i = 0; i < queue->count; i++) {
			free(queue->blocks[i].data);
			free(queue->blocks[i].late);
		}
	free(queue->blocks);
	free(queue->empty);
	free(queue->full);
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->mutex);
}

struct block *
block_queue_take_empty(struct block_queue *queue)
{
	struct block *block = NULL;

	pthread_mutex_lock(&queue->mutex);
	while (queue->empty_count == 0 && !queue->stopped)
		pthread_cond_wait(&queue->changed, &queue->mutex);
	if (!queue->stopped)
		block = queue->empty[--queue->empty_count];
	pthread_mutex_unlock(&queue->mutex);
	return block;
}

void
block_queue_put(struct block_queue *queue, struct block *block)
{
	pthread_mutex_lock(&queue->mutex);
	assert(queue->full_count < queue->count);
	queue->full[(queue->full_first + queue->full_count) % queue->count] =
	    block;
	queue->full_count++;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->mutex);
}

struct block *
block_queue_take(struct block_queue *queue)
{
	struct block *block = NULL;

	pthread_mutex_lock(&queue->mutex);
	while (queue->full_count == 0 && !queue->closed && !queue->stopped)
		pthread_cond_wait(&queue->changed, &queue->mutex);
	if (queue->full_count > 0 && !queue->stopped) {
		block = queue->full[queue->full_first];
		queue->full_first = (queue->full_first + 1) % queue->count;
		queue->full_count--;
	}
	pthread_mutex_unlock(&queue->mutex);
	return block;
}

void
block_queue_give_back(struct block_queue *queue, struct block *block)
{
	pthread_mutex_lock(&queue->mutex);
	queue->empty[queue->empty_count++] = block;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->mutex);
}

bool
block_queue_drain(struct block_queue *queue)
{
	bool stopped;

	pthread_mutex_lock(&queue->mutex);
	while (queue->empty_count < queue->count && !queue->stopped)
		pthread_cond_wait(&queue->changed, &queue->mutex);
	stopped = queue->stopped;
	pthread_mutex_unlock(&queue->mutex);
	return !stopped;
}

void
block_queue_close(struct block_queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	queue->closed = true;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->mutex);
}

void
block_queue_stop(struct block_queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	queue->stopped = true;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->mutex);
}
