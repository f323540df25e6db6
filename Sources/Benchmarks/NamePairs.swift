import Identity
import Linkage
import Normalization

/// Pairs of names as blocking makes them: one in four the same person written in another way, the rest
/// strangers or relatives.
extension Workload {
  static let namePairs: [Workload] = [
    compareNames("hangul", left: { $0.hangul }, right: { $0.hangul }),
    compareNames("latin", left: { $0.western }, right: { $0.westernAgain }),
    compareNames("romanised", left: { $0.romanised }, right: { $0.romanised }),
    compareNames("hangul-latin", left: { $0.hangul }, right: { $0.romanised }),
    compareNames("hangul-western", left: { $0.hangul }, right: { $0.western }),
  ]

  private static func compareNames(
    _ kind: String, left: @escaping @Sendable (NameSamples) -> [[UInt8]],
    right: @escaping @Sendable (NameSamples) -> [[UInt8]]
  ) -> Workload {
    Workload(name: "compare-names-\(kind)", about: "levels of pairs of names; per pair", size: 1_000_000, smokeSize: 500) {
      size in
      let samples = NameSamples(count: 1_000)
      let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
      func forms(_ names: [[UInt8]]) -> [[UInt8]] {
        names.map { name in
          var form: [UInt8] = []
          normalizer.name(NameParts(full: name)) { form = $0.form }
          return form
        }
      }
      let lefts = forms(left(samples))
      let rights = forms(right(samples))
      var random = Population(seed: 30)
      let pairs = (0..<4_096).map { _ -> (Int, Int) in
        let one = random.below(lefts.count)
        return (one, random.below(4) == 0 ? one : random.below(rights.count))
      }
      var answer: UInt64 = 0
      var counts = [Int](repeating: 0, count: NameLevel.allCases.count + 1)
      let (_, nanoseconds) = timed {
        for index in 0..<size {
          let (one, other) = pairs[index & 4_095]
          let left = lefts[one]
          let right = rights[other]
          counts[Int(NameLevel.of(left.span, right.span).rawValue)] += 1
        }
      }
      for count in counts { answer = KeyHash.combine(answer, UInt64(count)) }
      return Outcome(itemCount: size, nanoseconds: nanoseconds, answer: answer)
    }
  }
}

/// The same people in Hangul and in Latin letters, and as many Western ones in two spellings.
private struct NameSamples {
  var hangul: [[UInt8]] = []
  var romanised: [[UInt8]] = []
  var western: [[UInt8]] = []
  var westernAgain: [[UInt8]] = []

  init(count: Int) {
    var random = Population(seed: 31)
    for _ in 0..<count {
      let family = NameSamples.families[random.below(NameSamples.families.count)]
      let one = NameSamples.syllables[random.below(NameSamples.syllables.count)]
      let two = NameSamples.syllables[random.below(NameSamples.syllables.count)]
      hangul.append(Array((family.0 + one.0 + two.0).utf8))
      romanised.append(Array("\(family.1) \(one.1)\(random.below(2) == 0 ? "-" : "")\(two.1)".utf8))
      let given = NameSamples.given[random.below(NameSamples.given.count)]
      let surname = NameSamples.surnames[random.below(NameSamples.surnames.count)]
      western.append(Array("\(given.0) \(surname)".utf8))
      switch random.below(3) {
      case 0: westernAgain.append(Array("\(surname), \(given.0)".utf8))
      case 1: westernAgain.append(Array("\(given.1) \(surname)".utf8))
      default: westernAgain.append(random.misspelt(western[western.count - 1]))
      }
    }
  }

  private static let families = [
    ("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"), ("강", "Kang"), ("조", "Cho"), ("윤", "Yoon"),
    ("장", "Jang"), ("임", "Lim"), ("한", "Han"), ("오", "Oh"), ("서", "Seo"), ("남궁", "Namgung"),
  ]
  private static let syllables = [
    ("민", "min"), ("서", "seo"), ("지", "ji"), ("현", "hyun"), ("준", "jun"), ("우", "woo"), ("수", "soo"), ("영", "young"),
    ("은", "eun"), ("하", "ha"), ("성", "sung"), ("진", "jin"), ("경", "kyung"), ("미", "mi"), ("정", "jung"), ("희", "hee"),
    ("호", "ho"), ("연", "yeon"), ("재", "jae"), ("윤", "yun"),
  ]
  private static let given = [
    ("Robert", "Bob"), ("William", "Bill"), ("Elizabeth", "Liz"), ("Margaret", "Peggy"), ("Thomas", "Tom"),
    ("Jennifer", "Jenny"), ("Michael", "Mike"), ("Anna", "Ana"), ("Ulrich", "Uli"), ("Katherine", "Kate"),
    ("Susan", "Sue"), ("Daniel", "Dan"), ("Maria", "Mary"), ("Christopher", "Chris"), ("Sarah", "Sara"),
  ]
  private static let surnames = [
    "Adler", "Baker", "Carter", "Dixon", "Fischer", "Garcia", "Hughes", "Ivanov", "Jensen", "Keller", "Lopez", "Martin",
    "Novak", "Olsen", "Peters", "Rossi", "Schmidt", "Turner", "Weber", "Young", "De la Cruz", "O'Neil",
  ]
}
