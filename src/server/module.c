/*
 * Module: what Kore finds by name in marquee.so. Kore hands no pointer of ours
 * down, so the few things it has to find again are here and nowhere else.
 */

/* kore.h first: the others use what it includes */
#include <kore/kore.h>

#include <kore/hooks.h>
#include <kore/http.h>
#include <kore/seccomp.h>

#include <stdio.h>
#include <stdlib.h>

#include "server/exchange.h"
#include "server/guard.h"
#include "server/resources.h"
#include "server/worker.h"
#include "util/log.h"

#define EXPORTED __attribute__((visibility("default")))

/* Named in Kore's configuration. */
EXPORTED int dispatch(struct http_request *request);
EXPORTED void dispatch_free(struct http_request *request);
EXPORTED void accepted(struct connection *connection);

static struct config config; /* of the parent, before it forks */
static struct metrics *metrics; /* likewise: shared by all workers */
static struct app *app; /* of this worker */

/*
 * Kore's default list of allowed system calls is too short for mapped files
 * and PostgreSQL; this one denies what a server never does.
 */
#pragma GCC visibility push(default)
KORE_SECCOMP_FILTER("marquee", KORE_SYSCALL_DENY(execve, EACCES),
    KORE_SYSCALL_DENY(execveat, EACCES), KORE_SYSCALL_DENY(ptrace, EACCES),
    KORE_SYSCALL_DENY(process_vm_readv, EACCES),
    KORE_SYSCALL_DENY(process_vm_writev, EACCES),
    KORE_SYSCALL_DENY(mount, EACCES), KORE_SYSCALL_DENY(umount2, EACCES),
    KORE_SYSCALL_DENY(chroot, EACCES), KORE_SYSCALL_DENY(pivot_root, EACCES),
    KORE_SYSCALL_DENY(setuid, EACCES), KORE_SYSCALL_DENY(setgid, EACCES),
    KORE_SYSCALL_DENY(init_module, EACCES),
    KORE_SYSCALL_DENY(finit_module, EACCES),
    KORE_SYSCALL_DENY(delete_module, EACCES),
    KORE_SYSCALL_DENY(kexec_load, EACCES), KORE_SYSCALL_DENY(bpf, EACCES),
    KORE_SYSCALL_DENY(reboot, EACCES), KORE_SYSCALL_DENY(swapon, EACCES),
    KORE_SYSCALL_DENY(unlink, EACCES), KORE_SYSCALL_DENY(unlinkat, EACCES),
    KORE_SYSCALL_DENY(rename, EACCES), KORE_SYSCALL_DENY(renameat2, EACCES),
    KORE_BPF_RET(SECCOMP_RET_ALLOW))
#pragma GCC visibility pop

EXPORTED void
kore_parent_configure(int argc, char **argv)
{
	struct error error;

	(void)argc;
	(void)argv;
	/* stdout is a pipe more often than a terminal */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (config_load(&config, &error) != 0) {
		log_error("%s", error.message);
		exit(1);
	}
	log_configure(config.log_level, !isatty(STDERR_FILENO));
	metrics = metrics_new();
	if (metrics == NULL) {
		log_error("out of memory");
		exit(1);
	}
	http_server_version("marquee");
	log_info("listening on http://%s:%d with %d workers", config.host,
	    config.port, config.server_workers);
}

EXPORTED void
kore_worker_configure(void)
{
	app = worker_new(&config, metrics, worker->id - 1u);
	if (app == NULL) {
		/* Kore would start it again at once, for ever */
		log_error("out of memory");
		sleep(1);
		exit(1);
	}
}

EXPORTED void
kore_worker_teardown(void)
{
	worker_free(app);
	app = NULL;
#ifdef MARQUEE_SANITIZED
	/* a sanitizer's runtime that is loaded before the C library upsets a
	 * lock that libraries' destructors wait for */
	_exit(0);
#endif
}

EXPORTED void
kore_parent_teardown(void)
{
	log_info("stopped");
	config_release(&config);
}

int
dispatch(struct http_request *request)
{
	return exchange_dispatch(app, server_routes, request);
}

void
dispatch_free(struct http_request *request)
{
	exchange_free(request);
}

void
accepted(struct connection *connection)
{
	guard_accept(app, connection);
}
