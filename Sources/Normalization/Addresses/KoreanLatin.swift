/// The Latin form of a Korean address, small to large: 705-1104, 411 Hannuri-daero, Sejong-si 30150.
///
/// Roads are compared by their sound, so the key of this form equals `KR-RE` of the same road in Hangul.
/// Districts are found by their romanised names, official or as they were written before 2000.
extension KoreanAddress {
  /// A district and another word that ends as Korean roads and towns do, where nobody wrote the hyphens: 152 Teheranro,
  /// Gangnamgu. Two such endings must be there before a table is asked.
  static func looksGluedLatin(_ folded: [UInt8]) -> Bool {
    let text = folded.span
    var start = 0
    var words: [Range<Int>] = []
    for index in 0...text.count {
      if index < text.count, isASCIILetter(text[index]) { continue }
      if index - start >= 5 {
        switch (text[index - 2], text[index - 1]) {
        // ro gu si; gil, dong, gun
        case (0x72, 0x6F), (0x67, 0x75), (0x73, 0x69), (0x69, 0x6C), (0x6E, 0x67), (0x75, 0x6E): words.append(start..<index)
        default: break
        }
      }
      start = index + 1
    }
    guard words.count >= 2 else { return false }
    let districts = words.count { LatinPlaces.shipped.districts[Array(folded[$0])] != nil }
    return districts > 0 && districts < words.count
  }

  /// 152 Teheran ro, Gangnam gu: spaces where the official form has hyphens.
  ///
  /// - Returns: the text with hyphens; nil where no two words get one, or none of them is a district of the table, so that
  ///   the words of another language stay as they are.
  static func withHyphens(_ folded: [UInt8]) -> [UInt8]? {
    let text = folded.span
    var joined: [UInt8]? = nil
    var count = 0
    var hasDistrict = false
    var before = 0..<0
    var start = 0
    for index in 0...text.count {
      if index < text.count, isASCIILetter(text[index]) || isASCIIDigit(text[index]) { continue }
      let word = start..<index
      start = index + 1
      if word.isEmpty { continue }
      defer { before = word }
      guard word.count <= 5, before.count >= 3, before.upperBound + 1 == word.lowerBound, text[before.upperBound] == 0x20,
        isASCIILetter(text[before.upperBound - 1]), spacedEndings.contains(where: { folded[word].elementsEqual($0) })
      else { continue }
      if joined == nil { joined = folded }
      joined?[before.upperBound] = UInt8(ascii: "-")
      count += 1
      if LatinPlaces.shipped.districts[Array(folded[before] + folded[word])] != nil { hasDistrict = true }
    }
    return count >= 2 && hasDistrict ? joined : nil
  }

  private static let spacedEndings = ["ro", "daero", "gil", "gu", "gun", "si", "dong", "eup", "myeon", "ri"].map { Array($0.utf8) }

  /// A word that only Korean addresses have: -ro, -daero, -gil, -dong, -gu.
  static func looksLatin(_ folded: [UInt8]) -> Bool {
    var namesKorea = false
    var hasEnding = false
    for range in KoreanLatinWords.ranges(folded) {
      let word = folded[range]
      if endings.contains(where: { word.count > $0.count && word.suffix($0.count).elementsEqual($0) }) { return true }
      if word.elementsEqual(korea) { namesKorea = true }
      if bareEndings.contains(where: { word.elementsEqual($0) }) { hasEnding = true }
    }
    return namesKorea && hasEnding
  }

  private static let korea = Array("korea".utf8)
  private static let endings = ["-ro", "-daero", "-gil", "-gu", "-dong", "-myeon", "-eup"].map { Array($0.utf8) }
  private static let bareEndings = ["ro", "daero", "gil", "gu", "dong", "si", "seoul", "busan"].map { Array($0.utf8) }

  static func parseLatin(_ folded: [UInt8]) -> KoreanAddress {
    var address = KoreanAddress()
    address.isLatin = true
    let words = KoreanLatinWords(folded)
    address.readLatinPlaces(words)
    let roadAt = address.readLatinRoad(words)
    if roadAt == nil { address.readLatinLot(words) }
    address.readLatinUnit(words, before: roadAt ?? words.count)
    address.settleUnit()
    return address
  }

  // MARK: places

  private mutating func readLatinPlaces(_ words: KoreanLatinWords) {
    let names = LatinPlaces.shipped
    var provinces: [Int] = []
    var cities: [Int] = []
    var candidates: [Int] = []
    for index in 0..<words.count where !words.isNumber(index) {
      let word = words[index]
      // Seoul is a province, Gwangju-si a city; what stands before a road is neither
      if let province = names.provinces[word] { provinces.append(contentsOf: province) }
      guard let found = names.districts[word] ?? names.looseDistricts[LatinPlaces.loose(word)] else { continue }
      for place in found {
        if LatinPlaces.endsInCity(word) { cities.append(place) } else { candidates.append(place) }
      }
    }
    if let first = provinces.first {
      province = first
      if provinces.count > 1 { otherProvince = provinces[1] }
    }
    let places = KoreanPlaces.shipped.places
    func fits(_ place: Int) -> Bool {
      provinces.isEmpty || provinces.contains { places[$0].code / 100_000_000 == places[place].code / 100_000_000 }
    }
    // 남구 of 대구: of the districts of that name the one in a province or city that is named
    var fitting = candidates.filter(fits)
    let inside = fitting.filter { place in cities.contains { $0 != place && places[place].area == UInt16($0) } }
    if !inside.isEmpty { fitting = inside }
    if fitting.isEmpty { fitting = cities.filter(fits) }
    if fitting.isEmpty { fitting = candidates + cities }
    let areas = Set(fitting.map { places[$0].area })
    if areas.count == 1, let only = fitting.first { district = only }
    if district == 0, let province = provinces.first, province == LatinPlaces.sejong.province {
      district = LatinPlaces.sejong.district
    }
  }

