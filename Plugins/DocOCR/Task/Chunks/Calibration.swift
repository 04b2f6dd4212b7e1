// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// How a site's model counts tokens, learned from one job for the next. A job keeps to what it began with: other chunks
/// in its second run would be other requests, to be paid for again.
struct Calibration: Sendable {
    let context: TaskContext
    let model: String?

    private var common: String { "tokens/\(model ?? "site")" }
    private var own: String { "tokens/job/\(context.jobID)" }

    func scale() async -> TokenScale {
        if let mine = try? await context.cached(own, as: TokenScale.self) { return mine }
        let found = (try? await context.cached(common, as: TokenScale.self)) ?? TokenScale()
        _ = try? await context.cache(found, as: own)
        return found
    }

    func learn(_ more: TokenScale) async {
        guard more.counted > 0 else { return }
        var scale = (try? await context.cached(common, as: TokenScale.self)) ?? TokenScale()
        scale.add(estimated: more.estimated, counted: Int(more.counted))
        _ = try? await context.cache(scale, as: common)
    }
}
