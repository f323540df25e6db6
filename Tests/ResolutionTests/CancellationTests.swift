import Identity
import Intake
import Resolution
import Synchronization
import Testing

/// Who stops a command does not wait for the end of a file: reading looks after each piece whether it is
/// still wanted.
@Suite struct CancellationTests {
  /// A file that never ends, and how often it was asked for more.
  private final class EndlessFile: Sendable {
    let pieceCount = Atomic<Int>(0)

    /// - Parameter afterPieces: called once that many pieces were read.
    func source(stopping afterPieces: Int, _ stop: @escaping @Sendable () -> Void) -> SourceFile {
      SourceFile(name: "endless.csv", source: "endless", sizeBytes: 0) { [self] in
        var isFirst = true
        return {
          if self.pieceCount.add(1, ordering: .relaxed).newValue == afterPieces { stop() }
          defer { isFirst = false }
          return Array((isFirst ? "id,name\n" : "7,Mina Castellan\n8,Odd One\n").utf8)
        }
      }
    }
  }

  @Test func `the first pass over a file stops when it is no longer wanted`() async throws {
    let file = EndlessFile()
    let work = Task {
      let source = file.source(stopping: 20) { withUnsafeCurrentTask { $0?.cancel() } }
      _ = try survey(source, settings: nil, region: "KR")
    }
    await #expect(throws: CancellationError.self) { try await work.value }
    #expect(file.pieceCount.load(ordering: .relaxed) == 20)
  }

  @Test func `so does the second`() async throws {
    let known = try survey(
      SourceFile(name: "short.csv", source: "endless", sizeBytes: 0) {
        var pieces = ["id,name\n7,Mina Castellan\n"]
        return { pieces.popLast().map { Array($0.utf8) } }
      }, settings: nil, region: "KR")
    let file = EndlessFile()
    let work = Task {
      var endless = known
      endless.file = file.source(stopping: 20) { withUnsafeCurrentTask { $0?.cancel() } }
      _ = try await loadTable([endless], today: CivilDate(daysSince1970: 20_454), threadCount: 1)
    }
    await #expect(throws: CancellationError.self) { try await work.value }
    #expect(file.pieceCount.load(ordering: .relaxed) == 20)
  }
}
