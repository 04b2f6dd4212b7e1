// SPDX-License-Identifier: Apache-2.0

extension Key {
    static let siteName = Key(
        "name",
        "MORTISE_SITE",
        .text,
        "1 to 64 characters from a-z, 0-9, `.`, `_` and `-`",
        default: "default",
        "In /s/NAME/jobs and /s/NAME/api/v1/jobs, logs and listings. Must be given where there are several sites."
    )
    static let jobsSecret = Key(
        "hmac_secret",
        "AI_JOBS_HMAC_SECRET",
        .secret,
        "a text of 32 bytes or more",
        "The site signs its posts with it (contract A). Make one: mortise keys new hmac"
    )
    static let acceptShortSecret = Key(
        "accept_short_secret",
        "MORTISE_ACCEPT_SHORT_SECRET",
        .flag,
        "`true` or `false`",
        default: "false",
        "`true` admits secrets of contracts A and B of fewer than 32 bytes; `mortise doctor` names them then."
    )
    static let callbackCredentials = Key(
        "callback_auth",
        "WP_CALLBACK_AUTH",
        .secret,
        "`username:application password`",
        "Basic credentials of the callbacks of contract A."
    )
    static let callbacks = Key(
        "callbacks",
        "WP_ALLOWED_CALLBACKS",
        .list(separator: ", "),
        "a list of hosts, addresses and blocks, such as [blog.example.org, 127.0.0.1]",
        """
        Hosts that callbacks, and with them the credentials, may go to.
        Contract B's, which carry none, may go to any public address where this is left out.
        """
    )
    static let sharedSecret = Key(
        "shared_secret",
        "AI_SHARED_SECRET",
        .secret,
        "a text of 32 bytes or more",
        "The site signs its documents with it (contract B). Make one: mortise keys new hmac"
    )
    static let callbackSecret = Key(
        "callback_secret",
        "WP_CALLBACK_SECRET",
        .secret,
        "a text of 32 bytes or more",
        "Signs the callbacks of contract B. Must be given with shared_secret."
    )
    static let failureDraft = Key(
        "failure_draft",
        "MORTISE_FAILURE_DRAFT",
        .flag,
        "`true` or `false`",
        default: "false",
        "`true`: a document that could not be summarized is called back too, as a draft that says why (contract B)."
    )
    static let documentSeconds = Key(
        "document_seconds",
        "MORTISE_DOCUMENT_SECONDS",
        .number(20...86_400),
        "seconds",
        default: "600",
        "Seconds after which a run on a document of contract B is ended; it is asked to stop a twentieth before."
    )
    static let webhookSecret = Key(
        "webhook_secret",
        "MORTISE_WEBHOOK_SECRET",
        .secret,
        "whsec_ and base64 of 24 to 64 bytes; several separated by spaces",
        "Signs callbacks by Standard Webhooks too. Make one: mortise keys new webhook"
    )
    static let apiTokens = Key(
        "api_tokens",
        "MORTISE_API_TOKENS",
        .list(separator: " "),
        "a list of `sha256:` and 64 hexadecimal digits, as `mortise keys new` prints them",
        """
        Tokens that open /v1 for this site's jobs, as their digests. Make one: mortise keys new
        A site with a token, or with shared_secret, needs no hmac_secret, callback_auth and callbacks.
        """
    )
    static let freshness = Key(
        "freshness",
        "MORTISE_FRESHNESS",
        .text,
        "seconds such as `300s`, at most a year, or `off`",
        default: "86400s",
        "How far a signed timestamp may be off."
    )
    static let jobsPerMinute = Key(
        "jobs_per_minute",
        "MORTISE_JOBS_PER_MINUTE",
        .number(0...1_000_000),
        "0 for no limit",
        "Jobs begun in a minute, and at once after a pause; the rest wait. 30 with a provider's key, else no limit."
    )
    static let settings = Key(
        "settings",
        "MORTISE_SETTINGS",
        .settings,
        "task types, each with keys of its own, such as `post_summary: {words: 80}`",
        "What modules get for every job of this site, by task type: length, language, tone, prompts. No secrets."
    )
    static let settingsFile = Key(
        "settings_file",
        "MORTISE_SETTINGS_FILE",
        .text,
        "the path of a JSON file of at most 1 MiB",
        "The same from a JSON file, instead."
    )

    /// In the order of the example.
    static let ofSite: [Key] =
        [
            siteName, jobsSecret, acceptShortSecret, callbackCredentials, callbacks,
            sharedSecret, callbackSecret, failureDraft, documentSeconds,
            webhookSecret, apiTokens, freshness,
            jobsPerMinute, settings, settingsFile,
        ] + providerOfSite + [downloadsOfSite] + bucketOfSite
}
