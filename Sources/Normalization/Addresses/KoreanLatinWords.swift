/// The words of a romanised address, hyphens taken out: which end like a road, a branch, a district.
///
/// Endings that stand alone (Gongji Ro, Gangwon Do) belong to the word before.
final class KoreanLatinWords {
  private var words: [[UInt8]] = []
  private var stops: [Bool] = []
  /// Where the first hyphen stood, for numbers that are pairs; 0 where there was none.
  private var hyphens: [Int] = []
  private var used: [Bool] = []

  var count: Int { words.count }
  subscript(_ index: Int) -> [UInt8] { words[index] }
  func isStopped(_ index: Int) -> Bool { stops[index] }
  func isUsed(_ index: Int) -> Bool { used[index] }
  func use(_ index: Int) { used[index] = true }

  init(_ folded: [UInt8]) {
    var lastEnd = 0
    for range in KoreanLatinWords.ranges(folded) {
      let isStopped = folded[lastEnd..<range.lowerBound].contains { $0 != 0x20 }
      lastEnd = range.upperBound
      let raw = folded[range]
      let word = raw.filter { $0 != 0x2D }
      guard !word.isEmpty else { continue }
      let isEnding = KoreanLatinWords.endings.contains { word.elementsEqual($0) }
      if isEnding, !isStopped, let before = words.last, before[0] &- 0x61 < 26 {
        words[words.count - 1] = before + word
        continue
      }
      if joinCountedTown(word, isStopped: isStopped) { continue }
      words.append(Array(word))
      stops.append(isStopped)
      used.append(false)
      hyphens.append(raw.firstIndex(of: 0x2D).map { $0 - range.lowerBound } ?? 0)
    }
  }

  /// Jongno 1-ga, and Jongno 1(il)-ga as the post office writes it: one town of three words.
  private func joinCountedTown(_ word: [UInt8], isStopped: Bool) -> Bool {
    var name = words.count - 1
    var digits = Array(word.dropLast(2))
    guard word.suffix(2).elementsEqual("ga".utf8), digits.count <= 2, digits.allSatisfy(isASCIIDigit) else { return false }
    if digits.isEmpty {
      if name > 1, stops[name], KoreanLatinWords.counts.contains(where: { words[name].elementsEqual($0) }) { name -= 1 }
      guard name > 0, words[name].count <= 2, words[name].allSatisfy(isASCIIDigit), !stops[name] else { return false }
      digits = words[name]
      name -= 1
    } else if isStopped {
      return false
    }
    guard name >= 0, words[name].count > 2, words[name].allSatisfy(isASCIILetter) else { return false }
    hyphens[name] = words[name].count
    words[name] += digits + Array("ga".utf8)
    let added = words.count - name - 1
    words.removeLast(added)
    stops.removeLast(added)
    used.removeLast(added)
    hyphens.removeLast(added)
    return true
  }

  /// One to nine as they are read.
  private static let counts = ["il", "i", "sam", "sa", "o", "yuk", "chil", "pal", "gu"].map { Array($0.utf8) }
  private static let endings = ["ro", "daero", "gil", "gu", "si", "gun", "do"].map { Array($0.utf8) }

  /// Between spaces, commas, brackets and full stops.
  static func ranges(_ folded: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (index, byte) in folded.enumerated() {
      let isLetter = byte >= 0x80 || byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D
      if isLetter {
        if start == nil { start = index }
      } else if byte != 0x27, let first = start {
        ranges.append(first..<index)
        start = nil
      }
    }
    if let start { ranges.append(start..<folded.count) }
    return ranges
  }

  func isNumber(_ index: Int) -> Bool {
    let word = words[index]
    return word.count <= 10 && word.allSatisfy { $0 &- 0x30 < 10 }
  }

  /// Five digits, or three and three.
  func isPostcode(_ index: Int) -> Bool {
    guard isNumber(index) else { return false }
    return words[index].count == 5 && hyphens[index] == 0 || words[index].count == 6 && hyphens[index] == 3
  }

  func number(_ index: Int) -> (main: Int, sub: Int) {
    let pair = pair(index)
    func value(_ digits: [UInt8]) -> Int { digits.prefix(5).reduce(0) { $0 * 10 + Int($1 &- 0x30) } }
    return (value(pair.first), pair.second.map(value) ?? 0)
  }

  func pair(_ index: Int) -> (first: [UInt8], second: [UInt8]?) {
    let word = words[index]
    let at = hyphens[index]
    guard at > 0, at < word.count else { return (KoreanLatinWords.plain(word[...]), nil) }
    return (KoreanLatinWords.plain(word[..<at]), KoreanLatinWords.plain(word[at...]))
  }

  func isHyphened(_ index: Int) -> Bool { hyphens[index] > 0 }

  /// Whether the hyphen stood behind `count` letters.
  func isJoined(_ index: Int, at count: Int) -> Bool { hyphens[index] == count }

  static func plain(_ digits: ArraySlice<UInt8>) -> [UInt8] {
    let kept = digits.drop { $0 == 0x30 }
    return Array(kept.isEmpty ? digits : kept)
  }

  func isRoad(_ index: Int) -> Bool {
    let word = words[index]
    guard word.count > 3, !isBranch(index) || ends(word, "ro") else {
      return word.count == 3 && hyphens[index] == 1 && ends(word, "ro")
    }
    return (ends(word, "ro") || ends(word, "gil")) && word.contains { $0 &- 0x61 < 26 } && !isBranchEnding(index)
      && (hyphens[index] > 0 || word.count > 4)
  }

