/*
 * VECTORISED marks a function whose loops the compiler should turn into vector
 * code for each kind of processor; which one runs is chosen when the program
 * starts. Elsewhere (another compiler, another processor, sanitizers, which do
 * not get along with that choice) the function is what the target has.
 */
#ifndef MARQUEE_UTIL_VECTORISED_H
#define MARQUEE_UTIL_VECTORISED_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(MARQUEE_SANITIZED)
#define VECTORISED \
	__attribute__(( \
	    target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define VECTORISED
#endif

#endif
