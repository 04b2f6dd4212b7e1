// SPDX-License-Identifier: Apache-2.0
import Destinations
import Signing
import Testing

@testable import Configuration

/// What a site has of contract B, alone or beside contract A.
@Suite(.timeLimit(.minutes(1)))
struct DocumentTests {
    private static let long = "a secret of at least thirty-two bytes"
    private static let other = "another secret, as long as the first one"
    private static let both = ["AI_SHARED_SECRET": long, "WP_CALLBACK_SECRET": other]
    /// Contract B alone: nothing of A is set.
    private static let alone = both.merging([
        "AI_JOBS_HMAC_SECRET": "", "WP_CALLBACK_AUTH": "", "WP_ALLOWED_CALLBACKS": "",
    ]) {
        $1
    }

    @Test func besideContractA() throws {
        let site = try read(Self.both).site
        #expect(site.documents?.secret.reveal() == Self.long && site.documents?.callbackSecret.reveal() == Self.other)
        #expect(site.documents?.hardTimeout == 600 && site.documents?.wantsFailureDraft == false)
        #expect(!site.jobsSecret.isEmpty && site.callbackCredentials != nil)
        // One list, two rules: credentials travel with A's callbacks, a signature with B's.
        #expect(site.callbacks.requiresTLS && site.documents?.callbacks.requiresTLS == false)
        #expect(site.documents?.callbacks.list == site.callbacks.list)
        #expect(site.callbacks.refusal(ofURL: "http://blog.example.org/") != nil)
        #expect(site.documents?.callbacks.refusal(ofURL: "http://blog.example.org/") == nil)
    }

    @Test func aloneItNeedsNothingOfA() throws {
        let site = try read(Self.alone).site
        #expect(site.jobsSecret.isEmpty && site.callbackCredentials == nil)
        let rule = try #require(site.documents?.callbacks)
        #expect(rule.list.isEmpty)
        for url in ["https://blog.example.org/x", "http://blog.example.org/x", "http://93.184.216.34/x"] {
            #expect(rule.refusal(ofURL: url) == nil, "\(url)")
        }
        for url in ["http://127.0.0.1/x", "http://10.0.0.1/", "http://localhost/", "http://[::1]/", "ftp://a/", "x"] {
            #expect(rule.refusal(ofURL: url) != nil, "\(url)")
        }
        // What comes by contract A or the native form is still to be listed.
        #expect(site.callbacks.refusal(ofURL: "https://blog.example.org/x") != nil)
    }

