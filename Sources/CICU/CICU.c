#include "CICU.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>
#include <unicode/uversion.h>

// A UTF-8 byte never becomes more than one UTF-16 unit.
enum { units_in_max = kindred_icu_input_bytes_max };

const char *kindred_icu_version(void) { return U_ICU_VERSION; }

static int32_t to_units(const uint8_t *text, int32_t length, UChar *units) {
  if (length < 0 || length > kindred_icu_input_bytes_max) return -1;
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = 0;
  u_strFromUTF8WithSub(
    units, units_in_max, &count, (const char *)text, length, 0xFFFD, NULL, &status);
  return U_FAILURE(status) ? -1 : count;
}

static int32_t to_bytes(const UChar *units, int32_t count, uint8_t *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t written = 0;
  u_strToUTF8WithSub((char *)out, capacity, &written, units, count, 0xFFFD, NULL, &status);
  return U_FAILURE(status) || written > capacity ? -1 : written;
}

static int32_t normalize(
  const UNormalizer2 *form, const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity) {
  UChar units[units_in_max];
  int32_t count = to_units(text, length, units);
  if (count < 0) return -1;
  UErrorCode status = U_ZERO_ERROR;
  UChar folded[2 * units_in_max];
  int32_t folded_count = unorm2_normalize(form, units, count, folded, 2 * units_in_max, &status);
  return U_FAILURE(status) ? -1 : to_bytes(folded, folded_count, out, capacity);
}

int32_t kindred_icu_nfkc_casefold(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
  return U_FAILURE(status) ? -1 : normalize(form, text, length, out, capacity);
}

int32_t kindred_icu_nfc(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *form = unorm2_getNFCInstance(&status);
  return U_FAILURE(status) ? -1 : normalize(form, text, length, out, capacity);
}

int32_t kindred_icu_domain_to_ascii(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  // Opening costs about as much as one conversion, and domains that are not ASCII are few.
  UIDNA *idna = uidna_openUTS46(
    UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII
      | UIDNA_NONTRANSITIONAL_TO_UNICODE,
    &status);
  if (U_FAILURE(status)) return -1;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  int32_t written = uidna_nameToASCII_UTF8(
    idna, (const char *)text, length, (char *)out, capacity, &info, &status);
  uidna_close(idna);
  // Real hosts have hyphens in the positions that these three rules forbid.
  uint32_t tolerated = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
  if (U_FAILURE(status) || written > capacity || (info.errors & ~tolerated) != 0) return -1;
  return written;
}

int32_t kindred_icu_skeleton(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity) {
  if (length < 0 || length > kindred_icu_input_bytes_max) return -1;
  UErrorCode status = U_ZERO_ERROR;
  // Texts that mix scripts are few, so nothing is kept open for them.
  USpoofChecker *checker = uspoof_open(&status);
  if (U_FAILURE(status)) return -1;
  int32_t written = uspoof_getSkeletonUTF8(checker, 0, (const char *)text, length, (char *)out, capacity, &status);
  uspoof_close(checker);
  return U_FAILURE(status) || written > capacity ? -1 : written;
}

int32_t kindred_icu_transliterate(
  const char *name, const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity) {
  if (length < 0 || capacity < 0) return -1;
  UErrorCode status = U_ZERO_ERROR;
  UChar id[64];
  int32_t id_count = 0;
  u_strFromUTF8(id, 64, &id_count, name, -1, &status);
  UTransliterator *rules = utrans_openU(id, id_count, UTRANS_FORWARD, NULL, 0, NULL, &status);
  if (U_FAILURE(status)) return -1;
  int32_t units_max = 4 * length + 16;
  UChar *units = malloc((size_t)units_max * sizeof(UChar));
  int32_t written = -1;
  if (units != NULL) {
    int32_t count = 0;
    u_strFromUTF8WithSub(units, units_max, &count, (const char *)text, length, 0xFFFD, NULL, &status);
    int32_t limit = count;
    utrans_transUChars(rules, units, &count, units_max, 0, &limit, &status);
    if (U_SUCCESS(status)) written = to_bytes(units, count, out, capacity);
  }
  free(units);
  utrans_close(rules);
  return written;
}

bool kindred_icu_is_mark(uint32_t scalar) { return (U_GET_GC_MASK((UChar32)scalar) & U_GC_M_MASK) != 0; }

