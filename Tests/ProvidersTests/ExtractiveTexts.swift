// SPDX-License-Identifier: Apache-2.0

/// Texts for the tests of the extractive provider, and a generator of long ones.
enum ExtractiveTexts {
    static let english = """
        The harbour of Westmere will be closed to large ships for two years while its breakwater is rebuilt, the port
        authority said on Tuesday. The breakwater, a wall of granite blocks laid in 1884, lost almost a third of its
        length in the storms of the last three winters. Engineers had warned as early as 2009 that the foundations were
        being washed out. No money was found at the time.

        "We repaired the wall stone by stone for a century, and now the sea is faster than we are," said Dr. Ellen
        Marsh, who leads the works. The new breakwater is to stand 40 metres further out and will rest on concrete piles
        driven 18 metres into the seabed. It will cost about 64 million pounds, of which the region pays half.

        Fishing boats can go on using the inner basin. The ferry to the islands, however, has to move to Carrow, which is
        an hour away by road. Islanders fear for their supplies in winter. "When the road over the pass is snowed in, we
        shall have neither ship nor lorry," said the owner of the only shop on Little Skerry.

        The port authority promised a weekly supply boat that will be small enough for the inner basin. It has not said
        who will pay for it. Shops on the quay expect to lose up to 60 per cent of their trade, since most of their
        customers come from cruise ships, 41 of which called at Westmere last year. The town council has asked for a fund
        to help them through the two years of building.

        Work on the breakwater begins in March with the sinking of the first piles. Blocks from the old wall will be used
        again for a path along the shore. Historians had protested against the loss of the old breakwater, which is the
        last of its kind on the coast, and a stretch of 50 metres is now to be kept as a monument.

        But whether the new wall will hold longer than the old one is disputed. A study by the university in Harrow found
        that waves in the bay have become 20 per cent higher since 1980. The engineers answer that the breakwater was
        designed for waves twice as high as any that were ever measured there.
        """

    static let german = """
        Die Stadtbücherei von Neuhausen zieht im Herbst in das alte Postamt am Markt. Das Gebäude aus dem Jahr 1912 stand
        seit dem 3. März 2016 leer, weil sich kein Käufer fand. Nun hat die Stadt es für 2,4 Mio. Euro erworben. Die
        Bücherei wird dort dreimal so viel Platz haben wie bisher.

        Im Erdgeschoss sollen Kinder und Jugendliche ihre eigenen Räume bekommen, z. B. eine Werkstatt und ein kleines
        Kino. Die Leiterin der Bücherei, Dr. Anna Weiß, rechnet mit doppelt so vielen Besuchern. „Wir sind dann kein Lager
        für Bücher mehr, sondern ein Wohnzimmer für die Stadt“, sagte sie. Der Umbau der Schalterhalle hat allerdings
        länger gedauert als geplant. Unter dem Boden fanden Arbeiter Reste der Stadtmauer, die erst untersucht werden
        mussten.

        Kritik kommt von den Händlern am Markt. Sie fürchten, dass Parkplätze wegfallen. Die Verwaltung verweist auf das
        neue Parkhaus hinter dem Bahnhof, das 300 Stellplätze hat. Die alte Bücherei am Stadtpark wird abgerissen. Dort
        entsteht ein Spielplatz, dessen Pläne die Kinder der Grundschule mitgezeichnet haben. Die Bücherei bleibt während
        des Umzugs sechs Wochen geschlossen, und alle Bücher, die vorher ausgeliehen werden, dürfen bis November behalten
        werden. So müssen weniger Kisten getragen werden.
        """

    static let french = """
        La commune de Valbrune a décidé de rouvrir sa gare, fermée depuis 1974. Les premiers trains devraient s’y arrêter
        au printemps prochain. La région a financé les deux tiers des travaux, soit 3,2 millions d’euros. Mme Lefèvre, la
        maire, y voit une chance pour les commerces du centre. « Nos enfants ne seront plus obligés de partir vivre en
        ville pour étudier », a-t-elle dit.

        Tout le monde n’est pas convaincu. Les riverains craignent le bruit des trains de marchandises, qui passeront
        aussi la nuit. La compagnie a promis un mur de quatre mètres de haut le long des maisons. Cela ne suffira pas,
        selon M. Girard, qui habite à vingt mètres des voies. Une étude de l’université a pourtant montré que le nombre
        de voitures sur la route de la vallée baisserait d’un quart si la gare rouvrait. La ligne relie Valbrune à la
        capitale de la région en quarante minutes, contre une heure et demie en autocar. La gare elle-même, construite en
        1888, sera restaurée par des apprentis du lycée technique. Le guichet ne reviendra pas : les billets seront vendus
        par une machine et dans la boulangerie voisine.
        """

