import CEmbedded

/// The words of English addresses that decide what their neighbours are: kinds of street, directions,
/// designators of units, states. Most come from USPS Publication 28 (tables/address_words.txt).
enum StreetWords {
  /// What a word can be; one word can be several things (`St`, `Ct`, `De`).
  struct Traits: OptionSet, Sendable {
    var rawValue: UInt32
    static let kind = Traits(rawValue: 1 << 0)  // street, avenue: ends the name of a street wherever it stands
    static let weakKind = Traits(rawValue: 1 << 1)  // grove, park: only where nothing follows
    static let direction = Traits(rawValue: 1 << 2)
    static let unit = Traits(rawValue: 1 << 3)  // apartment, suite: a number follows
    static let alone = Traits(rawValue: 1 << 4)  // lobby, rear: needs no number
    static let floor = Traits(rawValue: 1 << 5)
    static let box = Traits(rawValue: 1 << 6)
    static let state = Traits(rawValue: 1 << 7)
    static let highway = Traits(rawValue: 1 << 8)  // route, highway: its number is its name
    static let highwayOwner = Traits(rawValue: 1 << 9)  // state, county: of the road that follows
    static let number = Traits(rawValue: 1 << 10)  // no, number
    static let and = Traits(rawValue: 1 << 11)
    static let cityStart = Traits(rawValue: 1 << 12)  // new, san: more words of a town follow
    static let cityEnd = Traits(rawValue: 1 << 13)  // city, beach: words of the town stand before
    static let boxGroup = Traits(rawValue: 1 << 14)  // rural route, highway contract
    static let street = Traits(rawValue: 1 << 15)  // a street's name that takes no kind: broadway
    static let stateEnd = Traits(rawValue: 1 << 16)  // york, carolina: the last word of a state's name

    // what a look at the letters tells
    static let opensSegment = Traits(rawValue: 1 << 20)  // a comma or line end in front
    static let startsWithDigit = Traits(rawValue: 1 << 21)
    static let hasDigit = Traits(rawValue: 1 << 22)
    static let hasLetter = Traits(rawValue: 1 << 23)
    static let ordinal = Traits(rawValue: 1 << 24)  // 5th, and fifth
    static let hash = Traits(rawValue: 1 << 25)
  }

  struct Entry: Sendable {
    var traits: Traits
    /// Which word this is a spelling of: an index into `spellings`.
    var code: UInt16
  }

