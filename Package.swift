// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import Glibc
import PackageDescription

/// `address`, `thread` or nothing: set by scripts/sanitize.
let sanitizer = Context.environment["MORTISE_SANITIZED"] ?? ""

// One list of settings for every Swift target.
// ExistentialAny: SE-0335. InternalImportsByDefault: SE-0409. MemberImportVisibility: SE-0444.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (sanitizer == "thread" ? [.define("MORTISE_SANITIZED")] : [])

// Swift has no stable ABI on Linux, so whatever is installed carries its own runtime. SwiftPM has no
// public setting for that on a dynamic product; the flag is needed on both sides, see docs/modules.md.
let selfContained: [SwiftSetting] = strict + [.unsafeFlags(["-static-stdlib"])]
let linkSelfContained: [LinkerSetting] = [.unsafeFlags(["-static-stdlib", "-use-ld=lld"])]

// The programs. A sanitizer must see what the C library allocates, which it does not where everything is linked in.
let program = sanitizer.isEmpty ? selfContained : strict
let linkProgram = sanitizer.isEmpty ? linkSelfContained : []

/// A task module exports one symbol, needs nothing but glibc and libstdc++, and is never unmapped.
let linkModule: [LinkerSetting] = [
    .unsafeFlags([
        "-static-stdlib", "-use-ld=lld",
        // What FoundationEssentials stands on. TaskKit is compiled without the static flag, so that the tests can
        // link it too, and then does not name them itself.
        "-l_FoundationCShims", "-l_FoundationCollections",
        "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/TaskABI/module.map",
        // A sanitizer's runtime is in the program, never in the module.
        "-Xlinker", !sanitizer.isEmpty ? "--as-needed" : "--no-undefined",
        "-Xlinker", "-z", "-Xlinker", "nodelete",
        "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
    ])
]

/// A room of the host: its own folder and target, so that it cannot reach what it does not name.
func room(_ name: String, path: String? = nil, needs: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: needs + ["Locks"],
        path: "Sources/Runtime/" + (path ?? name),
        exclude: exclude,
        swiftSettings: strict
    )
}

func tests(_ name: String, needs: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: needs + ["Locks"],
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: strict
    )
}

/// The manifest of a module: its module.json, embedded by a C target of a few lines that is linked into the same file.
func manifest(_ module: String, path: String, headers: String) -> Target {
    .target(
        name: module + "Manifest",
        path: path,
        publicHeadersPath: ".",
        // #embed is of C23; Clang has it in every mode and says so.
        cSettings: [.headerSearchPath(headers), .unsafeFlags(["-Wno-c23-extensions"])]
    )
}

func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// The Debian packages that Plugins/DocOCR is built with; `scripts/setup` installs them.
let documentPackages = [
    "libgsf-1-dev", "libicu-dev", "libleptonica-dev", "libmagic-dev", "libmd4c-dev", "libpoppler-private-dev",
    "libtesseract-dev", "libuchardet-dev", "libxml2-dev", "libzip-dev",
]

let documentsAreBuilt = [
    "libgsf-1/gsf/gsf.h", "unicode/ucnv.h", "leptonica/allheaders.h", "magic.h", "md4c.h", "poppler/PDFDoc.h",
    "tesseract/capi.h", "uchardet/uchardet.h", "libxml2/libxml/parser.h", "zip.h",
].allSatisfy { access("/usr/include/" + $0, R_OK) == 0 }

