// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Jobs
import Modules
import Observability
import Queue
import Runtime
import SQLiteQueue

/// `mortise doctor`: what would keep the host from working, found before it is started.
struct Doctor {
    private enum Mark: String { case fine = "ok", note = "note", wrong = "WRONG" }
    private struct Finding {
        var mark: Mark
        var subject: String
        var sentence: String
    }

    private let invocation: Invocation
    private let arguments: Arguments

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        arguments = try Arguments(invocation.words, options: [], flags: ["--json"])
        guard arguments.rest.isEmpty else { throw UsageError("takes no words") }
    }

    func run() async throws -> Int32 {
        var findings: [Finding] = []
        var configuration: HostConfiguration?
        do throws(ConfigurationError) {
            configuration = try read(invocation.environment)
            findings.append(Finding(mark: .fine, subject: "configuration", sentence: "complete"))
        } catch {
            for problem in error.problems {
                let sentence = "\(problem.subject) \(problem.trouble). \(problem.remedy)"
                findings.append(Finding(mark: .wrong, subject: "configuration", sentence: sentence))
            }
            // The rest can be looked at all the same, with words in place of what is missing.
            let stand = [
                "AI_JOBS_HMAC_SECRET": String(repeating: "-", count: 32), "WP_CALLBACK_AUTH": ":",
                "WP_ALLOWED_CALLBACKS": "localhost", "AI_SHARED_SECRET": String(repeating: "-", count: 32),
                "WP_CALLBACK_SECRET": String(repeating: "-", count: 32),
            ]
            let wrong = Set(error.problems.map(\.name))
            let filled = invocation.environment.filter { !wrong.contains($0.key) }
            configuration = try? read(filled.merging(stand.filter { wrong.contains($0.key) }) { $1 })
        }
        if let configuration {
            for warning in configuration.warnings {
                findings.append(Finding(mark: .note, subject: "configuration", sentence: warning))
            }
            findings += configuration.sites.map { provider($0, isOnly: configuration.sites.count == 1) }
            findings += await modules(configuration)
            findings += await BucketFindings.of(configuration).map { found in
                Finding(
                    mark: found.isNote.map { $0 ? .note : .wrong } ?? .fine,
                    subject: "artifacts",
                    sentence: found.sentence
                )
            }
            findings += [await data(configuration.dataDirectory)]
            findings += await deliveries(configuration.dataDirectory)
        }
        show(findings)
        return findings.contains { $0.mark == .wrong } ? ExitStatus.failed : ExitStatus.fine
    }

    private func read(_ environment: [String: String]) throws(ConfigurationError) -> HostConfiguration {
        try HostConfiguration.read(
            environment,
            facts: invocation.facts,
            readFile: SecretFile.read,
            exposure: SecretFile.exposure
        )
    }

    private func provider(_ site: SiteConfiguration, isOnly: Bool) -> Finding {
        let choice = site.provider
        var sentence = isOnly ? "" : "\(site.id.name): "
        if choice.kind == "extractive" {
            sentence += "extractive, built in: no key, no network, no cost"
        } else {
            sentence += choice.kind
            if let url = choice.baseURL { sentence += " at \(url)" }
            if let model = choice.model { sentence += ", model \(model)" }
        }
        return Finding(mark: .fine, subject: "provider", sentence: sentence)
    }

    /// Starts each module for a look, out of a folder of its own so that a running host is not disturbed.
    private func modules(_ configuration: HostConfiguration) async -> [Finding] {
        var template = Array("/tmp/mortise-doctor-XXXXXX".utf8CString)
        guard let folder = mkdtemp(&template).map({ String(cString: $0) }) else {
            return [Finding(mark: .wrong, subject: "modules", sentence: "no temporary folder can be made in /tmp")]
        }
        defer { TemporaryFolder.remove(folder) }
        var elsewhere = configuration
        elsewhere.dataDirectory = folder
        do throws(ModuleError) {
            let quiet = Logger(StandardError(), threshold: .error)
            return try await ModuleSetup(elsewhere, log: quiet).inspect().flatMap { module in
                ModuleFindings.sentences(module).map {
                    Finding(mark: $0.isNote ? .note : .fine, subject: "module", sentence: $0.text)
                }
            }
        } catch {
            return [Finding(mark: .wrong, subject: "module", sentence: error.description)]
        }
    }

    private func data(_ folder: String) async -> Finding {
        guard access(folder + "/mortise.db", F_OK) == 0 else {
            return Finding(
                mark: .note,
                subject: "data",
                sentence: "\(folder) holds no queue yet; `mortise serve` makes it"
            )
        }
        do throws(QueueError) {
            let store = try await SQLiteStore.open(directory: folder, mode: .reader)
            let version = try await store.schemaVersion()
            let trouble = try await store.integrityCheck()
            let counts = try await store.counts()
            await store.close()
            if let trouble { return Finding(mark: .wrong, subject: "data", sentence: "\(folder): \(trouble)") }
            let states = JobState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }
            let jobs = states.isEmpty ? "no jobs" : states.joined(separator: ", ")
            return Finding(mark: .fine, subject: "data", sentence: "\(folder): schema \(version), whole; \(jobs)")
        } catch {
            return Finding(mark: .wrong, subject: "data", sentence: error.description)
        }
    }

    /// Destinations that wait for a person, and callbacks that were given up.
    private func deliveries(_ folder: String) async -> [Finding] {
        guard access(folder + "/mortise.db", F_OK) == 0,
            let store = try? await SQLiteStore.open(directory: folder, mode: .reader)
        else { return [] }
        let disabled = (try? await store.disabledDestinations()) ?? []
        let abandoned =
            (try? await store.deliveries(DeliveryFilter(state: .abandoned), before: nil, limit: 1_000)) ?? []
        await store.close()
        var findings = disabled.map { found in
            Finding(
                mark: .note,
                subject: "deliveries",
                sentence: "\(found.destination) of site \(found.site) answered 410 at \(found.since.rfc3339) and is "
                    + "sent nothing; when it is wanted again: mortise deliveries enable \(found.destination)"
            )
        }
        if !abandoned.isEmpty {
            let count = abandoned.count == 1_000 ? "1000 or more" : "\(abandoned.count)"
            let sentence = "\(count) callbacks were given up; `mortise deliveries list --state abandoned` shows them"
            findings.append(Finding(mark: .note, subject: "deliveries", sentence: sentence))
        }
        return findings
    }

    private func show(_ findings: [Finding]) {
        guard arguments.has("--json") else {
            for finding in findings {
                let mark = finding.mark.rawValue
                let subject = finding.subject
                invocation.terminal.say(
                    mark + String(repeating: " ", count: 7 - mark.count) + subject
                        + String(repeating: " ", count: max(1, 15 - subject.count))
                        + Terminal.harmless(finding.sentence)
                )
            }
            return
        }
        let items = findings.map {
            JSONText.object([
                ("mark", $0.mark.rawValue.lowercased()), ("subject", $0.subject), ("sentence", $0.sentence),
            ])
        }
        invocation.terminal.say("[" + items.joined(separator: ",\n") + "]")
    }
}
