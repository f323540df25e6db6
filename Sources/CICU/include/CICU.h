// A dozen ICU functions behind a header that names no ICU type: Foundation carries an ICU of its own
// and the two sets of types must never meet in one Swift file.
#ifndef KINDRED_CICU_H
#define KINDRED_CICU_H

const char *kindred_icu_version(void);

#endif
