#include "CEmbedded.h"

#include <string.h>

// One line a file in files.inc: FILE_BYTES(identifier, "path from the top").
// #embed makes the compiler read the file itself (5 MB in seconds) and rebuild when it changes.
// #embed is C23, which clang knows in every mode but warns about.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "files.inc"

const struct kindred_embedded_file *kindred_embedded_at(size_t index) {
  return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}

const struct kindred_embedded_file *kindred_embedded(const char *name) {
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (strcmp(files[i].name, name) == 0) return &files[i];
  return NULL;
}
