import Identity
import Normalization
import Testing

/// Names in Han characters: Koreans, Chinese and Japanese write them alike and read them differently.
struct HanNameTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  /// `family+given` are two columns, anything else one field; `漢字#カナ` adds the reading.
  private static func value(_ text: String) -> NormalizedValue? {
    let reading = text.split(separator: "#", maxSplits: 1)
    let halves = reading[0].split(separator: "+", maxSplits: 1)
    var parts = NameParts(kana: reading.count == 2 ? Array(reading[1].utf8) : [])
    if halves.count == 2 {
      parts.family = Array(halves[0].utf8)
      parts.given = Array(halves[1].utf8)
    } else {
      parts.full = Array(reading[0].utf8)
    }
    var value: NormalizedValue?
    normalizer.name(parts) { value = $0 }
    return value
  }

  private static func keys(_ value: NormalizedValue, _ kind: KeyKind) -> [String] {
    value.keys.filter { $0.kind == kind }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Name, Korean reading, its group of consonant classes, and the group of the pinyin.
  @Test(arguments: [
    ("金敏俊", "김민준", "김|MNCN", "jin|m"), ("李舜臣", "이순신", "이|SNSN", "li|s"), ("林志鉉", "임지현", "임|CN", "lin|z"),
    ("柳賢振", "유현진", "유|NCN", "liu|x"), ("梁世贊", "양세찬", "양|SCN", "liang|s"), ("羅文姬", "나문희", "나|MN", "luo|w"),
    ("盧武鉉", "노무현", "노|MN", "lu|w"), ("車範根", "차범근", "차|PMKN", "che|f"), ("沈相灝", "심상호", "심|SN", "shen|x"),
    ("金龍煥", "김용환", "김|N", "jin|l"), ("李承龍", "이승룡", "이|SNRN", "li|c"), ("南宮敏", "남궁민", "남궁|MN", "nangong|m"),
    ("諸葛亮", "제갈양", "제갈|N", "zhuge|l"), ("朴+志訓", "박지훈", "박|CN", "piao|z"), ("王小明", "왕소명", "왕|SMN", "wang|x"),
    ("单田芳", "", "", "shan|t"), ("曾国藩", "증국번", "증|KPN", "zeng|g"), ("欧阳修", "", "", "ouyang|x"),
  ])
  func `characters keep the readings of Korea and China`(
    _ row: (raw: String, hangul: String, group: String, pinyin: String)
  ) throws {
    let value = try #require(HanNameTests.value(row.raw))
    let characters = row.raw.filter { $0 != "+" }
    #expect(HanNameTests.keys(value, .nameFull).first != nil)
    #expect(String(decoding: value.canonical, as: UTF8.self).filter { $0 != " " }.count == characters.count)
    let groups = HanNameTests.keys(value, .nameGroup)
    #expect(row.hangul.isEmpty || HanNameTests.keys(value, .nameFull).contains(row.hangul), "\(value.keys)")
    #expect(row.group.isEmpty || groups.contains(row.group), "\(groups)")
    #expect(groups.contains(row.pinyin), "\(groups)")
    // the characters come first: they are the name's identity
    #expect(!groups[0].utf8.allSatisfy { $0 < 0x80 } && groups[0] != row.group)
  }

  @Test(arguments: [("王伟", "王偉"), ("张丽华", "張麗華"), ("刘德华", "劉德華"), ("陈+小东", "陳+小東"), ("郑 国强", "鄭 國強")])
  func `simplified and traditional characters are one name`(_ row: (simplified: String, traditional: String)) throws {
    let one = try #require(HanNameTests.value(row.simplified))
    let other = try #require(HanNameTests.value(row.traditional))
    #expect(NameLevel.of(one.form.span, other.form.span) == NameLevel.of(one.form.span, one.form.span))
    #expect(one.keys.first == other.keys.first)
    // each is shown as it was written
    #expect(one.canonical != other.canonical)
  }

  /// The characters as written are read, and a name that was not divided has its family name all the same.
  @Test(arguments: [
    ("李齊賢", "이제현", "李"), ("金齋俊", "김재준", "金"), ("金敏俊", "김민준", "金"), ("王小明", "왕소명", "王"), ("南宮敏", "남궁민", "南宮"),
    ("高橋太郎", "", "高橋"), ("长孙无忌", "", "長孫"), ("山田太郎", "", "山田"),
  ])
  func `a name without a space has a family name`(_ row: (raw: String, hangul: String, family: String)) throws {
    let value = try #require(HanNameTests.value(row.raw))
    #expect(row.hangul.isEmpty || HanNameTests.keys(value, .nameFull).contains(row.hangul), "\(value.keys)")
    #expect(HanNameTests.keys(value, .nameFamily) == [row.family])
  }

  @Test(arguments: [
    "田中 花子#タナカ ハナコ", "高橋太郎", "田中+花子", "佐藤 誠", "髙橋誠", "山田太郎", "長谷川 博", "佐々木希", "渡辺謙",
  ])
  func `a Japanese customer's characters match characters only`(_ raw: String) throws {
    let value = try #require(HanNameTests.value(raw))
    #expect(HanNameTests.keys(value, .nameFull).count == 1)
    #expect(HanNameTests.keys(value, .nameFull)[0].unicodeScalars.allSatisfy { $0.value < 0xAC00 })
    let isRead = raw.contains("#")
    #expect(HanNameTests.keys(value, .nameGroup).count == (isRead ? 2 : 1), "\(HanNameTests.keys(value, .nameGroup))")
    #expect(HanNameTests.keys(value, .nameSound).count == (isRead ? 1 : 0))
  }

  @Test(arguments: [
    ("金敏俊", "김민준", NameLevel.crossScript), ("李舜臣", "이순신", .crossScript), ("李舜臣", "리순신", .variant),
    ("金敏俊", "민준 김", .crossScript), ("金敏俊", "김*준", .compatible), ("金敏俊", "김민서", .different),
    ("金敏俊", "이민준", .different), ("柳賢振", "류현진", .variant), ("柳賢振", "유현진", .crossScript),
    ("南宮玟", "남궁민", .crossScript), ("金敏俊", "금민준", .different), ("林志鉉", "임지현", .crossScript),
    ("金敏俊", "Kim Min-joon", .crossScript), ("李舜臣", "Yi Sun-sin", .variant), ("金敏俊", "Minjun Kim", .crossScript),
    ("金敏俊", "John Smith", .different), ("金敏俊", "Lee Seoyeon", .different),
    ("王小明", "Wang Xiaoming", .crossScript), ("王小明", "Xiaoming Wang", .crossScript),
    ("王小明", "Wang Xiao Ming", .crossScript), ("王小明", "Xiao Ming Wang", .crossScript), ("王小明", "왕소명", .crossScript),
    ("王小明", "Wong Xiaoming", .variant), ("王小明", "Li Xiaoming", .given), ("王小明", "Wang Wei", .different),
    ("金敏俊", "金敏俊", .same), ("金+敏俊", "金敏俊", .same), ("金敏俊", "金敏書", .conflict), ("金敏俊", "李敏書", .conflict), ("金敏俊", "李舜臣", .apart),
    ("田中 花子#タナカ ハナコ", "전중화자", .different), ("高橋太郎", "고교태랑", .different), ("田中花子", "Tian Zhong", .different),
  ])
  func `Han characters agree with what they are read as`(_ row: (left: String, right: String, level: NameLevel)) throws {
    let left = try #require(HanNameTests.value(row.left))
    let right = try #require(HanNameTests.value(row.right))
    #expect(NameLevel.of(left.form.span, right.form.span) == row.level, "\(row)")
    #expect(NameLevel.of(right.form.span, left.form.span) == row.level, "\(row)")
  }
}

/// Words that mix Latin letters with others that look like them.
struct ConfusableNameTests {
  @Test(arguments: [
    ("S\u{430}rah Smith", "Sarah Smith", true), ("P\u{430}ul Jones", "Paul Jones", true), ("J\u{3BF}hn Smith", "John Smith", true),
    ("Sarah Smith", "Sarah Smith", false), ("Анна Smith", "Anna Smith", false), ("Анна Иванова", "Anna Ivanova", false),
  ])
  func `a word is read as it looks, and flagged`(_ row: (raw: String, plain: String, isFlagged: Bool)) throws {
    var values: [NormalizedValue] = []
    for text in [row.raw, row.plain] {
      Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!).name(NameParts(full: Array(text.utf8))) { values.append($0) }
    }
    let value = try #require(values.first)
    #expect(value.flags.contains(.confusable) == row.isFlagged)
    if row.isFlagged { #expect(value.keys.first == values.last?.keys.first) }
  }
}
