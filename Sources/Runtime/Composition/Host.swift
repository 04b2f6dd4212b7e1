// SPDX-License-Identifier: Apache-2.0

import CSystem
public import Configuration
import Delivery
import Destinations
import Gateway
import Glibc
import Jobs
import Limits
import Modules
public import Observability
import Outbound
import Providers
import Queue
import SQLiteQueue
import Scheduling
import Services
import Signing
import Threads

/// The host: every room made and joined, from one configuration. `start`, then `run` until `stop`.
public final class Host: Sendable {
    private let store: SQLiteStore
    private let client: CurlClient
    private let server: HTTPServer
    /// Serves metrics and nothing else, where the operator wants them apart.
    private let metricsServer: HTTPServer?
    private let survey: SQLiteSurvey
    let scheduler: Scheduler
    private let isPaused: Bool
    private let feed: JobFeed
    private let housekeeper: Housekeeper
    private let clockWatch: ClockWatch
    let steady: SteadyClock
    let delivery: DeliveryWorker
    let log: Logger
    let sites: LiveSites
    let tasks: TaskTypes
    let services: ServiceSetup
    let routers: RouterSetup
    let current: CurrentState

    /// Opens the data, starts the modules, recovers what a dead host left, and listens.
    ///
    /// - Throws: an error whose description says what to do; nothing runs then.
    public static func start(
        _ configuration: HostConfiguration,
        log: Logger,
        observation: Observation = Observation()
    ) async throws -> Host {
        for warning in configuration.warnings { log.warning(warning) }
        hideMemory(log)
        try checkCryptography()
        let store = try await SQLiteStore.open(directory: configuration.dataDirectory, mode: .host)
        do {
            let budget = DescriptorBudget.raise()
            var options = CurlClient.Options()
            options.maximumConnections = budget.outbound
            let client = try CurlClient(options: options)
            return try await Host(configuration, store: store, client: client, budget: budget, log: log, observation)
        } catch {
            await store.close()
            throw error
        }
    }

