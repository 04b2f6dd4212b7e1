// SPDX-License-Identifier: Apache-2.0
import Observability
import StandIns
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoggerTests {
    @Test(arguments: Logger.Level.allCases)
    func whatIsBelowTheThresholdIsNotWritten(_ threshold: Logger.Level) {
        let lines = CollectedLines()
        let log = Logger(lines, threshold: threshold)
        log.debug("d")
        log.info("i")
        log.warning("w")
        log.error("e")
        #expect(lines.all.map(\.level) == Logger.Level.allCases.filter { $0 >= threshold })
    }

    @Test func fieldsAddUpInOrderAndStayWithTheirCopy() {
        let lines = CollectedLines()
        let log = Logger(lines)
        let named = log.with("site", "default")
        named.info("one", ["job_id": "1", "attempt": "2"])
        log.info("two")
        #expect(lines.all[0].fields.map(\.name) == ["site", "attempt", "job_id"])
        #expect(lines.all[0].fields.map(\.value) == ["default", "2", "1"])
        #expect(lines.all[1].fields.isEmpty)
    }
}
