/*
 * The two functions of LAPACK that models need, as OpenBLAS has them. Debian's
 * OpenBLAS comes without a header for these, so they are declared here, with
 * the length of the text that Fortran's compilers pass behind the arguments.
 * Matrices go by columns; `n` and `leading` are 32 bits.
 */
#ifndef MARQUEE_MODEL_LAPACK_H
#define MARQUEE_MODEL_LAPACK_H

#include <stddef.h>

/* Cholesky factor of a symmetric matrix, in place: *info 0, or which leading
 * minor is not positive. */
void dpotrf_(const char *triangle, const int *n, double *matrix,
    const int *leading, int *info, size_t triangle_length);

/* The inverse, from that factor, in place. */
void dpotri_(const char *triangle, const int *n, double *matrix,
    const int *leading, int *info, size_t triangle_length);

#endif
