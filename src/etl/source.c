/*
 * isa-l's inflate over read(2), which is two to three times as fast as zlib's.
 * The end of a gzip file is believed only after the end of a member (with its
 * checksum and length, which isa-l compares): anything else is a file cut
 * short.
 */
#include "etl/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <isa-l/igzip_lib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/hash.h"
#include "util/signal_flag.h"

#define INPUT_BYTES 262144

struct source {
	char *path; /* owned */
	int descriptor;
	struct stat stat;
	_Atomic uint64_t position_bytes;
	bool is_gzip;
	bool in_member; /* inflate waits for more of a member */
	bool at_end; /* of the file */
	struct inflate_state inflater; /* reads from input */
	unsigned char input[INPUT_BYTES];
};

static int
source_error(const struct source *source, struct error *error)
{
	return error_set_errno(
	    error, ERROR_IO, errno, "could not read \"%s\"", source->path);
}

/* As read(2), but goes on until `size` bytes or the end; -1 with errno. */
static ssize_t
read_fully(struct source *source, void *bytes, size_t size)
{
	size_t length = 0;
	ssize_t got;

	while (length < size) {
		got = read(
		    source->descriptor, (char *)bytes + length, size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	atomic_fetch_add_explicit(
	    &source->position_bytes, length, memory_order_relaxed);
	return (ssize_t)length;
}

static void
begin_member(struct source *source)
{
	isal_inflate_reset(&source->inflater);
	source->inflater.crc_flag = ISAL_GZIP;
	source->in_member = true;
}

/* Looks at the first two bytes and goes back before them. */
static int
detect_gzip(struct source *source, struct error *error)
{
	unsigned char magic[2];
	ssize_t length = pread(source->descriptor, magic, sizeof(magic), 0);

	if (length < 0)
		return source_error(source, error);
	source->is_gzip = length == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
	begin_member(source);
	return 0;
}

static int
open_file(struct source *source, struct error *error)
{
	source->descriptor = open(source->path, O_RDONLY | O_CLOEXEC);
	if (source->descriptor < 0)
		return error_set_errno(error,
		    errno == ENOENT ? ERROR_MISSING : ERROR_IO, errno,
		    "could not open \"%s\"", source->path);
	if (fstat(source->descriptor, &source->stat) < 0)
		return source_error(source, error);
	if (!S_ISREG(source->stat.st_mode))
		return error_set(error, ERROR_INVALID,
		    "\"%s\" is not a regular file", source->path);
	return detect_gzip(source, error);
}

int
source_open(struct source **source, const char *path, struct error *error)
{
	struct source *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	opened->descriptor = -1;
	isal_inflate_init(&opened->inflater);
	opened->path = strdup(path);
	if (opened->path == NULL)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = open_file(opened, error);
	if (code < 0) {
		source_close(opened);
		return code;
	}
	*source = opened;
	return 0;
}

void
source_close(struct source *source)
{
	if (source == NULL)
		return;
	if (source->descriptor >= 0)
		close(source->descriptor);
	free(source->path);
	free(source);
}

const char *
source_path(const struct source *source)
{
	return source->path;
}

uint64_t
source_size_bytes(const struct source *source)
{
	return (uint64_t)source->stat.st_size;
}

bool
source_is_gzip(const struct source *source)
{
	return source->is_gzip;
}

int64_t
source_modified_us(const struct source *source)
{
	return (int64_t)source->stat.st_mtim.tv_sec * 1000000 +
	    source->stat.st_mtim.tv_nsec / 1000;
}

uint64_t
source_position_bytes(const struct source *source)
{
	return atomic_load_explicit(
	    &source->position_bytes, memory_order_relaxed);
}

/* The hash of the pieces of INPUT_BYTES, each mixed into the one before. */
int
source_checksum(struct source *source, uint64_t *checksum, struct error *error)
{
	uint64_t hash = 0;
	ssize_t length;

	do {
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
		length = read_fully(source, source->input, INPUT_BYTES);
		if (length < 0)
			return source_error(source, error);
		hash =
		    hash_mix(hash ^ hash_fnv1a(source->input, (size_t)length));
	} while (length == INPUT_BYTES);
	*checksum = hash;
	return source_rewind(source, error);
}

int
source_rewind(struct source *source, struct error *error)
{
	if (lseek(source->descriptor, 0, SEEK_SET) < 0)
		return source_error(source, error);
	atomic_store(&source->position_bytes, 0);
	source->inflater.avail_in = 0;
	source->at_end = false;
	begin_member(source);
	return 0;
}

static int
gzip_error(const struct source *source, const char *what, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
	    "\"%s\" %s at byte %" PRIu64 "; download it again", source->path,
	    what, source_position_bytes(source) - source->inflater.avail_in);
}

/* Gives inflate more input; sets at_end when there is none. */
static int
refill(struct source *source, struct error *error)
{
	ssize_t length = read_fully(source, source->input, INPUT_BYTES);

	if (length < 0)
		return source_error(source, error);
	source->inflater.next_in = source->input;
	source->inflater.avail_in = (uint32_t)length;
	source->at_end = length == 0;
	if (source->at_end && source->in_member)
		return gzip_error(source, "is cut short", error);
	return 0;
}

/* Inflates until the output is full or the input is used up. */
static int
inflate_some(struct source *source, struct error *error)
{
	/* Whatever follows a member must be another one; isa-l would wait for
	 * the rest of what is no header. */
	if (!source->in_member) {
		if (source->inflater.next_in[0] != 0x1f)
			return gzip_error(source, "is broken gzip data", error);
		begin_member(source);
	}
	if (isal_inflate(&source->inflater) < 0)
		return gzip_error(source, "is broken gzip data", error);
	if (source->inflater.block_state == ISAL_BLOCK_FINISH)
		source->in_member = false;
	return 0;
}

static int
read_gzip(struct source *source, char *bytes, size_t size, size_t *length,
    struct error *error)
{
	struct inflate_state *inflater = &source->inflater;
	int code = 0;

	inflater->next_out = (unsigned char *)bytes;
	inflater->avail_out = (uint32_t)size;
	while (code == 0 && inflater->avail_out > 0 && !source->at_end) {
		/* What it has inflated beyond the output comes first. */
		if (inflater->avail_in == 0 &&
		    (!source->in_member ||
			inflater->tmp_out_valid == inflater->tmp_out_processed))
			code = refill(source, error);
		else
			code = inflate_some(source, error);
	}
	if (code == 0)
		*length = size - inflater->avail_out;
	return code;
}

int
source_read(struct source *source, char *bytes, size_t size, size_t *length,
    struct error *error)
{
	ssize_t got;

	if (source->is_gzip)
		return read_gzip(source, bytes, size, length, error);
	got = read_fully(source, bytes, size);
	if (got < 0)
		return source_error(source, error);
	*length = (size_t)got;
	return 0;
}
