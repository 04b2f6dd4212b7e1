// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <microhttpd.h>

// What libmicrohttpd offers through C variadics, which Swift cannot call, as functions with fixed parameters.

typedef void *(*mortise_uri_callback)(void *cls, const char *uri, struct MHD_Connection *connection);

// MHD_start_daemon takes its options as variadic pairs.
static inline struct MHD_Daemon *mortise_mhd_start(
    unsigned int flags,
    int listen_fd,
    unsigned int connections,
    unsigned int connections_per_address,
    unsigned int idle_seconds,
    size_t connection_memory,
    MHD_AccessHandlerCallback on_access,
    mortise_uri_callback on_uri,
    MHD_RequestCompletedCallback on_completed,
    MHD_NotifyConnectionCallback on_connection,
    void *cls)
{
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_access, cls,
        MHD_OPTION_LISTEN_SOCKET, listen_fd,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, cls,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, cls,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, cls,
        MHD_OPTION_END);
}

// MHD_get_connection_info is variadic.
static inline int mortise_mhd_socket(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL ? info->connect_fd : -1;
}

// The same, for the peer's address; NULL when it is not known. Valid as long as the connection.
static inline const struct sockaddr *mortise_mhd_peer(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info != NULL ? info->client_addr : NULL;
}

// The same, for what the connection callback stored for this connection.
static inline void *mortise_mhd_connection_context(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

// MHD_get_daemon_info is variadic. The descriptor that becomes readable when there is something to do, of a daemon with
// MHD_USE_EPOLL and no thread of its own; -1 when it has none.
static inline int mortise_mhd_epoll(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info != NULL ? info->epoll_fd : -1;
}

// MHD_set_connection_option is variadic. 0: no time-out for silence.
static inline void mortise_mhd_set_idle_seconds(struct MHD_Connection *connection, unsigned int seconds)
{
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}
