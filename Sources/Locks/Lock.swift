// SPDX-License-Identifier: Apache-2.0
public import Synchronization

#if MORTISE_SANITIZED
    /// ThreadSanitizer's own words for "this thread now sees what the last one left". Its runtime exports them.
    @_silgen_name("__tsan_acquire") private func sanitizerAcquire(_ address: UnsafeMutableRawPointer)
    @_silgen_name("__tsan_release") private func sanitizerRelease(_ address: UnsafeMutableRawPointer)
#endif

/// A lock around a value: `Synchronization.Mutex`, in a form that ThreadSanitizer understands.
///
/// The library's own lock is not compiled with the sanitizer, which therefore takes every use of one for a race
/// (a ten-line program with nothing else in it is reported). In a build for the thread sanitizer this type says at
/// each locking what has happened; in any other build it is the library's lock and nothing more. Never held
/// across an `await`: `withLock` takes no async closure.
public struct Lock<Value: ~Copyable>: ~Copyable, Sendable {
    @usableFromInline let lock: Synchronization.Mutex<Value>

    #if MORTISE_SANITIZED
        /// Its address is the lock's name for the sanitizer; nothing is ever stored there.
        private nonisolated(unsafe) let name = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
        deinit { name.deallocate() }

        public init(_ value: consuming sending Value) { lock = Synchronization.Mutex(value) }

        /// Runs `body` while no other thread does, and returns what it returns.
        public borrowing func withLock<Result: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Result
        ) throws(Failure) -> sending Result {
            try lock.withLock { (value) throws(Failure) -> sending Result in
                sanitizerAcquire(name)
                defer { sanitizerRelease(name) }
                return try body(&value)
            }
        }
    #else
        @inlinable public init(_ value: consuming sending Value) { lock = Synchronization.Mutex(value) }

        /// Runs `body` while no other thread does, and returns what it returns.
        @inlinable public borrowing func withLock<Result: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Result
        ) throws(Failure) -> sending Result {
            try lock.withLock(body)
        }
    #endif
}
