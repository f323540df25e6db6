public import Identity

/// Reads the moment a source last touched a record.
///
/// RFC 3339 and its everyday relatives: `2024-10-26T00:33:00Z`, `2024-10-26 00:33`, `2024-10-26`,
/// `2024.10.26`, `20241026`, with fractions of a second and `+09:00`. Without a zone it is taken as UTC:
/// within one source only the order matters.
public func sourceTimestamp(_ raw: ArraySlice<UInt8>) -> Instant? {
  guard raw.count <= 64 else { return nil }
  if let moment = plainMoment(raw) { return moment }
  var digits: [(value: Int64, length: Int)] = []
  var isInNumber = false
  for byte in raw {
    if byte >= 0x30, byte <= 0x39 {
      if !isInNumber { digits.append((0, 0)) }
      let last = digits.count - 1
      guard digits[last].length < 15 else { return nil }
      digits[last] = (digits[last].value * 10 + Int64(byte - 0x30), digits[last].length + 1)
      isInNumber = true
    } else {
      isInNumber = false
    }
  }
  guard let first = digits.first else { return nil }
  if digits.count == 1, first.length == 10 || first.length == 13 {
    return Instant(microseconds: first.value * (first.length == 10 ? 1_000_000 : 1_000))  // Unix seconds, milliseconds
  }
  let date: CivilDate?
  let rest: ArraySlice<(value: Int64, length: Int)>
  if first.length == 8 {
    date = CivilDate(year: Int(first.value / 10_000), month: Int(first.value / 100 % 100), day: Int(first.value % 100))
    rest = digits.dropFirst()
  } else {
    guard digits.count >= 3, first.length == 4 else { return nil }
    date = CivilDate(year: Int(first.value), month: Int(digits[1].value), day: Int(digits[2].value))
    rest = digits.dropFirst(3)
  }
  guard let date else { return nil }
  var numbers = Array(rest)
  var micros = date.daysSince1970 * 86_400_000_000
  // A trailing +HH:MM or -HH:MM is the zone.
  var zone: Int64 = 0
  let bytes = Array(raw)
  if numbers.count >= 3 || numbers.count == 2, let sign = bytes.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
    let tail = bytes[(sign + 1)...].filter { $0 >= 0x30 && $0 <= 0x39 }
    let hasClock = bytes[..<sign].contains(UInt8(ascii: ":"))
    if hasClock, tail.count == 4 || tail.count == 2 {
      let value = tail.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
      let minutes = tail.count == 4 ? value / 100 * 60 + value % 100 : value * 60
      zone = (bytes[sign] == UInt8(ascii: "+") ? 1 : -1) * minutes
      numbers.removeLast(tail.count == 4 && bytes[(sign + 1)...].contains(UInt8(ascii: ":")) ? 2 : 1)
    }
  }
  if numbers.count >= 2 {
    guard numbers[0].value < 24, numbers[1].value < 60 else { return nil }
    micros += (numbers[0].value * 60 + numbers[1].value) * 60_000_000
    if numbers.count >= 3 {
      guard numbers[2].value < 61 else { return nil }
      micros += numbers[2].value * 1_000_000
    }
    if numbers.count >= 4 {
      var fraction = numbers[3].value
      var length = numbers[3].length
      while length < 6 { fraction *= 10; length += 1 }
      while length > 6 { fraction /= 10; length -= 1 }
      micros += fraction
    }
  }
  // The zone may lead out of the years that calendars and databases agree on (0001-01-01 in Seoul).
  let moment = micros - zone * 60_000_000
  guard (CivilDate(year: 1, month: 1, day: 1)?.daysSince1970).map({ moment >= $0 * 86_400_000_000 }) ?? false,
    (CivilDate(year: 9999, month: 12, day: 31)?.daysSince1970).map({ moment < $0 * 86_400_000_000 }) ?? false
  else { return nil }
  return Instant(microseconds: moment)
}

/// The most frequent form by far, without the general reader: `2024-10-26T00:33:00Z`. nil of all others.
private func plainMoment(_ raw: ArraySlice<UInt8>) -> Instant? {
  let pattern: StaticString = "0000-00-00T00:00:00Z"
  guard raw.count == pattern.utf8CodeUnitCount else { return nil }
  var numbers: [6 of Int] = .init(repeating: 0)
  var number = 0
  for (offset, byte) in raw.enumerated() {
    let expected = pattern.utf8Start[offset]
    if expected == UInt8(ascii: "0") {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      numbers[number] = numbers[number] * 10 + Int(byte - 0x30)
    } else {
      guard byte == expected else { return nil }
      number += 1
    }
  }
  // The last year ends a day early, as the general reader says; it is left to it.
  guard (1..<9_999).contains(numbers[0]), numbers[3] < 24, numbers[4] < 60, numbers[5] < 61,
    let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
  else { return nil }
  let seconds = Int64((numbers[3] * 60 + numbers[4]) * 60 + numbers[5])
  return Instant(microseconds: (Int64(date.daysSince1970) * 86_400 + seconds) * 1_000_000)
}
