/*
 * Fuzzes reading a model, and asks one that is good for every title. The first
 * byte chooses whether the bytes are taken as they are or their checksums are
 * made right first, so that what lies behind the checksums is reached.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/model_file.h"
#include "unit/section_reseal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *bytes;

	if (size == 0)
		return 0;
	/* an allocation of its own: aligned, and its end is watched */
	bytes = malloc(size);
	if (bytes == NULL)
		return 0;
	memcpy(bytes, data + 1, size - 1);
	if (data[0] % 2 == 1)
		section_reseal(bytes, size - 1);
	(void)model_check_bytes(bytes, size - 1, NULL);
	free(bytes);
	return 0;
}
