// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Providers

/// Each row is a list of sentences. Joined they are the input, and splitting has to give them back.
@Suite(.timeLimit(.minutes(1)))
struct ExtractiveSplittingTests {
    static func split(_ text: String) throws -> [Sentence] {
        try SentenceSplitter(SourceText(text)).sentences(limit: WorkLimit(seconds: 30))
    }

    static func texts(_ text: String) throws -> [String] {
        let source = SourceText(text)
        return try SentenceSplitter(source).sentences(limit: WorkLimit(seconds: 30)).map { source.rendered($0.range) }
    }

    private func check(_ sentences: [String], separator: String = " ") throws {
        let found = try Self.texts(sentences.joined(separator: separator))
        #expect(found == sentences)
    }

    @Test(arguments: [
        ["Dr. Smith met Mr. Jones at 5 p.m. on Main St. in Boston.", "They talked."],
        ["It grew by 3.5 percent, i.e. more than in 2019.", "Nobody knew why."],
        ["J. F. Kennedy was born in 1917.", "He was president."],
        ["He lives in the U.S. and works for the U.S. Government.", "It pays well."],
        ["She came from the U.S. in May.", "The flight was long."],
        ["We moved to the U.S.", "The house was small."],
        ["“Stop!” she cried.", "“Why?”", "He did not answer."],
        ["Yahoo! announced a plan.", "Was it good?", "Yes!"],
        ["He waited … and waited.", "Then… nothing.", "“Go.”", "They went."],
        ["See No. 5 and Fig. 3 for details.", "(They are on p. 12.)", "Then go on."],
        ["Apples, pears, etc. were sold.", "He bought pens, paper etc.", "Nothing else was left."],
        ["The value rose.[12]", "It fell again.[3][4]", "Then it stayed."],
        ["Visit example.com for version 2.0.1 now.", "It is free."],
        ["Acme Inc. bought Foo Corp. in Jan. 2020.", "The price was high."],
        ["He said no.", "She went on.", "Tell me.", "Was it art?", "It was art."],
        ["World War II ended in 1945.", "It had begun in 1939."],
        ["It was Martin Luther King Jr. Boulevard.", "We got lost."],
        ["Smith et al. showed this (cf. Miller 2001).", "Others agree."],
        ["What?!", "No way...", "Really."],
        ["1. Install the tool.", "Then run it."],
    ])
    func english(_ sentences: [String]) throws {
        try check(sentences)
    }

    @Test(arguments: [
        ["Am 3. März kam Dr. Müller, z. B. um zu lesen.", "Er blieb."],
        ["Das geschah im 19. Jahrhundert.", "Danach nicht mehr."],
        ["Wir kaufen Äpfel, Birnen usw. und gehen heim.", "Dort essen wir."],
        ["Die Firma hat ca. 300 Leute, d. h. viele.", "Sie wächst um 2,5 Prozent bzw. mehr."],
        ["„Komm!“, sagte er.", "„Nein.“", "Sie ging."],
        ["Vgl. Abb. 3 und Nr. 12 im Bd. II des Werks.", "Das genügt."],
        ["Kaiser Wilhelm II. regierte bis 1918.", "Dann floh er."],
        ["Er wurde in der 2. Bundesliga bekannt.", "Am 24. Dezember ging er."],
        ["Das war 1990.", "Der Rest ist bekannt."],
        ["Es gilt § 5 Abs. 2 BGB, u. a. für Kinder.", "Ausnahmen gibt es nicht."],
        ["»Wohin?«, fragte sie.", "»Nach Hause.«", "Er schwieg."],
        ["Um 500 n. Chr. lebten hier z.B. Franken.", "Sie zogen weiter."],
        ["Die Kosten betragen 5 Mio. Euro.", "Das ist viel."],
    ])
    func german(_ sentences: [String]) throws {
        try check(sentences)
    }

    @Test(arguments: [
        ["M. Dupont a vu Mme Durand et le Dr. Petit.", "Ils ont parlé."],
        ["« Bonjour. »", "Puis il partit."],
        ["Il dit : « Venez ! » et sortit.", "Elle resta."],
        ["C’est l’art. 5 du code, c.-à-d. la règle.", "Cela suffit."],
        ["J.-J. Rousseau est né à Genève.", "Il y vécut peu."],
        ["Où est-il ?", "Là-bas !", "Très bien…", "Allons-y."],
        ["M. Le Pen a parlé.", "Personne n’écoutait."],
    ])
    func french(_ sentences: [String]) throws {
        try check(sentences)
    }

