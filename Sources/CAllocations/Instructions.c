// Instructions differ between compilers but hardly between runs, where seconds on a shared machine do: so
// the benchmarks count them, where the processor and the system let them.
#define _GNU_SOURCE  // for syscall
#include "CAllocations.h"

#ifdef __linux__
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int64_t kindred_instruction_count(void) {
  static int counter = -2;
  if (counter == -2) {
    struct perf_event_attr what;
    memset(&what, 0, sizeof what);
    what.size = sizeof what;
    what.type = PERF_TYPE_HARDWARE;
    what.config = PERF_COUNT_HW_INSTRUCTIONS;
    what.exclude_kernel = 1;
    what.exclude_hv = 1;
    counter = (int)syscall(SYS_perf_event_open, &what, 0, -1, -1, 0);
  }
  int64_t instructions;
  if (counter < 0 || read(counter, &instructions, sizeof instructions) != sizeof instructions) return -1;
  return instructions;
}
#else
int64_t kindred_instruction_count(void) { return -1; }
#endif