bool kindred_icu_is_ignorable(uint32_t scalar) {
  return u_hasBinaryProperty((UChar32)scalar, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool kindred_icu_is_alphanumeric(uint32_t scalar) { return u_isalnum((UChar32)scalar); }

int32_t kindred_icu_digit_value(uint32_t scalar) { return u_charDigitValue((UChar32)scalar); }

// A lunisolar year in one word, so that threads can share what one of them worked out.
enum {
  lunar_year_min = 1800,
  lunar_year_max = 2199,
  // Bits of a word: months of 30 days, the plain twelve and the leap month; whose month is doubled; the first day.
  lunar_long_months = 13,
  lunar_leap_shift = 13,
  lunar_first_day_shift = 17,
  lunar_known_shift = 63,
  // The word holds the first day from here on: 1799-01-01 as days since 1970.
  lunar_days_origin = -62456,
};

// Days from 1970-01-01 to the first of a month, INT32_MIN where the year has no such month.
static int32_t first_of_month(UCalendar *calendar, int32_t year, int32_t month, int32_t is_leap) {
  // Years of ICU's calendar are counted from 2333 BC.
  enum { years_before_common_era = 2333 };
  const double milliseconds_in_day = 86400000.0;
  UErrorCode status = U_ZERO_ERROR;
  ucal_clear(calendar);
  ucal_set(calendar, UCAL_EXTENDED_YEAR, year + years_before_common_era);
  ucal_set(calendar, UCAL_MONTH, month - 1);
  ucal_set(calendar, UCAL_IS_LEAP_MONTH, is_leap);
  ucal_set(calendar, UCAL_DATE, 1);
  double milliseconds = ucal_getMillis(calendar, &status);
  // The calendar rolls a month that does not exist into the next.
  bool exists = ucal_get(calendar, UCAL_MONTH, &status) == month - 1
    && ucal_get(calendar, UCAL_IS_LEAP_MONTH, &status) == is_leap && ucal_get(calendar, UCAL_DATE, &status) == 1;
  if (U_FAILURE(status) || !exists) return INT32_MIN;
  return (int32_t)floor(milliseconds / milliseconds_in_day);
}

static uint64_t lunar_year_of_icu(int32_t year) {
  UErrorCode status = U_ZERO_ERROR;
  static const UChar utc[] = {'U', 'T', 'C', 0};
  UCalendar *calendar = ucal_open(utc, 3, "ko_KR@calendar=dangi", UCAL_TRADITIONAL, &status);
  if (U_FAILURE(status)) return 0;
  int32_t starts[13];
  int32_t count = 0;
  uint64_t leap = 0;
  bool isComplete = true;
  int32_t first = first_of_month(calendar, year, 1, 0);
  for (int32_t month = 1; month <= 12; month++) {
    int32_t start = first_of_month(calendar, year, month, 0);
    if (start == INT32_MIN) isComplete = false;
    starts[count++] = start;
    if (leap == 0) {
      int32_t leap_start = first_of_month(calendar, year, month, 1);
      if (leap_start != INT32_MIN) {
        leap = (uint64_t)month;
        starts[count++] = leap_start;
      }
    }
  }
  int32_t end = first_of_month(calendar, year + 1, 1, 0);
  ucal_close(calendar);
  if (!isComplete || end == INT32_MIN || first < lunar_days_origin) return 0;
  uint64_t word = (uint64_t)1 << lunar_known_shift | (uint64_t)(first - lunar_days_origin) << lunar_first_day_shift
    | leap << lunar_leap_shift;
  for (int32_t index = 0; index < count; index++) {
    int32_t length = (index + 1 < count ? starts[index + 1] : end) - starts[index];
    if (length < 29 || length > 30) return 0;
    if (length == 30) word |= (uint64_t)1 << index;
  }
  return word;
}

int32_t kindred_icu_day_of_lunar(int32_t year, int32_t month, bool is_leap_month, int32_t day) {
  // A year takes ICU a millisecond of astronomy. Whoever asks first works it out; two at once find the same.
  static _Atomic uint64_t years[lunar_year_max - lunar_year_min + 1];
  if (year < lunar_year_min || year > lunar_year_max || month < 1 || month > 12 || day < 1 || day > 30)
    return INT32_MIN;
  uint64_t word = atomic_load_explicit(&years[year - lunar_year_min], memory_order_relaxed);
  if (word == 0) {
    word = lunar_year_of_icu(year);
    if (word == 0) return INT32_MIN;
    atomic_store_explicit(&years[year - lunar_year_min], word, memory_order_relaxed);
  }
  int32_t leap = (int32_t)(word >> lunar_leap_shift & 15);
  if (is_leap_month && leap != month) return INT32_MIN;
  // The doubled month stands behind the plain one of its number.
  int32_t index = month - 1 + (leap != 0 && (month > leap || is_leap_month) ? 1 : 0);
  uint32_t long_months = (uint32_t)word & ((1u << lunar_long_months) - 1);
  if (day == 30 && !(long_months >> index & 1)) return INT32_MIN;
  int32_t first = (int32_t)(word >> lunar_first_day_shift & 0x3FFFFF) + lunar_days_origin;
  return first + 29 * index + __builtin_popcount(long_months & ((1u << index) - 1)) + day - 1;
}
