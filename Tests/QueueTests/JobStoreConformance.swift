// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

/// What `JobStore` promises, for every engine.
@Suite(.timeLimit(.minutes(1)))
struct JobStoreConformance {
    @Test(arguments: EngineFactory.all)
    func anUnknownJobIsNil(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in #expect(try await engine.store.job(jobID(1)) == nil) }
    }

    @Test(arguments: EngineFactory.all)
    func aJobCanBeReadAsSoonAsItIsAccepted(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let job = try newJob(1, reply: nil)
            _ = try await engine.queue.submit(job)
            let record = try #require(try await engine.store.job(job.id))
            #expect(record.state == .queued && record.reply == nil && record.updatedAt == job.createdAt)
            #expect(record.retry == policy && record.error == nil && record.result == nil)
        }
    }

    /// 24 jobs: two sites, two types, and some of every state.
    private func populate(_ engine: EngineUnderTest) async throws -> [JobRecord] {
        for number in 0..<24 {
            let job = try newJob(number, site: number % 2 == 0 ? "blog" : "shop", type: number % 3 == 0 ? "ocr" : "sum")
            _ = try await engine.queue.submit(job)
        }
        let leased = try await engine.queue.lease(limit: 18, suspects: false, now: second(0), until: second(60))
        for (job, state) in zip(leased, Array(repeating: JobState.allCases.filter(\.isTerminal), count: 3).joined()) {
            var settlement = Settlement.success()
            settlement.state = state
            #expect(try await engine.queue.settle(job.lease, settlement))
        }
        return try await engine.store.jobs(JobFilter(), before: nil, limit: 1_000)
    }

    @Test(arguments: EngineFactory.all)
    func listsAreTheNewestFirst(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let all = try await populate(engine)
            #expect(all.map(\.id.text) == (0..<24).map { jobID($0).text }.sorted(by: >))
        }
    }

    @Test(arguments: EngineFactory.all)
    func everyFilterGivesWhatAFilterOfAllWouldGive(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let all = try await populate(engine)
            let sites: [SiteID?] = [nil, try site("blog"), try site("shop"), try site("nobody")]
            for site in sites {
                for state in [nil] + JobState.allCases.map(Optional.some) {
                    for type in [nil, "ocr", "sum", "none"] {
                        let filter = JobFilter(site: site, state: state, taskType: type)
                        let expected = all.filter {
                            (site == nil || $0.site == site) && (state == nil || $0.state == state)
                                && (type == nil || $0.taskType == type)
                        }
                        // Page by page, so that `before` and `limit` are in every case too.
                        var found: [JobRecord] = []
                        while true {
                            let page = try await engine.store.jobs(filter, before: found.last?.id, limit: 5)
                            found += page
                            if page.count < 5 { break }
                        }
                        #expect(found.map(\.id) == expected.map(\.id), "\(filter)")
                    }
                }
            }
        }
    }

    /// Ten jobs a second apart; every pair of bounds gives what a filter of all would give, page by page.
    @Test(arguments: EngineFactory.all)
    func boundsInTimeGiveWhatAFilterOfAllWouldGive(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            for number in 0..<10 {
                var job = try newJob(number, site: number % 2 == 0 ? "blog" : "shop")
                job.createdAt = second(Double(number))
                job.id = jobID(number, at: job.createdAt)
                _ = try await engine.queue.submit(job)
            }
            let all = try await engine.store.jobs(JobFilter(), before: nil, limit: 1_000)
            let moments: [Double?] = [nil, -1, 0, 2.5, 3, 9, 10]
            for (since, until) in moments.flatMap({ since in moments.map { (since, $0) } }) {
                for site in [nil, try site("blog")] {
                    for (state, type) in [(nil, nil), (JobState.queued, nil), (nil, "post_summary")] {
                        let filter = JobFilter(
                            site: site,
                            state: state,
                            taskType: type,
                            since: since.map(second),
                            until: until.map(second)
                        )
                        let expected = all.filter {
                            (site == nil || $0.site == site) && $0.createdAt >= (filter.since ?? second(-9))
                                && $0.createdAt < (filter.until ?? second(99))
                        }
                        let first = try await engine.store.jobs(filter, before: nil, limit: 2)
                        let rest = try await engine.store.jobs(filter, before: first.last?.id ?? jobID(0), limit: 99)
                        #expect((first.isEmpty ? [] : first + rest).map(\.id) == expected.map(\.id), "\(filter)")
                    }
                }
            }
        }
    }

    /// New jobs between two pages move nothing: every old one is on exactly one page.
    @Test(arguments: EngineFactory.all)
    func pagesAreStableWhileJobsAreAdded(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            func add(_ numbers: Range<Int>) async throws {
                for number in numbers {
                    var job = try newJob(number)
                    job.id = jobID(number, at: second(Double(number)))
                    _ = try await engine.queue.submit(job)
                }
            }
            try await add(0..<20)
            var seen: [JobID] = []
            for round in 1...4 {
                seen += try await engine.store.jobs(JobFilter(), before: seen.last, limit: 5).map(\.id)
                try await add(20 * round..<20 * round + 7)
            }
            #expect(seen == (0..<20).reversed().map { jobID($0, at: second(Double($0))) })
        }
    }

    @Test(arguments: EngineFactory.all)
    func listsAreWithoutWhatMayBeLarge(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success())
            let listed = try #require(try await engine.store.jobs(JobFilter(), before: nil, limit: 1).first)
            #expect(listed.state == .succeeded && listed.result == nil)
            #expect(try await engine.store.job(jobID(1))?.result != nil)
        }
    }

    @Test(arguments: EngineFactory.all, [(-1, 1), (0, 1), (1, 1), (1_000, 1_000), (Int.max, 1_000)])
    func limitsAreKeptWithinOneAndAThousand(_ factory: EngineFactory, _ limit: (given: Int, kept: Int)) async throws {
        try await factory.with { engine async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1_001 {
                    group.addTask { _ = try await engine.queue.submit(try newJob(number)) }
                }
                try await group.waitForAll()
            }
            let page = try await engine.store.jobs(JobFilter(), before: nil, limit: limit.given)
            #expect(page.count == limit.kept)
        }
    }

    @Test(arguments: EngineFactory.all)
    func countsAgreeWithTheLists(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let all = try await populate(engine)
            let counts = try await engine.store.counts()
            for state in JobState.allCases {
                #expect(counts[state] == all.count { $0.state == state }, "\(state)")
            }
            #expect(try await engine.queue.recoverAbandoned(now: second(1)) == 6)
            #expect(try await engine.store.counts()[.running] == 0)
            #expect(try await engine.store.counts()[.queued] == 12)
            let back = try await engine.store.jobs(JobFilter(state: .queued), before: nil, limit: 99)
            #expect(back.count { $0.outcome == .interrupted } == 6)
        }
    }
}
