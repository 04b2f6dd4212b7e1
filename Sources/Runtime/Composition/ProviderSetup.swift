// SPDX-License-Identifier: Apache-2.0
import Configuration
import Destinations
import Outbound
import Providers
import Signing

/// Makes the provider that the configuration chose.
enum ProviderSetup {
    static func provider(_ choice: ProviderChoice, client: any HTTPClient) throws -> any CompletionProvider {
        switch choice {
        case .extractive:
            return ExtractiveProvider()
        case .openAI(let baseURL, let key):
            // The operator named this host; nothing else may be asked, wherever an answer points.
            let url = try HTTPURL(baseURL)
            let list = try AllowList(parsing: "\(url.host.urlText):\(url.port)")
            return try OpenAIChatProvider(
                client: client,
                baseURL: baseURL,
                key: key,
                destinations: DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: false)
            )
        }
    }
}
