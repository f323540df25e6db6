// Makes libpq visible to Swift.
#ifndef KINDRED_CPOSTGRES_H
#define KINDRED_CPOSTGRES_H

#include <postgresql/libpq-fe.h>

#endif
