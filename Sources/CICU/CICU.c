#include "CICU.h"
#include <unicode/uversion.h>

const char *kindred_icu_version(void) { return U_ICU_VERSION; }