    @Test func aListNamesAllThatIsAllowed() throws {
        let rule = try #require(
            try read(Self.alone.merging(["WP_ALLOWED_CALLBACKS": "blog.example.org, 10.0.0.0/8"]) { $1 }).site
                .documents?
                .callbacks
        )
        #expect(rule.refusal(ofURL: "http://blog.example.org/x") == nil)
        #expect(rule.refusal(ofURL: "http://10.1.2.3/x") == nil)
        #expect(rule.refusal(ofURL: "https://93.184.216.34/x") != nil)
        #expect(rule.refusal(ofURL: "http://127.0.0.1/x") != nil)
    }

    @Test func withoutItThereIsNone() throws { #expect(try read().site.documents == nil) }

    @Test(arguments: [("AI_SHARED_SECRET", "WP_CALLBACK_SECRET"), ("WP_CALLBACK_SECRET", "AI_SHARED_SECRET")])
    func halfOfItIsRefusedWithASentence(_ set: String, _ missing: String) {
        for setting in [set, set + "_FILE"] {
            let value = setting == set ? Self.long : "/secret"
            let found = problems([setting: value], files: ["/secret": Self.long])
            #expect(found.map(\.name) == [missing], "\(found)")
            #expect(
                found.first?.found
                    == "is not set, and a site that sends documents needs both secrets of contract B (\(setting))"
            )
            #expect(found.first?.remedy.contains("WP_CALLBACK_SECRET what the callbacks are signed with") == true)
        }
    }

    @Test(arguments: ["AI_SHARED_SECRET", "WP_CALLBACK_SECRET"])
    func secretsAreLongAndReal(_ name: String) throws {
        for value in ["changeme", "CHANGEME-please-this-is-only-an-example", "replace-with-openssl-rand", "<secret>"] {
            #expect(problems(Self.both.merging([name: value]) { $1 }).map(\.name) == [name], "\(value)")
        }
        let short = Self.both.merging([name: "only 31 bytes long, as it seems"]) { $1 }
        let found = problems(short)
        #expect(found.map(\.name) == [name] && found[0].found.contains("31 bytes"))
        #expect(!"\(found)".contains("only 31"))
        let admitted = try read(short.merging(["MORTISE_ACCEPT_SHORT_SECRET": "true"]) { $1 })
        #expect(admitted.warnings.count == 1 && admitted.warnings[0].hasPrefix("\(name) has fewer than 32 bytes"))
        #expect(admitted.site.documents != nil)
    }

    @Test(arguments: ["AI_SHARED_SECRET", "WP_CALLBACK_SECRET"])
    func secretsComeFromFilesToo(_ name: String) throws {
        var variables = Self.both
        variables[name] = ""
        variables[name + "_FILE"] = "/run/secret"
        let site = try read(variables, files: ["/run/secret": Self.long + " x\n"]).site
        let found = name == "AI_SHARED_SECRET" ? site.documents?.secret : site.documents?.callbackSecret
        #expect(found?.reveal() == Self.long + " x")
        #expect(problems(variables).map(\.name) == [name + "_FILE"])
    }

    @Test func timeAndDraftsAreTheSites() throws {
        let more = ["MORTISE_DOCUMENT_SECONDS": "1200", "MORTISE_FAILURE_DRAFT": "true"]
        let documents = try read(Self.both.merging(more) { $1 }).site.documents
        #expect(documents?.hardTimeout == 1200 && documents?.wantsFailureDraft == true)
        for (name, values) in [
            ("MORTISE_DOCUMENT_SECONDS", ["19", "86401", "10m"]), ("MORTISE_FAILURE_DRAFT", ["yes", "1"]),
        ] {
            for value in values {
                #expect(problems(Self.both.merging([name: value]) { $1 }).map(\.name) == [name], "\(value)")
            }
        }
    }

    private let file = """
        sites:
          - name: blog
            hmac_secret: hmac-secret-of-at-least-thirty-two-bytes
            callback_auth: "bot:abcd efgh"
            callbacks: [blog.example.org]
          - name: shop
            shared_secret: a secret of at least thirty-two bytes
            callback_secret_file: shop.secret
            failure_draft: true
            document_seconds: 90
            downloads: {allowed: [files.example.org]}
          - name: both
            hmac_secret: hmac-secret-of-at-least-thirty-two-bytes
            callback_auth: "bot:abcd efgh"
            callbacks: [both.example.org]
            shared_secret_file: both.secret
            callback_secret: another secret, as long as the first one

        """

    @Test func everySiteOfAFileHasItsOwn() throws {
        let files = ["/etc/m/shop.secret": Self.other, "/etc/m/both.secret": Self.long]
        let found = try readFile(file, files: files)
        #expect(found.sites.map { $0.documents != nil } == [false, true, true])
        let shop = found.sites[1]
        #expect(shop.documents?.callbackSecret.reveal() == Self.other)
        #expect(shop.documents?.wantsFailureDraft == true && shop.documents?.hardTimeout == 90)
        #expect(shop.downloads.refusal(ofURL: "https://files.example.org/a.pdf") == nil)
        #expect(shop.downloads.refusal(ofURL: "https://blog.example.org/a.pdf") != nil)
        // Variables with the site's name count more than the file.
        let named = try readFile(
            file,
            ["MORTISE_SITE_SHOP_SHARED_SECRET": Self.other, "MORTISE_SITE_BOTH_CALLBACK_SECRET_FILE": "/s"],
            files: files.merging(["/s": Self.long]) { $1 }
        )
        #expect(named.sites[1].documents?.secret.reveal() == Self.other)
        #expect(named.sites[2].documents?.callbackSecret.reveal() == Self.long)
        // A variable without a site's name has no owner here.
        let plain = fileProblems(file, ["AI_SHARED_SECRET": Self.long], files: files)
        #expect(plain.map(\.name) == ["AI_SHARED_SECRET"])
    }

    @Test func halfOfItInAFileIsShownWhereItStands() {
        let text = file.replacing("    callback_secret_file: shop.secret\n", with: "")
        let found = fileProblems(text, files: ["/etc/m/both.secret": Self.long])
        #expect(found.map(\.name) == ["sites[2].callback_secret"])
        #expect(found.first?.place?.line == 7)
    }

    /// Contract B asks by responses, contract A by chat completions; who chose has chosen.
    @Test func theProviderIsAskedAsTheContractAsks() throws {
        let key = ["OPENAI_API_KEY": "sk-a"]
        func kind(_ variables: [String: String]...) throws -> String {
            try read(variables.reduce(key) { $0.merging($1) { $1 } }).site.provider.kind
        }
        #expect(try kind() == "openai")
        #expect(try kind(Self.both) == "openai")
        #expect(try kind(Self.alone) == "openai-responses")
        #expect(try kind(Self.alone, ["MORTISE_PROVIDER": "openai"]) == "openai")
        #expect(try kind(Self.alone, ["MORTISE_PROVIDER": "extractive"]) == "extractive")
        #expect(try read(Self.alone).site.provider.kind == "extractive")
        let found = try read(
            Self.alone.merging(key.merging(["OPENAI_BASE_URL": "http://127.0.0.1:9/v1"]) { $1 }) { $1 }
        )
        #expect(found.site.provider.key?.reveal() == "sk-a" && found.site.provider.baseURL == "http://127.0.0.1:9/v1")
        let chosen = file.replacing("    failure_draft: true\n", with: "    provider: {kind: openai}\n")
        let files = ["/etc/m/shop.secret": Self.other, "/etc/m/both.secret": Self.long]
        for (text, kinds) in [
            (file, ["openai", "openai-responses", "openai"]), (chosen, ["openai", "openai", "openai"]),
        ] {
            #expect(try readFile(text, key, files: files).sites.map(\.provider.kind) == kinds)
        }
    }

    @Test func commandsFindTheSitesSecret() throws {
        let files = ["/etc/m/mortise.yaml": file, "/etc/m/shop.secret": Self.other, "/etc/m/both.secret": Self.long]
        func filled(_ site: String, _ more: [String: String] = [:]) throws -> [String: String] {
            let environment = ["MORTISE_CONFIG": "/etc/m/mortise.yaml"].merging(more) { $1 }
            return try HostConfiguration.environment(environment, facts: user, site: site) { files[$0] }
        }
        #expect(try filled("shop")["AI_SHARED_SECRET"] == Self.long)
        #expect(try filled("both")["AI_SHARED_SECRET_FILE"] == "/etc/m/both.secret")
        #expect(try filled("blog")["AI_SHARED_SECRET"] == nil)
        #expect(try filled("shop", ["MORTISE_SITE_SHOP_SHARED_SECRET": Self.other])["AI_SHARED_SECRET"] == Self.other)
    }
}
