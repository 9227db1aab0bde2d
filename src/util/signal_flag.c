/*
 * The flag is the one global that a signal handler needs.
 */
#include "util/signal_flag.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t raised;

static void
raise_flag(int number)
{
	(void)number;
	raised = 1;
}

void
signal_flag_install(void)
{
	struct sigaction action = {0};

	action.sa_handler = raise_flag;
	action.sa_flags = (int)SA_RESETHAND; /* the second signal ends us */
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

bool
signal_flag_raised(void)
{
	return raised != 0;
}
