/*
 * See watch_file.h.
 */
#include "etl/watch_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "etl/watch_csv.h"
#include "etl/watch_json.h"
#include "util/buffer.h"
#include "util/mapped_file.h"
#include "util/utf8.h"

#define LIKES "likes/films.csv"

/* --- one file ------------------------------------------------------------- */

static bool
begins_with(const char *bytes, size_t length, const char *start)
{
	return length >= strlen(start) &&
	    memcmp(bytes, start, strlen(start)) == 0;
}

/* What a file is that is no text, or NULL. */
static const char *
not_text(const char *bytes, size_t length)
{
	if (begins_with(bytes, length, "PK\003\004"))
		return "it is a ZIP archive: unpack it and name the folder";
	if (begins_with(bytes, length, "\037\213"))
		return "it is compressed: unpack it with gunzip";
	if (begins_with(bytes, length, "\377\376") ||
	    begins_with(bytes, length, "\376\377"))
		return "it is UTF-16: save it as UTF-8";
	if (memchr(bytes, '\0', length) != NULL)
		return "it holds NUL bytes, and so is no text";
	return NULL;
}

static bool
is_json(const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && strchr(" \t\r\n", bytes[at]) != NULL)
		at++;
	return at < length && (bytes[at] == '{' || bytes[at] == '[');
}

/* Windows-1252's characters from 0x80 to 0x9F; 0: there is none. The others
 * are Unicode's of the same number. */
