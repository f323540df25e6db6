/// Latin names of which only some letters are shown (J*** S****): they fit a name or they do not, and
/// never say more than that.
extension NameLevel {
  /// The shown words must all be words or first letters of the other name, in any order.
  static func ofMasked(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let fits = fitsAll(left, one, right, other) || fitsAll(right, other, left, one)
    return fits ? .compatible : .different
  }

  /// Every part of one is a part of the other or its first letter, and no part serves twice.
  private static func fitsAll(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> Bool {
    guard one.partCount > 0, one.partCount <= other.partCount else { return false }
    var used: UInt32 = 0
    var position = one.lettersAt
    for part in 0..<one.partCount {
      let length = Int(left[one.rolesAt + 2 * part + 1])
      // the same word before a word of which only the first letter is known
      var isFound = false
      for isWhole in [true, false] where !isFound {
        var otherPosition = other.lettersAt
        for candidate in 0..<other.partCount {
          let otherLength = Int(right[other.rolesAt + 2 * candidate + 1])
          defer { otherPosition += otherLength }
          if isFound || used & 1 << UInt32(candidate) != 0 { continue }
          let shorter = min(length, otherLength)
          guard shorter > 0, isWhole ? length == otherLength : shorter == 1 else { continue }
          let mine = left.extracting(position..<position + shorter)
          guard mine.hasSameBytes(as: right.extracting(otherPosition..<otherPosition + shorter)) else { continue }
          used |= 1 << UInt32(candidate)
          isFound = true
        }
      }
      if !isFound { return false }
      position += length
    }
    return true
  }
}
