// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import. With it SQLite takes
// its own copy, so that the caller's buffer need only live for the call.
static inline int mortise_sqlite3_bind_text_copy(sqlite3_stmt *statement, int index, const char *text,
                                                 sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, index, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int mortise_sqlite3_bind_blob_copy(sqlite3_stmt *statement, int index, const void *bytes,
                                                 sqlite3_uint64 length) {
    return sqlite3_bind_blob64(statement, index, bytes, length, SQLITE_TRANSIENT);
}

// sqlite3_db_config is variadic, which Swift does not import. Sets one of the options that take an int and a
// pointer to an int.
static inline int mortise_sqlite3_db_config_flag(sqlite3 *database, int option, int on) {
    int now = 0;
    return sqlite3_db_config(database, option, on, &now);
}

// sqlite3_config is variadic, which Swift does not import. Sets one of the library's options that take an int.
static inline int mortise_sqlite3_config_flag(int option, int on) { return sqlite3_config(option, on); }
