// The files the program carries inside itself: SQL, tables, the default model, the demo's data.
#ifndef KINDRED_CEMBEDDED_H
#define KINDRED_CEMBEDDED_H

#include <stddef.h>

struct kindred_embedded_file {
  const char *name;  // path from the top of the project
  const unsigned char *bytes;
  size_t count;
};

// NULL where the program carries no file of that name.
const struct kindred_embedded_file *kindred_embedded(const char *name);
// For walking through all of them; NULL past the end.
const struct kindred_embedded_file *kindred_embedded_at(size_t index);

#endif
