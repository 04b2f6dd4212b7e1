// SPDX-License-Identifier: Apache-2.0

/// Every statement that is run often: prepared once a connection. A test asks SQLite for the plan of each, so
/// that none reads a whole table. `INDEXED BY` makes a plan an error instead of a slow surprise.
enum Query: CaseIterable {
    case begin, beginReading, commit, rollback, quickCheck
    // jobs
    case insertJob, insertInput, findByKey, spendKey
    case dueLanes, waiting, expired, retaken, lease, extend, requeue, finish, insertOutcome, deleteInput
    case deleteCompletions, recoverAbandoned, oldestWaiting, nextWaiting, nextLeaseEnd
    // requests from outside
    case controlled, cancelQueued, markCancelled, insertEnding, trimEndings, deleteOutcome, queueAgain, endings
    case forgetRejectingAttempts
    // reads
    case job, counts, addToCount, list, listByState, listByType, listBySite, listBySiteAndState
    // outbox
    case insertCallback, dueCallbacks, holdCallback, findCallback, updateCallback, insertAttempt, trimAttempts
    case heldCallbacks, freeCallbacks, firstDueCallback, callbacksOfJob, attempts
    // memo
    case findCompletion, beginCompletion, recordCompletion, abandonCompletion, rejectCompletion, inFlight, markInFlight
    // delivery log
    case postponeCallback, listCallbacks, listWaitingCallbacks, listDeliveredCallbacks, listAbandonedCallbacks
    case callbackByID, callbackIsHeld, replayCallback, disableDestination, enableDestination, hastenCallbacks
    case disabledDestinations
    // a clock that was set
    case jobsFromLater, leasesFromLater, callbacksFromLater, callbacksGrownOld
    // figures, retention
    case countOpen, countCallbacksWaiting
    case retentionJobs, retentionResults, retentionCallbacks, removeJob, removeResult, removeCallback

    var sql: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .beginReading: "BEGIN DEFERRED"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .quickCheck: "PRAGMA quick_check(20)"
        case .insertJob, .insertInput, .findByKey, .spendKey: intake
        case .dueLanes, .waiting, .expired, .retaken, .lease, .extend, .recoverAbandoned, .oldestWaiting,
            .nextWaiting, .nextLeaseEnd:
            leasing
        case .requeue, .finish, .insertOutcome, .deleteInput, .deleteCompletions: settling
        case .controlled, .cancelQueued, .markCancelled, .insertEnding, .trimEndings, .deleteOutcome, .queueAgain,
            .endings, .forgetRejectingAttempts:
            control
        case .job, .counts, .addToCount, .list, .listByState, .listByType, .listBySite, .listBySiteAndState: reading
        case .insertCallback, .dueCallbacks, .holdCallback, .findCallback, .updateCallback, .insertAttempt,
            .trimAttempts, .heldCallbacks, .freeCallbacks, .firstDueCallback, .callbacksOfJob, .attempts:
            outbox
        case .findCompletion, .beginCompletion, .recordCompletion, .abandonCompletion, .rejectCompletion, .inFlight,
            .markInFlight:
            memo
        case .postponeCallback, .listCallbacks, .listWaitingCallbacks, .listDeliveredCallbacks,
            .listAbandonedCallbacks, .callbackByID, .callbackIsHeld, .replayCallback, .disableDestination,
            .enableDestination, .hastenCallbacks, .disabledDestinations:
            deliveries
        case .jobsFromLater, .leasesFromLater, .callbacksFromLater, .callbacksGrownOld: clock
        case .countOpen, .countCallbacksWaiting, .retentionJobs, .retentionResults, .retentionCallbacks, .removeJob,
            .removeResult, .removeCallback:
            upkeep
        }
    }
}
