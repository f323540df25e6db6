/// Words next to Korean names that say who somebody is to somebody else or at work.

enum NameNotes {
  static let words = ShortWords<Bool>(relations + titles)

  private static let relations =
    """
    배우자 남편 아내 부인 와이프 신랑 신부 본인 자녀 아들 딸 어머니 아버지 엄마 아빠 모친 부친 부모 할머니 할아버지 형 누나 언니 오빠 동생 가족 친구
    지인 보호자 동반자 동거인 법인 대리인 wife husband spouse son daughter mother father parent\u{20}
    """

  /// What somebody is at work, at school, at church, in a clinic, or the end of a sentence; behind a name of its own all the
  /// same.
  private static let titles =
    """
    사원 주임 대리 과장 차장 부장 팀장 실장 본부장 이사 상무 전무 사장 부사장 대표 대표이사 이사장 회장 부회장 원장 부원장 교수 박사 선생 교사 교장 교감
    연구원 선수 가수 배우 모델 강사 기자 선임 선임연구원 책임연구원 변호사 약사 간호사 의사 한의사 수의사 세무사 회계사 법무사 노무사 기사 감독 코치 작가 목사
    관장 점장 지점장 소장 국장 반장 계장 센터장 위원장 조합장 매니저 디자이너 총무 집사 권사 장로 전도사 스님 수녀 이장 통장
    여사 어르신 이모 삼촌 아줌마 환자 학생 어린이 아동 산모 원생 수강생 조합원 주니어 입니다 이에요 예요
    """

  /// 약사 and 약사님, of no relation.
  static func isTitle(_ word: [UInt32]) -> Bool {
    guard (2...6).contains(word.count), isHangulSyllable(word[0]) else { return false }
    return isListed(word[...], in: titleWords) || word[word.count - 1] == 0xB2D8 && isListed(word.dropLast(), in: titleWords)
  }

  private static let titleWords = ShortWords<Bool>(titles)
  private static let gluedTitles = ShortWords<Bool>(titles + " 고객 회원 손님 예약자 쌤")

  private static func isListed(_ word: ArraySlice<UInt32>, in list: ShortWords<Bool>) -> Bool {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * word.count)
    for scalar in word { appendScalar(scalar, to: &bytes) }
    return list.contains(bytes)
  }

  /// How many syllables of a whole name a title follows in the same word, with 님 or without: 3 of 박지성원장, 박지성스님 and
  /// 박지성변호사님, 4 of 남궁민수원장. Of four syllables only 쌤 is taken, for 정이사장 and 김한샘이 may be names.
  static func gluedNameCount(_ word: [UInt32]) -> Int? {
    guard (4...10).contains(word.count), word.allSatisfy(isHangulSyllable) else { return nil }
    // 쌤
    if word.count == 4 { return word[3] == 0xC324 && isName(word[..<3]) ? 3 : nil }
    for end in [word.count, word.count - 1] where end == word.count || word[end] == 0xB2D8 {
      for count in 3...4 where end > count && isName(word[..<count]) && isListed(word[count..<end], in: gluedTitles) {
        return isPlaceOfWork(word[..<count]) ? nil : count
      }
    }
    return nil
  }

  /// A surname and two syllables, or a surname of two and one or two; but 강남점 and 강남역 are places.
  private static func isName(_ word: ArraySlice<UInt32>) -> Bool {
    let surnames = KoreanSurnames.shared
    if surnames.row(UInt16(word[0] - 0xAC00), UInt16(word[1] - 0xAC00)) != nil { return true }
    return word.count == 3 && surnames.row(UInt16(word[0] - 0xAC00)) != nil && word[2] != 0xC810 && word[2] != 0xC5ED
  }

  /// 마케팅팀장, 유치원교사, 피부과원장: where somebody works.
  private static func isPlaceOfWork(_ word: ArraySlice<UInt32>) -> Bool {
    // 과 실 팀
    tasks.contains(Array(word)) || isShop(word) || [0xACFC, 0xC2E4, 0xD300].contains(word.last)
  }

  /// 쌤 샘 남 여 남자 …, which are no part of a name where a whole one stands before them: 박지성 쌤, 박지성 남; but 한 샘 is a name.
  static func isLone(_ word: [UInt32]) -> Bool { word.count <= 2 && lone.contains(word) }

  private static let lone = Set(listed("쌤 샘 남 여 남자 여자 남성 여성"))

  /// 스타헤어, 행복약국, 미용실: a shop, of which the name beside it is the owner's or its customer's.
  static func isShop(_ word: some BidirectionalCollection<UInt32>) -> Bool {
    guard (2...10).contains(word.count), word.allSatisfy(isHangulSyllable) else { return false }
    return shops.contains { word.count >= $0.count && word.suffix($0.count).elementsEqual($0) }
  }

  private static let shops = listed(
    """
    헤어 헤어샵 헤어살롱 미용실 네일 네일샵 뷰티샵 카페 약국 치과 의원 병원 내과 안과 피부과 소아과 학원 교습소 상회 상사 부동산 공인중개사 식당 마트 슈퍼 편의점 꽃집 세탁소 정육점 어린이집 \
    유치원 펜션 모텔
    """)

  /// 강남점, 잠실롯데점: a branch of a shop.
  static func isBranch(_ word: [UInt32]) -> Bool {
    (3...7).contains(word.count) && word[word.count - 1] == 0xC810 && word.allSatisfy(isHangulSyllable)
  }

  /// 스타헤어, and not 병원 alone: 서울대 병원 is nobody.
  static func isNamedShop(_ word: [UInt32]) -> Bool { isShop(word) && !shops.contains(word) }

  /// Whom a shop has written down, beside a whole name: 고객 김민준, 김민준 회원, 카톡 김민준; and 김민준 부부, the couple.
  static func isCustomer(_ word: [UInt32]) -> Bool { customers.contains(word) }

  /// And how one came to be written down, or was struck off.
  private static let customers = Set(listed(
    """
    고객 회원 손님 예약자 신규 단골 방문 부부 예약 전화 현장 전화예약 방문예약 첫방문 재방문 소개 네이버 네이버예약 카톡 카카오톡 인스타 인스타그램 당근 배민 쿠팡 \
    블랙 블랙리스트 탈퇴 휴면 개명 사망 외국인 단체 앞
    """))

  /// 영업부, 총무팀, 고객지원센터, and 영업부장, who heads one.
  static func isDepartment(_ word: some Collection<UInt32>) -> Bool {
    guard (3...8).contains(word.count), word.allSatisfy(isHangulSyllable) else { return false }
    var word = Array(word)
    if word.last == 0xC7A5, word.count > 3 { word.removeLast() }
    for unit in units where word.count > unit.count && word.suffix(unit.count).elementsEqual(unit) {
      if tasks.contains(Array(word.dropLast(unit.count))) { return true }
    }
    return false
  }

  private static let units = listed("부 팀 실 과 국 본부 센터 사업부")
  private static let tasks = Set(listed(
    """
    영업 국내영업 해외영업 총무 인사 인사총무 경영 경영지원 경영관리 관리 경리 회계 재무 재경 구매 자재 물류 생산 생산관리 제조 품질 품질관리 개발 연구 연구개발 기술 기술지원 설계 \
    기획 전략기획 전략 마케팅 홍보 광고 판매 유통 무역 수출 고객 고객지원 고객관리 고객상담 상담 지원 전산 정보 보안 시설 안전 법무 감사 비서 교육 디자인 공무 공사 시공 예약 객실
    """))

  private static func listed(_ text: String) -> [[UInt32]] { text.split(separator: " ").map { $0.unicodeScalars.map(\.value) } }
}

