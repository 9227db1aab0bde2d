/*
 * See connection_option.h. Quotes and backslashes are what libpq wants escaped
 * between quotes.
 */
#include "util/connection_option.h"

void
connection_option_put(struct buffer *out, const char *name, const char *value)
{
	buffer_printf(out, "%s%s='", out->length > 0 ? " " : "", name);
	for (; *value != '\0'; value++) {
		if (*value == '\'' || *value == '\\')
			buffer_append_char(out, '\\');
		buffer_append_char(out, *value);
	}
	buffer_append_char(out, '\'');
}