  static let table: (words: ShortWords<Entry>, spellings: [[UInt8]]) = {
    var entries: [[UInt8]: Entry] = [:]
    var spellings: [[UInt8]] = [[]]
    func add(_ row: some StringProtocol, _ traits: Traits) {
      let words = row.utf8.split(separator: 0x20).map { Array($0) }
      guard var first = words.first else { return }
      let isOnlyName = first[0] == UInt8(ascii: "=")
      if isOnlyName { first.removeFirst() }
      spellings.append(first)
      for word in isOnlyName ? Array(words.dropFirst()) : words {
        let key = Array(word.suffix(ShortWords<Entry>.lengthBytesMax))
        if entries[key] != nil {
          entries[key]!.traits.formUnion(traits)
        } else {
          entries[key] = Entry(traits: traits, code: UInt16(spellings.count - 1))
        }
      }
    }
    // the code of a word of two meanings is that of the first row here
    for row in ["n north nth nroth noth", "s south so sth soth", "e east esat", "w west wset", "ne northeast", "nw northwest", "se southeast", "sw southwest"] {
      add(row, .direction)
    }
    for (number, row) in ordinals.enumerated() {
      for word in row.split(separator: " ") { add("\(ordinal(number + 1)) \(word)", .ordinal) }
    }
    for (count, row) in tens.enumerated() {
      let halves = row.split(separator: " ")
      add("\(ordinal(count * 10 + 20)) \(halves[1])", .ordinal)
      for (number, units) in ordinals.prefix(9).enumerated() {
        let unit = units.split(separator: " ")[0]
        add("\(ordinal(count * 10 + 21 + number)) \(halves[0])-\(unit) \(halves[0])\(unit)", .ordinal)
      }
    }
    var section: Traits = []
    if let file = kindred_embedded("tables/address_words.txt")?.pointee {
      let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
        switch line {
        case "[kind]": section = .kind
        case "[weak kind]": section = .weakKind
        case "[unit]": section = .unit
        case "[alone]": section = .alone
        case "[state]": section = .state
        default: add(line, section)
        }
      }
    }
    add("fl floor floors flr flrs", [.unit, .floor])
    for row in ["apt apts apmt apt/unit apt/suite apt/ste", "ste suites stes sutie siute sute su", "trlr tlr", "rm rooms", "unit units", "wing", "loft", "cabin", "cottage", "phase", "upper uppr", "hngr hangar"] { add(row, .unit) }
    for row in ["upstairs", "downstairs", "mezz mezzanine", "studio", "garage", "upper uppr", "bsmt bsmnt bmt"] { add(row, .alone) }
    for row in ["prom promenade", "ctf cutoff", "sts", "blvd bv boulevar", "cir ci", "loop lp", "pkwy pw", "ter te", "trl tl", "hwy hy"] { add(row, .kind) }
    for (traits, words) in more { for word in words.split(separator: " ") { add(word, traits) } }
    return (ShortWords(entries.map { ($0.key, $0.value) }), spellings)
  }()

  private static let more: [(Traits, String)] = [
    (.box, "box bx pobox pobx pob lockbox lbx drawer boxes postbox"),
    (.boxGroup, "rr hc hcr rt rte route rfd rural contract star cmr psc"),
    (.highway, "highway hwy hiway route rte rt sr cr fm rm sh ih interstate expressway spur loop highwy hghwy hgwy hiwy hway us business hwys trunk cth csah"),
    (.highwayOwner, "us state county co cty cnty parish federal interstate country st old farm twp township ranch nys private pvt bia"),
    (.number, "no number num nr nbr"),
    (.and, "and &"),
    (
      .cityStart,
      """
      new los las san santa el la le st saint ft fort mt mount north south east west n s e w port lake palm grand des baton
      long salt cedar great lower upper little rio del de du des van royal glen oak green rocky white red big mc fond eau
      """
    ),
    (
      .cityEnd,
      "city beach park springs heights hills falls rapids island grove lake valley village bay point ridge gardens "
        + "pk bch bh hts hgts spgs spg hls rpds vlg vly gdns hbr ctr frst afb creek mills bluffs station junction town township twp tw oaks forest center harbor pass rock view vy wd coast"
    ),
    (
      .stateEnd,
      "york jersey mexico mex m carolina dakota dak hampshire island virginia va columbia rico wales australia territory "
        + "territories scotia brunswick islands"
    ),
    (.street, "broadway bway boardwalk"),
  ]

  private static let ordinals = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth eigth", "ninth nineth", "tenth", "eleventh",
    "twelfth twelveth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
  ]

  private static let tens = [
    "twenty twentieth", "thirty thirtieth", "forty fortieth", "fifty fiftieth", "sixty sixtieth", "seventy seventieth", "eighty eightieth",
    "ninety ninetieth",
  ]

  /// Twenty First, in two words; nil where the word and the next are none such.
  static func ordinal(_ words: AddressWords, _ index: Int) -> [UInt8]? {
    guard (5...7).contains(words[index].count), words.text[Int(words[index].end) - 1] == UInt8(ascii: "y"), words.isAny(index + 1, .ordinal),
      !words[index + 1].isAny([.hasDigit, .opensSegment]), words[index + 1].count <= 9
    else { return nil }
    let joined = words.joined(index..<index + 2)
    guard let entry = table.words[joined.span], entry.traits.contains(.ordinal) else { return nil }
    return table.spellings[Int(entry.code)]
  }

  /// 1st, 2nd, 3rd, 4th, 11th.
  static func ordinal(_ number: Int) -> String {
    let ending =
      number / 10 % 10 == 1 ? "th" : number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th"
    return "\(number)\(ending)"
  }

  /// What one name's parts are written as in keys: Saint Mount and Fort are short, numbers are figures.
  static let spelled: ShortWords<[UInt8]> = ShortWords(
    [
      "saint st", "sainte ste", "bway broadway", "mount mt", "fort ft", "doctor dr", "junior jr", "senior sr", "general gen",
      "captain capt", "father fr", "mlk martinlutherking", "& and", "mountain mtn", "ctr center", "centre center", "cntr center",
    ].map {
      let halves = $0.split(separator: " ").map { Array($0.utf8) }
      return (halves[0], halves[1])
    })

  /// One to ten in figures; nil for any other word.
  static func figure(_ words: AddressWords, _ index: Int) -> [UInt8]? {
    guard words[index].count <= 5, let number = figures[words.text.span.extracting(words[index].range)] else { return nil }
    return Array(String(number).utf8)
  }

  /// As figures are written for a house's number: of large ones only before a side of the town, Fifty N Front St, for many
  /// roads are called so: Forty Foot Rd, Twenty First St, Twenty Nine Palms Hwy.
  static func houseFigure(_ words: AddressWords, _ index: Int) -> [UInt8]? {
    if let figure = figure(words, index) { return figure }
    guard words[index].count <= 7, let number = largeFigures[words.text.span.extracting(words[index].range)],
      words.isAny(index + 1, .direction)
    else { return nil }
    return Array(number.utf8)
  }

  private static let largeFigures = ShortWords(
    ["eleven 11", "twelve 12", "fifteen 15", "twenty 20", "thirty 30", "forty 40", "fifty 50", "sixty 60", "seventy 70", "eighty 80", "ninety 90"].map {
      let halves = $0.split(separator: " ").map { String($0) }
      return (word: Array(halves[0].utf8), value: halves[1])
    })

  /// The second word of a town called by a saint.
  static func isSaint(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count <= 12 && saints[words.text.span.extracting(words[index].range)] != nil
  }

  /// From the names of places of the United States with a post office.
  private static let saints = ShortWords<Bool>(
    """
    albans ann anne ansgar anthony augustine bernard bernice bonaventure bonifacius charles clair clairsville cloud david
    edward elizabeth elmo francis francisville gabriel george germain helen helena helens henry hilaire ignace ignatius inigoes
    jacob james joe john johns johnsbury johnsville joseph landry leo leonard libory louis louisville lucie lucas marks
    martin martinville mary marys matthews meinrad michael michaels michel nazianz olaf onge paris patrick paul pauls
    lawrence nicholas benedict peter peters petersburg pete petes regis robert robinson rose simons stephen stephens thomas vincent xavier
    """)

  private static let figures = ShortWords(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"].enumerated().map {
      (word: Array($0.element.utf8), value: $0.offset + 1)
    })

  /// Every spelling of a state, cut as `ShortWords` wants it, and its short form.
  static var states: [(word: [UInt8], value: [UInt8])] {
    guard let file = kindred_embedded("tables/address_words.txt")?.pointee else { return [] }
    let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
    var pairs: [(word: [UInt8], value: [UInt8])] = []
    var isState = false
    for line in bytes.split(separator: 0x0A) {
      if line.first == UInt8(ascii: "[") { isState = line.elementsEqual("[state]".utf8) }
      let words = line.split(separator: 0x20)
      guard isState, let first = words.first, first.first != UInt8(ascii: "["), first.first != UInt8(ascii: "#") else { continue }
      for word in words {
        let name = word.filter { $0 != UInt8(ascii: "=") }
        pairs.append((Array(name.suffix(ShortWords<[UInt8]>.lengthBytesMax)), first.filter { $0 != UInt8(ascii: "=") }))
      }
    }
    return pairs
  }

  /// Glued to the name by somebody who forgot the space.
  static let glued = [
    "street", "road", "avenue", "crescent", "place", "court", "drive", "close", "circuit", "boulevard", "terrace",
  ]
  .map { Array($0.utf8) }
}
