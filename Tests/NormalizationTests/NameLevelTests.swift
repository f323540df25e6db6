import Identity
import Normalization
import Testing

/// One row or more for each way two names reach a level, from the strongest level to the weakest.
struct NameLevelTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  /// `漢字#カナ` adds the reading.
  private static func form(_ raw: String) -> [UInt8]? {
    let halves = raw.split(separator: "#")
    var form: [UInt8]?
    let kana = halves.count > 1 ? Array(halves[1].utf8) : []
    normalizer.name(NameParts(full: Array(halves[0].utf8), kana: kana)) { form = $0.form }
    return form
  }

  @Test(arguments: [
    // the same full name, one script
    ("김민준", "김민준", NameLevel.same), ("김 민 준", "김민준씨", .same), ("★김민준 VIP", "김민준 고객님", .same),
    ("John Smith", "MR JOHN SMITH", .same), ("Smith, John", "John Smith", .same), ("たなか はなこ", "タナカ ハナコ", .same),
    // the same words in another order or spacing
    ("김민준", "민준 김", .reordered), ("John Smith", "Smith John", .reordered), ("Mary Ann Evans", "Maryann Evans", .reordered),
    // without a space
    ("NGUYENTHIHOA", "NGUYEN THI HOA", .reordered), ("nguyenthihoa", "Hoa Thi Nguyen", .reordered), ("KIMMINSU", "KIM MINSU", .reordered),
    ("JENNIFERMILLER", "Jennifer Miller", .reordered),
    // across scripts
    ("김민준", "Min-joon Kim", .crossScript), ("이서연", "Lee, Seo-Yeon", .crossScript), ("정다은", "JEONG DAEUN", .crossScript),
    ("남궁민수", "Namkoong Minsoo", .crossScript), ("류현진", "Ryu Hyunjin", .crossScript),
    ("박지훈", "Park Ji Hoon", .crossScript), ("서연 Lee", "Lee Seo-yeon", .crossScript),
    ("田中 花子#タナカ ハナコ", "Hanako Tanaka", .crossScript), ("Иван Щукин", "Ivan Shchukin", .crossScript),
    ("金敏俊", "김민준", .crossScript),
    // a Korean name of three words has its family name at either end, and which it is may be read wrongly
    ("Kim Minjun", "Min Jun Kim", .same), ("KIM YUNA", "Yu Na Kim", .same), ("Lee Seoyeon", "Seo Yeon Lee", .same),
    ("Jung Minseo", "Min Seo Jung", .same), ("Jung Minseo", "Jung Min Seo", .same), ("Jeon Minseo", "Seo Min Jeon", .conflict),
    ("Ha Nayeon", "Na Yeon Ha", .reordered), ("Ha Nayeon", "Na Yun Ha", .near), ("Min Yujin", "Yoo Jin Min", .near), ("Min Yujin", "Yu Jin Min", .reordered),
    // a nickname, a spelling of the name, a rarer romanisation
    ("Bob Smith", "Smith, Robert", .variant), ("Mohammed Aziz", "Muhammad Aziz", .variant),
    ("이서연", "Yi Soyeon", .variant), ("이서연", "SEOYEON RHEE", .variant), ("정다은", "Chung Da Eun", .variant),
    ("유현진", "Ryu Hyunjin", .variant), ("박지훈", "Bag Jihun", .variant), ("유현진", "류현진", .variant),
    ("Park Jihoon", "Pak Ji Hun", .variant),
    // one keying error in five letters, one sound, a nickname of the same name
    ("Jennifer Smith", "Jenifer Smith", .near), ("John Smith", "John Smyth", .near), ("김재현", "김제현", .near),
    ("Ted Smith", "Ned Smith", .near), ("Suzanne Smith", "Susan Smith", .near),
    // a second reading in brackets
    ("김제니(Jennifer Kim)", "Jennifer Kim", .crossScript), ("김제니 (Kim Jennifer)", "KIM JENNIFER", .crossScript), ("김제니(Jennifer Kim)", "김제니", .same),
    ("김제니（Jennifer Kim）", "Jennifer Kim", .crossScript), ("Jennifer Kim(김제니)", "김제니", .same), ("Jennifer Kim (김제니)", "KIM JENNIFER", .crossScript),
    ("KIM JENNY (김제니)", "Jenny Kim", .crossScript), ("김제니 / Jenny Kim", "김제니", .same), ("Grace Lee (이은혜)", "LEE GRACE", .crossScript),
    ("존 스미스 (John Smith)", "John Smith", .same), ("王小明 (Wang Xiaoming)", "王小明", .same), ("KIM/MINJUN(김민준)", "김민준", .same),
    // nothing contradicts
    ("J. Smith", "John Smith", .compatible), ("김*준", "김민준", .compatible), ("Mr. Kim", "Kim Minjun", .compatible),
    ("Mr. Kim", "김민준", .compatible), ("김민준", "M.J. Kim", .compatible), ("John A Smith", "John Andrew Smith", .compatible),
    // probably somebody else
    ("이서연", "이서현", .similar), ("김민준", "김민중", .similar), ("Maria Garcia Lopez", "Maria Garcia", .similar),
    ("John Andrew Smith", "John Smith", .similar), ("Tim Smith", "Tom Smith", .similar),
    // a man's name and a woman's, however near: brother and sister, or strangers
    ("Martin Weber", "Martina Weber", .similar), ("PETER WEBER", "PETRA WEBER", .similar), ("Rossi Francesco", "Francesca Rossi", .similar),
    ("Mario Howard", "Maria Howard", .similar), ("Stefan Hahn", "Stefanie Hahn", .similar), ("Weber, Karin", "Karina Weber", .near),
    // names of both, or of the one here and the other there, part nobody
    ("Simone Rossi", "Simona Rossi", .near), ("Nikita Orlov", "Nikito Orlov", .near), ("Valery Orlov", "Valeri Orlov", .near),
    ("Martin Weber", "Martinq Weber", .near), ("Jeann Smith", "Jean Smith", .near),
    // the given name alone
    ("John Smith", "John Miller", .given), ("김민준", "박민준", .given), ("田中 花子", "鈴木 花子", .given),
    ("NGUYEN THI HOA", "TRAN THI HOA", .given),
    // nothing to say
    ("김민준", "Kim Minjung", .different), ("김민준", "John Smith", .different), ("M. Smith", "John Smith", .different),
    ("김민준", "이", .different), ("NGUYENTHIHOA", "TRAN THI HOA", .different), ("이민준(Lee Jiyoung)", "Lee Jiyoung", .different), ("김민준/Zoe Kim", "Zoe Kim", .different),
    ("이민준(Park Jennifer)", "Jennifer Park", .different), ("김제니(Jennifer Kim)", "Michael Kim", .different), ("Annalee", "Anna Lee", .compatible), ("田中 花子", "Hanako Tanaka", .different),
    // two full names that differ
    ("김민준", "김서준", .conflict), ("이은정", "이은경", .conflict), ("John Smith", "James Smith", .apart), ("John Smith Jr", "John Smith Sr", .conflict),
    ("Kim Minjun", "Kim Minseo", .conflict), ("田中 花子", "田中 太郎", .apart), ("田中 花子", "田中 桜子", .conflict),
    // ears and hands: a syllable, two of its three letters, the other way round, one of a shorter name's
    ("김은정", "지은경", .conflict), ("김은정", "박은경", .conflict), ("김미영", "김지훈", .conflict), ("김수진", "박진수", .conflict),
    ("김준호", "박준", .conflict), ("김준호", "박현주", .apart), ("김영", "박여은", .conflict),
    // nothing in common, in one family or two
    ("박준호", "김미영", .apart), ("김준호", "김미영", .apart), ("박준호", "김별", .apart), ("남궁민", "김서연", .apart), ("박준호", "미영 김", .apart),
    ("Park Junho", "Kim Miyoung", .apart), ("Robert Miller", "Susan Miller", .apart), ("Robert Miller", "Jane Novak", .apart),
    ("Miller, Robert", "Miller, Jane", .apart),
    // a man's name and a woman's that begin alike, but for those that sound alike
    ("Samuel Miller", "Samantha Miller", .apart), ("Sharon Smith", "Sean Smith", .apart), ("Aaron Smith", "Erin Smith", .similar),
    // a given name alone that is no part of the other; but a short form, a middle name, a word that no list has, and one that
    // is the family name as likely
    ("William", "Lisa Turner", .apart), ("Alyssa", "Amber Lewis", .apart), ("Bill", "William Turner", .different),
    ("Sam", "Samantha Turner", .different), ("Anne", "Mary Anne Turner", .different), ("Beth", "Mary Elizabeth Turner", .different), ("Alex", "Alexia Turner", .different), ("Sparky", "Lisa Turner", .different),
    ("Lewis", "Amber Lewis", .compatible), ("Curtis", "Maya", .different),
    // two syllables in one word, which are a given name rather than a whole one, or as likely
    ("성호", "김성호", .compatible), ("성호", "성호", .compatible), ("성호", "성 호", .compatible), ("재윤", "김재윤", .compatible), ("재윤", "재윤", .compatible),
    ("정훈", "이정훈", .compatible), ("정훈", "정훈", .same), ("김호", "김호", .same), ("성호", "박미영", .apart), ("성호", "박상호", .different),
    ("성호", "김*호", .compatible), ("성호", "김민호", .different), ("성호님", "김성호", .compatible),
    // Han without a space: a part of the name, another family name, and what follows one family name
    ("玉珍", "武玉珍", .compatible), ("武林", "玉珍", .apart), ("武林", "武玉珍", .different), ("孟淑英", "王彬", .apart), ("田中", "佐藤花子", .apart),
    ("坂本修平", "坂本七夏", .apart), ("坂本修平", "坂本 七夏", .apart), ("佐藤健一", "佐藤健二", .conflict), ("王小明", "王小红", .conflict),
    // letters, sounds, nicknames, a middle name, the other order
    ("Kim Gyeonghee", "Lee Kyungsook", .conflict), ("Katherine Miller", "Cat Miller", .conflict), ("Eliza Miller", "Alice Novak", .conflict),
    ("William Novak", "Bill Peters", .conflict), ("Mary Anne Miller", "Peter Anne Novak", .conflict), 
    ("John Smith", "Smitth Mary", .conflict),
    // a word that is only like the other's in the other order
    ("John Smith", "Mary Jones", .apart), ("Smith, John", "Jones, Mary", .apart), ("Mario Howard", "Melissa Howard", .apart),
    // as they are read
    ("田中 恵#タナカ メグミ", "田中 愛#タナカ メグミ", .conflict), ("田中 恵#タナカ メグミ", "田中 翔#タナカ ショウ", .apart), ("タナカ ハナコ", "タナカ タロウ", .apart),
  ])
  func `names reach the level that is described`(_ row: (left: String, right: String, level: NameLevel)) throws {
    let left = try #require(NameLevelTests.form(row.left))
    let right = try #require(NameLevelTests.form(row.right))
    #expect(NameLevel.of(left.span, right.span) == row.level, "\(row)")
    #expect(NameLevel.of(right.span, left.span) == row.level, "\(row)")
  }

  /// What stands for a missing name has no form to compare.
  @Test(arguments: ["고객", "Guest", "ㅇㅇㅇ", "김김", "님", "N/A"])
  func `a placeholder reaches no level`(_ raw: String) throws {
    #expect(try #require(NameLevelTests.form(raw)).isEmpty)
  }
}
