// SPDX-License-Identifier: Apache-2.0
//
// What libmicrohttpd 0.9.75 itself answers to a malformed request is HTML, and for some (a bad Content-Length, cookies
// that do not fit) it sends two heads before one body: its state machine goes on after the answer was queued and
// builds another. There is no option and no callback for these answers. But the library makes all of them by calling
// two of its own public functions through the dynamic linker, so a program that defines them is asked first: that is
// how symbol interposition works for every ELF library that was not linked with -Bsymbolic. Here they are: an answer
// that is not ours is written as JSON to the socket, and the library is told that it could not be queued, on which it
// closes the connection. Tests/GatewayTests/HostileRequestTests fails if a library comes along that does otherwise.
#define _GNU_SOURCE
#include "http_error_answers.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

void mortise_answer_and_end(
    int descriptor, unsigned status, const char *reason, const char *body, size_t size, const char *request_id)
{
    char own[33] = "";
    if (request_id == NULL) {
        unsigned char bits[16] = {0};
        // An id to find a line by, not a secret: without random bits it is zeros.
        (void)!getrandom(bits, sizeof bits, GRND_NONBLOCK);
        for (size_t i = 0; i < sizeof bits; i++) snprintf(own + 2 * i, 3, "%02x", bits[i]);
        request_id = own;
    }
    char answer[2048];
    int length = snprintf(
        answer, sizeof answer,
        "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
        "X-Request-ID: %s\r\nContent-Length: %zu\r\n\r\n%.*s",
        status, reason, request_id, size, (int)size, body);
    if (length <= 0 || (size_t)length >= sizeof answer) return;
    (void)!send(descriptor, answer, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(descriptor, SHUT_WR);
    // A socket that is closed with unread bytes resets the connection, and the peer may never see the answer: what has
    // come already is taken, and no more is waited for.
    for (int i = 0; i < 16 && recv(descriptor, answer, sizeof answer, MSG_DONTWAIT) > 0; i++) {}
}

// The library's own answer on its way from one function to the other, on the one thread that serves all connections.
static __thread struct MHD_Response *library_answer;
static __thread char library_sentence[256];

// What stands in the page's body, without tags: "Your HTTP chunked encoding was syntactically incorrect."
static void keep_sentence(const char *page, size_t size)
{
    static const char opening[] = "<body>";
    const char *start = memmem(page, size, opening, sizeof opening - 1);
    const char *end = page + size;
    size_t used = 0;
    int is_tag = 0;
    for (start = start ? start : page; start < end && used + 1 < sizeof library_sentence; start++) {
        if (*start == '<') is_tag = 1;
        // Nothing that would have to be escaped is in these pages; were it there, it would be left out.
        else if (!is_tag && *start >= ' ' && *start != '"' && *start != '\\') library_sentence[used++] = *start;
        if (*start == '>') is_tag = 0;
    }
    library_sentence[used] = 0;
}

// The library's function that one of these stands before.
static void *behind(_Atomic(void *) *known, const char *name)
{
    void *found = atomic_load_explicit(known, memory_order_relaxed);
    if (found == NULL) {
        found = dlsym(RTLD_NEXT, name);
        atomic_store_explicit(known, found, memory_order_relaxed);
    }
    return found;
}

struct MHD_Response *MHD_create_response_from_buffer(size_t size, void *buffer, enum MHD_ResponseMemoryMode mode)
{
    static _Atomic(void *) known;
    struct MHD_Response *(*real)(size_t, void *, enum MHD_ResponseMemoryMode) = behind(&known, __func__);
    struct MHD_Response *response = real != NULL ? real(size, buffer, mode) : NULL;
    static const char page[] = "<html>";
    if (mode == MHD_RESPMEM_PERSISTENT && size >= sizeof page && memcmp(buffer, page, sizeof page - 1) == 0) {
        library_answer = response;
        keep_sentence(buffer, size);
    }
    return response;
}

enum MHD_Result MHD_queue_response(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response)
{
    if (response != NULL && response == library_answer) {
        library_answer = NULL;
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        const char *reason = MHD_get_reason_phrase_for(status);
        char body[320];
        int size = snprintf(body, sizeof body, "{\"error\":\"%s\"}", library_sentence);
        if (info != NULL && size > 0) {
            mortise_answer_and_end(info->connect_fd, status, reason ? reason : "Error", body, (size_t)size, NULL);
        }
        return MHD_NO;
    }
    static _Atomic(void *) known;
    enum MHD_Result (*real)(struct MHD_Connection *, unsigned int, struct MHD_Response *) = behind(&known, __func__);
    return real != NULL ? real(connection, status, response) : MHD_NO;
}
