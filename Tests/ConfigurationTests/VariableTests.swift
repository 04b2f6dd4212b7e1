// SPDX-License-Identifier: Apache-2.0
import Configuration
import Destinations
import Jobs
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct VariableTests {
    @Test func everyVariableIsTaken() throws {
        let found = try read(
            [
                "MORTISE_LISTEN": "[::1]:0", "MORTISE_DATA": "/srv/mortise", "MORTISE_SITE": "news.1",
                "MORTISE_FRESHNESS": "300s", "MORTISE_OPERATOR_TOKEN": "operator", "MORTISE_MODULES": "/a.so:/b.so",
                "MORTISE_MODULE_HOST": "/usr/libexec/host", "MORTISE_MODULE_USER": "1000",
                "MORTISE_MODULE_MEMORY": "512", "MORTISE_DRAIN": "0", "OPENAI_API_KEY": "sk-key",
                "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "WP_ALLOWED_CALLBACKS": "10.0.0.0/8",
            ],
            facts: root
        )
        #expect(found.listenHost == "::1")
        #expect(found.listenPort == 0)
        #expect(found.dataDirectory == "/srv/mortise")
        #expect(found.site.id.name == "news.1")
        #expect(found.site.freshness == 300)
        #expect(found.operatorToken?.reveal() == "operator")
        #expect(found.modules == ["/a.so", "/b.so"])
        #expect(found.moduleHost == "/usr/libexec/host")
        #expect(found.moduleUser == 1000)
        #expect(found.moduleMemory == 512 << 20)
        #expect(found.drainSeconds == 0)
        #expect(found.provider.kind == "openai" && found.provider.baseURL == "http://127.0.0.1:9/v1")
        #expect(found.provider.key?.reveal() == "sk-key")
    }

    @Test func servicesAreToldWhatTheyMayUse() throws {
        let told = try read([
            "MORTISE_ALLOWED_DOWNLOADS": "files.example.org, 10.1.0.0/16", "MORTISE_DOWNLOAD_LIMIT": "7",
            "MORTISE_DOWNLOAD_SECONDS": "9", "MORTISE_CACHE": "0", "OPENAI_API_KEY": "sk-key",
            "MORTISE_EMBEDDING_MODEL": "m",
        ])
        #expect(told.site.provider.embeddingModel == "m" && told.site.downloads == told.services.downloads)
        let found = told.services
        #expect(found.downloads.list.count == 2 && found.downloads.unlisted == .publicUnlessListed)
        #expect(!found.downloads.requiresTLS)
        #expect(found.downloadBytes == 7 << 20 && found.downloadSeconds == 9)
        #expect(found.cacheBytes == 0)
        let plain = try read().services
        #expect(plain.downloads.list.isEmpty && plain.downloadBytes == 100 << 20 && plain.downloadSeconds == 60)
        #expect(plain.cacheBytes == 1 << 30)
        #expect(plain.downloads.refusal(ofURL: "http://10.1.2.3/") != nil)
        #expect(found.downloads.refusal(ofURL: "http://10.1.2.3/") == nil)
    }

    @Test(arguments: [
        ("MORTISE_ALLOWED_DOWNLOADS", "http://a/"), ("MORTISE_DOWNLOAD_LIMIT", "513"), ("MORTISE_DOWNLOAD_LIMIT", "0"),
        ("MORTISE_DOWNLOAD_SECONDS", "0"), ("MORTISE_CACHE", "-1"), ("MORTISE_EMBEDDING_MODEL", "m"),
    ])
    func servicesThatCannotBeAreRefused(_ name: String, _ value: String) {
        #expect(problems([name: value]).map(\.name) == [name])
    }

    @Test func freshnessCanBeTurnedOff() throws {
        #expect(try read(["MORTISE_FRESHNESS": "off"]).site.freshness == nil)
    }

    @Test func memoryCanBeUnlimited() throws {
        #expect(try read(["MORTISE_MODULE_MEMORY": "0"]).moduleMemory == 0)
    }

    @Test func moduleProcessesAreRunAsToldOrByDefault() throws {
        let plain = try read()
        #expect(plain.moduleResident == 1 << 30)
        #expect(plain.moduleReplicas == 1)
        #expect(plain.moduleJobs == 0)
        #expect(plain.moduleStart == .spawn)
        #expect(plain.moduleReadable == [])
        #expect(try read(["MORTISE_MODULE_FILES": "/srv/a:/etc/fonts/:"]).moduleReadable == ["/srv/a", "/etc/fonts"])
        #expect(plain.inlineModules == [])
        let told = try read([
            "MORTISE_MODULE_RESIDENT": "300", "MORTISE_MODULE_REPLICAS": "4", "MORTISE_MODULE_JOBS": "1000",
            "MORTISE_MODULE_START": "warm", "MORTISE_INLINE": "summarize, custom-prompt,",
        ])
        #expect(told.moduleResident == 300 << 20)
        #expect(told.moduleReplicas == 4)
        #expect(told.moduleJobs == 1000)
        #expect(told.moduleStart == .warm)
        #expect(told.inlineModules == ["summarize", "custom-prompt"])
    }

    @Test(
        arguments: [
            ("MORTISE_MODULE_RESIDENT", "-1"), ("MORTISE_MODULE_REPLICAS", "0"), ("MORTISE_MODULE_REPLICAS", "65"),
            ("MORTISE_MODULE_JOBS", "many"), ("MORTISE_MODULE_START", "cold"),
        ]
    )
    func moduleProcessesAreNotRunByGuesses(_ name: String, _ value: String) {
        let found = problems([name: value])
        #expect(found.map(\.name) == [name])
        #expect(found.first?.trouble.hasPrefix("is `\(value)`; expected ") == true)
    }

    @Test func twoWebhookKeysWhileOneIsRotated() throws {
        let key = "whsec_" + String(repeating: "A", count: 32)
        #expect(try read(["MORTISE_WEBHOOK_SECRET": key]).site.webhookKeys.count == 1)
        #expect(try read(["MORTISE_WEBHOOK_SECRET": "\(key) \(key)"]).site.webhookKeys.count == 2)
    }

    @Test func aMisspeltVariableIsNamed() throws {
        let found = try read([
            "MORTISE_LISTN": "x", "MORTISE_OPERATOR_TOKN_FILE": "/x", "MORTISE_TEST_MODULES": "/x", "MORTISE_KEEP": "1",
            "MORTISE_CONFIG": "", "OTHER_LISTEN": "x",
        ])
        #expect(
            found.warnings == [
                "MORTISE_LISTN is not known and not used: did you mean MORTISE_LISTEN?",
                "MORTISE_OPERATOR_TOKN_FILE is not known and not used: did you mean MORTISE_OPERATOR_TOKEN_FILE?",
            ]
        )
    }

    @Test func whatDeservesALookIsSaid() throws {
        let found = try read([
            "AI_JOBS_HMAC_SECRET": "short", "MORTISE_ACCEPT_SHORT_SECRET": "true",
            "REDIS_URL": "redis://user:password@host",
        ])
        #expect(found.warnings.count == 2)
        #expect(found.warnings.contains { $0.contains("AI_JOBS_HMAC_SECRET") })
        #expect(found.warnings.contains { $0.contains("REDIS_URL") && !$0.contains("password") })
    }

    @Test(arguments: ["AI_JOBS_HMAC_SECRET", "WP_CALLBACK_AUTH", "MORTISE_OPERATOR_TOKEN", "OPENAI_API_KEY"])
    func secretsMayComeFromFiles(_ name: String) throws {
        for (content, value) in [
            ("a:b c", "a:b c"), ("a:b c\n", "a:b c"), ("a:b c\r\n", "a:b c"), ("a:b\n\n", "a:b\n"),
        ] {
            let found = try read(
                [name: "", name + "_FILE": "/run/secret", "MORTISE_ACCEPT_SHORT_SECRET": "true"],
                files: ["/run/secret": content]
            )
            let secret =
                switch name {
                case "AI_JOBS_HMAC_SECRET": found.site.jobsSecret.reveal()
                case "WP_CALLBACK_AUTH": found.site.callbackCredentials?.reveal()
                case "MORTISE_OPERATOR_TOKEN": found.operatorToken?.reveal()
                default: found.provider.key?.reveal()
                }
            #expect(secret == value, "\(content.debugDescription)")
        }
    }

    /// Commands that need one thing read no more.
    @Test func oneSecretOrTheFolderAlone() throws {
        let secret = try HostConfiguration.secret("A", in: ["A": "b"], remedy: "set it") { _ in nil }
        #expect(secret.reveal() == "b")
        #expect(HostConfiguration.dataDirectory(["MORTISE_DATA": "/d"], facts: user) == "/d")
        #expect(HostConfiguration.dataDirectory(["MORTISE_DATA": "d"], facts: user) == nil)
        let error = #expect(throws: ConfigurationError.self) {
            try HostConfiguration.secret("A", in: [:], remedy: "set it") { _ in nil }
        }
        #expect(error?.description.contains("A: is not set") == true)
        #expect(error?.description.contains("set it") == true)
    }
}
