// Streaming inflate (gzip and zlib) without exposing z_stream.
#ifndef KINDRED_CZLIB_H
#define KINDRED_CZLIB_H

#include <stddef.h>

#endif
