/// What a word may be beside a name.
struct LatinWordKind: OptionSet, Sendable {
  var rawValue: UInt32

  static let title = LatinWordKind(rawValue: 1)
  /// A title or degree that stands behind the name.
  static let titleBehind = LatinWordKind(rawValue: 2)
  /// Belongs to the family name it stands before.
  static let particle = LatinWordKind(rawValue: 4)
  /// Spells a Korean surname.
  static let koreanSurname = LatinWordKind(rawValue: 8)
  /// Stands behind another title: Dr. med.
  static let titleMore = LatinWordKind(rawValue: 16)
  /// A degree that is also written with full stops.
  static let degree = LatinWordKind(rawValue: 32)
  /// Joins two family names.
  static let conjunction = LatinWordKind(rawValue: 64)
  /// Joins two people.
  static let and = LatinWordKind(rawValue: 128)
  static let vietnameseSurname = LatinWordKind(rawValue: 256)
  static let vietnameseMiddle = LatinWordKind(rawValue: 512)
  /// Stands behind the comma behind a whole name.
  static let postnominal = LatinWordKind(rawValue: 1024)
  /// Two words that stand behind a title: attorney at law.
  static let titlePair = LatinWordKind(rawValue: 2048)
  private static let suffixShift: UInt32 = 12
  /// A title with a full stop only: MM.
  static let titleWithStop = LatinWordKind(rawValue: 1 << 17)
  /// Another name follows: née, geb.
  static let formerly = LatinWordKind(rawValue: 1 << 18)
  /// The same in small letters only, since people are called so too: Born.
  static let formerlyWhenSmall = LatinWordKind(rawValue: 1 << 19)
  /// No part of a person's name: GmbH.
  static let legalForm = LatinWordKind(rawValue: 1 << 20)
  /// The same at the end of a name: Corporation.
  static let legalFormBehind = LatinWordKind(rawValue: 1 << 21)
  /// Stands before a family's name: Familie.
  static let household = LatinWordKind(rawValue: 1 << 22)
  static let householdBehind = LatinWordKind(rawValue: 1 << 23)
  /// What shops write next to a name: VIP.
  static let mark = LatinWordKind(rawValue: 1 << 24)

  /// Stands for a name that nobody knows: guest.
  static let filler = LatinWordKind(rawValue: 1 << 25)
  /// One of the family names that nine of ten in Viet Nam bear.
  static let vietnameseFamily = LatinWordKind(rawValue: 1 << 26)

  static func suffix(_ suffix: LatinName.Suffix) -> LatinWordKind {
    LatinWordKind(rawValue: UInt32(suffix.rawValue) << suffixShift)
  }

  /// Jr. and its like; nil where it is none.
  var suffix: LatinName.Suffix? {
    let value = UInt8(truncatingIfNeeded: rawValue >> LatinWordKind.suffixShift & 7)
    return value == 0 ? nil : LatinName.Suffix(rawValue: value)
  }

  static let table: ShortWords<LatinWordKind> = {
    var kinds: [[UInt8]: LatinWordKind] = [:]
    func add(_ text: String, _ kind: LatinWordKind) {
      for word in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
        kinds[Array(word), default: []].insert(kind)
      }
    }
    add(
      """
      mr mrs ms miss mx mstr messrs mister dr doctor prof professor sir dame lady lord rev reverend fr hon capt captain
      col lt maj sgt mme mlle madame monsieur mademoiselle herr frau fraulein mag dkfm dipl ing dipling senor senora
      senorita sra srta dna sr sig sigra signor signora dott dottssa dhr mevr pani drs doctors father judge mayor governor
      senator congressman congresswoman representative
      """, .title)
    add("med rer nat phil jur habil iur pol oec mult hc ing dr ra ssa", .titleMore)
    add(
      """
      mr mrs ms miss mstr mx dr md phd esq esquire attorney atty realtor trustee aia gri dds dmd dvm jd edd psyd pharmd rn
      cpa mba msc bsc nim ssi
      """, .titleBehind)
    add("md phd dds dmd dvm jd edd psyd mba msc bsc ba ma beng meng do", .degree)
    add("atlaw", .titlePair)
    add("mm hr", .titleWithStop)
    add("geb geborene geborener formerly nee ne aka", .formerly)
    add("born ex", .formerlyWhenSmall)
    add("inc incorporated llc llp pllc gmbh ltd plc sarl srl", .legalForm)
    add("corp limited corporation company", .legalFormBehind)
    add("familie famille familia fam", .household)
    add("family", .householdBehind)
    add("vip vvip", .mark)
    add("do dc pa np od pe bsn dpm lncc aia csi gri cfp clu trustee", .postnominal)
    add(
      """
      de la las los del della delle di da dal dos das du des le van von der den ter ten te zu zum zur af av bin ibn binti
      bint al el abu ben san santa saint st y dela delos mac mc
      """, .particle)
    add("y", .conjunction)
    add("and und et", .and)
    add("nguyen tran pham huynh hoang phan dang bui ngo duong vuong trinh truong dinh", .vietnameseSurname)
    add("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly mai dinh vuong trinh truong", .vietnameseFamily)
    add("van thi", .vietnameseMiddle)
    add("jr junior", .suffix(.junior))
    add("sr senior", .suffix(.senior))
    add("ii", .suffix(.second))
    add("iii", .suffix(.third))
    add("iv", .suffix(.fourth))
    for word in PlaceholderNames.latinFillers { kinds[word, default: []].insert(.filler) }
    for row in KoreanSurnames.shared.rows {
      for spelling in row.spellings { kinds[spelling.letters, default: []].insert(.koreanSurname) }
    }
    return ShortWords(kinds.map { ($0.key, $0.value) })
  }()
}
