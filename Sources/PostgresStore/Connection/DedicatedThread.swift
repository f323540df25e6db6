internal import Dispatch
internal import Glibc
internal import Synchronization

/// A thread that does one blocking job after the other.
///
/// libpq, flock and waiting for a child process block. Swift's own pool has one thread a core, so two
/// blocking calls would stop everything else; they run here instead, and the caller only suspends.
///
/// A task may also live here for a while: one that asks a short question after the other would spend more time on
/// changing threads than on the answers.
final class DedicatedThread: TaskExecutor {
  private struct Queue {
    var jobs: [@Sendable () -> Void] = []
    var next = 0
    var isStopping = false
  }

  private let queue = Mutex(Queue())
  private let ready = DispatchSemaphore(value: 0)
  /// Of the thread itself; 0 until it runs.
  private let thread = Atomic<UInt>(0)

  init() {
    // The thread owns a reference to self for as long as it runs; `stop` ends it.
    let owner = Unmanaged.passRetained(self)
    var id = pthread_t()
    let status = pthread_create(
      &id, nil,
      { raw in
        Unmanaged<DedicatedThread>.fromOpaque(raw!).takeRetainedValue().work()
        return nil
      }, owner.toOpaque())
    precondition(status == 0, "the system gives no more threads (errno \(status))")
    pthread_detach(id)
  }

  /// Runs `body` on the thread, after the jobs handed over before it; at once for who is on the thread already.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    if thread.load(ordering: .relaxed) == UInt(pthread_self()) { return try body() }
    return try await withCheckedThrowingContinuation { continuation in
      enqueue { continuation.resume(with: Result(catching: body)) }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    enqueue { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Ends the thread after the jobs handed over so far. Jobs handed over later do not run.
  func stop() {
    queue.withLock { $0.isStopping = true }
    ready.signal()
  }

  private func enqueue(_ job: @escaping @Sendable () -> Void) {
    queue.withLock { queue in
      precondition(!queue.isStopping, "a job for a thread that was stopped")
      queue.jobs.append(job)
    }
    ready.signal()
  }

  private func work() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    while true {
      ready.wait()
      let job: (@Sendable () -> Void)? = queue.withLock { queue in
        guard queue.next < queue.jobs.count else { return nil }
        let job = queue.jobs[queue.next]
        queue.next += 1
        if queue.next == queue.jobs.count {
          queue.jobs.removeAll(keepingCapacity: true)
          queue.next = 0
        }
        return job
      }
      guard let job else { return }
      job()
    }
  }
}

/// Runs one blocking job on a thread made for it.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  let thread = DedicatedThread()
  defer { thread.stop() }
  return try await thread.run(body)
}
