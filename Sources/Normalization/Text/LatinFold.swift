import CICU

/// Latin letters without their marks: é → e, ß → ss, ø → o, ł → l, curly quotes → straight.
///
/// ICU's `Latin-ASCII` is the authority and is asked once for each code point, when the table is first
/// used; a value costs a table look-up a scalar.

/// Latin-ASCII of text that `foldText` has folded. Scripts other than Latin stay as they are; marks
/// that no letter absorbed and modifier letters (ʿ) are dropped.
///
/// - Complexity: linear, no ICU call.
public func foldLatin(_ folded: [UInt8]) -> [UInt8] {
  let span = folded.span
  var offset = 0
  while offset < span.count, span[offset] < 0x80 { offset += 1 }
  if offset == span.count { return folded }
  var out = Array(folded[..<offset])
  out.reserveCapacity(folded.count + 8)
  while offset < span.count {
    let start = offset
    let scalar = decodeScalar(span, at: &offset)
    if scalar < 0x80 {
      out.append(UInt8(scalar))
      continue
    }
    if (0x2B0...0x36F).contains(scalar) { continue }
    if scalar < latinTableEnd {
      var packed = latinTable[Int(scalar)]
      if packed != 0 {
        while packed != 0 {
          out.append(UInt8(truncatingIfNeeded: packed))
          packed >>= 8
        }
        continue
      }
    }
    for index in start..<offset { out.append(span[index]) }
  }
  return out
}

/// Behind General Punctuation; the Latin blocks that lie further out hold nothing that names use.
private let latinTableEnd: UInt32 = 0x2070

/// Up to four ASCII bytes for each code point, first byte lowest; 0 where Latin-ASCII changes nothing.
private let latinTable: [UInt32] = {
  var table = [UInt32](repeating: 0, count: Int(latinTableEnd))
  var lines: [UInt8] = []
  for scalar in 0x80..<latinTableEnd {
    appendScalar(scalar, to: &lines)
    lines.append(0x0A)
  }
  let capacity = lines.count * 4
  let answer = [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
    let written = lines.withUnsafeBufferPointer {
      kindred_icu_transliterate("Latin-ASCII", $0.baseAddress, Int32($0.count), out.baseAddress, Int32(capacity))
    }
    count = max(0, Int(written))
  }
  var scalar: UInt32 = 0x80
  for line in answer.split(separator: 0x0A, omittingEmptySubsequences: false) where scalar < latinTableEnd {
    if line.count <= 4, !line.isEmpty, line.allSatisfy({ $0 < 0x80 }) {
      table[Int(scalar)] = line.reversed().reduce(0) { $0 << 8 | UInt32(asciiLowercased($1)) }
    }
    scalar += 1
  }
  return table
}()

@inline(__always)
package func asciiLowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
