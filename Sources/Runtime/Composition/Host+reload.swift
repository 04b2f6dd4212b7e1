// SPDX-License-Identifier: Apache-2.0
public import Configuration
import Delivery
import Destinations
import Gateway
import Jobs
import Modules
import Observability
import Scheduling
import Signing

extension Host {
    /// Goes on with another configuration, all or nothing: whatever fails leaves everything as it was. Jobs that run
    /// end with what they began with. May read the operator's token from its file: not for Swift's own threads.
    /// - Returns: the keys whose new value counts only after a restart.
    /// - Throws: an error whose description says what to do.
    @discardableResult
    public func reload(_ configuration: HostConfiguration) throws -> [String] {
        let before = current.values
        var next = before
        // What is fixed stays as it is, so that the next reload names it again.
        next.configuration = before.configuration.taking(configuration)
        if let error = ModuleSetup.inlineRefusal(next.configuration) { throw error }
        var answering = before.answering
        let new = try services.sites(configuration, over: before.shared, answering: &answering)
        next.answering = answering
        next.router = try routers.make(next.configuration)
        for warning in configuration.warnings { log.warning(warning) }
        Self.warn(of: configuration.sites, tasks: tasks, log)
        // Nothing below can fail. First who works on jobs that are let in afterwards.
        sites.replace(new, now: steady.now())
        delivery.replace(configuration.sites.map(\.delivery))
        current.replace(next)
        scheduler.reconsider()
        let fixed = before.configuration.fixedKeys(changedIn: configuration)
        log.info("configuration reloaded", ["site": configuration.siteNames])
        if !fixed.isEmpty {
            log.warning(
                "changed, but in effect only after a restart: \(fixed.joined(separator: ", "))",
                ["keys": fixed.joined(separator: ",")]
            )
        }
        return fixed
    }

    /// Settings for what no module offers are most likely a slip.
    static func warn(of sites: [SiteConfiguration], tasks: TaskTypes, _ log: Logger) {
        for site in sites {
            for name in site.settings.names where !tasks.names.contains(name) {
                log.warning("the settings have task type \(name), which no module offers", ["site": site.id.name])
            }
        }
    }
}

extension HostConfiguration {
    /// For a log line: the names of a few, the number of many.
    var siteNames: String {
        sites.count > 10 ? "\(sites.count) sites" : sites.map(\.id.name).joined(separator: ",")
    }

    /// This with everything of `other` that a running host can take over.
    fileprivate func taking(_ other: HostConfiguration) -> HostConfiguration {
        var next = self
        next.sites = other.sites
        next.provider = other.provider
        next.services.downloads = other.services.downloads
        next.services.downloadBytes = other.services.downloadBytes
        next.services.downloadSeconds = other.services.downloadSeconds
        next.operatorToken = other.operatorToken
        next.drainSeconds = other.drainSeconds
        next.warnings = other.warnings
        return next
    }
}

extension SiteConfiguration {
    /// The site as Gateway sees it.
    var door: SiteDoor {
        SiteDoor(
            site: id,
            secret: jobsSecret,
            apiTokens: apiTokens,
            freshness: freshness.map { .seconds($0) } ?? .off,
            // The contract's own settings are the sender's last word only where the site says nothing.
            settings: settings.over(PostSummary.settings, for: PostSummary.taskType),
            documents: documents.map(documentDoor),
            nativeCallbackRefusal: { [callbacks, isSigned = !webhookKeys.isEmpty] url in
                isSigned ? callbacks.refusal(ofURL: url) : "this site has no webhook secret to sign callbacks with"
            },
            callbackRefusal: { [callbacks] in callbacks.refusal(ofURL: $0) }
        )
    }

    private func documentDoor(_ documents: DocumentConfiguration) -> DocumentDoor {
        DocumentDoor(
            secret: documents.secret,
            settings: settings.over(Array("{}".utf8), for: DocumentSummary.taskType),
            retry: DocumentSummary.retry(hardTimeout: documents.hardTimeout),
            wantsFailureDraft: documents.wantsFailureDraft,
            callbackRefusal: { [rule = documents.callbacks] in rule.refusal(ofURL: $0) },
            fileRefusal: { [downloads] in downloads.refusal(ofURL: $0) }
        )
    }

    /// The site as Delivery sees it.
    var delivery: DeliverySite {
        DeliverySite(
            site: id,
            basicCredentials: callbackCredentials,
            webhook: webhookKeys.isEmpty ? nil : StandardWebhook(keys: webhookKeys),
            destinations: callbacks,
            documents: documents.map {
                DocumentDelivery(secret: $0.callbackSecret, destinations: $0.callbacks)
            }
        )
    }
}
