// Makes libpq visible to Swift, and the one system call around a server that Swift cannot reach:
// starting a program in a session of its own.
#ifndef KINDRED_CPOSTGRES_H
#define KINDRED_CPOSTGRES_H

#include <postgresql/libpq-fe.h>
#include <sys/types.h>

// Starts a program with "/" as its folder, nothing as its input and its output in a pipe.
// held_descriptor stays open in the child; -1 for none. Returns 0 or an errno.
int kindred_spawn(const char *program, const char *const arguments[], const char *const environment[],
                  int held_descriptor, pid_t *process, int *output_descriptor);

#endif
