// A dozen ICU functions behind a header that names no ICU type: Foundation carries an ICU of its own
// and the two sets of types must never meet in one Swift file.
//
// Text goes in and out as UTF-8 bytes with a length; bytes that are not UTF-8 read as U+FFFD. A function
// that writes returns the number of bytes written, or -1 where the text does not fit or ICU refuses it.
#ifndef KINDRED_CICU_H
#define KINDRED_CICU_H

#include <stdbool.h>
#include <stdint.h>

const char *kindred_icu_version(void);

// Longest input of the functions below, in bytes.
enum { kindred_icu_input_bytes_max = 8192 };

// NFKC_Casefold (Unicode 3.13, toNFKC_Casefold): compatibility forms, case and invisible characters folded.
int32_t kindred_icu_nfkc_casefold(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity);

// NFC.
int32_t kindred_icu_nfc(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity);

// The ASCII form of a domain (UTS #46, non-transitional, bidi and joiner rules checked).
int32_t kindred_icu_domain_to_ascii(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity);

// What the text looks like (UTS #39 skeleton): equal for texts that a reader would confuse. Not for showing.
int32_t kindred_icu_skeleton(const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity);

// One run of a transliterator by ICU's name for it ("Latin-ASCII"). Opening one takes milliseconds, so
// this is for filling tables at start, not for values.
int32_t kindred_icu_transliterate(
  const char *name, const uint8_t *text, int32_t length, uint8_t *out, int32_t capacity);

// General category M: a mark that sits on the character before it.
bool kindred_icu_is_mark(uint32_t scalar);

// Default_Ignorable_Code_Point: nothing to see, nothing to compare.
bool kindred_icu_is_ignorable(uint32_t scalar);

// Letter or digit of any script.
bool kindred_icu_is_alphanumeric(uint32_t scalar);

// 0...9 for a decimal digit of any script, otherwise -1.
int32_t kindred_icu_digit_value(uint32_t scalar);

// The day since 1970-01-01 of a date of the Korean lunisolar calendar, given the Gregorian year in which
// its year begins (1800...2199), a month from 1 and a day from 1. INT32_MIN where that calendar has no such day.
// The first question about a year costs a millisecond, the others nanoseconds; any thread may ask.
int32_t kindred_icu_day_of_lunar(int32_t year, int32_t month, bool is_leap_month, int32_t day);

#endif
