/// Names that are nothing but a family name: 김, 김**, Mr. Kim.
extension NameLevel {
  /// The family names that such a name may be, as keys of `name.family` have them; none where more of the name is known.
  ///
  /// A word in Latin letters comes as written and as the surname of Korea that it spells most likely: whether Kim is an
  /// American's or 김 it does not say.
  public static func bareFamilies(_ form: Span<UInt8>) -> [[UInt8]] {
    guard form.count >= 4 else { return [] }
    switch NameForm.Script(rawValue: form[0]) {
    case .hangul:
      let name = NameForm.Hangul(form)
      guard name.familyCount > 0, !name.flags.contains(.foreign) else { return [] }
      for index in name.familyCount..<name.familyCount + name.givenCount where name.syllable(form, index) != HangulName.masked { return [] }
      var family: [UInt8] = []
      for index in 0..<name.familyCount {
        let syllable = name.syllable(form, index)
        if syllable == HangulName.masked { return [] }
        appendScalar(UInt32(syllable) + 0xAC00, to: &family)
      }
      return [family]
    case .latin:
      let name = NameForm.Latin(form)
      guard name.given.isEmpty, name.middle.isEmpty, name.family.count > 1, !name.flags.contains(.masked) else { return [] }
      var letters: [UInt8] = []
      for index in name.family { letters.append(form[index]) }
      return KoreanSurnames.shared.readings(of: letters).prefix(1).map { KoreanSurnames.shared.utf8(row: $0.row) } + [letters]
    default: return []
    }
  }
}
