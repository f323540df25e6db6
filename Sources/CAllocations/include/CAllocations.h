// Counts what the program it is linked into does: allocations, and instructions where that can be known.
#ifndef KINDRED_CALLOCATIONS_H
#define KINDRED_CALLOCATIONS_H

#include <stdint.h>

// Calls of malloc, calloc, realloc and their aligned kin so far, by all threads.
uint64_t kindred_allocation_count(void);

// Instructions of the calling thread so far, from the first call on; -1 where they cannot be counted.
// The first call is to be made by the thread that is measured.
int64_t kindred_instruction_count(void);

#endif
