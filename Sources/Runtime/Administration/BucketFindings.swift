// SPDX-License-Identifier: Apache-2.0
import Configuration
import Jobs
import Runtime

/// What `doctor` finds of the places where artifacts are kept: each bucket is tried.
enum BucketFindings {
    struct Finding: Sendable {
        /// Nil: in order. True: worth a look. False: wrong.
        var isNote: Bool?
        var sentence: String
    }

    /// One for each site, in their order.
    static func of(_ configuration: HostConfiguration) async -> [Finding] {
        let isOnly = configuration.sites.count == 1
        var findings: [Finding] = []
        for site in configuration.sites {
            var finding = await of(site, folder: configuration.dataDirectory + "/artifacts/" + site.id.name)
            if !isOnly { finding.sentence = "\(site.id.name): \(finding.sentence)" }
            findings.append(finding)
        }
        return findings
    }

    private static func of(_ site: SiteConfiguration, folder: String) async -> Finding {
        guard let bucket = site.bucket else { return Finding(isNote: nil, sentence: "in the folder \(folder)") }
        var place = "bucket \(bucket.bucket)"
        if !bucket.prefix.isEmpty { place += " behind \(bucket.prefix)/" }
        place += bucket.endpoint.map { " at \($0)" } ?? " of AWS in \(bucket.region)"
        do {
            let trouble = try await ArtifactSetup.probe(bucket, site: site.id)
            guard let trouble else {
                return Finding(isNote: nil, sentence: "\(place): a small object was stored, read and removed")
            }
            return Finding(isNote: true, sentence: "\(place): \(trouble)")
        } catch {
            return Finding(isNote: false, sentence: "\(place): \(error)")
        }
    }
}
