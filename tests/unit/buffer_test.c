#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/buffer.h"
#include "util/error.h"

Test(buffer, grows_and_stays_terminated)
{
	struct buffer buffer = BUFFER_INIT;

	for (int i = 0; i < 10000; i++) {
		buffer_printf(&buffer, "%d,", i % 10);
		cr_assert(eq(int, buffer.data[buffer.length], '\0'));
	}
	cr_assert(eq(sz, buffer.length, 20000));
	cr_assert(eq(sz, strlen(buffer.data), 20000));
	buffer_release(&buffer);
	cr_assert(buffer.data == NULL);
}

Test(buffer, keeps_bytes_with_a_nul)
{
	struct buffer buffer = BUFFER_INIT;

	buffer_append(&buffer, "a\0b", 3);
	cr_assert(eq(sz, buffer.length, 3));
	cr_assert(eq(int, memcmp(buffer.data, "a\0b", 4), 0));
	buffer_release(&buffer);
}

Test(buffer, remembers_a_failure_until_cleared)
{
	struct buffer buffer = BUFFER_INIT;

	buffer_append_string(&buffer, "kept");
	cr_assert(eq(int, buffer_reserve(&buffer, SIZE_MAX - 8), ERROR_MEMORY));
	buffer_append_string(&buffer, " lost");
	cr_assert(buffer.failed);
	cr_assert(eq(str, buffer.data, "kept"));
	cr_assert(buffer_detach(&buffer, NULL) == NULL);
	buffer_clear(&buffer);
	buffer_append_string(&buffer, "new");
	cr_assert(eq(str, buffer.data, "new"));
	buffer_release(&buffer);
}

Test(buffer, hands_its_bytes_over)
{
	struct buffer buffer = BUFFER_INIT;
	size_t length = 99;
	char *data = buffer_detach(&buffer, &length);

	cr_assert(eq(str, data, ""));
	cr_assert(eq(sz, length, 0));
	free(data);
	buffer_append_string(&buffer, "abc");
	data = buffer_detach(&buffer, &length);
	cr_assert(eq(str, data, "abc"));
	cr_assert(buffer.data == NULL);
	free(data);
}