/// What Plugins/DocOCR is made of: a room for each kind of file, so that each is built, tested and fuzzed alone.
let documentTargets: [Target] = [
    library("CXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
    library("CZip", pkgConfig: "libzip", apt: "libzip-dev"),
    library("CGSF", pkgConfig: "libgsf-1", apt: "libgsf-1-dev"),
    library("CMagic", pkgConfig: "libmagic", apt: "libmagic-dev"),
    library("CMD4C", pkgConfig: "md4c", apt: "libmd4c-dev"),
    library("CUchardet", pkgConfig: "uchardet", apt: "libuchardet-dev"),
    // Its pkg-config file names libarchive and libcurl too, which a module must not need.
    .systemLibrary(name: "CTesseract", path: "Sources/CTesseract", providers: [.apt(["libtesseract-dev"])]),
    library("CLeptonica", pkgConfig: "lept", apt: "libleptonica-dev"),

    document("DocumentModel", path: "Document"),
    // ICU's functions carry its version in their names: a few lines of C give them stable ones.
    .target(
        name: "UnicodeConverter",
        path: "Plugins/DocOCR/Engines/UnicodeConverter",
        linkerSettings: [.linkedLibrary("icuuc")]
    ),
    .target(
        name: "Encodings",
        dependencies: ["UnicodeConverter"],
        path: "Plugins/DocOCR/Encodings",
        swiftSettings: strict
    ),
    // What RTF and old Word files share: paragraphs that say how deep in tables they are.
    document("TextFlow"),
    document("RTFFormat", path: "Formats/RTF", needs: ["TextFlow", "Encodings"]),
    document("OldWordFormat", path: "Formats/OldWord", needs: ["TextFlow", "Encodings", "CGSF"]),
    document("OfficeFormats", path: "Formats/Office", needs: ["CZip", "CXML"]),
    document("HTMLFormat", path: "Formats/HTML", needs: ["PlainFormats", "CXML"]),
    document("PlainFormats", path: "Formats/Plain", needs: ["Encodings", "CUchardet", "CMD4C"]),
    // The one part that links Poppler, and with it is under the GPL.
    .target(
        name: "PopplerPages",
        path: "Plugins/DocOCR/Engines/PopplerPages",
        cxxSettings: [.unsafeFlags(["-I/usr/include/poppler", "-fvisibility=hidden"])],
        linkerSettings: [.linkedLibrary("poppler"), .linkedLibrary("stdc++")]
    ),
    document("PDFFormat", path: "Formats/PDF", needs: ["PopplerPages"]),
    document("Pictures", needs: ["CLeptonica"]),
    document("OCR", needs: ["Pictures", "Locks", "CTesseract", "CLeptonica"]),
    document("FileKinds", needs: ["PlainFormats", "CMagic", "CZip"]),

    document(
        "DocumentTasks",
        path: "Task",
        needs: [
            "FileKinds", "HTMLFormat", "OCR", "OfficeFormats", "OldWordFormat", "PDFFormat", "Pictures", "PlainFormats",
            "RTFFormat", "TaskKit", "COpenSSL",
        ]
    ),

    manifest("DocOCR", path: "Plugins/DocOCR/Manifest", headers: "../../../Sources/TaskABI"),
    .target(
        name: "DocOCR",
        dependencies: ["DocumentTasks", "TaskKit", "TaskABI", "DocOCRManifest"],
        path: "Plugins/DocOCR/Module",
        swiftSettings: selfContained,
        linkerSettings: linkModule
    ),
    .executableTarget(
        name: "ReadDocument",
        dependencies: ["DocumentTasks", "DocumentModel"],
        path: "Benchmarks/Documents/ReadDocument",
        swiftSettings: strict
    ),

    tests("DocumentModelTests", needs: ["DocumentModel"]),
    tests(
        "DocumentTaskTests",
        needs: ["DocumentTasks", "DocumentModel", "TaskKit", "TaskKitTesting"]
    ),
    tests("EncodingsTests", needs: ["Encodings"]),
    tests("RTFTests", needs: ["RTFFormat", "DocumentModel"]),
    tests("OldWordTests", needs: ["OldWordFormat", "DocumentModel"]),
    tests("OfficeTests", needs: ["OfficeFormats", "DocumentModel"]),
    tests("HTMLTests", needs: ["HTMLFormat", "DocumentModel"]),
    tests("PlainTests", needs: ["PlainFormats", "DocumentModel"]),
    tests("PDFTests", needs: ["PDFFormat", "DocumentModel"]),
    tests("PicturesTests", needs: ["Pictures", "DocumentModel", "CLeptonica"]),
    tests("OCRTests", needs: ["OCR", "Pictures", "DocumentModel", "CLeptonica"]),
    tests("FileKindsTests", needs: ["FileKinds", "DocumentModel"]),
]

/// A room of Plugins/DocOCR. It knows of no host and no job: bytes in, blocks out.
func document(_ name: String, path: String? = nil, needs: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: (name == "DocumentModel" ? [] : ["DocumentModel"]) + needs,
        path: "Plugins/DocOCR/" + (path ?? name),
        swiftSettings: strict
    )
}

