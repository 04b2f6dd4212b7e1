# SPDX-License-Identifier: Apache-2.0
"""Object storage on loopback: moto's server, an independent implementation of S3. Prints its port."""
import logging
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

import local_server


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *arguments):
        pass


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    print(server.server_port, flush=True)
    sys.stdout = sys.stderr
    threading.Thread(target=local_server.exit_with_stdin, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
