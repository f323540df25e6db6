import CZlib

/// gzip bytes in, plain bytes out, in any portions; members written one after the other are one text.
///
/// A value: a copy that is pushed to gets a stream of its own.
struct GzipReader: Sendable {
  private var stream: Stream
  private var inputBytes = 0
  private var outputBytes = 0
  /// Between two members only a further member (or the padding of tape archives) may follow.
  private var isBetweenMembers = false
  private let ratioMax: Int

  init(ratioMax: Int) throws(IntakeFailure) {
    guard let handle = kindred_inflater_open() else { throw .outOfMemory }
    stream = Stream(handle)
    self.ratioMax = ratioMax
  }

  /// Inflates `bytes` and appends the text to `output`.
  mutating func push(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) throws(IntakeFailure) {
    if !isKnownUniquelyReferenced(&stream) {
      guard let handle = kindred_inflater_copy(stream.handle) else { throw .outOfMemory }
      stream = Stream(handle)
    }
    var start = bytes.startIndex
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while start < bytes.endIndex {
      if isBetweenMembers {
        // Zeros after the last member are padding.
        if bytes[start] == 0 { start += 1; continue }
        guard kindred_inflater_restart(stream.handle) == KINDRED_INFLATE_MORE.rawValueInt32 else { throw .corruptGzip }
        isBetweenMembers = false
      }
      var used = 0
      var written = 0
      let handle = stream.handle
      let result = bytes[start...].withUnsafeBufferPointer { input in
        room.withUnsafeMutableBufferPointer { output in
          kindred_inflater_step(handle, input.baseAddress, input.count, &used, output.baseAddress, output.count, &written)
        }
      }
      start += used
      inputBytes += used
      outputBytes += written
      output.append(contentsOf: room[..<written])
      if outputBytes > 1 << 20, outputBytes / ratioMax > inputBytes { throw .gzipBomb(ratioMax: ratioMax) }
      switch result {
      case KINDRED_INFLATE_MEMBER_END.rawValueInt32: isBetweenMembers = true
      case KINDRED_INFLATE_MORE.rawValueInt32:
        // All input is used and the last output did not fill the room: nothing is left inside.
        if used == 0 && written == 0 { throw .corruptGzip }
      case KINDRED_INFLATE_NO_MEMORY.rawValueInt32: throw .outOfMemory
      default: throw .corruptGzip
      }
      // Input may be used up while output still waits inside.
      while start == bytes.endIndex, written == room.count, !isBetweenMembers {
        var none = 0
        let rest = room.withUnsafeMutableBufferPointer { output in
          kindred_inflater_step(handle, nil, 0, &none, output.baseAddress, output.count, &written)
        }
        outputBytes += written
        output.append(contentsOf: room[..<written])
        if outputBytes > 1 << 20, outputBytes / ratioMax > inputBytes { throw .gzipBomb(ratioMax: ratioMax) }
        if rest == KINDRED_INFLATE_MEMBER_END.rawValueInt32 { isBetweenMembers = true }
        if rest == KINDRED_INFLATE_CORRUPT.rawValueInt32 { throw .corruptGzip }
      }
    }
  }

  func finish() throws(IntakeFailure) {
    if !isBetweenMembers { throw .truncatedGzip }
  }

  /// Owns one inflate stream. Mutated only by a `GzipReader` that holds the only reference, which is
  /// what makes sending it safe.
  private final class Stream: @unchecked Sendable {
    let handle: OpaquePointer
    init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { kindred_inflater_close(handle) }
  }
}

extension BinaryInteger {
  fileprivate var rawValueInt32: Int32 { Int32(truncatingIfNeeded: self) }
}
