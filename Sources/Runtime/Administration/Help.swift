// SPDX-License-Identifier: Apache-2.0

/// What `mortise help` says.
enum Help {
    static func text(for command: String?) -> String {
        switch command {
        case "serve": serve
        case "submit": submit
        case "jobs": jobs
        case "deliveries": deliveries
        case "backup": backup
        case "doctor": doctor
        default: overview
        }
    }

    private static let overview = """
        mortise: a worker runtime for AI tasks

          mortise serve              take jobs, run them, deliver their callbacks
          mortise submit FILE        send a post to a running host, signed
          mortise submit --task NAME send any job to a running host
          mortise jobs list          the newest jobs
          mortise jobs show ID       one job: state, result, errors, deliveries
          mortise deliveries list    callbacks: what became of each
          mortise backup FILE        copy the queue while the host runs
          mortise doctor             check configuration, sandbox and data
          mortise version
          mortise help COMMAND       more about one command
        """

    private static let serve = """
        mortise serve

        Takes signed posts at POST /jobs (and /s/SITE/jobs), runs them in sandboxed module
        processes, and posts the summaries back. Stops on SIGTERM, giving running jobs time.

        Must be set:
          AI_JOBS_HMAC_SECRET    what the site signs its jobs with; or AI_JOBS_HMAC_SECRET_FILE
          WP_CALLBACK_AUTH       username:application password for callbacks; or WP_CALLBACK_AUTH_FILE
          WP_ALLOWED_CALLBACKS   hosts, addresses or CIDR that callbacks may go to
        May be set:
          MORTISE_LISTEN         127.0.0.1:8080
          MORTISE_DATA           /var/lib/mortise as root, else ~/.local/state/mortise
          MORTISE_SITE           default
          MORTISE_FRESHNESS      86400s; how far a signed timestamp may be off, or `off`
          MORTISE_WEBHOOK_SECRET whsec_…; signs callbacks by Standard Webhooks too
          MORTISE_OPERATOR_TOKEN opens POST /v1/jobs and GET /v1/jobs/ID; made and kept in MORTISE_DATA when unset
          MORTISE_MODULES        module files, separated by `:`
          MORTISE_MODULE_USER    59500; the user modules run as, when started as root
          MORTISE_MODULE_MEMORY  2048; MiB of address space a module process, 0 for no limit
          MORTISE_JOBS_PER_MINUTE  30 with OPENAI_API_KEY, else no limit; 0 for none
          MORTISE_SETTINGS_FILE  JSON by task type, such as {"post_summary":{"words":80}}
          MORTISE_METRICS_LISTEN GET /metrics without a token at this address; else with the operator's
          MORTISE_KEEP_JOBS_DAYS 30; docs/operations.md has the others of MORTISE_KEEP_…
          MORTISE_DRAIN          20; seconds that running jobs get at a stop
          OPENAI_API_KEY         without it, the built-in extractive provider writes summaries
          OPENAI_BASE_URL        https://api.openai.com/v1

        Example:
          AI_JOBS_HMAC_SECRET=$(openssl rand -base64 32) WP_CALLBACK_AUTH='bot:abcd efgh' \\
          WP_ALLOWED_CALLBACKS=127.0.0.1 mortise serve
        """

    private static let submit = """
        mortise submit FILE --callback URL [options]
        mortise submit --task NAME --input FILE [options]

        The first form sends the text in FILE (`-` for standard input) to a running host, as a site
        would: signed with AI_JOBS_HMAC_SECRET. The second sends a job of any task type, with the
        operator's token: MORTISE_OPERATOR_TOKEN, or the one kept in MORTISE_DATA. Prints the job's id.

          --url URL          http:// and MORTISE_LISTEN
          --site NAME        for a host with several sites
          --wait             wait for the end and print the result
          --json             print the host's answer (with --wait: the job) as JSON
        A post:
          --callback URL     where the summary is posted; its host must be allowed there
          --title TEXT       the post's title; the file's name unless told
          --post-id N        1
          --job-id TEXT      idempotency key: the same key is the same job
        A job of any task type:
          --input FILE       the input, a JSON object; `-` for standard input
          --settings FILE    settings of this job, a JSON object
          --key TEXT         idempotency key: the same key is the same job
          --priority N       0 runs first, 9 last; 5
          --at TIME          run then, such as 2026-03-01T07:30:00Z

        Examples:
          mortise submit article.txt --callback http://127.0.0.1:9000/summary --wait
          echo '{"prompt":"@teaser","variables":{"post":"…"}}' | \\
            mortise submit --task custom_prompt --input - --wait
        """

    private static let jobs = """
        mortise jobs list [--state STATE] [--site NAME] [--task TYPE] [--limit N] [--before ID] [--json]
        mortise jobs show ID [--json]

        Reads MORTISE_DATA; works while the host runs and while it does not.
        STATE is queued, running, succeeded, failed, quarantined or cancelled.

        Examples:
          mortise jobs list --state failed
          mortise jobs show 01938c5e-7b1c-7e6a-9d3f-5b0c2a4e6f81
        """

    private static let deliveries = """
        mortise deliveries list [--state STATE] [--site NAME] [--limit N] [--before ID] [--json]
        mortise deliveries show ID [--json]
        mortise deliveries replay ID… [--url URL]
        mortise deliveries disabled [--json]
        mortise deliveries enable DESTINATION [--site NAME] [--url URL]

        list, show and disabled read MORTISE_DATA; they work while the host runs and while it does not.
        replay sends a callback again, under the same id, whatever became of it. enable switches on a
        destination that answered 410. Both ask the running host, at --url or MORTISE_LISTEN, with the
        operator's token. STATE is waiting, delivered or abandoned.

        Examples:
          mortise deliveries list --state abandoned
          mortise deliveries replay 01938c5e-7b1c-7e6a-9d3f-5b0c2a4e6f81
          mortise deliveries enable https://blog.example.org/wp-json/ai/v1/callback
        """

    private static let backup = """
        mortise backup FILE [--json]

        Writes the queue of MORTISE_DATA as it stands now into a new file with mode 0600, while the host
        runs or while it does not, and examines the copy. FILE must not exist. Artifacts, cache and modules
        are plain files in MORTISE_DATA and are not in it; docs/operations.md has the restore.

        Examples:
          mortise backup /backup/mortise-$(date +%F).db
        """

    private static let doctor = """
        mortise doctor [--json]

        Checks the configuration, starts each module once and says which sandbox tier it reached, and
        checks the data. Exits 0 when nothing is wrong.
        """
}
