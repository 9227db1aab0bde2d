#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/mapped_file.h"

Test(mapped_file, maps_and_survives_replacement)
{
	char path[] = "/tmp/marquee-map-XXXXXX";
	struct mapped_file file = {0};
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	cr_assert(eq(int, (int)write(fd, "hello", 5), 5));
	close(fd);
	cr_assert(eq(int, mapped_file_open(&file, path, NULL), 0));
	unlink(path);
	cr_assert(eq(sz, file.size_bytes, 5));
	cr_assert(eq(int, memcmp(file.data, "hello", 5), 0));
	mapped_file_release(&file);
	mapped_file_release(&file);
	cr_assert(file.data == NULL);
}

Test(mapped_file, takes_an_empty_file)
{
	char path[] = "/tmp/marquee-map-XXXXXX";
	struct mapped_file file = {0};

	close(mkstemp(path));
	cr_assert(eq(int, mapped_file_open(&file, path, NULL), 0));
	cr_assert(eq(sz, file.size_bytes, 0));
	mapped_file_release(&file);
	unlink(path);
}

Test(mapped_file, names_what_it_cannot_map)
{
	struct mapped_file file = {0};
	struct error error;

	cr_assert(
	    eq(int, mapped_file_open(&file, "/tmp", &error), ERROR_INVALID));
	cr_assert(eq(str, error.message, "\"/tmp\" is not a regular file"));
	cr_assert(eq(int, mapped_file_open(&file, "/tmp/no/such", &error),
	    ERROR_MISSING));
	cr_assert(strstr(error.message, "/tmp/no/such") != NULL);
	cr_assert(file.data == NULL);
}
