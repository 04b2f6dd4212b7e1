// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentTasks
public import TaskABI
import TaskKit

/// The one symbol that the module exports.
@c(mortise_module_entry)
public func entry(_ host: UnsafePointer<mortise_host>?, _ module: UnsafeMutablePointer<mortise_module>?) -> Int32 {
    TaskModule(name: "dococr", version: DocumentTasks.version, tasks: DocumentTasks.all).enter(host, module)
}
