// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Testing

@testable import Configuration

/// What `mortise config example` prints.
@Suite(.timeLimit(.minutes(1)))
struct ExampleTests {
    private static let replaced = ExampleFile.text
        .replacing("hmac_secret: CHANGEME", with: "hmac_secret: \(String(repeating: "s", count: 32))")
        .replacing(#""CHANGEME: username:application password""#, with: #""bot:abcd efgh""#)
        .replacing("CHANGEME.example.org", with: "blog.example.org")

    @Test func isAcceptedOnceItsPlaceholdersAreReplaced() throws {
        let found = try readFile(Self.replaced)
        #expect(found.site.id.name == "blog" && found.warnings == [])
        // Untouched, it is refused for these and nothing else.
        let names = fileProblems(ExampleFile.text).map(\.name)
        #expect(Set(names) == ["sites[1].hmac_secret", "sites[1].callback_auth", "sites[1].callbacks"])
    }

    @Test func namesEveryKeyAndVariable() {
        for key in Key.ofHost + Key.ofSite {
            #expect(ExampleFile.text.contains("\(key.name): "), "\(key.path)")
            if let variable = key.variable { #expect(ExampleFile.text.contains(variable), "\(variable)") }
        }
    }

    /// With its comment signs taken away, every line says a key that is known, with a value that is accepted, and the
    /// defaults are those that hold without it.
    @Test func everyLineThatIsCommentedOutIsTrue() throws {
        var lines: [String] = []
        for line in Self.replaced.split(separator: "\n") {
            let bare = line.drop { $0 == " " }
            guard bare.hasPrefix("#"), !bare.hasPrefix("# ") else {
                lines.append(String(line))
                continue
            }
            // These would be given twice, or are nothing without a real value.
            if bare.contains("_file:") || bare.contains("CHANGEME") || bare.contains("model:") { continue }
            lines.append(String(line.prefix(line.count - bare.count)) + bare.dropFirst())
        }
        let full = try readFile(lines.joined(separator: "\n"), facts: root)
        let plain = try readFile(Self.replaced, facts: root)
        #expect(full.listenPort == plain.listenPort && full.dataDirectory == plain.dataDirectory)
        #expect(full.moduleMemory == plain.moduleMemory && full.moduleResident == plain.moduleResident)
        #expect(full.moduleUser == plain.moduleUser && full.moduleReplicas == plain.moduleReplicas)
        #expect(full.moduleJobs == plain.moduleJobs && full.moduleIdle == plain.moduleIdle)
        #expect(full.moduleReadable == plain.moduleReadable)
        #expect(full.moduleStart == plain.moduleStart && full.inlineModules == plain.inlineModules)
        #expect(full.drainSeconds == plain.drainSeconds && full.services.cacheBytes == plain.services.cacheBytes)
        #expect(full.services.downloadBytes == plain.services.downloadBytes)
        #expect(full.services.downloadSeconds == plain.services.downloadSeconds)
        #expect(full.operations.retention == plain.operations.retention)
        #expect(full.site.freshness == plain.site.freshness && full.provider.kind == plain.provider.kind)
        #expect(lines.count > 40)
    }

    /// The page in docs/ knows every key too.
    @Test func theDocumentationNamesEveryKeyAndVariable() throws {
        let page = try String(
            contentsOfFile: "\(#filePath.split(separator: "/Tests/")[0])/docs/configuration.md",
            encoding: .utf8
        )
        for key in Key.ofHost + Key.ofSite {
            #expect(page.contains("`\(key.path)`"), "\(key.path)")
            if let variable = key.variable { #expect(page.contains("`\(variable)`"), "\(variable)") }
        }
    }
}