  /// 4-ro, buk-ro, daero: no name without the word before.
  func isBareRoad(_ index: Int) -> Bool {
    let word = words[index]
    return word[0] &- 0x30 < 10
      || ["bukro", "namro", "dongro", "seoro", "daero", "jungangro"].contains {
        word.elementsEqual($0.utf8)
      } && index > 0
        && KoreanRomanisation.loans.contains { loan in
          loan.latin.suffix(words[index - 1].count).elementsEqual(words[index - 1])
        }
  }

  /// 77beon-gil, 87-gil, 9ga-gil.
  func isBranch(_ index: Int) -> Bool {
    let word = words[index]
    return word[0] &- 0x30 < 10 && ends(word, "gil")
  }

  /// Beon-gil behind a number of its own.
  func isBranchEnding(_ index: Int) -> Bool {
    ["beongil", "gil", "beonangil", "angil", "gagil", "nagil"].contains { words[index].elementsEqual($0.utf8) }
  }

  func isTown(_ index: Int) -> Bool {
    let word = words[index]
    return word[0] &- 0x61 < 26 && word.count > 3 && hyphens[index] > 0
      && (ends(word, "dong") || ends(word, "ri") || ends(word, "ga"))
  }

  private func ends(_ word: [UInt8], _ ending: StaticString) -> Bool {
    ending.withUTF8Buffer { word.count >= $0.count && word.suffix($0.count).elementsEqual($0) }
  }
}

/// Provinces and districts by their romanised names.
final class LatinPlaces: Sendable {
  static let shipped = LatinPlaces()

  let provinces: [[UInt8]: [Int]]
  let districts: [[UInt8]: [Int]]
  /// By `loose` spelling.
  let looseDistricts: [[UInt8]: [Int]]

  static let sejong = (
    province: KoreanPlaces.shipped.place(ofCode: 3_600_000_000),
    district: KoreanPlaces.shipped.place(ofCode: 3_611_000_000)
  )

  private init() {
    let places = KoreanPlaces.shipped
    var districts: [[UInt8]: [Int]] = [:]
    var loose: [[UInt8]: [Int]] = [:]
    func add(_ name: [UInt8], _ place: Int) {
      if !districts[name, default: []].contains(place) { districts[name, default: []].append(place) }
      let key = LatinPlaces.loose(name)
      if !loose[key, default: []].contains(place) { loose[key, default: []].append(place) }
    }
    for place in places.districts {
      for name in places.districtNames(of: place) {
        let letters = name.span
        var sound: [UInt8] = []
        KoreanRomanisation.spell(letters, into: &sound)
        add(sound, place)
        // Jongro-gu; Suwon without -si
        var stem: [UInt8] = []
        KoreanRomanisation.spell(letters.extracting(0..<letters.count - 1), into: &stem)
        var suffix: [UInt8] = []
        KoreanRomanisation.spell(letters.extracting(letters.count - 1..<letters.count), into: &suffix)
        add(stem + suffix, place)
        if letters.letter(letters.count - 1) == PlaceLetter.si, stem.count > 3 { add(stem, place) }
      }
    }
    self.districts = districts
    looseDistricts = loose
    let rows = """
      11 seoul seoulsi seoulcity seoulteukbyeolsi|26 busan pusan busansi|27 daegu taegu daegusi|28 incheon inchon incheonsi
      29 gwangju kwangju|30 daejeon taejon daejeonsi|31 ulsan ulsansi|36 sejong sejongsi sejongcity
      41 gyeonggi gyeonggido kyonggi kyonggido kyunggido kyeonggido|51 gangwon gangwondo kangwon kangwondo
      43 chungbuk chungcheongbukdo chungchongbukdo|44 chungnam chungcheongnamdo chungchongnamdo
      52 jeonbuk jeollabukdo cholla bukdo chollabukdo|46 jeonnam jeollanamdo chollanamdo
      47 gyeongbuk gyeongsangbukdo kyongsangbukdo kyungbuk|48 gyeongnam gyeongsangnamdo kyongsangnamdo kyungnam
      50 jeju jejudo cheju chejudo
      """
    var provinces: [[UInt8]: [Int]] = [:]
    for row in rows.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
      let words = row.split(separator: " ")
      let place = places.place(ofCode: UInt64(words[0])! * 100_000_000)
      for word in words.dropFirst() { provinces[Array(word.utf8), default: []].append(place) }
    }
    self.provinces = provinces
  }

  static func endsInCity(_ word: [UInt8]) -> Bool {
    !(word.suffix(2).elementsEqual("gu".utf8) || word.suffix(3).elementsEqual("gun".utf8))
  }

  /// One spelling for the systems of before and after 2000: Kangnam-ku and Gangnam-gu, Pusanjin and Busanjin.
  static func loose(_ word: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(word.count)
    var index = 0
    while index < word.count {
      let byte = word[index]
      let next = index + 1 < word.count ? word[index + 1] : 0
      switch byte {
      case UInt8(ascii: "g"): out.append(UInt8(ascii: "k"))
      case UInt8(ascii: "d"): out.append(UInt8(ascii: "t"))
      case UInt8(ascii: "b"): out.append(UInt8(ascii: "p"))
      case UInt8(ascii: "j"): out.append(UInt8(ascii: "c"))
      case UInt8(ascii: "c") where next == UInt8(ascii: "h"):
        out.append(UInt8(ascii: "c"))
        index += 1
      case UInt8(ascii: "r"): out.append(UInt8(ascii: "l"))
      case UInt8(ascii: "e") where next == UInt8(ascii: "o") || next == UInt8(ascii: "u"):
        out.append(next)
        index += 1
      default: out.append(byte)
      }
      if out.count > 1, out[out.count - 1] == out[out.count - 2] { out.removeLast() }
      index += 1
    }
    return out
  }
}
