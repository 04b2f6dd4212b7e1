// SPDX-License-Identifier: Apache-2.0

extension Query {
    /// The lists take ?1 the callback before which they begin or NULL, ?2 how many, ?3 the site or NULL.
    var deliveries: String {
        switch self {
        case .postponeCallback:
            "UPDATE callbacks SET held = 0, next_at = ?2, due_at = ?2 WHERE id = ?1 AND state = 0"
        case .listCallbacks: Self.list("", "c.seq < \(Self.newest)", by: "c.seq DESC")
        case .listDeliveredCallbacks: Self.list("", "c.seq < \(Self.newest) AND c.state = 1", by: "c.seq DESC")
        case .listAbandonedCallbacks:
            Self.list(
                "INDEXED BY callbacks_abandoned",
                "c.state = 2 AND c.seq < \(Self.newest)",
                by: "c.seq DESC"
            )
        case .listWaitingCallbacks:
            Self.list(
                "INDEXED BY callbacks_due",
                """
                c.state = 0 AND (c.due_at, c.seq) > (
                    coalesce((SELECT due_at FROM callbacks WHERE id = ?1), -1),
                    coalesce((SELECT seq FROM callbacks WHERE id = ?1), 0))
                """,
                by: "c.due_at, c.seq"
            )
        case .callbackByID:
            "SELECT \(Self.columns) FROM callbacks AS c CROSS JOIN jobs AS j ON j.seq = c.job WHERE c.id = ?1"
        case .callbackIsHeld: "SELECT held FROM callbacks WHERE id = ?1"
        case .replayCallback:
            """
            UPDATE callbacks SET state = 0, held = 0, next_at = ?2, due_at = ?2, replayed_at = ?2,
                attempts_before = attempts
            WHERE id = ?1
            """
        case .disableDestination:
            """
            INSERT INTO disabled_destinations (site, destination, since, callback) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO NOTHING
            """
        case .enableDestination: "DELETE FROM disabled_destinations WHERE site = ?1 AND destination = ?2"
        case .hastenCallbacks:
            """
            UPDATE callbacks INDEXED BY callbacks_due SET next_at = ?2, due_at = ?2
            WHERE state = 0 AND due_at > ?2 AND held = 0 AND site = ?1
            """
        case .disabledDestinations:
            """
            SELECT site, destination, since, callback FROM disabled_destinations WHERE site >= ''
            ORDER BY site, destination
            """
        default: ""
        }
    }

    private static let columns =
        "c.seq, c.id, j.id, c.site, c.contract, c.url, c.state, c.next_at, c.attempts, c.created_at"
    /// Where a page of the newest begins.
    private static let newest = "coalesce((SELECT seq FROM callbacks WHERE id = ?1), 9223372036854775807)"

    private static func list(_ index: String, _ condition: String, by order: String) -> String {
        """
        SELECT \(columns) FROM callbacks AS c \(index) CROSS JOIN jobs AS j ON j.seq = c.job
        WHERE \(condition) AND (?3 IS NULL OR c.site = ?3) ORDER BY \(order) LIMIT ?2
        """
    }
}