static const unsigned short windows_1252[32] = {0x20AC, 0, 0x201A, 0x0192,
    0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

static void
append_utf8(struct buffer *out, unsigned c)
{
	if (c < 0x80) {
		buffer_append_char(out, (char)c);
	} else if (c < 0x800) {
		buffer_append_char(out, (char)(0xC0 | c >> 6));
		buffer_append_char(out, (char)(0x80 | (c & 0x3F)));
	} else {
		buffer_append_char(out, (char)(0xE0 | c >> 12));
		buffer_append_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buffer_append_char(out, (char)(0x80 | (c & 0x3F)));
	}
}

/* Appends the bytes as UTF-8; ERROR_INVALID names the first that is none of
 * Windows-1252. */
static int
decode(const char *bytes, size_t length, struct buffer *out, const char *path,
    struct error *error)
{
	size_t line = 1;

	for (size_t i = 0; i < length; i++) {
		unsigned c = (unsigned char)bytes[i];

		line += c == '\n';
		if (c >= 0x80 && c < 0xA0)
			c = windows_1252[c - 0x80];
		if (c == 0)
			return error_set(error, ERROR_INVALID,
			    "\"%s\": line %zu: byte 0x%02X is neither UTF-8 "
			    "nor Windows-1252",
			    path, line, (unsigned char)bytes[i]);
		append_utf8(out, c);
	}
	if (out->failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
parse_windows_1252(struct watch_list *list, const char *path,
    enum watch_format format, const char *bytes, size_t length, int64_t now_us,
    struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int code = decode(bytes, length, &text, path, error);

	if (code == 0)
		code = watch_csv_read(
		    list, path, format, text.data, text.length, now_us, error);
	if (code == 0)
		watch_list_source(list)->windows_1252 = true;
	buffer_release(&text);
	return code;
}

int
watch_file_parse(struct watch_list *list, const char *path,
    enum watch_format format, const char *bytes, size_t length, int64_t now_us,
    struct error *error)
{
	const char *why = not_text(bytes, length);

	if (why != NULL)
		return error_set(error, ERROR_VERSION, "\"%s\": %s", path, why);
	if (begins_with(bytes, length, "\xEF\xBB\xBF")) {
		bytes += 3;
		length -= 3;
	}
	if (is_json(bytes, length))
		return watch_json_read(
		    list, path, format, bytes, length, now_us, error);
	if (!utf8_valid(bytes, length))
		return parse_windows_1252(
		    list, path, format, bytes, length, now_us, error);
	return watch_csv_read(list, path, format, bytes, length, now_us, error);
}

static int
read_file(struct watch_list *list, const char *path, enum watch_format format,
    int64_t now_us, struct error *error)
{
	struct mapped_file file;
	int code = mapped_file_open(&file, path, error);

	if (code != 0)
		return code;
	if (file.size_bytes > (size_t)WATCH_FILE_MAX_BYTES)
		code = error_set(error, ERROR_LIMIT,
		    "\"%s\" has %zu bytes; at most %lld are read", path,
		    file.size_bytes, (long long)WATCH_FILE_MAX_BYTES);
	else
		code = watch_file_parse(list, path, format,
		    file.data == NULL ? "" : (const char *)file.data,
		    file.size_bytes, now_us, error);
	mapped_file_release(&file);
	return code;
}

/* --- a folder ------------------------------------------------------------- */

static int
is_export(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end != NULL && end != entry->d_name &&
	    (strcasecmp(end, ".csv") == 0 || strcasecmp(end, ".json") == 0);
}

/* One of the folder's files; what tells of no views is left out. */
static int
read_member(struct watch_list *list, const char *folder, const char *name,
    enum watch_format format, int64_t now_us, struct error *error)
{
	struct error failure = {0};
	size_t length = strlen(folder);
	char *path;
	int code;

	while (length > 1 && folder[length - 1] == '/')
		length--;
	if (asprintf(&path, "%.*s/%s", (int)length, folder, name) < 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = read_file(list, path, format, now_us, &failure);
	if (code == ERROR_VERSION) {
		const char *why = strstr(failure.message, "\": ");

		watch_list_leave_out(
		    list, path, why == NULL ? failure.message : why + 3);
		code = watch_list_check(list, error);
	} else if (code != 0 && error != NULL) {
		*error = failure;
	}
	free(path);
	return code;
}

/* The first reason stands for all. */
static int
check_folder(
    const struct watch_list *list, const char *path, struct error *error)
{
	if (list->source_count == 0)
		return error_set(error, ERROR_VERSION,
		    "\"%s\" holds no .csv and no .json", path);
	for (size_t i = 0; i < list->source_count; i++)
		if (list->sources[i].left_out == NULL)
			return 0;
	return error_set(error, ERROR_VERSION,
	    "\"%s\": none of %zu files tells of views; \"%s\": %s", path,
	    list->source_count, list->sources[0].name,
	    list->sources[0].left_out);
}

static int
read_folder(struct watch_list *list, const char *path, enum watch_format format,
    int64_t now_us, struct error *error)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_export, alphasort);
	char *likes = NULL;
	int code = 0;

	if (count < 0)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not read \"%s\"", path);
	if (count > WATCH_FOLDER_MAX_FILES)
		code = error_set(error, ERROR_LIMIT,
		    "\"%s\" holds %d files; at most %d are read", path, count,
		    WATCH_FOLDER_MAX_FILES);
	for (int i = 0; i < count; i++) {
		if (code == 0)
			code = read_member(list, path, entries[i]->d_name,
			    format, now_us, error);
		free(entries[i]);
	}
	free(entries);
	if (code == 0 && asprintf(&likes, "%s/" LIKES, path) < 0) {
		likes = NULL;
		code = error_set(error, ERROR_MEMORY, "out of memory");
	}
	if (code == 0 && file_identity_of(likes, &(struct file_identity){0}))
		code = read_member(list, path, LIKES, format, now_us, error);
	free(likes);
	return code == 0 ? check_folder(list, path, error) : code;
}

int
watch_file_read(struct watch_list *list, const char *path,
    enum watch_format format, int64_t now_us, struct error *error)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return error_set_errno(error,
		    errno == ENOENT ? ERROR_MISSING : ERROR_IO, errno,
		    "could not open \"%s\"", path);
	if (S_ISDIR(status.st_mode))
		return read_folder(list, path, format, now_us, error);
	return read_file(list, path, format, now_us, error);
}
