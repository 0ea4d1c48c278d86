/* SPDX-FileCopyrightText: 2026 The cuXent authors
 * SPDX-License-Identifier: Apache-2.0 */
/*
 * The OpenMP calls of the OpenBLAS inside libcuxent.so, answered as by a runtime with one thread.
 *
 * cuXent brings its own threads and wants each BLAS call to stay on the thread that makes it, any
 * number of them at once. Of OpenBLAS's three builds only the OpenMP one is made for that: the
 * serial build shares its packing buffers between callers without a lock (seen: wrong products
 * with two threads), and the pthreads build starts threads and obeys a process-wide setting. The
 * OpenMP build asks its runtime how many threads there are and locks its buffers; told "one", it
 * never looks further. A real runtime would have to be told so through settings of the process or
 * of the caller's threads; these functions are hidden inside the library and nobody else sees them.
 */

#include <sched.h>

/* As GCC's omp.h lays it out, with which Debian and Ubuntu compile OpenBLAS. */
typedef struct {
    int held;
} omp_lock_t;

int omp_get_max_threads(void);
int omp_get_num_threads(void);
int omp_get_thread_num(void);
int omp_get_num_procs(void);
int omp_get_num_places(void);
int omp_get_place_num_procs(int place);
int omp_in_parallel(void);
void omp_set_num_threads(int n_threads);
void omp_init_lock(omp_lock_t* lock);
void omp_set_lock(omp_lock_t* lock);
void omp_unset_lock(omp_lock_t* lock);
void GOMP_parallel(void (*region)(void*), void* data, unsigned n_threads, unsigned flags);

int omp_get_max_threads(void) {
    return 1;
}

int omp_get_num_threads(void) {
    return 1;
}

int omp_get_thread_num(void) {
    return 0;
}

int omp_get_num_procs(void) {
    return 1;
}

int omp_get_num_places(void) {
    return 0;
}

/* Asked by OpenBLAS 0.3.26 and later. */
int omp_get_place_num_procs(int place) {
    (void)place;
    return 0;
}

int omp_in_parallel(void) {
    return 0;
}

void omp_set_num_threads(int n_threads) {
    (void)n_threads;
}

/* Locks are real: cuXent's own threads may meet at one. Used by OpenBLAS 0.3.29 and later. */
void omp_init_lock(omp_lock_t* lock) {
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

void omp_set_lock(omp_lock_t* lock) {
    while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE) != 0) sched_yield();
}

void omp_unset_lock(omp_lock_t* lock) {
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

/* A parallel region with a team of one. */
void GOMP_parallel(void (*region)(void*), void* data, unsigned n_threads, unsigned flags) {
    (void)n_threads;
    (void)flags;
    region(data);
}