    @Test(arguments: [
        ["El Sr. López y la Sra. Ruiz viven en EE. UU. desde 1990.", "Son felices."],
        ["¿Quién es?", "¡No lo sé!", "Es tarde."],
        ["Cuesta 3.5 euros, p. ej. en Madrid.", "Es poco."],
        ["Véase la pág. 12 y el núm. 3 del cap. IV.", "Ahí está."],
    ])
    func spanish(_ sentences: [String]) throws {
        try check(sentences)
    }

    @Test(arguments: [
        ["Il sig. Rossi e la dott.ssa Bianchi sono a Roma.", "È tardi."],
        ["«Vieni!» disse.", "Nessuno rispose.", "Pane, vino, ecc. erano finiti."],
        ["O Sr. Silva e a Dra. Costa moram na Av. Paulista.", "São médicos."],
        ["Custa 2,5 reais, p. ex. no mercado.", "Não é caro."],
    ])
    func italianAndPortuguese(_ sentences: [String]) throws {
        try check(sentences)
    }

    @Test(arguments: [
        ["А. С. Пушкин родился в 1799 г. в Москве.", "Он писал стихи."],
        ["В 1990 г. Москва была другой.", "Это помнят все."],
        ["Хлеб, соль и т. д. были на столе.", "Мы ели."],
        ["Он живёт на ул. Ленина, т. е. рядом.", "Там тихо."],
        ["«Кто там?» — спросил он.", "Никто не ответил."],
        ["Цена — 5 млн руб. за дом.", "Это много."],
    ])
    func russian(_ sentences: [String]) throws {
        try check(sentences)
    }

    @Test(arguments: [
        ["今日は雨です。", "明日は晴れるでしょう！", "本当ですか？", "はい。"],
        ["「はい。」", "彼は黙った。"],
        ["「行きましょう。早く。」と彼女は言った。", "彼はうなずいた。"],
        ["バージョン2.0が出た。", "価格は3.5ドルだ。"],
        ["今天下雨。", "他说：“走吧！”", "我们走了。"],
        ["真的吗？！", "是的……", "好。"],
    ])
    func japaneseAndChinese(_ sentences: [String]) throws {
        try check(sentences, separator: "")
    }

    @Test func paragraphsHeadingsAndListsEndSentences() throws {
        let text = """
            # The title

            Introduction
            The first sentence is wrapped
            over two lines and ends. The second
            is here and has no stop

            - first entry
            - second entry goes on
              in the next line
            3. third

            | a | b |
            | 1 | 2 |

            ```
            let x = 1. Then. Nothing.
            ```
            The end:
            """
        let source = SourceText(text)
        let sentences = try SentenceSplitter(source).sentences(limit: WorkLimit(seconds: 30))
        #expect(
            sentences.map { source.rendered($0.range) } == [
                "The title", "Introduction", "The first sentence is wrapped over two lines and ends.",
                "The second is here and has no stop", "first entry", "second entry goes on in the next line",
                "3. third",
                "| a | b |", "| 1 | 2 |", "let x = 1. Then. Nothing.", "The end:",
            ]
        )
        #expect(
            sentences.map(\.kind) == [
                .heading, .heading, .prose, .prose, .listItem, .listItem, .listItem, .apart, .apart, .apart, .heading,
            ]
        )
        #expect(sentences[2].isTerminated)
        #expect(!sentences[3].isTerminated)
    }

    @Test func wideLinesAreJoinedWithoutSpace() throws {
        let texts = try Self.texts("これは長い文章であり、\n次の行に続きます。終わり。")
        #expect(texts == ["これは長い文章であり、次の行に続きます。", "終わり。"])
    }

    @Test(arguments: ["word word, ", "слово слово, ", "中文字，", "a"])
    func whatHasNoStopIsCutIntoPieces(_ text: String) throws {
        let source = SourceText(String(repeating: text, count: 30_000))
        let sentences = try SentenceSplitter(source).sentences(limit: WorkLimit(seconds: 30))
        #expect(sentences.count > 1)
        #expect(sentences.allSatisfy { $0.halfWords <= LongSentence.most })
        // Nothing is lost and nothing twice.
        var covered = 0
        for sentence in sentences {
            #expect(sentence.range.lowerBound >= covered)
            let between = source.scalars[covered..<sentence.range.lowerBound]
            #expect(!between.contains { !$0.isGap })
            covered = sentence.range.upperBound
        }
        #expect(covered == source.scalars.count)
    }

    @Test func controlCharactersAndInvisibleOnesAreGone() {
        let source = SourceText("\u{0} a\u{0}b\u{FEFF}\u{AD}c\u{202E} \t\u{3000}d\r\n\r\n\r\ne\u{2028}f \u{7}")
        #expect(String(String.UnicodeScalarView(source.scalars)) == "a bc d\n\ne\nf")
    }
}
