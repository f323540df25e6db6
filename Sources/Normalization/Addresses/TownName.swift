/// What an English town's name is in keys: one spelling of saints, mounts and sides, and no hyphens.
enum TownName {
  /// Winston-Salem is Winston Salem, Saint Louis St Louis, Mount Vernon Mt Vernon.
  ///
  /// - Parameter town: the letters of its words, joined.
  static func of(_ town: [UInt8], state: [UInt8]) -> [UInt8] {
    guard let first = town.first else { return town }
    var name = town
    if name.contains(UInt8(ascii: "-")) { name.removeAll { $0 == UInt8(ascii: "-") } }
    switch first {
    case UInt8(ascii: "s") where name.count > 7 && name.starts(with: "saint".utf8): name.removeSubrange(1..<4)
    case UInt8(ascii: "f") where name.count > 6 && name.starts(with: "fort".utf8): name.removeSubrange(1..<3)
    case UInt8(ascii: "m") where name.count > 7 && name.starts(with: "mount".utf8) && !name.starts(with: "mountain".utf8): name.removeSubrange(1..<4)
    case UInt8(ascii: "n") where name.elementsEqual("nyc".utf8) || name.elementsEqual("ny".utf8) && state.elementsEqual("ny".utf8):
      name = Array("newyork".utf8)
    default: break
    }
    return name
  }

  /// E Lansing is East Lansing.
  static func joined(_ words: AddressWords, _ range: Range<Int>) -> [UInt8] {
    guard range.count > 1, words[range.lowerBound].count == 1, let side = side(words, range.lowerBound) else { return words.joined(range) }
    return side + words.joined(range.lowerBound + 1..<range.upperBound)
  }

  /// The town of a field of its own.
  static func field(_ folded: [UInt8]) -> [UInt8]? {
    guard folded.count > 3, folded[1] == 0x20 || folded[1] == UInt8(ascii: "."), "nsew".utf8.contains(folded[0]) else { return nil }
    let words = AddressWords(folded)
    return words.count > 1 ? joined(words, 0..<words.count) : nil
  }

  /// Whether a side of the sky and what follows are a town's name: South Bend, East Lansing; not SW Atlanta.
  static func isSided(_ words: AddressWords, _ range: Range<Int>) -> Bool {
    guard (2...3).contains(range.count), let side = side(words, range.lowerBound) else { return false }
    let name = words.joined(range.lowerBound + 1..<range.upperBound)
    let names =
      switch side.first {
      case UInt8(ascii: "n"): northern
      case UInt8(ascii: "s"): southern
      case UInt8(ascii: "e"): eastern
      default: western
      }
    return names.contains(name)
  }

  private static func side(_ words: AddressWords, _ index: Int) -> [UInt8]? {
    guard words[index].isAny(.direction) else { return nil }
    switch words[index].code {
    case 1: return Array("north".utf8)
    case 2: return Array("south".utf8)
    case 3: return Array("east".utf8)
    case 4: return Array("west".utf8)
    default: return nil
    }
  }

  // Cities and large towns whose names begin with a side, without it.
  private static let northern = WordSet(
    """
    adams andover arlington attleboro augusta aurora bellmore bend bergen branford brunswick canton charleston chelmsford chicago
    easton haven highlands hollywood kingstown lasvegas lauderdale littlerock manchester mankato merrick miami miamibeach
    myrtlebeach newportnews ogden olmsted plainfield platte port providence reading richlandhills ridgeville riverside royalton
    saltlake saintpaul stpaul sioux smithfield tonawanda vernon wales wilkesboro
    """)
  private static let southern = WordSet(
    """
    amboy bend boston burlington charleston elgin elmonte euclid gate hadley haven holland houston jordan kingstown laketahoe
    milwaukee ogden orange padreisland pasadena plainfield portland river saltlake sanfrancisco saintpaul stpaul sioux williamsport
    windsor
    """)
  private static let eastern = WordSet(
    """
    aurora brunswick chicago cleveland elmhurst greenbush greenwich grandrapids hampton hanover hartford haven islip lansing
    liverpool longmeadow lyme meadow moline northport orange palestine paloalto patchogue peoria point pointe providence ridge
    rockaway rutherford saintlouis stlouis setauket stroudsburg syracuse wenatchee windsor
    """)
  private static let western = WordSet(
    """
    allis babylon bend bloomfield bloomington boylston bridgewater burlington caldwell carrollton carthage chester chicago columbia
    covina desmoines dundee fargo frankfort hartford haven hempstead hollywood islip jefferson jordan lafayette lawn lebanon liberty
    linn longbranch memphis mifflin milford milwaukee monroe newyork nyack orange palmbeach paterson plains point richland roxbury
    sacramento saintpaul stpaul seneca springfield union valleycity warwick yarmouth yellowstone
    """)
}
