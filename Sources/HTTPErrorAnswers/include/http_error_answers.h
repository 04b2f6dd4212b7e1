// SPDX-License-Identifier: Apache-2.0
#ifndef MORTISE_HTTP_ERROR_ANSWERS_H
#define MORTISE_HTTP_ERROR_ANSWERS_H

#include <stddef.h>

/// Writes a whole answer to a socket, past libmicrohttpd, and ends the socket's output: for a connection that is about
/// to be cut, at a moment when libmicrohttpd takes no answer and writes none. Never blocks; what the peer does not
/// take at once is lost.
///
/// \param descriptor the connection's socket.
/// \param status such as 408; \param reason its phrase, such as "Request Timeout".
/// \param body JSON, of `size` bytes.
/// \param request_id 1 to 128 characters that may stand in a header; NULL: a new one is made.
void mortise_answer_and_end(
    int descriptor, unsigned status, const char *reason, const char *body, size_t size, const char *request_id);

#endif
