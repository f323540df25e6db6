/// The words of English and Canadian, British and Australian addresses that have more than one spelling.
enum StreetWords {
  /// What kind of street: dropped from the core of the name, because one file says Rd and the other Road
  /// and the third nothing.
  static let suffixes = words(
    """
    street st str streets road rd avenue av ave aven avenu boulevard blvd blv boul bl drive dr drv lane ln court ct crt
    place pl plc square sq terrace ter terr tce way wy circle cir circ parkway pkwy pky highway hwy trail trl crescent cres
    cr close cl gardens gdns grove gr gv rise row mews walk hill loop plaza plz pike turnpike tpke expressway expy freeway
    fwy alley aly bend cove cv crossing xing esplanade esp circuit cct parade pde ridge rdg run path quay view vista
    point pt junction jct green heights hts mall pass glen wharf retreat outlook
    """)

  static let directions: [[UInt8]: [UInt8]] = [
    "north": "n", "n": "n", "south": "s", "s": "s", "east": "e", "e": "e", "west": "w", "w": "w", "northeast": "ne",
    "ne": "ne", "northwest": "nw", "nw": "nw", "southeast": "se", "se": "se", "southwest": "sw", "sw": "sw",
  ].mappedToBytes()

  static let units = words(
    "apt apartment unit suite ste flat room rm floor fl flr lot no penthouse ph bldg building studio shop level lvl")

  static let ordinals: [[UInt8]: [UInt8]] = [
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
    "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "saint": "st",
    "mount": "mt",
    "fort": "ft",
  ].mappedToBytes()

  /// Glued to the name by somebody who forgot the space.
  static let glued = [
    "street", "road", "avenue", "crescent", "place", "court", "drive", "close", "circuit", "boulevard", "terrace",
  ]
  .map { Array($0.utf8) }

  /// Names of the states of the USA and their postal abbreviations; provinces of Canada and states of
  /// Australia by abbreviation.
  static let states: [[UInt8]: [UInt8]] = {
    var states: [[UInt8]: [UInt8]] = [:]
    for pair in """
    alabama al,alaska ak,arizona az,arkansas ar,california ca,colorado co,connecticut ct,delaware de,florida fl,georgia ga,
    hawaii hi,idaho id,illinois il,indiana in,iowa ia,kansas ks,kentucky ky,louisiana la,maine me,maryland md,
    massachusetts ma,michigan mi,minnesota mn,mississippi ms,missouri mo,montana mt,nebraska ne,nevada nv,newhampshire nh,
    newjersey nj,newmexico nm,newyork ny,northcarolina nc,northdakota nd,ohio oh,oklahoma ok,oregon or,pennsylvania pa,
    rhodeisland ri,southcarolina sc,southdakota sd,tennessee tn,texas tx,utah ut,vermont vt,virginia va,washington wa,
    westvirginia wv,wisconsin wi,wyoming wy,districtofcolumbia dc,puertorico pr,ontario on,quebec qc,britishcolumbia bc,
    alberta ab,manitoba mb,saskatchewan sk,novascotia ns,newbrunswick nb,newsouthwales nsw,victoria vic,queensland qld,
    southaustralia sa,tasmania tas
    """.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
      let halves = pair.split(separator: " ")
      guard halves.count == 2 else { continue }
      states[Array(halves[0].utf8)] = Array(halves[1].utf8)
      states[Array(halves[1].utf8)] = Array(halves[1].utf8)
    }
    return states
  }()

  static func words(_ text: String) -> Set<[UInt8]> {
    Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) })
  }
}

extension [String: String] {
  fileprivate func mappedToBytes() -> [[UInt8]: [UInt8]] {
    var mapped: [[UInt8]: [UInt8]] = [:]
    for (key, value) in self { mapped[Array(key.utf8)] = Array(value.utf8) }
    return mapped
  }
}
