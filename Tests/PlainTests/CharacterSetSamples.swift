// SPDX-License-Identifier: Apache-2.0

/// A sentence or two in a character set, encoded by another program (Python's codecs).
struct Sample: Sendable, CustomStringConvertible {
    let name: String
    let text: String
    let bytes: [UInt8]
    var description: String { name }

    init(_ name: String, _ text: String, hex: String) {
        self.name = name
        self.text = text
        var digits = hex.utf8.makeIterator()
        var bytes: [UInt8] = []
        while let high = digits.next(), let low = digits.next() {
            bytes.append(Self.value(high) << 4 | Self.value(low))
        }
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }

    static let all: [Sample] = [
        Sample(
            "KOI8-R",
            "Установка системы Debian описана в этом руководстве.\nЧитайте его внимательно, прежде чем начать.",
            hex: "f5d3d4c1cecfd7cbc120d3c9d3d4c5cdd92044656269616e20cfd0c9d3c1cec120d720dcd4cfcd20d2d5cbcfd7cfc4d3"
                + "d4d7c52e0afec9d4c1cad4c520c5c7cf20d7cec9cdc1d4c5ccd8cecf2c20d0d2c5d6c4c520dec5cd20cec1dec1d4d82e"
        ),
        Sample(
            "windows-1251",
            "Установка системы Debian описана в этом руководстве.\nЧитайте его внимательно, прежде чем начать.",
            hex: "d3f1f2e0edeee2eae020f1e8f1f2e5ecfb2044656269616e20eeefe8f1e0ede020e220fdf2eeec20f0f3eaeee2eee4f1"
                + "f2e2e52e0ad7e8f2e0e9f2e520e5e3ee20e2ede8ece0f2e5ebfcedee2c20eff0e5e6e4e520f7e5ec20ede0f7e0f2fc2e"
        ),
        Sample(
            "IBM866",
            "Установка системы Debian описана в этом руководстве.\nЧитайте его внимательно, прежде чем начать.",
            hex: "93e1e2a0adaea2aaa020e1a8e1e2a5aceb2044656269616e20aeafa8e1a0ada020a220ede2aeac20e0e3aaaea2aea4e1"
                + "e2a2a52e0a97a8e2a0a9e2a520a5a3ae20a2ada8aca0e2a5abecadae2c20afe0a5a6a4a520e7a5ac20ada0e7a0e2ec2e"
        ),
        Sample(
            "ISO-8859-5",
            "Установка системы описана в этом руководстве, читайте его внимательно.",
            hex: "c3e1e2d0ddded2dad020e1d8e1e2d5dceb20dedfd8e1d0ddd020d220ede2dedc20e0e3daded2ded4e1e2d2d52c20e7d8"
                + "e2d0d9e2d520d5d3de20d2ddd8dcd0e2d5dbecddde2e"
        ),
        Sample(
            "x-mac-cyrillic",
            "Установка системы Debian описана в этом руководстве. Читайте его внимательно. Если что-то неясно, спросите: ответ найдётся, даже у тех, кто начал недавно.",
            hex: "93f1f2e0edeee2eae020f1e8f1f2e5ecfb2044656269616e20eeefe8f1e0ede020e220fdf2eeec20f0f3eaeee2eee4f1"
                + "f2e2e52e2097e8f2e0e9f2e520e5e3ee20e2ede8ece0f2e5ebfcedee2e2085f1ebe820f7f2ee2df2ee20ede5dff1edee"
                + "2c20f1eff0eef1e8f2e53a20eef2e2e5f220ede0e9e4def2f1df2c20e4e0e6e520f320f2e5f52c20eaf2ee20ede0f7e0"
                + "eb20ede5e4e0e2edee2e"
        ),
        Sample(
            "windows-31j",
            "日本語の文書は、いろいろな文字コードで書かれています。",
            hex: "93fa967b8cea82cc95b68f9182cd814182a282eb82a282eb82c895b68e9a8352815b836882c58f9182a982ea82c482a2"
                + "82dc82b78142"
        ),
        Sample(
            "EUC-JP",
            "日本語の文書は、いろいろな文字コードで書かれています。",
            hex: "c6fccbdcb8eca4cecab8bdf1a4cfa1a2a4a4a4eda4a4a4eda4cacab8bbfaa5b3a1bca5c9a4c7bdf1a4aba4eca4c6a4a4"
                + "a4dea4b9a1a3"
        ),
        Sample(
            "ISO-2022-JP",
            "日本語の文書は、いろいろな文字コードで書かれています。",
            hex: "1b2442467c4b5c386c244e4a383d71244f21222424246d2424246d244a4a383b7a2533213c254924473d71242b246c24"
                + "462424245e243921231b2842"
        ),
        Sample(
            "gb18030",
            "本手册介绍如何安装操作系统，请在开始之前仔细阅读。",
            hex: "b1becad6b2e1bde9c9dcc8e7baceb0b2d7b0b2d9d7f7cfb5cdb3a3acc7ebd4dabfaacabcd6aec7b0d7d0cfb8d4c4b6c1"
                + "a1a3"
        ),
        Sample(
            "HZ",
            "本手册介绍如何安装操作系统，请在开始之前仔细阅读。",
            hex: "7e7b313e4a5632613d69495c48673a4e30325730325957774f354d33232c476b545a3f2a4a3c562e473057504f385444"
                + "364121237e7d"
        ),
        Sample(
            "Big5",
            "本手冊介紹如何安裝作業系統，請在開始之前仔細閱讀。",
            hex: "a5bba4e2a555a4b6b2d0a670a6f3a677b8cba740b77ea874b2cea141bdd0a662b67da96ca4a7ab65a54ab2d3be5cc5aa"
                + "a143"
        ),
        Sample(
            "windows-949",
            "이 문서는 데비안 시스템을 설치하는 방법을 설명합니다. 시작하기 전에 읽어 보세요.",
            hex: "c0cc20b9aebcadb4c220b5a5baf1bec820bdc3bdbac5dbc0bb20bcb3c4a1c7cfb4c220b9e6b9fdc0bb20bcb3b8edc7d5"
                + "b4cfb4d92e20bdc3c0dbc7cfb1e220c0fcbfa120c0d0beee20bab8bcbcbfe42e"
        ),
        Sample(
            "windows-1250",
            "Příliš žluťoučký kůň úpěl ďábelské ódy. Žádné šťastné dítě „nečte“ příručku.",
            hex: "50f8ed6c699a209e6c759d6f75e86bfd206bf9f220fa70ec6c20efe162656c736be920f364792e208ee1646ee9209a9d"
                + "6173746ee92064ed74ec20846e65e87465932070f8ed7275e86b752e"
        ),
        Sample(
            "windows-1252",
            "Voilà l’été : une journée où les élèves français apprécient la forêt, “déjà” vue.",
            hex: "566f696ce0206c92e974e9203a20756e65206a6f75726ee965206ff9206c657320e96ce8766573206672616ee7616973"
                + "2061707072e96369656e74206c6120666f72ea742c209364e96ae094207675652e"
        ),
        Sample(
            "macintosh",
            "Voilà l’été : une journée où les élèves français apprécient la forêt, “déjà” vue.",
            hex: "566f696c88206cd58e748e203a20756e65206a6f75726e8e65206f9d206c6573208e6c8f766573206672616e8d616973"
                + "20617070728e6369656e74206c6120666f7290742c20d2648e6a88d3207675652e"
        ),
        Sample(
            "ISO-8859-15",
            "Le prix est de 20 €, et la sœur de l'élève a mangé un œuf français.",
            hex: "4c6520707269782065737420646520323020a42c206574206c612073bd7572206465206c27e96ce876652061206d616e"
                + "67e920756e20bd7566206672616ee76169732e"
        ),
        Sample(
            "windows-1253",
            "Το εγχειρίδιο αυτό περιγράφει την εγκατάσταση του συστήματος.",
            hex: "d4ef20e5e3f7e5e9f1dfe4e9ef20e1f5f4fc20f0e5f1e9e3f1dcf6e5e920f4e7ed20e5e3eae1f4dcf3f4e1f3e720f4ef"
                + "f520f3f5f3f4deece1f4eff22e"
        ),
        Sample(
            "windows-1254",
            "Bu kılavuz işletim sisteminin nasıl kurulacağını açıklar. Başlamadan önce dikkatle okuyun.",
            hex: "4275206bfd6c6176757a2069fe6c6574696d2073697374656d696e696e206e6173fd6c206b7572756c616361f0fd6efd"
                + "2061e7fd6b6c61722e204261fe6c616d6164616e20f66e63652064696b6b61746c65206f6b7579756e2e"
        ),
        Sample(
            "windows-1255",
            "מדריך זה מסביר כיצד להתקין את מערכת ההפעלה.",
            hex: "eee3f8e9ea20e6e420eef1e1e9f820ebe9f6e320ece4faf7e9ef20e0fa20eef2f8ebfa20e4e4f4f2ece42e"
        ),
        Sample(
            "windows-1256",
            "يشرح هذا الدليل كيفية تثبيت نظام التشغيل على الحاسوب.",
            hex: "edd4d1cd20e5d0c720c7e1cfe1ede120dfedddedc920cacbc8edca20e4d9c7e320c7e1cad4dbede120dae1ec20c7e1cd"
                + "c7d3e6c82e"
        ),
        Sample(
            "windows-1257",
            "Šiame vadove aprašoma, kaip įdiegti operacinę sistemą. Perskaitykite jį atidžiai.",
            hex: "d069616d65207661646f76652061707261f06f6d612c206b61697020e1646965677469206f7065726163696ee6207369"
                + "7374656de02e20506572736b616974796b697465206ae12061746964fe6961692e"
        ),
        Sample(
            "windows-874",
            "คู่มือนี้อธิบายวิธีการติดตั้งระบบปฏิบัติการ",
            hex: "a4d9e8c1d7cdb9d5e9cdb8d4bad2c2c7d4b8d5a1d2c3b5d4b4b5d1e9a7c3d0bababbafd4bad1b5d4a1d2c3"
        ),
    ]
}