let package = Package(
    name: "mortise",
    products: [
        .executable(name: "mortise", targets: ["mortise"]),
        .executable(name: "mortise-module-host", targets: ["ModuleHost"]),
        .library(name: "Summarize", type: .dynamic, targets: ["Summarize"]),
        .library(name: "BenchmarkModule", type: .dynamic, targets: ["BenchmarkModule", "BenchmarkManifest"]),
        .library(name: "CustomPrompt", type: .dynamic, targets: ["CustomPrompt"]),
        .library(name: "HostileModule", type: .dynamic, targets: ["HostileModule"]),
        .library(name: "ContractModule", type: .dynamic, targets: ["ContractModule"]),
        .library(name: "ReaderModule", type: .dynamic, targets: ["ReaderModule"]),
        .library(name: "StrayLibrary", type: .dynamic, targets: ["StrayLibrary"]),
        .library(name: "PlainDocuments", type: .dynamic, targets: ["PlainDocuments"]),
        .library(name: "SteadyTimers", type: .dynamic, targets: ["SteadyTimers"]),
    ] + (documentsAreBuilt ? [.library(name: "DocOCR", type: .dynamic, targets: ["DocOCR"])] : []),
    targets: [
        // C libraries of the system
        library("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        library("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        library("CSecComp", pkgConfig: "libseccomp", apt: "libseccomp-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        .systemLibrary(name: "CSystem", path: "Sources/CSystem"),

        // The contract with task modules, its Swift face, and the frames that carry it
        .systemLibrary(name: "TaskABI", path: "Sources/TaskABI"),
        .target(name: "Locks", swiftSettings: strict),
        .target(name: "JSON", swiftSettings: strict),
        .target(name: "JSONSchema", dependencies: ["JSON"], swiftSettings: strict),
        .target(name: "TaskKit", dependencies: ["TaskABI", "Locks"], swiftSettings: strict),
        .target(name: "TaskKitTesting", dependencies: ["TaskKit", "Locks"], swiftSettings: strict),
        .target(name: "ModuleProtocol", swiftSettings: strict),
        .target(
            name: "TaskHosting",
            dependencies: ["TaskABI", "ModuleProtocol", "Locks", "CSystem"],
            swiftSettings: strict
        ),

        // The host, room by room along a job's path
        room("Threads", needs: ["CSystem"]),
        room("Observability", needs: ["Threads"]),
        room("Buffers", needs: ["CSystem"]),
        room("Jobs"),
        room("Destinations"),
        room("Signing", needs: ["COpenSSL"]),
        room("Prices", needs: ["JSON"]),
        room("Configuration", needs: ["Destinations", "JSON", "Jobs", "Prices", "Signing", "CYAML"]),
        room("Queue", needs: ["Jobs"], exclude: ["SQLite"]),
        room("SQLiteQueue", path: "Queue/SQLite", needs: ["Queue", "Jobs", "Threads", "CSQLite"]),
        .target(name: "HTTPErrorAnswers", dependencies: ["CMicroHTTPD"]),
        .target(name: "OpenAPIDocument", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
        room(
            "Gateway",
            needs: [
                "JSON", "JSONSchema", "Jobs", "OpenAPIDocument", "Queue", "Signing", "Threads", "HTTPErrorAnswers",
                "CMicroHTTPD", "CSystem",
            ]
        ),
        room("Limits", needs: ["Jobs"]),
        room("Outbound", needs: ["Destinations", "Threads", "CCurl", "CSystem"]),
        room("Providers", needs: ["JSON", "Outbound", "Destinations", "Signing"]),
        room(
            "Services",
            needs: [
                "Buffers", "Destinations", "Jobs", "Observability", "Outbound", "Prices", "Providers", "Queue",
                "Signing",
                "Threads", "CSystem",
            ]
        ),
        room(
            "Modules",
            needs: [
                "Jobs", "Buffers", "ModuleProtocol", "Observability", "Signing", "TaskHosting", "Threads", "CSystem",
            ]
        ),
        room(
            "Scheduling",
            needs: [
                "Buffers", "JSON", "JSONSchema", "Jobs", "Queue", "Limits", "Modules", "ModuleProtocol", "Services",
                "Providers", "Observability", "Signing", "Threads",
            ]
        ),
        room(
            "Delivery",
            needs: ["JSON", "Jobs", "Queue", "Outbound", "Destinations", "Signing", "Observability", "Threads"]
        ),
        room(
            "Runtime",
            path: "Composition",
            needs: [
                "Configuration", "Gateway", "Queue", "SQLiteQueue", "Scheduling", "Modules", "Services", "Providers",
                "JSON", "JSONSchema", "ModuleProtocol",
                "Outbound", "Delivery", "Destinations", "Jobs", "Observability", "Limits", "Prices", "Signing",
                "Threads",
                "CSystem",
            ]
        ),
        room(
            "Administration",
            needs: [
                "Runtime", "Configuration", "Gateway", "JSON", "Queue", "SQLiteQueue", "Jobs", "Modules", "Outbound",
                "Destinations",
                "Signing", "Observability", "Threads", "CSystem",
            ]
        ),

        // What the sandbox answers a module, in C: it runs in a signal handler.
        .target(name: "SystemCallAnswers"),

        // Programs
        .executableTarget(
            name: "mortise",
            dependencies: ["Administration"],
            swiftSettings: program,
            linkerSettings: linkProgram
        ),
        .executableTarget(
            name: "ModuleHost",
            dependencies: [
                "TaskABI", "TaskHosting", "ModuleProtocol", "Threads", "Locks", "SystemCallAnswers", "CSystem",
                "CSecComp",
            ],
            swiftSettings: program,
            linkerSettings: linkProgram
        ),

        // Task modules
        manifest("Summarize", path: "Plugins/Summarize/Manifest", headers: "../../../Sources/TaskABI"),
        .target(
            name: "Summarize",
            dependencies: ["TaskKit", "TaskABI", "SummarizeManifest"],
            path: "Plugins/Summarize",
            exclude: ["Manifest", "module.json"],
            swiftSettings: selfContained,
            linkerSettings: linkModule
        ),
        // What custom_prompt does, which the tests can link too; the module around it; its manifest in a section.
        .target(
            name: "CustomPromptTask",
            dependencies: ["TaskKit", "JSON", "JSONSchema"],
            path: "Plugins/CustomPrompt/Task",
            swiftSettings: strict
        ),
        .target(
            name: "CustomPromptManifest",
            path: "Plugins/CustomPrompt/Manifest",
            cSettings: [
                .headerSearchPath("../../../Sources/TaskABI"), .unsafeFlags(["-fvisibility=hidden", "-std=c23"]),
            ]
        ),
        .target(
            name: "CustomPrompt",
            dependencies: ["CustomPromptTask", "CustomPromptManifest", "TaskKit", "TaskABI"],
            path: "Plugins/CustomPrompt/Module",
            swiftSettings: selfContained,
            linkerSettings: linkModule
        ),

        // Benchmarks
        .executableTarget(
            name: "QueueBenchmark",
            dependencies: ["Jobs", "Queue", "SQLiteQueue"],
            path: "Benchmarks/Queue",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "ThinPathBenchmark",
            dependencies: ["Destinations", "Gateway", "Outbound", "Signing", "Locks"],
            path: "Benchmarks/ThinPath",
            swiftSettings: strict
        ),

        .executableTarget(
            name: "ExtractiveBenchmark",
            dependencies: ["Providers"],
            path: "Benchmarks/Extractive",
            exclude: ["README.md", "prepare.py"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "ReadPDF",
            dependencies: ["PDFFormat", "DocumentModel"],
            path: "Benchmarks/Documents/ReadPDF",
            swiftSettings: strict
        ),
        .executableTarget(name: "SlowProvider", path: "Benchmarks/SlowProvider", cSettings: [.define("_GNU_SOURCE")]),
        .executableTarget(
            name: "HostBenchmark",
            dependencies: ["Jobs", "Queue", "SQLiteQueue", "Signing", "Locks"],
            path: "Benchmarks/Host",
            exclude: ["latency.py"],
            swiftSettings: strict
        ),
        manifest("Benchmark", path: "Benchmarks/Module/Manifest", headers: "../../../Sources/TaskABI"),
        .target(
            name: "BenchmarkModule",
            dependencies: ["TaskKit", "TaskABI", "BenchmarkManifest"],
            path: "Benchmarks/Module",
            exclude: ["Manifest", "module.json"],
            swiftSettings: selfContained,
            linkerSettings: linkModule
        ),
        .executableTarget(
            name: "ModulesBenchmark",
            dependencies: ["Buffers", "Jobs", "ModuleProtocol", "Modules", "Observability", "Locks"],
            path: "Benchmarks/Modules",
            exclude: ["peer.py"],
            swiftSettings: strict
        ),

        // Tests
        .target(
            name: "HostileModule",
            path: "Tests/Modules/Hostile",
            exclude: ["module.json"],
            cSettings: [
                .headerSearchPath("../../../Sources/TaskABI"),
                .unsafeFlags(["-fvisibility=hidden", "-Wno-c23-extensions"]),
            ],
            linkerSettings: linkModule
        ),
        .target(
            name: "ContractModule",
            path: "Tests/Modules/Contract",
            cSettings: [.headerSearchPath("../../../Sources/TaskABI"), .unsafeFlags(["-fvisibility=hidden"])],
            linkerSettings: linkModule
        ),
        .target(
            name: "ReaderModule",
            path: "Tests/Modules/Reader",
            exclude: ["module.json"],
            cSettings: [
                .headerSearchPath("../../../Sources/TaskABI"),
                .unsafeFlags(["-fvisibility=hidden", "-Wno-c23-extensions"]),
            ],
            linkerSettings: linkModule + [.linkedLibrary("yaml")]
        ),
        .target(name: "StrayLibrary", path: "Tests/Modules/Stray"),
        // document_summary without the libraries of Plugins/DocOCR.
        manifest("PlainDocuments", path: "Tests/Modules/Documents/Manifest", headers: "../../../../Sources/TaskABI"),
        .target(
            name: "PlainDocuments",
            dependencies: ["TaskKit", "TaskABI", "PlainDocumentsManifest"],
            path: "Tests/Modules/Documents",
            exclude: ["Manifest", "module.json"],
            swiftSettings: selfContained,
            linkerSettings: linkModule
        ),
        .target(name: "SteadyTimers", path: "Tests/SteadyTimers", cSettings: [.define("_GNU_SOURCE")]),
        .executableTarget(name: "OldKernel", path: "Tests/OldKernel"),
        .executableTarget(name: "Hardened", dependencies: ["CSecComp"], path: "Tests/Hardened"),
        .target(name: "Waiting", path: "Tests/Waiting", swiftSettings: strict),
        .target(
            name: "StandIns",
            dependencies: ["Jobs", "Observability", "Locks"],
            path: "Tests/StandIns",
            swiftSettings: strict
        ),
        .target(
            name: "TestServers",
            dependencies: ["Locks"],
            path: "Tests/Support",
            exclude: [
                "fake_provider.py", "fake_vendors", "callback_receiver.py", "hostile_server.py", "local_server.py",
                "sdk_check.py", "sdk_types.py", "requirements.txt", "botocore_signatures.py", "moto_server.py",
                "s3_proxy.py",
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "QueueCrashProbe",
            dependencies: ["Jobs", "Queue", "SQLiteQueue"],
            path: "Tests/QueueCrashProbe",
            swiftSettings: strict
        ),
        tests("ThreadsTests", needs: ["Threads", "Waiting"]),
        tests("JobsTests", needs: ["Jobs"]),
        tests("QueueTests", needs: ["Jobs", "Queue", "SQLiteQueue", "QueueCrashProbe"]),
        tests("SigningTests", needs: ["Signing"]),
        tests("JSONSchemaTests", needs: ["JSON", "JSONSchema"], exclude: ["Suite"]),
        tests("CustomPromptTests", needs: ["StandIns", "CustomPromptTask", "JSON", "JSONSchema", "TaskKit"]),
        tests("GatewayTests", needs: ["Gateway", "JSON", "JSONSchema", "Jobs", "Queue", "Signing", "SQLiteQueue"]),
        tests("DestinationsTests", needs: ["Destinations"]),
        tests("OutboundTests", needs: ["Waiting", "Outbound", "Destinations", "TestServers"]),
        tests(
            "ProvidersTests",
            needs: ["Waiting", "JSON", "Providers", "Outbound", "Destinations", "Signing", "TestServers"]
        ),
        tests("ModuleProtocolTests", needs: ["ModuleProtocol"]),
        tests(
            "ModulesTests",
            needs: ["StandIns", "Waiting", "Buffers", "Modules", "ModuleProtocol", "Jobs", "Observability", "Signing"]
        ),
        tests(
            "TaskHostingTests",
            needs: ["StandIns", "Waiting", "TaskHosting", "TaskABI", "ModuleProtocol", "Threads", "CSystem"]
        ),
        tests("TaskKitTests", needs: ["StandIns", "Waiting", "TaskKit", "TaskKitTesting", "TaskABI"]),
        tests("BuffersTests", needs: ["Buffers"]),
        tests(
            "ServicesTests",
            needs: [
                "StandIns",
                "Waiting", "TestServers", "Buffers", "Services", "Destinations", "Jobs", "Outbound", "Prices", "Queue",
                "Providers",
                "Observability", "Signing", "Threads",
            ]
        ),
        tests(
            "SchedulingTests",
            needs: [
                "StandIns",
                "Waiting", "Buffers", "Destinations", "Outbound", "Scheduling", "JSON", "JSONSchema", "Jobs", "Queue",
                "Limits", "Modules", "ModuleProtocol", "Services", "Providers", "Observability", "Threads",
            ]
        ),
        tests(
            "DeliveryTests",
            needs: [
                "StandIns",
                "Waiting", "Delivery", "JSON", "Jobs", "Queue", "Outbound", "Destinations", "Signing", "Observability",
                "Threads",
            ]
        ),
        tests("ConfigurationTests", needs: ["Configuration", "Destinations", "JSON", "Jobs", "Prices", "Signing"]),
        tests("PricesTests", needs: ["Prices"]),
        tests("LimitsTests", needs: ["Limits", "Jobs"]),
        tests("ObservabilityTests", needs: ["StandIns", "Observability"]),
        tests(
            "RuntimeTests",
            needs: [
                "StandIns", "Waiting", "Runtime", "Configuration", "Gateway", "JSON", "JSONSchema", "Jobs",
                "ModuleProtocol", "Modules", "Observability", "Outbound", "Providers", "Queue", "Scheduling",
                "Services",
            ]
        ),
        tests("AdministrationTests", needs: ["Administration", "Jobs", "Queue"]),
        tests(
            "IntegrationTests",
            needs: [
                "StandIns", "Waiting", "TestServers", "Gateway", "JSON", "Outbound", "Destinations", "Signing",
                "SQLiteQueue", "Queue",
            ],
            exclude: ["Senders"]
        ),
    ] + (documentsAreBuilt ? documentTargets : []),
    cxxLanguageStandard: .cxx17
)
