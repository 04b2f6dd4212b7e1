# SPDX-License-Identifier: Apache-2.0
"""The two tasks for Celery: broker and results on one Redis, in databases of their own."""
import os

from celery import Celery

import provider_call

server = os.environ["PEERS_REDIS"]
app = Celery("peers", broker=f"{server}/0", backend=f"{server}/1")
app.conf.update(
    task_acks_late=os.environ["PEERS_LATE"] == "1",
    task_reject_on_worker_lost=os.environ["PEERS_LATE"] == "1",
    task_ignore_result=False,
    # One store of results for all threads of a worker. Without this each green thread, so each task, makes its own with
    # a connection of its own, which costs more than the task.
    result_backend_thread_safe=True,
    # Nor is the store's own limit enough for them: redis-py's pool has a hundred ("Too many connections").
    redis_max_connections=10_000,
    worker_prefetch_multiplier=int(os.environ["PEERS_PREFETCH"]),
    # Nobody watches: the worker sends no events, and answers no remote control.
    worker_send_task_events=False,
    task_send_sent_event=False,
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    # With late acknowledgement each green thread sends its own. The default of ten connections fails them by the
    # hundred ("Couldn't ack", MaxConnectionsError), and the worker with them.
    broker_transport_options={"max_connections": 10_000},
)


@app.task
def nothing():
    return {}


@app.task
def ask():
    return provider_call.ask()
