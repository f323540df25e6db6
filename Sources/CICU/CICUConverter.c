#include "CICUConverter.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

// The one code unit that the bytes stand for, or 0.
static uint16_t decoded(UConverter *converter, const char *bytes, int32_t count) {
  UErrorCode status = U_ZERO_ERROR;
  UChar units[4];
  ucnv_reset(converter);
  int32_t length = ucnv_toUChars(converter, units, 4, bytes, count, &status);
  if (U_FAILURE(status) || length != 1 || units[0] == 0xFFFD) return 0;
  return units[0];
}

int32_t kindred_decoding_table(const char *name, uint16_t singles[256], uint16_t pairs[65536]) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter *converter = ucnv_open(name, &status);
  if (U_FAILURE(status)) return -1;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
  if (U_FAILURE(status)) {
    ucnv_close(converter);
    return -1;
  }
  memset(singles, 0, 256 * sizeof singles[0]);
  memset(pairs, 0, 65536 * sizeof pairs[0]);
  for (int lead = 0; lead < 256; lead++) {
    char bytes[2] = {(char)lead, 0};
    singles[lead] = decoded(converter, bytes, 1);
    if (lead < 0x80 || singles[lead] != 0) continue;
    for (int trail = 0x40; trail < 256; trail++) {
      bytes[1] = (char)trail;
      pairs[lead << 8 | trail] = decoded(converter, bytes, 2);
    }
  }
  ucnv_close(converter);
  return 0;
}