    static let russian = """
        В городе Заречном открыли мост через реку Тихую, который строили одиннадцать лет. Старый мост, построенный в
        1936 г., закрыли для машин ещё в прошлом десятилетии. Всё это время жители ездили на другой берег через
        соседний город, т. е. на сорок километров дальше. Новый мост имеет четыре полосы и широкую дорожку для пешеходов.
        Его длина составляет почти два километра.

        Строительство обошлось в 7 млрд руб. и несколько раз останавливалось. Сначала сменился подрядчик, потом
        весенний паводок разрушил две опоры. «Мы уже не верили, что доживём до этого дня», — сказала учительница
        А. П. Соколова. Первыми по мосту прошли ветераны и строители. Городские власти надеются, что мост привлечёт на
        левый берег новые предприятия. Там уже выделена земля под завод, на котором будут работать шестьсот человек.
        Однако экологи опасаются за пойменные луга, где гнездятся редкие птицы. Старый мост решили не сносить: на нём
        устроят прогулочную аллею с фонарями и скамейками.
        """

    static let japanese = """
        海辺の町、白浜町で百年続いた灯台が来年の春に役目を終える。灯台は一九二三年に建てられ、沖を行く漁船を守ってきた。\
        しかし、船の多くが衛星で位置を知るようになり、灯台の光を頼る船は少なくなった。町は灯台を壊さず、資料館として残すことを決めた。\
        「この光を見て家に帰ってきた。消えるのはさびしい。」と漁師の田中さんは話す。資料館には古いレンズや灯台守の日記が展示される予定だ。\
        改修には二億円かかり、その半分を国が負担する。町は観光客が年に三万人訪れると見込んでいる。一方で、駐車場が足りないという声もある。\
        町長は、港の空き地を駐車場にする計画を明らかにした。灯台の光は毎年の祭りの夜に一度だけともされる。\
        子どもたちは灯台の絵を描き、その絵は資料館の最初の展示になる。
        """

    static let chinese = """
        江城市决定在老城区修建一条新的有轨电车线路。这条线路全长十二公里，连接火车站和大学城。市政府表示，工程将在明年开工，预计三年完成。\
        目前，从火车站到大学城坐公共汽车需要一个小时。电车通车以后，时间可以缩短到二十五分钟。居民对这个计划的看法并不一致。\
        “我们等了很多年，终于有了希望。”一位退休教师说。但是，沿线的商店担心施工会影响生意。市政府答应给受影响的商店减税。\
        专家认为，电车可以减少老城区的汽车数量，改善空气质量。工程的总费用约为四十亿元，其中一半由省政府承担。\
        为了保护古城墙，线路在南门附近改走地下。考古人员将在施工前对这一带进行调查。
        """

    static let all = [english, german, french, russian, japanese, chinese]

    /// Sentences of 5 to 40 words out of a few hundred made-up ones, some of them much more frequent, with
    /// headings and paragraphs; the same for the same seed.
    static func generated(seed: UInt64, sentences: Int) -> String {
        var state = seed &* 2 &+ 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let syllables = ["ba", "ren", "to", "mi", "sal", "ku", "ver", "no", "dis", "pra", "el", "go"]
        let words = (0..<300).map { _ in (0...next(3)).map { _ in syllables[next(syllables.count)] }.joined() }
        var text = ""
        for number in 0..<sentences {
            if number % 40 == 0 { text += "\n\nChapter \(number / 40)\n\n" }
            let count = 5 + next(36)
            let sentence = (0..<count).map { _ in words[min(next(300), next(300))] }.joined(separator: " ")
            text += "The " + sentence + (next(12) == 0 ? "?" : ".") + (next(5) == 0 ? "\n\n" : " ")
        }
        return text
    }
}
