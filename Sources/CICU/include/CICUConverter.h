// Legacy character sets as plain tables, made once from ICU's converters: no ICU type and no handle
// leaves this file, and a decoder built on the table can be copied and shared freely.
#ifndef KINDRED_CICU_CONVERTER_H
#define KINDRED_CICU_CONVERTER_H

#include <stdint.h>

// Fills the decoding table of a character set of one and two bytes whose text lies in the BMP.
//
// singles[b]: code unit of the byte b on its own; 0 where b is undefined or the first of two
// (byte 0 is U+0000 too: the caller treats NUL before it asks).
// pairs[lead << 8 | trail]: code unit of the pair; 0 where undefined.
// Returns 0, or -1 where ICU has no converter of this name.
int32_t kindred_decoding_table(const char *name, uint16_t singles[256], uint16_t pairs[65536]);

#endif