/// Words behind a name that make it another's: the mother, the husband, the guardian of whom it names; and the baby,
/// which a clinic knows by its mother.
enum NameRelations {
  /// Nil where the word is none; else how many syllables of a name stand before it in the same word: 0 for 엄마, 3 for
  /// 김철수엄마.
  static func nameCount(_ word: [UInt32]) -> Int? {
    if let count = bareCount(word) { return count }
    guard word.count >= 3, let last = word.last, isHangulSyllable(word[0]) else { return nil }
    // 보호자님; 아기A, of twins
    return last == 0xB2D8 || (0x61...0x7A).contains(last | 0x20) ? bareCount(Array(word.dropLast())) : nil
  }

  private static func bareCount(_ word: [UInt32]) -> Int? {
    if words.contains(word) { return 0 }
    // 민수맘: no name ends so
    if word.last == mom, (3...6).contains(word.count), word.allSatisfy(isHangulSyllable) { return word.count - 1 }
    guard word.count >= 4, word.count <= 8 else { return nil }
    for relation in glued where word.count >= relation.count + 2 && word.suffix(relation.count).elementsEqual(relation) {
      if word.allSatisfy(isHangulSyllable) { return word.count - relation.count }
    }
    return nil
  }

  /// Those of two syllables that no given name ends in: the last of a cell of four syllables.
  static let short = listed("엄마 아빠 남편 모친 부친 아기 애기")
  /// 맘
  static let mom: UInt32 = 0xB9D8
  /// 부 모 처 자, which are a word of their own behind a whole name only.
  static func isLone(_ word: [UInt32]) -> Bool { word.count == 1 && [0xBD80, 0xBAA8, 0xCC98, 0xC790].contains(word[0]) }
  /// 박 지인, 김 원생
  static func isGivenName(_ word: [UInt32]) -> Bool { word == [0xC9C0, 0xC778] || word == [0xC6D0, 0xC0DD] }
  private static let glued = short + listed("어머니 아버지 와이프 보호자 배우자 신생아")
  private static let words = Set(glued + listed("아내 부인 자녀 아들 딸 부모 동생 가족 친구 지인 동반자 동거인 대리인 母 父 妻 夫"))

  /// baby, and babya of twins.
  static func isBaby(_ letters: [UInt8]) -> Bool { letters.count <= 5 && letters.starts(with: "baby".utf8) }

  /// B/O 이영희, as clinics write the baby of a mother.
  static func isBabyOf(_ text: [UInt32]) -> Bool {
    guard text.count >= 5, text[0] | 0x20 == 0x62, text[1] == 0x2F, text[2] | 0x20 == 0x6F else { return false }
    return text[3] == 0x20 || isHangulSyllable(text[3])
  }

  private static func listed(_ text: String) -> [[UInt32]] { text.split(separator: " ").map { $0.unicodeScalars.map(\.value) } }
}