  // MARK: road

  /// Reads road and number; the index of the road's first word, nil where there is no road.
  private mutating func readLatinRoad(_ words: KoreanLatinWords) -> Int? {
    guard
      let found = (0..<words.count).first(where: { words.isRoad($0) })
        ?? (0..<words.count).first(where: { words.isBranch($0) })
    else { return nil }
    var first = found
    var name = words[found]
    // 4-ro, buk-ro: the name began in the word before
    if first > 0, !words.isStopped(first), words.isBareRoad(found), !words.isNumber(first - 1) {
      first -= 1
      name = words[first] + name
    }
    // Gasan digital 1-ro: a loan word alone is mostly not all of the name
    if first < found, first > 0, !words.isStopped(first), !words.isNumber(first - 1), !words.isHyphened(first - 1),
      KoreanRomanisation.loans.contains(where: { $0.latin == words[first] }),
      LatinPlaces.shipped.provinces[words[first - 1]] == nil, LatinPlaces.shipped.districts[words[first - 1]] == nil
    {
      first -= 1
      name = words[first] + name
    }
    // World Cup buk-ro
    if first > 1, !words.isStopped(first), !words.isStopped(first - 1),
      KoreanRomanisation.loans.contains(where: {
        name.starts(with: $0.latin.dropFirst(words[first - 1].count))
          && $0.latin.starts(with: words[first - 1]) && $0.latin.count > words[first - 1].count
      })
    {
      first -= 1
      name = words[first] + name
    } else if first > 0, !words.isStopped(first), !words.isNumber(first - 1),
      KoreanRomanisation.loans.contains(where: {
        name.starts(with: $0.latin.dropFirst(words[first - 1].count))
          && $0.latin.starts(with: words[first - 1]) && words[first - 1].count >= 3
      })
    {
      first -= 1
      name = words[first] + name
    }
    var last = found
    if last + 1 < words.count, words.isBranch(last + 1) {
      last += 1
      name += words[last]
    } else if last + 2 < words.count, words.isNumber(last + 1), !words.isStopped(last + 2),
      words.isBranchEnding(last + 2)
    {
      name += words[last + 1] + words[last + 2]
      last += 2
      words.use(last - 1)
    }
    kind = .road
    romanRoad = KoreanRomanisation.officialRoad(name)
    road = romanRoad
    // the number stands before the road, else behind
    if let number = (0..<first).last(where: { words.isNumber($0) }) {
      take(words, number)
      isUnderground = (max(0, number - 1)..<first).contains { words[$0].elementsEqual("jiha".utf8) }
      words.use(number)
    } else if let number = (last + 1..<max(last + 1, words.count)).first(where: { words.isNumber($0) }),
      !words.isPostcode(number) || number + 1 < words.count && words.isPostcode(number + 1)
    {
      take(words, number)
      words.use(number)
    }
    return first
  }

  private mutating func take(_ words: KoreanLatinWords, _ index: Int) {
    (main, sub) = words.number(index)
  }

  /// 123-4 Yeoksam-dong: the town by its sound among those of the district.
  private mutating func readLatinLot(_ words: KoreanLatinWords) {
    guard let index = (0..<words.count).first(where: { words.isTown($0) }) else { return }
    var name = words[index]
    // Jongno 1-ga is 종로1가, whose parts the table spells apart
    if let digit = name.firstIndex(where: isASCIIDigit), digit > 3, name[digit - 2] == UInt8(ascii: "n"), name[digit - 1] == UInt8(ascii: "o") {
      name[digit - 2] = UInt8(ascii: "r")
    }
    let places = KoreanPlaces.shipped
    if district > 0 {
      let area = places.places[district].area
      var found = 0
      var count = 0
      for place in district..<places.places.count
      where places.places[place].area == area && !places.places[place].isDistrict {
        var sound: [UInt8] = []
        KoreanRomanisation.spell(scalars(places.name(of: place)).span, into: &sound)
        if sound == name {
          found = place
          count += 1
        }
      }
      if count == 1 {
        town = found
        // U-dong is no block
        words.use(index)
      }
    }
    unknownTown = name
    // 737 Yeoksam-dong, else Yeoksam-dong 736-1
    guard
      let number = (0..<index).last(where: { words.isNumber($0) && !words.isPostcode($0) })
        ?? (index + 1..<min(index + 2, words.count)).first(where: { words.isNumber($0) && !words.isPostcode($0) })
    else { return }
    kind = .lot
    take(words, number)
    words.use(number)
    isMountain = number > 0 && words[number - 1].elementsEqual("san".utf8)
  }
}
