// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import JSONSchema
import Testing

/// The official JSON-Schema-Test-Suite, draft 2020-12: the files of the keywords that are supported, whole.
@Suite(.timeLimit(.minutes(1)))
struct SuiteTests {
    private static let names = "parts of a schema have no names of their own"
    private static let documents = "references to other documents are not followed"
    private static let unevaluated = "unevaluatedProperties is not understood"

    /// The groups that cannot be run, by file: their schemas are refused when they are compiled, which is tested.
    private static let refused: [String: [String: String]] = [
        "not": ["collect annotations inside a 'not', even if collection is disabled": unevaluated],
        "ref": [
            "remote ref, containing refs itself": documents,
            "Recursive references between schemas": names,
            "ref creates new scope when adjacent to keywords": unevaluated,
            "refs with relative uris and defs": names,
            "relative refs with absolute uris and defs": names,
            "$id must be resolved against nearest parent, not just immediate parent": names,
            "order of evaluation: $id and $ref": names,
            "order of evaluation: $id and $anchor and $ref": names,
            "order of evaluation: $id and $ref on nested schema": names,
            "URN base URI with URN and anchor ref": names,
            "URN ref with nested pointer ref": names,
            "ref to if": names,
            "ref to then": names,
            "ref to else": names,
            "ref with absolute-path-reference": names,
        ],
    ]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Suite")
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

    @Test func theSuiteIsThere() { #expect(Self.files.count == 42) }

    @Test(arguments: files)
    func agrees(_ file: String) throws {
        let bytes = try Array(Data(contentsOf: Self.folder.appending(path: file + ".json")))
        let groups = try #require(try JSONValue(parsing: bytes).array)
        var notRun = Self.refused[file] ?? [:]
        for group in groups {
            let name = group.object?["description"]?.string ?? ""
            let source = try #require(group.object?["schema"])
            guard notRun.removeValue(forKey: name) == nil else {
                #expect(throws: SchemaProblem.self, "\(name)") { try JSONSchema(source) }
                continue
            }
            let schema = try JSONSchema(source)
            for test in try #require(group.object?["tests"]?.array) {
                let violations = schema.violations(in: try #require(test.object?["data"]))
                #expect(
                    violations.isEmpty == test.object?["valid"]?.bool,
                    "\(name), \(test.object?["description"]?.string ?? ""): \(violations)"
                )
            }
        }
        #expect(notRun.isEmpty, "listed, but not in the file")
    }
}
