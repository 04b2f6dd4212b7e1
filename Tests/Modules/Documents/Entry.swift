// SPDX-License-Identifier: Apache-2.0
public import TaskABI
import TaskKit

/// The one symbol that the module exports.
@c(mortise_module_entry)
public func entry(_ host: UnsafePointer<mortise_host>?, _ module: UnsafeMutablePointer<mortise_module>?) -> Int32 {
    TaskModule(name: "plain_documents", version: "1.0.0", tasks: [PlainDocument()]).enter(host, module)
}
