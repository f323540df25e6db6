/// The words around a date: calendars, eras, months, and what may stand beside one without a meaning.
///
/// Months are those of English, German, French, Spanish, Italian, Portuguese, Russian, Dutch, Polish and Turkish
/// (CLDR, wide and abbreviated forms), each also without its accents. A month is known by three letters or more where no
/// other month begins so: `jui` is two French ones and none here.
enum DateWords {
  static let lunar = words("음력 陰暦 陰曆 陰历 阴历 農曆 農暦 农历 旧暦 舊曆")
  static let lunarAlone = words("음 陰 阴")
  static let solar = words("양력 陽暦 陽曆 阳历 公曆 公历 新暦")
  static let solarAlone = words("양 陽 阳")
  static let leap = words("윤달 閏月 闰月")
  static let leapAlone = words("윤 閏 闰")
  static let marks = words("년 월 일 年 月 日")
  static let monthMarks = words("월 月")
  static let labels = words("생 生 출 요일 曜 오전 오후 午前 午後 上午 下午 날짜 日期")
  static let first = Array("元".utf8)
  static let beforeRepublic = Array("國前".utf8)

  static let eras: [([UInt8], Int)] = [
    ("明治", 1_867), ("大正", 1_911), ("昭和", 1_925), ("平成", 1_988), ("令和", 2_018), ("民國", 1_911), ("民国", 1_911),
    // As Koreans read the Japanese ones, whose years the old registers count: 소화 40년.
    ("명치", 1_867), ("대정", 1_911), ("소화", 1_925),
  ].map { (Array($0.0.utf8), $0.1) }

  /// 昭60.3.7
  static let erasAlone: [[UInt8]: Int] = [Array("昭".utf8): 1_925, Array("平".utf8): 1_988, Array("令".utf8): 2_018]
  /// S60.3.7
  static let eraLetters: [ArraySlice<UInt8>: Int] = [
    [0x6D]: 1_867, [0x74]: 1_911, [0x73]: 1_925, [0x68]: 1_988, [0x72]: 2_018,
  ]
  /// Year, month, day and the `t` before a time.
  static let unitLetters = Array("ymdt".utf8)

  static func isIdle(_ word: ArraySlice<UInt8>) -> Bool {
    if idle[word.span] != nil { return true }
    return word.count >= 3 && weekdays.contains { $0.starts(with: word) }
  }

  private static let idle = ShortWords<Bool>(
    """
    st nd rd th er de del d m y t z b am pm utc gmt kst jst of in on the year month day date born birth birthday
    birthdate dateofbirth dob bday age aged old years yrs yr yo ca circa since about lunar solar leap
    """)
  private static let weekdays = words("monday tuesday wednesday thursday friday saturday sunday")

  /// Behind a number that is an age.
  static let ageWords = ["years old", "year old", "years of age", "yrs old", "yr old", "y/o", "y.o", "yo ", "yrs", "jahre alt", "ans"].map { Array($0.utf8) }

  static let months: [(name: [UInt8], month: Int)] = {
    let rows = [
      "january januar jänner jaenner janvier enero gennaio janeiro января январь "
        + "januari stycznia styczeń styczen ocak",
      "february februar feber février fevrier febrero febbraio fevereiro февраля февраль "
        + "februari lutego luty şubat subat",
      "march märz maerz marz mrz mars marzo março marco марта март "
        + "maart mrt marca marzec mart",
      "april avril abril aprile апреля апрель "
        + "kwietnia kwiecień kwiecien nisan",
      "may mai mayo maggio maio мая май "
        + "mei maja maj mayıs mayis",
      "june juni juin junio giugno junho июня июнь "
        + "czerwca czerwiec haziran",
      "july juli juillet julio luglio julho июля июль "
        + "lipca lipiec temmuz",
      "august août aout agosto августа август "
        + "augustus sierpnia sierpień sierpien ağustos agustos",
      "september sept septembre septiembre setiembre settembre setembro сентября сентябрь "
        + "września wrzesnia wrzesień wrzesien eylül eylul",
      "october oktober octobre octubre ottobre outubro октября октябрь "
        + "października pazdziernika październik pazdziernik ekim",
      "november novembre noviembre novembro ноября ноябрь "
        + "listopada listopad kasım kasim",
      "december dezember décembre decembre diciembre dicembre dezembro декабря декабрь "
        + "grudnia grudzień grudzien aralık aralik",
    ]
    return rows.enumerated().flatMap { index, row in words(row).map { ($0, index + 1) } }
  }()

  private static func words(_ text: String) -> [[UInt8]] { text.utf8.split(separator: 0x20).map { Array($0) } }
}

/// - Parameter scalars: the length of the word.
/// - Returns: nil where no month or more than one begins so.
func monthNamed(_ word: ArraySlice<UInt8>, _ scalars: Int) -> Int? {
  guard scalars >= 3 else { return nil }
  var found: Int? = nil
  for (name, month) in DateWords.months where name.starts(with: word) {
    if name.count == word.count { return month }
    if let found, found != month { return nil }
    found = month
  }
  return found
}
