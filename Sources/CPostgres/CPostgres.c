#define _GNU_SOURCE
#include "CPostgres.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

int kindred_spawn(const char *program, const char *const arguments[], const char *const environment[],
                  int held_descriptor, pid_t *process, int *output_descriptor) {
  int ends[2];
  // Closed on exec from the start: a server started meanwhile by another thread must not inherit them.
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  posix_spawn_file_actions_addchdir_np(&actions, "/");
  // Duplicating a descriptor onto itself clears close-on-exec.
  if (held_descriptor >= 0) posix_spawn_file_actions_adddup2(&actions, held_descriptor, held_descriptor);

  // A session of its own keeps the terminal's Ctrl-C away; signals start out as the system has them.
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);

  int status = posix_spawn(process, program, &actions, &attributes, (char *const *)arguments,
                           (char *const *)environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (status != 0) {
    close(ends[0]);
    return status;
  }
  *output_descriptor = ends[0];
  return 0;
}
