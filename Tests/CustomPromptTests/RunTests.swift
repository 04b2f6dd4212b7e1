// SPDX-License-Identifier: Apache-2.0
import JSON
import Locks
import TaskKit
import Testing

@testable import CustomPromptTask

/// A model that gives these answers in turn and remembers what it was asked.
final class ScriptedModel: Sendable {
    private struct State {
        var answers: [String]
        var prompts: [Prompt] = []
    }
    private let state: Lock<State>
    private let name: String

    init(_ answers: [String], name: String = "scripted-1") {
        state = Lock(State(answers: answers))
        self.name = name
    }

    var prompts: [Prompt] { state.withLock { $0.prompts } }

    func answer(_ prompt: Prompt) throws -> Completion {
        try state.withLock { state in
            state.prompts.append(prompt)
            guard !state.answers.isEmpty else {
                throw TaskError(.permanent, code: "script", message: "no more answers")
            }
            return Completion(text: state.answers.removeFirst(), model: name)
        }
    }
}

/// Runs one request against a model.
func run(_ input: String, settings: String = "{}", _ model: ScriptedModel) async throws -> CustomPrompt.Result {
    let request = try PromptRequest(
        try JSONValue(parsing: Array(input.utf8)),
        settings: try JSONValue(parsing: Array(settings.utf8))
    )
    return try await PromptRun(request: request) { try model.answer($0) }.result()
}

/// What the error of a request is; nil when it gives a result.
func failure(_ input: String, settings: String = "{}", _ model: ScriptedModel = .init([])) async -> TaskError? {
    do {
        _ = try await run(input, settings: settings, model)
        return nil
    } catch {
        return error as? TaskError
    }
}

/// Requests from their JSON to what the model is asked, and back.
@Suite(.timeLimit(.minutes(1)))
struct RunTests {
    private static let form = """
        "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":\
        {"type":"object","required":["n"],"properties":{"n":{"type":"integer"}},"additionalProperties":false}}}
        """

