// SPDX-License-Identifier: Apache-2.0
import Jobs
import Services
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProgressBoardTests {
    private func job(_ text: String = "job") throws -> JobID { try #require(JobID(text)) }

    @Test func theLastWordOfARunningJobIsShown() throws {
        let board = ProgressBoard()
        #expect(board.view(of: try job()) == nil)
        let run = board.begin(try job())
        #expect(board.view(of: try job())?.hasProgress == false)
        board.progress(run, done: 1, total: 4, note: "reading")
        board.progress(run, done: 2, total: 4, note: "")
        board.append(run, "Hel")
        board.append(run, "lo")
        let view = try #require(board.view(of: try job()))
        #expect(view.done == 2 && view.total == 4 && view.note.isEmpty && view.hasProgress)
        #expect(view.partial == "Hello" && !view.isCut)
        board.end(run)
        #expect(board.view(of: try job()) == nil)
        #expect(board.bytes == 0)
        // A word that comes after the end is nobody's.
        board.progress(run, done: 9, total: 9, note: "")
        board.append(run, "late")
        board.end(run)
        #expect(board.view(of: try job()) == nil && board.bytes == 0)
    }

    /// A lease that ran out can leave two runs of a job: the newer one is shown, and outlives the older.
    @Test func theNewestRunIsShown() throws {
        let board = ProgressBoard()
        let old = board.begin(try job())
        board.append(old, "old")
        let new = board.begin(try job())
        board.append(new, "new")
        board.append(old, "er")
        #expect(board.view(of: try job())?.partial == "new")
        board.end(old)
        #expect(board.view(of: try job())?.partial == "new")
        board.end(new)
        #expect(board.bytes == 0)
    }

    @Test(arguments: [1, 3, 100, 5_000, 70_000])
    func theNewestTextIsKeptAndIsWhole(_ step: Int) throws {
        let board = ProgressBoard(runLimit: 20_000)
        let run = board.begin(try job())
        let whole = String(String(repeating: "aä€🦊", count: 4_000).unicodeScalars.prefix(15_999))
        var rest = Array(whole.unicodeScalars)[...]
        while !rest.isEmpty {
            board.append(run, String(String.UnicodeScalarView(rest.prefix(step))))
            rest = rest.dropFirst(step)
            #expect(board.bytes <= 20_000)
        }
        let view = try #require(board.view(of: try job()))
        #expect(view.isCut && whole.hasSuffix(view.partial))
        #expect(view.partial.utf8.count > 20_000 - 4_100)
        #expect(!view.partial.contains("\u{FFFD}"))
    }

    @Test func allRunsTogetherAreBounded() throws {
        let board = ProgressBoard(runLimit: 1_000, limit: 5_000)
        let text = String(repeating: "x", count: 1_000)
        let runs = try (0..<20).map { board.begin(try job("job-\($0)")) }
        for run in runs {
            board.append(run, text)
            #expect(board.bytes <= 5_000)
        }
        #expect(board.view(of: try job("job-0"))?.partial.isEmpty == true)
        #expect(board.view(of: try job("job-0"))?.isCut == true)
        #expect(board.view(of: try job("job-19"))?.partial == text)
        for run in runs { board.end(run) }
        #expect(board.bytes == 0)
    }

    @Test func manyThreadsAtOnce() async throws {
        let board = ProgressBoard(runLimit: 1_000, limit: 10_000)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    guard let job = JobID("job-\(number % 10)") else { return }
                    let run = board.begin(job)
                    for step in 0..<100 {
                        board.append(run, "some text of step \(step)")
                        board.progress(run, done: UInt64(step), total: 100, note: "n")
                        _ = board.view(of: job)
                    }
                    board.end(run)
                }
            }
        }
        #expect(board.bytes == 0)
    }
}
