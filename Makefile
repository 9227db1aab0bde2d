# Marquee. `make help` lists the targets.
#
# Everything is written below build/. SANITIZE=address,undefined builds into
# a folder of its own, so that both kinds live side by side.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := gcc
endif
SANITIZE ?=
WERROR ?=
comma := ,
BUILD ?= build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))

# V=1 shows every command.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $@)

PKG_CONFIG ?= pkg-config
# The program that serves, and the flags that its modules are compiled with.
KORE ?= kore
KORE_PATH := $(shell readlink -f "$$(command -v $(KORE))" 2>/dev/null)
KORE_FEATURES := $(shell cat $(dir $(KORE_PATH))../share/kore/features \
	2>/dev/null)
PQ_CFLAGS := $(shell $(PKG_CONFIG) --cflags libpq 2>/dev/null || echo -I/usr/include/postgresql)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
	-Wwrite-strings -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough \
	-Wdouble-promotion -fno-common $(if $(WERROR),-Werror)
OPTIMISE ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -DMARQUEE_VERSION='"$(VERSION)"' \
	-DMARQUEE_KORE='"$(KORE)"' -Isrc
CFLAGS_ALL := -std=c11 $(OPTIMISE) $(WARNINGS) -fPIC -fopenmp \
	-fvisibility=hidden -fno-math-errno -ffp-contract=off
ifneq ($(SANITIZE),)
CFLAGS_ALL += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -DMARQUEE_SANITIZED=1
LDFLAGS_ALL += -fsanitize=$(SANITIZE)
endif
CFLAGS_ALL += $(CFLAGS)
LDFLAGS_ALL += $(LDFLAGS) -fopenmp

# Layers (tests/lint/layers checks the includes). The server module holds what
# serves; the command line holds all but the server. Of model/ the module has
# what reads a model: OpenBLAS, which trains one, may start threads when it is
# loaded, before Kore forks.
MODULE_LAYERS := util text index store cache recommend answer server
MODULE_MODEL := model_file
PROGRAM_LAYERS := util text index store cache etl model recommend assemble \
	evaluate answer cli
LIBRARY_LAYERS := $(filter-out cli,$(PROGRAM_LAYERS))

