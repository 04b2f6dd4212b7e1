// SPDX-License-Identifier: Apache-2.0

/// About how many tokens a language model would make of a text: one for four scalars, one for each letter of a
/// script without spaces. Nothing is paid by it here; it keeps usage of different providers comparable.
enum TokenEstimate {
    static func tokens(in text: String) -> Int { estimate(text.unicodeScalars) }

    static func tokens(in scalars: [Unicode.Scalar]) -> Int { estimate(scalars) }

    private static func estimate(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
        var unspaced = 0
        var others = 0
        for scalar in scalars {
            if scalar.isUnspacedScript { unspaced += 1 } else { others += 1 }
        }
        return unspaced + (others + 3) / 4
    }
}
