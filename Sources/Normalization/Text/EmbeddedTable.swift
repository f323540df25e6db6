import CEmbedded

/// A text table that the program carries inside itself: lines, comments behind `#`.
struct EmbeddedTable {
  private let bytes: UnsafeBufferPointer<UInt8>

  /// - Precondition: the program was built with a file of that name.
  init(_ name: String) {
    guard let file = kindred_embedded(name) else { preconditionFailure("the program was built without \(name)") }
    bytes = UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count)
  }

  /// Calls with every line that holds something and is no comment, in the file's order.
  func eachLine(_ body: (ArraySlice<UInt8>) -> Void) {
    for line in bytes.split(separator: 0x0A) where line.first != UInt8(ascii: "#") { body(ArraySlice(line)) }
  }
}