sources = $(foreach layer,$(1),$(wildcard src/$(layer)/*.c))
objects = $(patsubst %.c,$(BUILD)/%.o,$(call sources,$(1)))

GENERATED_SQL := $(BUILD)/generated/embedded_sql.o
GENERATED_PAGE := $(BUILD)/generated/embedded_page.o

MODULE_OBJECTS = $(call objects,$(MODULE_LAYERS)) \
	$(MODULE_MODEL:%=$(BUILD)/src/model/%.o)

STORE_LIBS := -lpq
CACHE_LIBS := -lhiredis
TEXT_LIBS := -lutf8proc -lstemmer
INDEX_LIBS := -lxxhash
ETL_LIBS := -lisal -lz -lpthread
MODEL_LIBS := -lopenblas
PROGRAM_LIBS := $(STORE_LIBS) $(CACHE_LIBS) $(TEXT_LIBS) $(INDEX_LIBS) \
	$(ETL_LIBS) $(MODEL_LIBS) -ljansson -lm
MODULE_LIBS := $(STORE_LIBS) $(CACHE_LIBS) $(TEXT_LIBS) $(INDEX_LIBS) \
	-ljansson -lm

.PHONY: all tests help run test test-unit test-integration test-cli test-http \
	test-page test-stack bench fuzz fuzzers lint install clean
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(BUILD)/marquee $(BUILD)/marquee.so

help:
	@printf '%s\n' \
	'make                  builds build/marquee and build/marquee.so' \
	'make run              installs what is missing, starts everything' \
	'make test             installs what is missing, runs all tests' \
	'make bench            measures, beside rivals' \
	'make lint             format, static analysis, layers, headers' \
	'make fuzz             each fuzzer for ten seconds' \
	'make install PREFIX=  installs to $$(DESTDIR)$$(PREFIX)' \
	'make clean            removes build/' \
	'' \
	'SANITIZE=address,undefined  builds and tests under sanitizers' \
	'CC=clang  WERROR=1          another compiler; warnings are errors'

$(BUILD)/marquee: $(call objects,$(PROGRAM_LAYERS)) $(GENERATED_SQL)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PROGRAM_LIBS)

$(BUILD)/marquee.so: $(MODULE_OBJECTS) $(GENERATED_PAGE)
	$(call say,LINK)
	$(Q)$(CC) -shared $(LDFLAGS_ALL) -o $@ $^ $(MODULE_LIBS)

# Compiled again when the flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(CFLAGS_ALL)' | cmp -s - $@ || \
		printf '%s\n' '$(CC) $(CFLAGS_ALL)' > $@
FORCE:

$(BUILD)/src/store/%.o: CPPFLAGS += $(PQ_CFLAGS)
$(BUILD)/src/server/%.o: CPPFLAGS += $(patsubst -I%,-isystem %,$(KORE_FEATURES))

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/generated/embedded_sql.c: $(wildcard sql/*.sql) scripts/embed
	@mkdir -p $(@D)
	scripts/embed sql $(filter %.sql,$^) > $@

PAGE_FILES := $(wildcard assets/page/*)
$(BUILD)/generated/embedded_page.c: $(PAGE_FILES) scripts/embed
	@mkdir -p $(@D)
	scripts/embed page $(PAGE_FILES) > $@

$(BUILD)/generated/%.o: $(BUILD)/generated/%.c $(BUILD)/flags
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS_ALL) -c -o $@ $<

# --- tests -----------------------------------------------------------------
# unit: no service. integration: private PostgreSQL and Redis. http: the
# server by sockets. page: Chromium. stack: scripts/ as a user calls them.

# Kore-free files of the server, which unit tests and fuzzers link too.
SERVER_PURE := $(wildcard src/server/router.c src/server/query_string.c \
	src/server/request_scan.c)
TEST_LIBRARY := $(call objects,$(LIBRARY_LAYERS)) $(GENERATED_SQL) \
	$(BUILD)/src/cli/options.o \
	$(patsubst %.c,$(BUILD)/%.o,$(SERVER_PURE))
UNIT_TESTS := $(wildcard tests/unit/*.c)
INTEGRATION_TESTS := $(wildcard tests/integration/*.c)

# Criterion's macros convert and discard qualifiers; tables leave out zeros.
TEST_WARNINGS := -Wno-conversion -Wno-sign-conversion -Wno-write-strings \
	-Wno-pedantic -Wno-missing-prototypes -Wno-double-promotion \
	-Wno-discarded-qualifiers -Wno-cast-qual -Wno-shadow \
	-Wno-missing-field-initializers \
	$(if $(findstring clang,$(CC)),-Wno-unknown-warning-option \
	-Wno-incompatible-pointer-types-discards-qualifiers)

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(PQ_CFLAGS) -Itests $(CFLAGS_ALL) $(TEST_WARNINGS) \
		-MMD -MP -c -o $@ $<

$(BUILD)/tests/unit_tests: $(UNIT_TESTS:%.c=$(BUILD)/%.o) $(TEST_LIBRARY)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PROGRAM_LIBS) -lcriterion

$(BUILD)/tests/integration_tests: $(INTEGRATION_TESTS:%.c=$(BUILD)/%.o) \
    $(TEST_LIBRARY)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PROGRAM_LIBS) -lcriterion

# What the tests in Python run beside the program.
TEST_HELPERS := $(BUILD)/tests/put_progress

$(BUILD)/tests/put_progress: $(BUILD)/tests/support/put_progress.o \
    $(TEST_LIBRARY)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PROGRAM_LIBS)

tests: $(BUILD)/tests/unit_tests $(BUILD)/tests/integration_tests \
    $(TEST_HELPERS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# All cores, unless the caller said how many.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

run:
	scripts/bootstrap run
	@$(MAKE) $(JOBS) --no-print-directory all
	scripts/stack run

test:
	scripts/bootstrap test
	@$(MAKE) $(JOBS) --no-print-directory all tests
	tests/run $(BUILD)

test-unit: $(BUILD)/tests/unit_tests
	$(BUILD)/tests/unit_tests

test-integration: all $(BUILD)/tests/integration_tests
	tests/run $(BUILD) integration

test-cli: all
	tests/run $(BUILD) cli

test-http: all $(TEST_HELPERS)
	tests/run $(BUILD) http

test-page: all $(TEST_HELPERS)
	tests/run $(BUILD) page

test-stack: all
	tests/run $(BUILD) stack

bench: all
	tests/bench/run $(BUILD)

# Fuzzers need clang: they are built in a folder of their own.
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%, \
	$(wildcard tests/fuzz/*.c))

fuzz:
	scripts/bootstrap lint
	@$(MAKE) $(JOBS) --no-print-directory CC=clang BUILD=build/fuzz \
		SANITIZE=fuzzer-no-link,address,undefined fuzzers
	tests/fuzz/run build/fuzz $(FUZZ_SECONDS)

.PRECIOUS: $(BUILD)/tests/fuzz/%.o
fuzzers: $(FUZZERS)

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(TEST_LIBRARY)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(PROGRAM_LIBS)

lint:
	scripts/bootstrap lint
	tests/lint/run

install: all
	install -D -m 0755 $(BUILD)/marquee $(DESTDIR)$(PREFIX)/bin/marquee
	install -D -m 0644 $(BUILD)/marquee.so \
		$(DESTDIR)$(PREFIX)/lib/marquee/marquee.so

clean:
	rm -rf build