    @Test func aPromptBecomesOneRequest() async throws {
        let model = ScriptedModel(["Bonjour"])
        let result = try await run(
            """
            {"prompt":"Translate into {{to}}: {{document text}}","system":"Be {{how}}.","model":"m",\
            "variables":{"to":"French","text":"Hello","how":"brief"},"temperature":0.2,"max_tokens":50}
            """,
            model
        )
        #expect(result.text == "Bonjour" && result.json == nil && result.model == "scripted-1" && result.attempts == 1)
        #expect(
            model.prompts == [
                Prompt(
                    [
                        .instruction("Be brief.", role: .system), .instruction("Translate into French:"),
                        .document("Hello"),
                    ],
                    model: "m",
                    temperature: 0.2,
                    maximumOutputTokens: 50
                )
            ]
        )
    }

    @Test func messagesKeepTheirRolesAndOrder() async throws {
        let model = ScriptedModel(["3"])
        _ = try await run(
            """
            {"messages":[{"role":"developer","content":"Count."},{"role":"user","content":"a {{x}}"},\
            {"role":"assistant","content":"2"},{"role":"user","content":"{ a b c"}],"variables":{"x":"b"},"model":null}
            """,
            model
        )
        #expect(
            model.prompts.first?.parts == [
                .instruction("Count.", role: .system), .instruction("a b"), .instruction("2", role: .assistant),
                .instruction("{ a b c"),
            ]
        )
    }

    @Test func aTextCanBeTakenAsItIs() async throws {
        let model = ScriptedModel(["ok", "ok"])
        _ = try await run(#"{"prompt":"What does {{x}} mean in Jinja?","template":false}"#, model)
        _ = try await run(#"{"prompt":"@@everyone"}"#, model)
        #expect(model.prompts.flatMap(\.parts).map(\.text) == ["What does {{x}} mean in Jinja?", "@everyone"])
    }

    @Test func theLibraryHasThePromptAndTheSenderTheRest() async throws {
        let settings = """
            {"prompts":{"teaser":{"prompt":"A teaser in {{tone}} tone, for {{who.name}}.","system":"Short.","model":"site",\
            "temperature":0.9,"variables":{"tone":"friendly","who":{"name":"all","age":9}}}}}
            """
        let model = ScriptedModel(["one", "two"])
        _ = try await run(#"{"prompt":"@teaser"}"#, settings: settings, model)
        _ = try await run(
            #"{"prompt":"@teaser","variables":{"who":{"name":"Ann"}},"model":"mine","system":"Ignored."}"#,
            settings: settings,
            model
        )
        #expect(model.prompts[0].parts.map(\.text) == ["Short.", "A teaser in friendly tone, for all."])
        #expect(model.prompts[1].parts.map(\.text) == ["Short.", "A teaser in friendly tone, for Ann."])
        #expect(model.prompts.map(\.model) == ["site", "mine"])
        #expect(model.prompts.map(\.temperature) == [0.9, 0.9])
    }

    @Test func anUnknownPromptIsAnsweredWithTheNames() async {
        let error = await failure(
            #"{"prompt":"@teazer"}"#,
            settings: #"{"prompts":{"teaser":{"prompt":"x"},"alt":{"prompt":"y"}}}"#
        )
        #expect(error?.code == "no_such_prompt" && error?.class == .permanent)
        #expect(error?.message.contains("`teaser`, `alt`") == true)
    }

    @Test func anAnswerThatFitsIsTheResult() async throws {
        for text in [
            #"{"n":1}"#, "```json\n{\"n\": 1}\n```", "Here it is:\n\n```\n{\"n\":1}\n```\n", "  {\"n\":1.0}\n",
        ] {
            let model = ScriptedModel([text])
            let result = try await run(#"{"prompt":"x",\#(Self.form)}"#, model)
            #expect(result.attempts == 1 && result.text == nil)
            #expect(try result.json == JSONValue(parsing: Array(#"{"n":1}"#.utf8)))
            #expect(model.prompts[0].parts.last?.text.contains(#""required":["n"]"#) == true)
        }
    }

    @Test func aMisfitIsAskedForAgainWithTheReasons() async throws {
        let model = ScriptedModel(["no idea", #"{"n":"1"}"#, #"{"n":1}"#])
        let result = try await run(#"{"prompt":"x",\#(Self.form)}"#, model)
        #expect(result.attempts == 3)
        let asked = model.prompts.map(\.parts)
        #expect(asked.map(\.count) == [2, 4, 4])
        #expect(asked[1][2] == .instruction("no idea", role: .assistant))
        #expect(asked[1][3].text.contains("it is not JSON"))
        #expect(asked[2][2] == .instruction(#"{"n":"1"}"#, role: .assistant))
        #expect(asked[2][3].text.contains("/n: expected a whole number, found a string"))
    }

    @Test func anAnswerThatNeverFitsIsPermanentWithTheReasons() async {
        let model = ScriptedModel([String](repeating: #"{"n":"private"}"#, count: 9))
        let error = await failure(#"{"prompt":"x",\#(Self.form)}"#, model)
        #expect(error?.code == "answer_misfit" && error?.class == .permanent)
        #expect(error?.message.contains("/n: expected a whole number, found a string") == true)
        #expect(error?.message.contains("private") == false)
        #expect(model.prompts.count == PromptRun.attemptLimit)
    }

    @Test func anyObjectWillDoForJSONObject() async throws {
        let input = #"{"prompt":"x","response_format":{"type":"json_object"}}"#
        #expect(try await run(input, ScriptedModel([#"[1]"#, #"{"a":[1e3]}"#])).attempts == 2)
        #expect(await failure(input, ScriptedModel(["1e999", #"{"a":1e999}"#, "[]"]))?.code == "answer_misfit")
    }

    @Test func theExtractiveProviderIsToldFromAModel() async throws {
        let model = ScriptedModel(["Some sentences."], name: "extractive-1")
        let error = await failure(#"{"prompt":"x",\#(Self.form)}"#, model)
        #expect(error?.code == "no_language_model" && error?.class == .permanent && model.prompts.count == 1)
        #expect(try await run(#"{"prompt":"x"}"#, ScriptedModel(["Text."], name: "extractive-1")).text == "Text.")
    }

    @Test(arguments: [
        (#"{}"#, "bad_input", "`prompt` or `messages`"), (#"[]"#, "bad_input", "object"),
        (#"{"prompt":""}"#, "bad_input", "`prompt`"), (#"{"prompt":7}"#, "bad_input", "`prompt`"),
        (#"{"prompt":"x","messages":[{"role":"user","content":"y"}]}"#, "bad_input", "either"),
        (#"{"messages":[]}"#, "bad_input", "messages"),
        (#"{"messages":[{"role":"tool","content":"y"}]}"#, "bad_input", "messages[0]"),
        (#"{"messages":[{"role":"user","content":["y"]}]}"#, "bad_input", "messages[0]"),
        (#"{"prompt":"x","variables":[]}"#, "bad_input", "variables"),
        (#"{"prompt":"x","temperature":3}"#, "bad_input", "temperature"),
        (#"{"prompt":"x","max_tokens":1.5}"#, "bad_input", "max_tokens"),
        (#"{"prompt":"x","response_format":{"type":"xml"}}"#, "bad_input", "response_format.type"),
        (#"{"prompt":"x","response_format":{"type":"json_schema"}}"#, "bad_input", "schema"),
        (#"{"prompt":"{{x}}"}"#, "missing_variable", "`x`"), (#"{"prompt":"{{#x}}"}"#, "bad_template", "x"),
        (#"{"prompt":"{{#x}}y{{/x}}"}"#, "bad_input", "empty"),
        (
            ##"{"prompt":"x","response_format":{"type":"json_schema","json_schema":{"schema":{"$ref":"#"}}}}"##,
            "bad_schema", "refers to itself"
        ),
        (
            #"{"prompt":"x","response_format":{"type":"json_schema","json_schema":{"schema":{"pattern":"(?=a)"}}}}"#,
            "bad_schema", "pattern"
        ),
    ])
    func badRequestsArePermanentAndNamed(_ input: String, _ code: String, _ word: String) async {
        let error = await failure(input)
        #expect(error?.code == code && error?.class == .permanent, "\(String(describing: error))")
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test func aBadLibraryIsTheSitesFault() async {
        for settings in [#"{"prompts":[]}"#, #"{"prompts":{"a":7}}"#, #"{"prompts":{"a":{"model":"m"}}}"#] {
            #expect(await failure(#"{"prompt":"@a"}"#, settings: settings)?.code == "bad_settings")
        }
    }

    @Test func anEmptyAnswerIsWorthAnotherRun() async {
        #expect(await failure(#"{"prompt":"x"}"#, ScriptedModel([" \n"]))?.class == .retryable)
    }
}
