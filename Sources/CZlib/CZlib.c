#include "CZlib.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct kindred_inflater {
  z_stream stream;
};

// 15 bits of window, plus 16: a gzip wrapper and nothing else.
enum { WINDOW_BITS = 15 + 16 };

kindred_inflater *kindred_inflater_open(void) {
  kindred_inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater == NULL) return NULL;
  if (inflateInit2(&inflater->stream, WINDOW_BITS) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

kindred_inflater *kindred_inflater_copy(kindred_inflater *inflater) {
  kindred_inflater *copy = calloc(1, sizeof *copy);
  if (copy == NULL) return NULL;
  if (inflateCopy(&copy->stream, &inflater->stream) != Z_OK) {
    free(copy);
    return NULL;
  }
  return copy;
}

void kindred_inflater_close(kindred_inflater *inflater) {
  if (inflater == NULL) return;
  inflateEnd(&inflater->stream);
  free(inflater);
}

int kindred_inflater_restart(kindred_inflater *inflater) {
  return inflateReset(&inflater->stream) == Z_OK ? KINDRED_INFLATE_MORE : KINDRED_INFLATE_CORRUPT;
}

int kindred_inflater_step(
    kindred_inflater *inflater, const uint8_t *input, size_t input_count, size_t *input_used,
    uint8_t *output, size_t output_capacity, size_t *output_count) {
  z_stream *stream = &inflater->stream;
  uInt given = input_count > UINT_MAX ? UINT_MAX : (uInt)input_count;
  uInt room = output_capacity > UINT_MAX ? UINT_MAX : (uInt)output_capacity;
  stream->next_in = (Bytef *)input;
  stream->avail_in = given;
  stream->next_out = output;
  stream->avail_out = room;
  int result = inflate(stream, Z_NO_FLUSH);
  *input_used = given - stream->avail_in;
  *output_count = room - stream->avail_out;
  switch (result) {
    case Z_STREAM_END: return KINDRED_INFLATE_MEMBER_END;
    case Z_OK:
    case Z_BUF_ERROR: return KINDRED_INFLATE_MORE;
    case Z_MEM_ERROR: return KINDRED_INFLATE_NO_MEMORY;
    default: return KINDRED_INFLATE_CORRUPT;
  }
}
