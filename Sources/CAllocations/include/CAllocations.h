// Counts the allocations of the program it is linked into.
#ifndef KINDRED_CALLOCATIONS_H
#define KINDRED_CALLOCATIONS_H

#include <stdint.h>

// Calls of malloc, calloc, realloc and their aligned kin so far, by all threads.
uint64_t kindred_allocation_count(void);

#endif
