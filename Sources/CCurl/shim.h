// SPDX-License-Identifier: Apache-2.0
#pragma once
// The type-checking macros wrap the variadic functions once more and are of no use to the wrappers below.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// CURLOPT_QUICK_EXIT came with 7.87.0; without it the end of one transfer can wait for another's name lookup.
#if LIBCURL_VERSION_NUM < 0x075700
#error "Mortise needs libcurl 7.87 or later (Debian 12 has 7.88): apt install libcurl4-openssl-dev"
#endif

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call. One wrapper
// for each type of argument that is used.

static inline CURLcode mortise_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode mortise_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// libcurl copies the text, except for CURLOPT_POSTFIELDS, which is set as a pointer.
static inline CURLcode mortise_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// libcurl keeps the pointer; what it points to must outlive the transfer.
static inline CURLcode mortise_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

// A function pointer and the context that it is called with, for CURLOPT_WRITEFUNCTION/WRITEDATA and
// CURLOPT_HEADERFUNCTION/HEADERDATA, whose functions have one type.
static inline CURLcode mortise_curl_set_sink(
    CURL *easy, CURLoption function, CURLoption data, curl_write_callback call, void *context) {
    CURLcode code = curl_easy_setopt(easy, function, call);
    return code == CURLE_OK ? curl_easy_setopt(easy, data, context) : code;
}

// The same for CURLOPT_READFUNCTION/READDATA, which give a request's body.
static inline CURLcode mortise_curl_set_source(CURL *easy, curl_read_callback call, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, call);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_READDATA, context) : code;
}

static inline CURLcode mortise_curl_set_open_socket(CURL *easy, curl_opensocket_callback call, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, call);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context) : code;
}

static inline CURLcode mortise_curl_set_prerequest(CURL *easy, curl_prereq_callback call, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, call);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_PREREQDATA, context) : code;
}

static inline CURLcode mortise_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode mortise_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode mortise_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode mortise_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode mortise_curl_multi_set_socket(CURLM *multi, curl_socket_callback call, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, call);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context) : code;
}

static inline CURLMcode mortise_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback call, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, call);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}

// Macros with casts or suffixes that Swift does not import alike on every version.
static inline long mortise_curl_tls_1_2(void) { return CURL_SSLVERSION_TLSv1_2; }
static inline long mortise_curl_http_1_1(void) { return CURL_HTTP_VERSION_1_1; }