    private init(
        _ configuration: HostConfiguration,
        store: SQLiteStore,
        client: CurlClient,
        budget: DescriptorBudget,
        log: Logger,
        _ observation: Observation
    ) async throws {
        let metrics = observation.metrics
        let clock = SystemClock()
        let steady = SteadyClock(from: clock)
        let random: @Sendable () -> (UInt64, UInt64) = {
            (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        }
        let (route, tasks) = try await ModuleSetup(configuration, log: log).start()
        Self.warn(of: configuration.sites, tasks: tasks, log)
        let setup = ServiceSetup(
            client: client,
            threads: try DiskThreads(),
            memo: store,
            clock: clock,
            log: log,
            metrics: metrics
        )
        let (shared, artifacts) = try await setup.shared(configuration)
        var answering: [ProviderChoice: ServiceSetup.Answering] = [:]
        let sites = LiveSites()
        sites.replace(try setup.sites(configuration, over: shared, answering: &answering), now: steady.now())
        _ = try await store.clockWasSet(by: 0, now: clock.now())

        let abandoned = try await store.recoverAbandoned(now: clock.now())
        let held = try await store.recoverHeld(spacing: DeliveryRules.spacings, now: clock.now())
        let possiblyPaid = try await shared.completions.reportInFlight { [store] in
            await Self.fields(of: $0, in: store)
        }
        if abandoned + held + possiblyPaid > 0 {
            log.info("recovered", ["jobs": "\(abandoned)", "callbacks": "\(held)", "model_calls": "\(possiblyPaid)"])
        }

        let delivery = DeliveryWorker(
            outbox: store,
            client: client,
            sites: configuration.sites.map(\.delivery),
            clock: clock,
            steady: steady,
            log: log,
            metrics: metrics
        )
        let survey = try await SQLiteSurvey.open(directory: configuration.dataDirectory)
        housekeeper = Housekeeper(
            configuration.operations.retention,
            store: store,
            survey: survey,
            artifacts: artifacts,
            cache: shared.cache,
            clock: clock,
            log: log,
            metrics: metrics
        )
        let page = MetricsPage(
            observation,
            survey: survey,
            route: route,
            delivery: delivery,
            directory: configuration.dataDirectory,
            clock: clock
        )
        let composer = CallbackComposer(clock: clock)
        var options = Scheduler.Options()
        options.idleSeconds = configuration.moduleIdle
        options.concurrency = configuration.concurrency
        let feed = JobFeed(run: String(random().0, radix: 36))
        let scheduler = Scheduler(
            queue: store,
            route: route,
            services: { sites.services($0) },
            pace: sites.pace,
            steady: steady,
            results: { tasks.result(of: $0) },
            settings: { sites.settings($0, $1) },
            callback: { composer.callback(for: $0, $1, result: $2, error: $3) },
            didSettle: { delivery.doorbell.ring() },
            didMove: { feed.publish($0) },
            clock: clock,
            log: log,
            observation: observation,
            options: options
        )
        clockWatch = ClockWatch(clock, steady, log: log) { [store] seconds throws(QueueError) in
            let rows = try await store.clockWasSet(by: seconds, now: clock.now())
            scheduler.doorbell.ring()
            delivery.clockWasSet()
            return rows
        }
        let commands = HostCommands(
            control: store,
            feed: feed,
            clock: clock,
            callback: { composer.callback(for: $0, .cancelled, result: nil, error: .cancelled) },
            tell: { scheduler.cancel($0) },
            jobs: scheduler.doorbell,
            callbacks: delivery.doorbell,
            metrics: metrics,
            log: log
        )
        routers = RouterSetup(
            store: store,
            jobs: scheduler.doorbell,
            commands: commands,
            feed: feed,
            tasks: tasks,
            running: { [board = shared.progress] in
                board.view(of: $0).map { said in
                    JobView.Running(
                        progress: said.hasProgress ? (said.done, said.total, said.note) : nil,
                        partial: said.partial.isEmpty ? nil : said.partial
                    )
                }
            },
            delivery: delivery,
            page: page,
            metrics: metrics,
            clock: clock,
            random: random,
            log: log
        )
        let current = CurrentState(
            CurrentState.Values(
                configuration: configuration,
                shared: shared,
                answering: answering,
                router: try routers.make(configuration)
            )
        )
        self.sites = sites
        self.steady = steady
        self.tasks = tasks
        services = setup
        self.current = current
        self.store = store
        self.client = client
        self.scheduler = scheduler
        self.delivery = delivery
        self.feed = feed
        self.log = log
        isPaused = configuration.isPaused
        if isPaused { log.warning("jobs are taken in and kept, and none is run: `paused` is true") }
        // A proxy in front makes every site's connections come from one address.
        let limits = ServerLimits(connections: budget.inbound, connectionsPerAddress: max(32, budget.inbound / 2))
        server = HTTPServer(
            options: ServerOptions(host: configuration.listenHost, port: configuration.listenPort, limits: limits),
            handler: { await current.router.handle($0) }
        )
        self.survey = survey
        metricsServer = configuration.operations.metricsListen.map { listen in
            HTTPServer(options: ServerOptions(host: listen.host, port: listen.port)) { request in
                guard request.path == "/metrics", ["GET", "HEAD"].contains(request.method) else {
                    return InboundResponse(status: 404, body: Array(#"{"error":"only GET /metrics is here"}"#.utf8))
                }
                return await page.answer()
            }
        }
        try metricsServer?.start()
        if let port = metricsServer?.port, let listen = configuration.operations.metricsListen {
            log.info("metrics without a token", ["metrics": "\(listen.host):\(port)"])
        }
        try server.start()
        log.info(
            "listening",
            [
                "address": "\(configuration.listenHost):\(server.port ?? 0)",
                "site": configuration.siteNames,
                "provider": Set(answering.keys.map(\.kind)).sorted().joined(separator: ","),
                "data": configuration.dataDirectory,
            ]
        )
    }

    /// Works until `stop` has been called and everything has ended.
    public func run() async {
        await withDiscardingTaskGroup { group in
            if !self.isPaused { group.addTask { await self.scheduler.run() } }
            group.addTask { await self.delivery.run() }
            group.addTask { await self.housekeeper.run() }
            group.addTask { await self.clockWatch.run() }
        }
    }

    /// Stops in the order of a job's path: intake, running jobs, callbacks, store. What is cut short goes back
    /// to the queue uncharged.
    public func stop() async {
        let drain = current.drainSeconds
        log.info("stopping", ["drain_seconds": "\(drain)"])
        feed.close()
        await server.stop(drain: 5)
        if !isPaused { await scheduler.stop(drain: drain) }
        await delivery.stop(within: 5)
        await housekeeper.stop()
        clockWatch.stop()
        client.close()
        await metricsServer?.stop(drain: 1)
        await survey.close()
        await store.close()
        log.info("stopped")
    }

    /// Seconds that `stop` takes at the most, its every part having used all of its time.
    public var longestStop: Double { 5 + current.drainSeconds + 10 + 5 + 5 }

    /// Returns when the queue's threads and the scheduler's loop have answered; while one of them hangs, it does not.
    /// A queue that answers with an error answers: a full device is nothing that a restart would mend.
    public func pulse() async {
        try? await store.pulse()
        if !isPaused { await scheduler.pulse() }
    }

    /// The port that is listened on, for a configuration that left the choice.
    public var port: UInt16? { server.port }

    /// What a line about a job that does not run bears. A job that cannot be read has its id all the same.
    private static func fields(of job: JobID, in store: SQLiteStore) async -> [String: String] {
        var fields = ["job_id": job.text]
        let record = try? await store.job(job)
        fields["site"] = record?.site.name
        fields["request_id"] = record?.requestID
        return fields
    }

    /// No other process of this user may read the host's memory, and no core dump holds a secret.
    private static func hideMemory(_ log: Logger) {
        if mortise_prctl(PR_SET_DUMPABLE, 0) != 0 || mortise_set_limit(Int32(RLIMIT_CORE.rawValue), 0, 0) != 0 {
            log.warning("core dumps cannot be turned off")
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
