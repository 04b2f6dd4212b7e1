// SPDX-License-Identifier: Apache-2.0
public import ModuleProtocol
public import Modules

/// Runs one part of a `map` to its end, in a process that holds nothing else: a process that dies is
/// `part_crashed`, poison; one that does not stop within the part's hard limit is ended. Returns soon after the
/// calling task is cancelled.
public typealias PartRunner = @Sendable (ModuleJob, any JobServices) async -> JobEnd
