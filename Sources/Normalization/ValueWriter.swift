import Identity

/// Writes one value: the canonical, then the form, then the keys. A value so written costs one allocation, whatever it
/// holds, and no part of it was an array before.
///
/// The first room is on the stack while `written` runs; more is taken from the heap as it is needed: the count given at
/// first is a guess and no limit.
struct ValueWriter: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var isOnHeap: Bool
  /// Bytes written.
  private(set) var count = 0
  private(set) var canonicalCount = 0
  private(set) var formStart = 0
  private var formCount = 0
  private(set) var keyCount = 0
  /// Where the text of the key begins that is being written.
  private var keyStart = 0

  private init(_ room: UnsafeMutableBufferPointer<UInt8>) {
    guard let base = room.baseAddress else { fatalError("no room") }
    self.base = base
    capacity = room.count
    isOnHeap = false
  }

  deinit { if isOnHeap { base.deallocate() } }

  /// What `write` makes of a writer that is empty and gone when it returns.
  @inline(__always)
  static func written<Result>(capacity: Int = 500, _ write: (inout ValueWriter) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { room in
      var writer = ValueWriter(room)
      return write(&writer)
    }
  }

  // MARK: parts

  /// Everything so far is the canonical.
  mutating func endCanonical() {
    canonicalCount = count
    formStart = count
  }

  /// Everything behind the canonical is the form.
  mutating func endForm() { formCount = count - formStart }

  /// What is put until `endKey` is the text of a key.
  @inline(__always)
  mutating func beginKey(_ kind: KeyKind) {
    reserve(NormalizedValue.keyHeaderBytes)
    base[count] = kind.rawValue
    count += NormalizedValue.keyHeaderBytes
    keyStart = count
  }

  /// - Parameter isDistinct: a key that is there already is not written twice.
  mutating func endKey(isDistinct: Bool = false) {
    let length = count - keyStart
    let start = keyStart - NormalizedValue.keyHeaderBytes
    precondition(length > 0, "an empty key would join everything")
    UnsafeMutableRawPointer(base + start + 1).storeBytes(of: UInt32(length).littleEndian, as: UInt32.self)
    if isDistinct, isWritten(start..<count) { count = start } else { keyCount += 1 }
  }

  /// Takes the key back that was begun last.
  mutating func dropKey() { count = keyStart - NormalizedValue.keyHeaderBytes }

  mutating func key(_ kind: KeyKind, _ text: [UInt8]) {
    beginKey(kind)
    put(text)
    endKey()
  }

  mutating func key(_ kind: KeyKind, _ text: UnsafeBufferPointer<UInt8>) {
    beginKey(kind)
    put(text)
    endKey()
  }

  /// A key with the text that was written at `range`.
  mutating func key(_ kind: KeyKind, written range: Range<Int>) {
    beginKey(kind)
    put(written: range)
    endKey()
  }

  /// Where the text of the last key lies.
  var lastKey: Range<Int> { keyStart..<count }

  /// Whether a key of those bytes, kind, length and text, stands before them.
  private func isWritten(_ key: Range<Int>) -> Bool {
    var position = formStart + formCount
    while position < key.lowerBound {
      let length = UInt32(littleEndian: UnsafeRawPointer(base + position + 1).loadUnaligned(as: UInt32.self))
      let end = position + NormalizedValue.keyHeaderBytes + Int(length)
      if end - position == key.count {
        var index = 0
        while index < key.count, base[position + index] == base[key.lowerBound + index] { index += 1 }
        if index == key.count { return true }
      }
      position = end
    }
    return false
  }

  /// The value that was written.
  func value(_ attribute: Attribute, _ flags: ValueFlags, _ sharing: ValueClass = .person) -> NormalizedValue {
    NormalizedValue(
      attribute: attribute, canonicalCount: canonicalCount, formCount: formCount, keyCount: keyCount,
      bytes: UnsafeBufferPointer(start: base, count: count), flags: flags, sharing: sharing)
  }

  // MARK: bytes

  subscript(_ index: Int) -> UInt8 {
    get {
      precondition(index < count)
      return base[index]
    }
    set {
      precondition(index < count)
      base[index] = newValue
    }
  }

  /// What was written at `range`, until the next byte is put.
  func written(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    precondition(range.upperBound <= count)
    return UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    if count == capacity { grow(1) }
    base[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func put(_ text: [UInt8]) {
    let span = text.span
    reserve(span.count)
    for index in 0..<span.count { base[count + index] = span[index] }
    count += span.count
  }

  @inline(__always)
  mutating func put(_ text: Span<UInt8>) {
    reserve(text.count)
    for index in 0..<text.count { base[count + index] = text[index] }
    count += text.count
  }

  @inline(__always)
  mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
    reserve(text.count)
    if let from = text.baseAddress { (base + count).update(from: from, count: text.count) }
    count += text.count
  }

  mutating func put(_ text: StaticString) {
    put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// What was written at `range` once more.
  mutating func put(written range: Range<Int>) {
    precondition(range.upperBound <= count)
    reserve(range.count)
    (base + count).update(from: base + range.lowerBound, count: range.count)
    count += range.count
  }

  mutating func put(decimal value: Int) {
    precondition(value >= 0)
    var width = 1
    var limit = 10
    while width < 18, value >= limit {
      width += 1
      limit *= 10
    }
    put(value, width: value >= limit ? 19 : width)
  }

  /// The last `width` decimal digits of a number.
  mutating func put(_ number: Int, width: Int) {
    reserve(width)
    var rest = UInt64(truncatingIfNeeded: number)
    var place = width
    while place > 0 {
      place -= 1
      base[count + place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
    }
    count += width
  }

  /// The UTF-8 of a scalar; what is not a scalar becomes U+FFFD.
  mutating func put(scalar: UInt32) {
    switch scalar {
    case 0..<0x80: put(UInt8(scalar))
    case 0x80..<0x800:
      put(UInt8(0xC0 | scalar >> 6))
      put(UInt8(0x80 | scalar & 0x3F))
    case 0xD800...0xDFFF, 0x11_0000...: put(scalar: 0xFFFD)
    case 0x800..<0x1_0000:
      put(UInt8(0xE0 | scalar >> 12))
      put(UInt8(0x80 | scalar >> 6 & 0x3F))
      put(UInt8(0x80 | scalar & 0x3F))
    default:
      put(UInt8(0xF0 | scalar >> 18))
      put(UInt8(0x80 | scalar >> 12 & 0x3F))
      put(UInt8(0x80 | scalar >> 6 & 0x3F))
      put(UInt8(0x80 | scalar & 0x3F))
    }
  }

  /// The longest field that has its length in one byte before it.
  static let countedMax = 120

  /// Closes the field that began with a byte for its length at `start`: of a longer one the rest takes no part.
  mutating func setCount(at start: Int) {
    count = min(count, start + 1 + ValueWriter.countedMax)
    base[start] = UInt8(count - start - 1)
  }

  /// One byte for the length, then at most `countedMax` bytes.
  mutating func put(counted field: [UInt8]) {
    let start = count
    put(0)
    put(field)
    setCount(at: start)
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) { if count + more > capacity { grow(more) } }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * (count + more))
    larger.update(from: base, count: count)
    if isOnHeap { base.deallocate() }
    base = larger
    isOnHeap = true
    capacity = 2 * (count + more)
  }
}
