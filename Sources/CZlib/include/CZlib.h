// Streaming inflate of gzip data without exposing z_stream.
#ifndef KINDRED_CZLIB_H
#define KINDRED_CZLIB_H

#include <stddef.h>
#include <stdint.h>

typedef struct kindred_inflater kindred_inflater;

enum {
  KINDRED_INFLATE_MORE = 0,        // gave what it could; call again with more input or more room
  KINDRED_INFLATE_MEMBER_END = 1,  // a gzip member ended and its checksum was right
  KINDRED_INFLATE_CORRUPT = -1,
  KINDRED_INFLATE_NO_MEMORY = -2,
};

// NULL where there is no memory.
kindred_inflater *kindred_inflater_open(void);
// A second stream in the same state; NULL where there is no memory.
kindred_inflater *kindred_inflater_copy(kindred_inflater *inflater);
void kindred_inflater_close(kindred_inflater *inflater);

// Makes the stream ready for the next gzip member.
int kindred_inflater_restart(kindred_inflater *inflater);

// Inflates from `input` into `output`; says how many bytes of each were used.
int kindred_inflater_step(
    kindred_inflater *inflater, const uint8_t *input, size_t input_count, size_t *input_used,
    uint8_t *output, size_t output_capacity, size_t *output_count);

#endif
